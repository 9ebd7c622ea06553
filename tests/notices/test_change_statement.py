"""What an editor says about a change: asked for when there is one, kept until it is published, and then done with."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.admin.panels import get_form_for_model

from tests.notice_factories import entries, make_notice, recipient, section
from tests.queries import query_count
from tests.snapshots import replayed
from tests.versions.approving import make_workflow, submit
from tests.versions.editing import as_user, edit, form_data, rewrite
from tests.versions.publishing import bring_forward
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.admin.forms import NoticeForm
from wagtail_privacy.notices.change_statement import STATEMENT_FIELDS
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

STATED = {"change_note": "We say more.", "change_reason": "clarity"}
PUBLISH = {"action-publish": "1"}
APPLIES = "When it applies and who approved it"


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return make_notice(hub)


def stored(page: Any) -> Any:
    return PrivacyNoticePage.objects.get(pk=page.pk)


def draft(page: Any) -> Any:
    return stored(page).get_latest_revision_as_object()


def newest(page: Any) -> NoticeVersion:
    return NoticeVersion.objects.last_published(page.pk)


def opened(client: Client, page: Any, name: str = "edit", *args: Any) -> Any:
    """The form as an editor meets it."""
    return client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk, *args]))


def initial(response: Any) -> dict[str, Any]:
    form = response.context["form"]
    return {name: form[name].value() for name in STATEMENT_FIELDS if form[name].value()}


def panels(response: Any) -> dict[str, list[str]]:
    """Heading of each panel that stands on the first tab, with its classes."""
    tabs = response.context["edit_handler"]
    return {str(panel.heading): panel.classes() for panel in tabs.children[0].visible_children}


def filled_form(notice: Any, **data: Any) -> Any:
    """The statement's part of the form alone, sent in order to publish ``notice`` as it is."""
    form_class = get_form_for_model(PrivacyNoticePage, form_class=NoticeForm, fields=[*STATEMENT_FIELDS])
    return form_class(PUBLISH | data, instance=notice, parent_page=notice.get_parent())


def with_recipient(page: Any, name: str = "Meals Ltd") -> Any:
    """A draft that shares with somebody new."""
    notice = stored(page)
    who = section("recipients", heading="Who", recipients=entries({"recipient": recipient(name).pk}))
    notice.body = notice._meta.get_field("body").stream_block.to_python([who])
    return notice


