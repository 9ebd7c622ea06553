"""Where a notice needs an approval: nothing goes live without one, and the archive says who gave it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import close_old_connections
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry, Revision, TaskState

from tests.form_posts import edit_form
from tests.notice_factories import make_hub, make_notice
from tests.snapshots import replayed
from tests.trees import build_site_tree, make_editor
from tests.versions.approving import ROLE, approve, approved, make_approver, make_workflow, submit
from tests.versions.editing import as_user, edit, form_data, messages_text, rewrite
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def approver(hub: Any) -> Any:
    _workflow, user = make_workflow(hub)
    return user


@pytest.fixture
@replayed
def page(hub: Any, approver: Any) -> Any:
    """A live notice, from before approvals were asked for."""
    return make_notice(hub)


@pytest.fixture
def needs_workflow(settings: Any, page: Any) -> None:
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "workflow"


@pytest.fixture
def needs_any(settings: Any, page: Any) -> None:
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"


def newest(page: Any) -> NoticeVersion:
    return NoticeVersion.objects.last_published(page.pk)


def codes(refusal: Any) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


class TestRecorded:
    def test_the_role_of_the_approver_is_stored_with_the_version(
        self, page: Any, school_editor: Any, approver: Any
    ) -> None:
        rewrite(page)
        approved(page, school_editor, approver)
        version = newest(page)
        assert (version.number, version.approved_role, version.approved_by) == (2, ROLE, "head")
        assert version.approved_on == timezone.localdate().isoformat()

    def test_the_last_of_several_steps_counts(self, hub: Any, school_editor: Any) -> None:
        _workflow, first = make_workflow(hub, steps=2)
        second = make_approver(hub, "deputy")
        page = make_notice(hub, live=False)
        submit(page, school_editor)
        approve(page, first)
        assert not NoticeVersion.objects.exists()
        approve(page, second)
        assert newest(page).approved_by == "deputy"

    def test_the_name_of_the_approver_is_not_public(
        self, page: Any, school_editor: Any, approver: Any, client: Client
    ) -> None:
        approver.first_name, approver.last_name = "Harriet", "Headley"
        approver.save()
        rewrite(page)
        approved(page, school_editor, approver)
        for path in ("", "versions/", "versions/2/", "versions/2/changes/"):
            content = client.get(f"/privacy/pupils/{path}", headers={"host": "alpha.test"}).content.decode()
            assert "Headley" not in content and ">head<" not in content

    def test_a_cancelled_workflow_is_no_approval(self, hub: Any, school_editor: Any) -> None:
        _workflow, approver = make_workflow(hub, steps=2)
        page = make_notice(hub, live=False)
        submit(page, school_editor)
        approve(page, approver)
        page.get_latest_revision().publish()
        assert newest(page).approved_role == ""

    def test_an_approval_of_an_earlier_version_does_not_count(
        self, page: Any, school_editor: Any, approver: Any
    ) -> None:
        rewrite(page)
        approved(page, school_editor, approver)
        rewrite(page, "We care most.").publish()
        assert (newest(page).number, newest(page).approved_role) == (3, "")


@pytest.mark.usefixtures("needs_workflow")
class TestEditAfterApproval:
    def test_approving_with_an_edit_is_refused(
        self, page: Any, school_editor: Any, approver: Any, settings: Any
    ) -> None:
        """Wagtail saves what the approver changed, and approves the step, which is about the text before."""
        settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
        rewrite(page)
        submit(page, school_editor)
        client = as_user(approver)
        action = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        response = edit(client, page, **action)
        assert "has not been approved" in messages_text(response)
        assert "Choose “Cancel workflow”, then submit it again" in messages_text(response)
        page.refresh_from_db()
        assert NoticeVersion.objects.count() == 1
        assert page.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
        assert "We care most." in str(page.get_latest_revision().content["body"])

        edit(client, page, **{"action-cancel-workflow": "1"})
        edit(as_user(school_editor), page, **{"action-submit": "1"})
        approve(page, approver)
        assert (newest(page).number, newest(page).approved_by) == (2, "head")
        assert "We care most." in str(newest(page).document)

    def test_with_reapproval_an_edit_repeats_the_step(
        self, page: Any, school_editor: Any, approver: Any, settings: Any
    ) -> None:
        settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
        rewrite(page)
        submit(page, school_editor)
        client = as_user(approver)
        action = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        edit(client, page, **action)
        assert NoticeVersion.objects.count() == 1
        approve(page, approver)
        assert "We care most." in str(newest(page).document)
        assert newest(page).approved_by == "head"

    def test_an_edit_by_a_script_voids_the_approval(self, page: Any, school_editor: Any, approver: Any) -> None:
        rewrite(page)
        submit(page, school_editor)
        rewrite(page, "Something else.")
        with pytest.raises(ResolutionError) as refusal:
            approve(page, approver)
        assert codes(refusal) == ["approval"]
        assert NoticeVersion.objects.count() == 1

    def test_an_edit_of_the_revision_in_place_voids_the_approval(
        self, page: Any, school_editor: Any, approver: Any
    ) -> None:
        later = timezone.now() + timedelta(days=1)
        revision = rewrite(page, go_live_at=later)
        approved(page, school_editor, approver)
        draft = revision.as_object()
        draft.title = "Another"
        draft.save_revision(overwrite_revision=Revision.objects.get(pk=revision.pk))
        with pytest.raises(ResolutionError) as refusal:
            self.now(Revision.objects.get(pk=revision.pk)).publish()
        assert codes(refusal) == ["approval"]

    def test_an_approved_schedule_goes_live_without_later_edits(
        self, page: Any, school_editor: Any, approver: Any
    ) -> None:
        revision = rewrite(page, go_live_at=timezone.now() + timedelta(days=1))
        approved(page, school_editor, approver)
        assert NoticeVersion.objects.count() == 1
        rewrite(page, "Not approved.")
        self.now(Revision.objects.get(pk=revision.pk))
        call_command("publish_scheduled")
        assert (newest(page).number, newest(page).approved_by) == (2, "head")
        assert "Not approved." not in str(newest(page).document)

    @staticmethod
    def now(revision: Any) -> Any:
        """Let the moment of a schedule have come."""
        moment = timezone.now() - timedelta(minutes=1)
        revision.approved_go_live_at = moment
        revision.content["go_live_at"] = moment.isoformat()
        created = revision.created_at
        revision.save()
        Revision.objects.filter(pk=revision.pk).update(created_at=created)
        return revision


class TestMenu:
    def offered(self, client: Client, url: str) -> bool:
        return 'name="action-publish"' in client.get(url).content.decode()

    def test_the_menu_has_no_publish_where_a_workflow_is_required(
        self, page: Any, hub: Any, school_editor: Any, settings: Any
    ) -> None:
        client = as_user(school_editor)
        rewrite(page)
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        add_url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
        revert_url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, page.latest_revision_id])
        urls = [edit_url, add_url + "?audience=pupils", revert_url]
        for required, is_offered in (("", True), ("any", True), ("workflow", False)):
            settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = required
            assert [self.offered(client, url) for url in urls] == [is_offered] * 3, required
        assert self.offered(client, reverse("wagtailadmin_pages:edit", args=[hub.pk]))
        hub_url = reverse(
            "wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacyhubpage", hub.get_parent().pk]
        )
        assert self.offered(client, hub_url)

    def test_the_form_refuses_publishing_without_approval(
        self, page: Any, needs_workflow: None, school_editor: Any, approver: Any
    ) -> None:
        rewrite(page)
        approved(page, school_editor, approver)
        response = edit(as_user(school_editor), page, **{"action-publish": "1"})
        (in_body,) = response.context["form"].errors.as_data()["body"]
        assert "Submit it to a workflow" in str(in_body.non_block_errors)
        assert NoticeVersion.objects.count() == 2

    def test_bulk_publishing_publishes_approved_notices_only(
        self, hub: Any, needs_workflow: None, school_editor: Any, approver: Any
    ) -> None:
        """A draft whose approved schedule was cancelled, and one that nobody approved."""
        ready = make_notice(hub, live=False, slug="ready", go_live_at=timezone.now() + timedelta(days=1))
        approved(ready, school_editor, approver)
        other = make_notice(hub, live=False, slug="other", title="Nobody read it")
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        client = as_user(school_editor)
        response = client.post(f"{url}?id={other.pk}")
        assert "Nobody read it" in messages_text(response) and "has not been approved" in messages_text(response)
        revision = ready.get_latest_revision()
        revision.content["go_live_at"] = None
        revision.save(update_fields=["content"])
        client.post(f"{url}?id={ready.pk}")
        assert newest(ready).approved_by == "head"
        assert newest(other) is None


@pytest.mark.usefixtures("needs_any")
class TestMeeting:
    def test_a_recorded_meeting_is_an_approval(self, page: Any) -> None:
        revision = rewrite(page)
        draft = revision.as_object()
        draft.record_meeting(
            committee="Governing board", on=PartialDate(2026, 5), minutes="7", document=resolve_draft(draft).document
        )
        draft.save_revision().publish()
        version = newest(page)
        assert (version.approved_role, version.approved_on, version.minutes_reference) == (
            "Governing board",
            "2026-05",
            "7",
        )

    def test_a_meeting_is_recorded_in_the_form(self, page: Any, school_editor: Any) -> None:
        client = as_user(school_editor)
        meeting = {
            "action-publish": "1",
            "meeting_committee": "Governing board",
            "meeting_on": "May 2026",
            "meeting_minutes": "7",
            "publish_reason": "The board decided in its meeting.",
        }
        response = edit(client, page, **meeting)
        assert "meeting_confirmed" in response.context["form"].errors
        assert edit(client, page, **meeting, meeting_confirmed="on").status_code == 302
        assert (newest(page).number, newest(page).approved_role) == (2, "Governing board")

    def test_without_workflow_or_meeting_nothing_is_published(self, page: Any) -> None:
        with pytest.raises(ResolutionError) as refusal:
            rewrite(page).publish()
        assert codes(refusal) == ["approval"]

    def test_a_meeting_is_not_enough_where_a_workflow_is_required(self, page: Any, settings: Any) -> None:
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "workflow"
        draft = rewrite(page).as_object()
        draft.record_meeting(
            committee="Governing board", on=PartialDate(2026, 5), document=resolve_draft(draft).document
        )
        with pytest.raises(ResolutionError) as refusal:
            draft.save_revision().publish()
        assert codes(refusal) == ["approval"]


class TestPastTheWorkflow:
    """Where a workflow stands over a notice that may be published without it."""

    REASON = {"publish_reason": "  A wrong telephone number. "}
    PUBLISH = {"action-publish": "1"}

    def entries(self, page: Any) -> list[tuple[str, str, Any]]:
        entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail_privacy.publish_unapproved")
        return [(entry.message, entry.comment, entry.user) for entry in entries]

    def test_publishing_needs_a_reason(self, page: Any, school_editor: Any) -> None:
        for empty in ({}, {"publish_reason": "  "}):
            response = edit(as_user(school_editor), page, **self.PUBLISH, **empty)
            form = response.context["form"]
            assert set(form.errors) == {"publish_reason"}
            assert f"without the approval of {ROLE}" in str(form.errors["publish_reason"])
            assert form.action_to_ask_again() == {"name": "action-publish"}
        assert NoticeVersion.objects.count() == 1

    def test_the_reason_stands_in_the_history_of_the_page(self, page: Any, school_editor: Any) -> None:
        client = as_user(school_editor)
        assert edit(client, page, **self.PUBLISH, **self.REASON).status_code == 302
        assert newest(page).number == 2
        assert self.entries(page) == [
            (f"Published without the approval of {ROLE}", "A wrong telephone number.", school_editor)
        ]
        history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
        assert "A wrong telephone number." in history and f"Published without the approval of {ROLE}" in history

    def test_the_reason_is_not_stored_with_the_page_and_is_no_change_of_it(self, page: Any, school_editor: Any) -> None:
        response = edit(as_user(school_editor), page, **self.PUBLISH, **self.REASON, title="")
        assert set(response.context["form"].changed_data) == {"title", "body"}
        edit(as_user(school_editor), page, **self.PUBLISH, **self.REASON)
        page.refresh_from_db()
        assert "telephone" not in str(page.get_latest_revision().content)

    def test_a_new_notice_needs_a_reason_too(self, hub: Any, approver: Any, school_editor: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
        client = as_user(school_editor)
        data = form_data(**self.PUBLISH)
        assert set(client.post(url, data).context["form"].errors) == {"publish_reason"}
        assert client.post(url, data | self.REASON).status_code == 302
        stored = PrivacyNoticePage.objects.get()
        assert stored.live and len(self.entries(stored)) == 1

    @pytest.mark.parametrize("action", ["save", "action-submit"])
    def test_drafts_and_submissions_need_none(self, page: Any, school_editor: Any, action: str) -> None:
        assert edit(as_user(school_editor), page, **{action: "1"}).status_code == 302
        assert self.entries(page) == []

    def test_the_step_of_approval_needs_none(self, page: Any, school_editor: Any, approver: Any) -> None:
        draft = rewrite(page).as_object()
        submit(page, school_editor)
        data = edit_form(draft, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
        response = as_user(approver).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
        assert response.status_code == 302
        assert newest(page).number == 2
        assert self.entries(page) == []

    def test_scripts_and_bulk_publishing_need_none(self, page: Any, school_editor: Any) -> None:
        rewrite(page).publish(user=school_editor)
        rewrite(page, "And more.")
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        as_user(school_editor).post(f"{url}?id={page.pk}")
        assert (newest(page).number, self.entries(page)) == (3, [])

    def test_who_may_not_publish_is_not_asked(self, page: Any, hub: Any, school_editor: Any) -> None:
        GroupPagePermission.objects.filter(
            permission__codename="publish_page", group__in=school_editor.groups.all()
        ).delete()
        client = as_user(school_editor)
        content = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert 'name="publish_reason"' not in content and 'name="applies_from"' in content
        assert edit(client, page, **self.PUBLISH).status_code == 302
        assert NoticeVersion.objects.count() == 1

    def test_without_a_workflow_nothing_is_asked_and_nothing_logged(
        self, page: Any, school_editor: Any, settings: Any
    ) -> None:
        settings.WAGTAIL_WORKFLOW_ENABLED = False
        client = as_user(school_editor)
        content = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert 'name="publish_reason"' not in content
        assert edit(client, page, **self.PUBLISH, **self.REASON).status_code == 302
        assert (newest(page).number, self.entries(page)) == (2, [])

    def test_submit_comes_first_where_a_workflow_stands_over_the_notice(
        self, page: Any, hub: Any, school_editor: Any, settings: Any
    ) -> None:
        client = as_user(school_editor)
        urls = [
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
            + "?audience=pupils",
        ]
        for is_enabled, first in ((True, "action-submit"), (False, "action-save-draft")):
            settings.WAGTAIL_WORKFLOW_ENABLED = is_enabled
            assert [client.get(url).context["action_menu"].default_item.name for url in urls] == [first] * 2
        settings.WAGTAIL_WORKFLOW_ENABLED = True
        other = reverse("wagtailadmin_pages:edit", args=[hub.pk])
        assert client.get(other).context["action_menu"].default_item.name == "action-save-draft"


class TestTwoApprovers:
    def test_a_second_approver_is_told_of_the_first(
        self, page: Any, hub: Any, school_editor: Any, approver: Any
    ) -> None:
        rewrite(page)
        state = submit(page, school_editor).current_task_state
        late = TaskState.objects.get(pk=state.pk)
        approve(page, approver)
        with pytest.raises(ResolutionError) as refusal:
            late.task.specific.on_action(late, make_approver(hub, "deputy"), "reject")
        assert codes(refusal) == ["answered"]
        assert "head has acted" in str(refusal.value.problems[0])
        state.refresh_from_db()
        assert (state.status, state.finished_by) == (TaskState.STATUS_APPROVED, approver)

    def test_a_second_approver_is_told_without_a_name_where_it_is_unknown(
        self, page: Any, school_editor: Any, approver: Any
    ) -> None:
        rewrite(page)
        state = submit(page, school_editor).current_task_state
        late = TaskState.objects.get(pk=state.pk)
        state.approve(user=None)
        with pytest.raises(ResolutionError, match="Somebody else"):
            late.approve(user=approver)

    def test_saving_the_same_decision_again_is_no_second_decision(
        self, page: Any, school_editor: Any, approver: Any
    ) -> None:
        rewrite(page)
        state = submit(page, school_editor).current_task_state
        approve(page, approver)
        state.refresh_from_db()
        state.comment = "Fine."
        state.save()

    def test_other_workflow_content_is_not_affected(self, hub: Any, school_editor: Any) -> None:
        _workflow, approver = make_workflow(hub.get_parent())
        hub.save_revision()
        state = submit(hub, school_editor).current_task_state
        late = TaskState.objects.get(pk=state.pk)
        approve(hub, approver)
        late.approve(user=approver)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_two_approvals_at_once(transactional_db: None, settings: Any, turn: int) -> None:
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = ""
    hub = make_hub(build_site_tree().alpha_home)
    editor = make_editor("editor", [hub])
    _workflow, first = make_workflow(hub)
    people = {"head": first, "deputy": make_approver(hub, "deputy")}
    page = make_notice(hub)
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "workflow"
    rewrite(page, f"Turn {turn}")
    state = submit(page, editor).current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    clients = {name: as_user(user) for name, user in people.items()}
    start = threading.Barrier(2, timeout=20)

    def press(name: str) -> tuple[str, int, str]:
        try:
            start.wait()
            response = clients[name].post(url, {"comment": ""})
            return name, response.status_code, messages_text(response)
        finally:
            close_old_connections()
            database.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(press, people))
    assert [status for _name, status, _text in outcomes] == [302, 302]
    version = newest(page)
    assert NoticeVersion.objects.filter(page_id=page.pk).count() == 2
    state.refresh_from_db()
    winner = version.approved_by
    assert state.finished_by.username == winner
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve").count() == 1
    ((_name, _status, text),) = [outcome for outcome in outcomes if outcome[0] != winner]
    assert f"{winner} has acted on this step" in text or "not currently awaiting moderation" in text
