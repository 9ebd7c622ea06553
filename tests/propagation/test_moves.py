"""Merging what notices show: what their readers would read, and what comes in after."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tests.factories import RecipientFactory
from tests.form_posts import edit_form
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.propagation.test_impact import announce
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.queries import query_count
from wagtail_privacy.documents.diff import ChangeKind, Reason, ReasonCode
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.moves import MoveError, merge
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.propagation.applying import apply_change
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.moves import services
from wagtail_privacy.propagation.moves.services import (
    bring_merge_in,
    check_merge_everywhere,
    merge_everywhere,
    merge_impact,
    reasons_to_tell,
)
from wagtail_privacy.propagation.questions import Answer, unasked
from wagtail_privacy.propagation.services import publish_change
from wagtail_privacy.versions.comparing import difference_between
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def stored(item: Any) -> Any:
    return type(item)._default_manager.get(pk=item.pk)


def versions_of(page: Any) -> list[NoticeVersion]:
    return list(NoticeVersion.objects.filter(page_id=page.pk).order_by("number"))


def text_of(document: Any) -> str:
    return str(document.model_dump_json())


def said(page: Any) -> str:
    """What the notice would say if it were published now."""
    return text_of(resolve_draft(type(page).objects.get(pk=page.pk)).document)


class TestWhatFollows:
    def test_pages_drafts_and_scheduled_revisions_follow(self, hub: Any, one: Any, other: Any) -> None:
        page = make_notice(hub, sharing_with(one))
        page.body = page.body.stream_block.to_python([sharing_with(one), section("security", heading="Safe")])
        draft = page.save_revision()
        raw = draft.content["body"]
        merge(one, other)
        draft.refresh_from_db()
        assert draft.content["body"] == raw
        for followed in (page, draft.as_object()):
            text = text_of(resolve_draft(followed).document)
            assert (str(other.translation_key) in text, str(one.translation_key) in text) == (True, False)
            assert "Welfare office" not in text

    def test_a_form_that_was_open_meanwhile_stores_what_is_left(
        self, client: Client, hub: Any, one: Any, other: Any, trust_editor: Any
    ) -> None:
        page = make_notice(hub, sharing_with(one))
        form = edit_form(page)
        assert str(one.pk) in [str(value) for name, value in form.items() if name.endswith("-recipient")]
        merge(one, other)
        client.force_login(trust_editor)
        assert client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form).status_code == 302
        (raw,) = json.loads(stored(page).get_latest_revision().content["body"])
        assert raw["value"]["recipients"][0]["value"]["recipient"] == other.pk

    def test_a_clause_that_was_merged_is_the_clause_that_is_left(self, hub: Any) -> None:
        clauses = []
        for words in ("Old words.", "New words."):
            clause = Clause(name=words, locale=hub.locale)
            clause.body = clause.body.stream_block.to_python([section("text", heading="H", body=f"<p>{words}</p>")])
            clause.save()
            clause.save_revision().publish()
            clauses.append(stored(clause))
        page = make_notice(hub, {"type": "clause", "value": clauses[0].pk})
        merge(*clauses)
        assert "New words." in said(page)
        assert "Old words." not in said(page)

    def test_it_costs_no_query_where_nothing_was_merged(self, hub: Any, one: Any, other: Any) -> None:
        page = make_notice(hub, sharing_with(one))
        resolved = query_count(lambda: said(page))
        merge(RecipientFactory(), other)
        assert query_count(lambda: said(page)) == resolved

    def test_an_old_version_compared_with_a_new_one_names_the_same_item(self, hub: Any, one: Any, other: Any) -> None:
        page = make_notice(hub, sharing_with(one))
        merge_everywhere(one, other)
        before, after = versions_of(page)
        (changed,) = difference_between(before.as_document(), after.as_document()).sections
        assert [item.kind for item in changed.items] == [ChangeKind.CHANGED]
        # The list that is sealed with the version says the same.
        assert "removed" not in str(after.changes)
        assert "added" not in str(after.changes)

    def test_a_change_of_what_is_left_comes_into_notices_that_still_refer_to_it(self, hub: Any, one: Any) -> None:
        left = RecipientFactory(name="Welfare office", published=True)
        page = make_notice(hub, sharing_with(one))
        merge_everywhere(one, left)
        assert len(versions_of(page)) == 1
        assert [notice.page.pk for notice in touched_notices(left)] == [page.pk]
        draft_of(left, name="Renamed office")
        apply_change(publish_change(stored(left), Answer()))
        assert "Renamed office" in text_of(versions_of(page)[-1].as_document())


class TestMergingEverywhere:
    def test_the_preview_is_what_comes_in(self, hub: Any, one: Any, other: Any) -> None:
        page = make_notice(hub, sharing_with(one))
        before = list(Recipient.objects.order_by("pk").values())
        (impact,) = merge_impact(one, other)
        assert (impact.is_changed, impact.problems, impact.has_other_changes) == (True, (), False)
        assert list(Recipient.objects.order_by("pk").values()) == before
        (outcome,) = merge_everywhere(one, other, note="Two names of one office.", is_major=True)
        _first, second = versions_of(page)
        assert outcome.versions == (second,)
        assert second.wording_digest == impact.wording_digest
        assert (second.change_note, second.change_size) == ("Two names of one office.", "major")
        assert second.cause == {
            "model": "recipient",
            "key": str(one.translation_key),
            "before": "Welfare office",
            "after": "Office for welfare",
        }

    def test_what_is_announced_follows_on_its_own_day(self, hub: Any, one: Any, other: Any) -> None:
        page = make_notice(hub, sharing_with(one))
        announce(page, sharing_with(one), section("security", heading="Safe", measures="Locks."))
        merge_everywhere(one, other)
        versions = versions_of(page)
        assert [("Office for welfare" in text_of(version.as_document())) for version in versions] == [
            False, False, True, True,
        ]  # fmt: skip
        assert versions[3].effective_on == versions[1].effective_on

    def test_a_notice_that_shows_it_by_way_of_another_item_follows(self, hub: Any, one: Any, other: Any) -> None:
        part = RecipientFactory(name="Its desk", part_of=one, published=True)
        page = make_notice(hub, sharing_with(part))
        (impact,) = merge_impact(one, other)
        merge_everywhere(one, other)
        assert versions_of(page)[-1].wording_digest == impact.wording_digest
        assert "Office for welfare" in text_of(versions_of(page)[-1].as_document())

    def test_an_item_without_a_revision_is_known_as_it_was(self, hub: Any, other: Any) -> None:
        bare = RecipientFactory(name="Loaded")
        page = make_notice(hub, sharing_with(bare))
        (outcome,) = merge_everywhere(bare, other)
        assert outcome.refusal == ""
        assert len(versions_of(page)) == 2

    def test_where_readers_read_the_same_nothing_is_issued(self, hub: Any, one: Any) -> None:
        page = make_notice(hub, sharing_with(one))
        (outcome,) = merge_everywhere(one, RecipientFactory(name="Welfare office", published=True))
        assert (outcome.versions, outcome.refusal, len(versions_of(page))) == ((), "", 1)

    def test_a_notice_in_which_more_would_change_stays_and_says_why(self, hub: Any, one: Any, other: Any) -> None:
        third = RecipientFactory(name="Third", published=True)
        both = entries({"recipient": one.pk}, {"recipient": third.pk})
        page = make_notice(hub, section("recipients", heading="Who", recipients=both))
        draft_of(third, name="Third, renamed")
        with unasked():
            stored(third).get_latest_revision().publish()
        (outcome,) = merge_everywhere(one, other)
        assert "Other things that version 1 shows have changed" in outcome.refusal
        assert len(versions_of(page)) == 1

    def test_what_was_broken_off_goes_on_where_it_stopped(
        self, hub: Any, one: Any, other: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pages = [make_notice(hub, sharing_with(one), slug=f"notice-{number}") for number in range(3)]

        def fail(*args: Any, **kwargs: Any) -> Any:
            if len(NoticeVersion.objects.filter(number=2)) == 1:
                raise KeyboardInterrupt
            return original(*args, **kwargs)

        original = services.bring_into
        monkeypatch.setattr(services, "bring_into", fail)
        with pytest.raises(KeyboardInterrupt):
            merge_everywhere(one, other)
        monkeypatch.undo()
        outcomes = bring_merge_in(stored(one))
        assert sum(len(outcome.versions) for outcome in outcomes) == 2
        bring_merge_in(stored(one))
        assert [len(versions_of(page)) for page in pages] == [2, 2, 2]

    def test_no_more_than_asked_at_once(self, hub: Any, one: Any, other: Any) -> None:
        for number in range(3):
            make_notice(hub, sharing_with(one), slug=f"notice-{number}")
        merge_everywhere(one, other, at_most=2)
        assert NoticeVersion.objects.filter(number=2).count() == 2

    def test_whoever_says_no_where_readers_have_to_be_told_is_refused(
        self, hub: Any, monkeypatch: pytest.MonkeyPatch, one: Any, other: Any
    ) -> None:
        make_notice(hub, sharing_with(one))
        monkeypatch.setattr(services, "reasons_to_tell", lambda *_args: ("New purpose: Counting.",))
        for action in (check_merge_everywhere, merge_everywhere):
            with pytest.raises(MoveError, match="Readers have to be told of this: New purpose"):
                action(one, other, is_major=False)
        assert stored(one).merged_into is None
        check_merge_everywhere(one, other, is_major=True)

    def test_reasons_name_nothing_of_notices_that_one_does_not_see(
        self, site_tree: Any, one: Any, other: Any, monkeypatch: pytest.MonkeyPatch, school_editor: Any
    ) -> None:
        for home in (site_tree.alpha_home, site_tree.beta_home):
            make_notice(make_hub(home), sharing_with(one), title=home.title)

        def reasons(impact: Any) -> Any:
            return (Reason(ReasonCode.NEW_PURPOSE, f"New purpose: {impact.notice.page.title}."),)

        monkeypatch.setattr(services.NoticeImpact, "reasons", property(reasons))
        assert set(reasons_to_tell(one, other)) == {"New purpose: Alpha School.", "New purpose: Beta School."}
        assert set(reasons_to_tell(one, other, school_editor)) == {
            "New purpose: Alpha School.",
            "There are reasons in notices of organisations that you do not work for.",
        }

    def test_bringing_in_is_for_those_who_may_move_it(self, hub: Any, one: Any, other: Any, school_editor: Any) -> None:
        with pytest.raises(MoveError, match="was not merged"):
            bring_merge_in(one)
        merge(one, other)
        with pytest.raises(PermissionDenied):
            bring_merge_in(stored(one), user=school_editor)


def test_items_read_in_the_same_request_are_read_anew(hub: Any, one: Any, other: Any) -> None:
    with item_map() as items:
        assert items.get(Recipient, one.pk) == one
        merge(one, other)
        assert items.get(Recipient, one.pk) == other
