"""A model is a notice that no reader ever sees, and that its schools follow."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import Page, PageLogEntry
from wagtail.search import index

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.propagation.model_notices.edits import draft_of, publish, raw_section, texts, write
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.services import make_model, mandate_sections, roll_out
from wagtail_privacy.versions.models import NoticeAddress, NoticeEvent, NoticeVersion
from wagtail_privacy.versions.publishing.backfill import backfill

pytestmark = pytest.mark.django_db


class TestModel:
    @pytest.mark.parametrize("is_restricted", [True, False])
    def test_nobody_can_read_it_at_any_address(self, model: Any, client: Client, is_restricted: bool) -> None:
        if not is_restricted:
            model.view_restrictions.all().delete()
        for below in ("", "versions/", "versions/1/", "on/2026-01-01/", "feed/", "versions/1/document.json"):
            response = client.get(f"/privacy/staff/{below}", headers={"host": "trust.test"})
            # A feed without any entry, which names nothing, is all that is left where somebody lifts the restriction.
            assert response.status_code == 404 or (below == "feed/" and not is_restricted), below
            assert b"Locks" not in response.content
            assert b"Staff" not in response.content
        assert client.get("/privacy/staff/", headers={"host": "trust.test"}).status_code == 404
        hub = client.get("/privacy/", headers={"host": "trust.test"})
        assert hub.status_code == 200
        assert b"Staff" not in hub.content
        assert b"Staff" not in client.get("/privacy/feed/", headers={"host": "trust.test"}).content

    def test_no_version_event_or_address_is_kept_of_it(self, model: Any) -> None:
        publish(model)
        list(backfill())
        Page.objects.get(pk=model.pk).unpublish()
        type(model).objects.get(pk=model.pk).delete()
        assert not NoticeVersion.objects.exists()
        assert not NoticeEvent.objects.exists()
        assert not NoticeAddress.objects.exists()

    def test_no_search_and_no_list_of_public_pages_has_it(self, model: Any) -> None:
        public = make_notice(model.get_parent(), raw_section("a"), title="Staff too", slug="too")
        assert index.get_indexed_instance(public) == public
        assert index.get_indexed_instance(model) is None
        assert not Page.objects.live().public().filter(pk=model.pk).exists()
        assert model.get_sitemap_urls() == []

    def test_its_tokens_stand_for_their_names(self, model: Any) -> None:
        write(model, raw_section("rules", "{{ headteacher.name }} and {{ organisation.name }}"))
        publish(model)
        html = draft_of(model).make_preview_request().content.decode()
        assert "[headteacher.name] and [organisation.name]" in html

    def test_an_older_revision_does_not_make_it_a_notice_for_readers(self, model: Any) -> None:
        first = model.revisions.order_by("pk").first()
        assert first.content["is_model"] is False
        first.publish()
        assert type(model).objects.get(pk=model.pk).is_model
        assert not NoticeVersion.objects.exists()

    def test_a_copy_of_it_is_a_model_too(self, model: Any) -> None:
        copy = model.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)
        assert copy.is_model
        assert not NoticeVersion.objects.exists()

    def test_only_a_notice_of_a_trust_that_nobody_has_read_becomes_one(
        self, site_tree: Any, school_editor: Any, trust_editor: Any
    ) -> None:
        read = make_notice(make_hub(site_tree.trust_home), raw_section("a"))
        with pytest.raises(ModelNoticeError, match="Readers have seen"):
            make_model(read, trust_editor)
        read.unpublish()
        with pytest.raises(ModelNoticeError, match="Readers have seen"):
            make_model(read, trust_editor)
        of_school = make_notice(make_hub(site_tree.alpha_home), raw_section("a"), live=False)
        with pytest.raises(ModelNoticeError, match="No school belongs"):
            make_model(of_school, trust_editor)
        with pytest.raises(PermissionDenied):
            make_model(read, school_editor)

    def test_making_it_one_twice_is_logged_once(self, model: Any) -> None:
        make_model(model)
        assert PageLogEntry.objects.filter(action="wagtail_privacy.make_model").count() == 1


class TestRollOut:
    def test_a_school_gets_a_draft_with_the_same_block_ids(self, notice: Any, model: Any, site_tree: Any) -> None:
        draft = draft_of(notice)
        assert (draft.live, draft.is_model, draft.mandated_sections) == (False, False, [])
        assert texts(notice) == texts(model)
        assert draft.get_parent().slug == "privacy"
        assert not draft.get_view_restrictions().exists()
        publish(notice)
        assert NoticeVersion.objects.get().organisation_id == site_tree.alpha.pk

    def test_a_statement_a_schedule_and_a_lock_are_not_copied(self, model: Any, site_tree: Any) -> None:
        draft = draft_of(model)
        draft.describe_change(note="We changed it.", reason="law")
        draft.meeting_committee, draft.meeting_digest = "Board", "x" * 64
        draft.save_revision().publish()
        type(model).objects.filter(pk=model.pk).update(locked=True, expire_at="2030-01-01T00:00Z")
        make_hub(site_tree.alpha_home)
        copy = draft_of(roll_out(model, site_tree.alpha).specific)
        assert not copy.has_statement
        assert (copy.change_key, copy.meeting_digest, copy.expire_at, copy.locked) == (None, "", None, False)

    def test_twice_makes_no_second_copy(self, notice: Any, model: Any, site_tree: Any) -> None:
        assert roll_out(model, site_tree.alpha).pk == notice.pk
        assert RollOut.objects.count() == 1
        notice.delete()
        assert roll_out(model, site_tree.alpha).pk != notice.pk

    def test_an_address_that_is_taken_gets_a_number(self, model: Any, site_tree: Any) -> None:
        make_notice(make_hub(site_tree.alpha_home), raw_section("a"), slug="staff")
        assert roll_out(model, site_tree.alpha).slug == "staff-2"

    def test_an_item_of_a_school_is_refused_by_name_before_anything_is_copied(
        self, model: Any, site_tree: Any, trust_editor: Any, editor_of: Any
    ) -> None:
        item = RecipientFactory(published=True, name="Beta Meals", owner=site_tree.trust)
        body = section("recipients", heading="Who", recipients=entries({"recipient": item.pk}))
        write(model, body)
        publish(model)
        type(item).objects.filter(pk=item.pk).update(owner=site_tree.beta)
        make_hub(site_tree.alpha_home)
        before = Page.objects.count()
        with pytest.raises(ModelNoticeError, match="Beta Meals"):
            roll_out(model, site_tree.alpha, trust_editor)
        narrow = editor_of(site_tree.trust_home, site_tree.alpha_home, username="narrow")
        type(item).objects.filter(pk=item.pk).update(owner=_other_school())
        with pytest.raises(ModelNoticeError, match="something of another organisation"):
            roll_out(model, site_tree.alpha, narrow)
        assert Page.objects.count() == before
        assert not RollOut.objects.exists()

    def test_it_needs_the_permission_to_add_pages_there_and_to_see_the_model(
        self, model: Any, site_tree: Any, editor_of: Any, school_editor: Any
    ) -> None:
        make_hub(site_tree.alpha_home)
        for user in (editor_of(site_tree.trust_home, username="of_trust"), school_editor):
            with pytest.raises(PermissionDenied):
                roll_out(model, site_tree.alpha, user)
        both = editor_of(site_tree.trust_home, site_tree.alpha_home, username="both")
        assert roll_out(model, site_tree.alpha, both).owner == both

    def test_a_school_of_another_trust_a_draft_and_a_notice_are_refused(self, model: Any, site_tree: Any) -> None:
        make_hub(site_tree.alpha_home)
        with pytest.raises(ModelNoticeError, match="not a model"):
            roll_out(make_notice(model.get_parent(), raw_section("a"), slug="other"), site_tree.alpha)
        with pytest.raises(ModelNoticeError, match="no page below which"):
            roll_out(model, site_tree.beta)
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(parent=None)
        with pytest.raises(ModelNoticeError, match="no website below the trust"):
            roll_out(model, Organisation.objects.get(pk=site_tree.alpha.pk))
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(parent=site_tree.trust)
        model.unpublish()
        with pytest.raises(ModelNoticeError, match="Publish it first"):
            roll_out(model, Organisation.objects.get(pk=site_tree.alpha.pk))

    def test_what_is_mandated_holds_once_it_is_published(self, model: Any, site_tree: Any) -> None:
        mandate_sections(model, ["rules", "locks", "unknown"])
        make_hub(site_tree.alpha_home)
        roll_out(model, site_tree.alpha)
        assert RollOut.objects.get().mandated == ["rules"]
        assert draft_of(model).mandated_sections == ["rules", "locks"]


def _other_school() -> Organisation:
    trust = Organisation.objects.create(kind="trust", name="Other Trust")
    return Organisation.objects.create(kind="school", name="Gamma School", parent=trust)