class TestPanels:
    def test_a_first_version_is_not_asked_what_changed(self, admin: Client, hub: Any) -> None:
        response = opened(admin, make_notice(hub, live=False))
        content = response.content.decode()
        assert panels(response)[APPLIES] == ["collapsed"]
        assert "What changed since the last version" not in panels(response)
        assert 'name="applies_from"' in content
        assert not any(f'name="{name}"' in content for name in ("change_note", "change_reason", "change_size"))

    def test_a_new_notice_is_not_asked_what_changed(self, admin: Client, hub: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
        assert 'name="change_note"' not in admin.get(f"{url}?audience=staff").content.decode()

    def test_a_later_version_is_asked_what_changed(self, admin: Client, page: Any) -> None:
        response = opened(admin, page)
        assert panels(response)["What changed since the last version"] == ["collapsed"]
        assert panels(response)[APPLIES] == ["collapsed"]
        assert 'name="change_note"' in response.content.decode()

    def test_a_panel_with_a_filled_field_is_open(self, admin: Client, page: Any) -> None:
        rewrite(page, change_note="Halfway through a sent")
        shown = panels(opened(admin, page))
        assert shown["What changed since the last version"] == []
        assert shown[APPLIES] == ["collapsed"]

    def test_the_choices_in_plain_words(self, page: Any) -> None:
        form = filled_form(draft(page))
        assert form.fields["change_size"].choices[0] == ("", "Decide for me")
        assert "reissue" not in dict(form.fields["change_reason"].choices)


class TestRefusal:
    def test_a_major_change_needs_note_and_reason(self, page: Any) -> None:
        form = filled_form(with_recipient(page))
        assert set(form.errors) == {"change_note", "change_reason"}
        assert "Meals Ltd" in str(form.errors["change_note"])

    def test_a_major_change_that_calls_itself_minor_is_told_why(self, page: Any) -> None:
        form = filled_form(with_recipient(page), change_size="minor", **STATED)
        assert set(form.errors) == {"change_size"}
        assert "New recipient: Meals Ltd" in str(form.errors["change_size"])

    def test_a_day_that_has_passed_is_refused(self, page: Any) -> None:
        form = filled_form(rewrite(page).as_object(), applies_from="2001-02-03")
        assert "This day has passed" in str(form.errors["applies_from"])

    def test_a_meeting_needs_committee_day_and_confirmation(self, page: Any) -> None:
        form = filled_form(rewrite(page).as_object(), meeting_minutes="7")
        assert set(form.errors) == {"meeting_committee", "meeting_on", "meeting_confirmed"}

    def test_the_reason_of_a_reissue_is_refused(self, page: Any) -> None:
        assert "change_reason" in filled_form(rewrite(page).as_object(), change_reason="reissue").errors

    def test_a_draft_may_have_an_incomplete_statement(self, admin: Client, page: Any) -> None:
        assert edit(admin, page, meeting_minutes="7", change_size="major").status_code == 302
        assert draft(page).meeting_minutes == "7"

    def test_nothing_typed_is_lost_and_the_error_stands_at_the_field(self, admin: Client, page: Any) -> None:
        response = edit(admin, page, **PUBLISH, change_size="major", change_reason="clarity")
        assert set(response.context["form"].errors) == {"change_note"}
        assert response.context["form"]["change_reason"].value() == "clarity"
        assert "a major change needs a note" in response.content.decode()


class TestLife:
    def test_the_statement_is_published_with_the_version(self, admin: Client, page: Any) -> None:
        edit(admin, page, **PUBLISH, **STATED)
        assert (newest(page).number, newest(page).change_note, newest(page).change_reason) == (
            2,
            "We say more.",
            "clarity",
        )

    def test_a_draft_keeps_its_statement_until_it_is_published(self, admin: Client, page: Any) -> None:
        edit(admin, page, **STATED)
        key = draft(page).change_key
        assert initial(opened(admin, page)) == STATED
        edit(admin, page, "Another text.", **STATED)
        assert draft(page).change_key == key is not None
        edit(admin, page, "Another text.", **PUBLISH, **STATED)
        assert (newest(page).change_key, newest(page).change_note) == (key, "We say more.")

    def test_the_next_edit_begins_with_empty_fields(self, admin: Client, page: Any) -> None:
        edit(admin, page, **PUBLISH, **STATED)
        assert initial(opened(admin, page)) == {}
        edit(admin, page, "And something else.")
        assert (draft(page).change_key, draft(page).change_note) == (None, "")

    def test_the_next_statement_may_have_the_same_words(self, admin: Client, page: Any) -> None:
        edit(admin, page, **PUBLISH, **STATED)
        edit(admin, page, "And something else.", **PUBLISH, **STATED)
        assert (newest(page).number, newest(page).change_note) == (3, "We say more.")
        assert newest(page).change_key != NoticeVersion.objects.get(number=2).change_key

    def test_an_emptied_statement_has_no_key(self, admin: Client, page: Any) -> None:
        edit(admin, page, **STATED)
        edit(admin, page, change_note="", change_reason="")
        assert draft(page).change_key is None

    @pytest.mark.skipif(WAGTAIL_VERSION < (8, 0), reason="Wagtail saves by itself from 8.0 on")
    def test_saving_by_itself_keeps_one_statement(self, admin: Client, page: Any) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        headers = {"accept": "application/json"}
        first = admin.post(url, form_data("One.", change_note="We"), headers=headers).json()
        key = draft(page).change_key
        again = form_data("One.", change_note="We say more.", overwrite_revision_id=str(first["revision_id"]))
        second = admin.post(url, again, headers=headers).json()
        assert second["revision_id"] == first["revision_id"]
        assert draft(page).change_note == "We say more."
        assert key is not None
        edit(admin, page, "One.", **PUBLISH, **STATED)
        assert newest(page).change_key == draft(page).change_key
        assert initial(opened(admin, page)) == {}

    def test_a_moderator_publishes_it_with_the_text(self, hub: Any, page: Any, school_editor: Any) -> None:
        _workflow, approver = make_workflow(hub)
        edit(as_user(school_editor), page, **{"action-submit": "1"}, **STATED)
        assert initial(opened(as_user(approver), page)) == STATED
        revisions = stored(page).revisions.count()
        action = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        edit(as_user(approver), page, **action, **STATED)
        assert (newest(page).number, newest(page).change_note) == (2, "We say more.")
        assert stored(page).revisions.count() == revisions
        assert initial(opened(as_user(school_editor), page)) == {}

    def test_a_ticked_box_is_no_edit_of_the_moderator(self, hub: Any, page: Any, school_editor: Any) -> None:
        _workflow, approver = make_workflow(hub)
        meeting = {"meeting_committee": "Governing board", "meeting_on": "May 2026", "meeting_confirmed": "on"}
        edit(as_user(school_editor), page, **{"action-submit": "1"}, **meeting)
        revisions = stored(page).revisions.count()
        action = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        edit(as_user(approver), page, **action, **meeting)
        assert stored(page).revisions.count() == revisions
        assert newest(page).approved_by == "head"

    def test_a_scheduled_publication_stores_the_statement(self, admin: Client, page: Any) -> None:
        later = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        edit(admin, page, **PUBLISH, **STATED, go_live_at=later)
        assert newest(page).number == 1
        bring_forward(stored(page).get_latest_revision())
        call_command("publish_scheduled")
        assert (newest(page).number, newest(page).change_note) == (2, "We say more.")
        assert initial(opened(admin, page)) == {}

    def test_going_back_to_an_old_draft_does_not_restore_a_used_statement(self, admin: Client, page: Any) -> None:
        edit(admin, page, **PUBLISH, **STATED)
        told = stored(page).latest_revision_id
        edit(admin, page, "And something else.", **PUBLISH, change_note="And more.", change_reason="clarity")
        assert initial(opened(admin, page, "revisions_revert", told)) == {}
        url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, told])
        admin.post(url, form_data(**PUBLISH))
        assert (newest(page).number, newest(page).change_note) == (4, "")

    def test_what_was_never_published_comes_back_with_an_old_draft(self, admin: Client, page: Any) -> None:
        edit(admin, page, **STATED)
        revision_id = stored(page).latest_revision_id
        edit(admin, page, "And something else.", change_note="", change_reason="")
        assert initial(opened(admin, page, "revisions_revert", revision_id)) == STATED


class TestMeeting:
    def test_a_changed_text_unticks_the_box(self, admin: Client, page: Any) -> None:
        meeting = {"meeting_committee": "Governing board", "meeting_on": "May 2026", "meeting_confirmed": "on"}
        edit(admin, page, **meeting)
        assert opened(admin, page).context["form"]["meeting_confirmed"].value() is True
        changed = draft(page)
        changed.title = "Another title"
        changed.save_revision()
        assert opened(admin, page).context["form"]["meeting_confirmed"].value() is False

    def test_an_unticked_box_removes_the_approval(self, admin: Client, page: Any) -> None:
        meeting = {"meeting_committee": "Governing board", "meeting_on": "May 2026"}
        edit(admin, page, **meeting, meeting_confirmed="on")
        edit(admin, page, **meeting)
        assert draft(page).meeting_digest == ""

    def test_a_script_records_a_meeting_in_one_call(self, page: Any) -> None:
        notice = rewrite(page).as_object()
        notice.record_meeting(
            committee="Governing board", on=PartialDate(2026, 5), document=resolve_draft(notice).document
        )
        assert notice.has_statement
        notice.clear_statement()
        assert not notice.has_statement
        assert (notice.change_key, notice.meeting_digest, notice.applies_from) == (None, "", None)


class TestPreview:
    def seen(self, notice: Any, mode: str = "changes") -> str:
        response = notice.make_preview_request(preview_mode=mode)
        assert response.status_code == 200
        return str(response.content.decode())

    def test_both_preview_modes_are_offered(self, page: Any) -> None:
        assert [name for name, _label in page.preview_modes] == ["", "changes"]
        assert page.default_preview_mode == ""

    def test_a_first_version_says_that_it_is_the_first(self, hub: Any) -> None:
        assert "This will be the first version." in self.seen(make_notice(hub, live=False))

    def test_the_same_text_changes_nothing_for_readers(self, page: Any) -> None:
        assert "Nothing changes for readers" in self.seen(draft(page))

    def test_a_change_is_shown_with_the_problems_of_publishing_it(self, page: Any) -> None:
        content = self.seen(with_recipient(page))
        assert "Major" in content
        assert "New recipient: Meals Ltd" in content
        assert "2 things to mend before this can be published" in content
        assert "privacy-difference" in content

    def test_unsaved_text_is_part_of_the_preview(self, admin: Client, page: Any) -> None:
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        assert admin.post(url, form_data("We care most.", **STATED)).json()["is_valid"]
        content = admin.get(f"{url}?mode=changes&in_preview_panel=true").content.decode()
        assert "most" in content and "We say more." in content
        assert "<ins" in content

    def test_a_moderator_sees_what_would_change(self, page: Any, hub: Any, school_editor: Any) -> None:
        _workflow, approver = make_workflow(hub)
        rewrite(page)
        submit(page, school_editor)
        url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert "privacy-difference" in as_user(approver).get(f"{url}?mode=changes").content.decode()

    def test_the_preview_for_readers_compares_nothing(self, page: Any) -> None:
        with_recipient(page).save_revision()
        asked = query_count(lambda: self.seen(draft(page), ""))
        assert asked < query_count(lambda: self.seen(draft(page)))

    def test_markup_is_escaped(self, page: Any) -> None:
        notice = with_recipient(page, "<script>alert(1)</script>")
        notice.describe_change(note="<b>Bold</b>", reason="recipient")
        content = self.seen(notice)
        assert "<script>alert" not in content
        assert "&lt;b&gt;Bold&lt;/b&gt;" in content
