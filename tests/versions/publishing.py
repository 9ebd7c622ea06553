"""Every way in which a notice with an unpublished change can be published, each with or without an approval."""

import datetime as dt
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import registry
from wagtail.models import TaskState, WorkflowState

from tests.versions.approving import approve, submit
from tests.versions.editing import as_user, edit, messages_text, rewrite
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.publication import REFUSED_ACTION
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.versions.publishing.services import ReissueError, reissue_version

MESSAGE = "This text has not been approved."
BOARD = "Governing board"


class RefusedError(Exception):
    """A way that says no on a screen or in a log instead of raising."""


@dataclass
class Case:
    """A live notice with a version from before approvals were asked for, and what is asked for from :meth:`ask` on.

    ``approval`` is what the new text has: ``"workflow"``, ``"meeting"`` or nothing.
    """

    page: Any
    hub: Any
    editor: Any
    approver: Any
    workflow: Any
    settings: Any
    required: str
    approval: str
    asked: Callable[[], None]

    def ask(self) -> None:
        """From here on the site asks for approvals; what was prepared before is no part of the way itself."""
        self.settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = self.required
        self.asked()

    @property
    def stored(self) -> Any:
        return type(self.page).objects.get(pk=self.page.pk)

    def draft(self, **fields: Any) -> Any:
        """A new revision with another text, approved as the case says."""
        revision = rewrite(self.page, **fields)
        if self.approval == "meeting":
            return self._met(revision.as_object())
        if self.approval == "workflow":
            self._signed(revision)
        return revision

    def published(self) -> Any:
        """The notice, live with that text."""
        self.draft().publish()
        return self.stored

    @staticmethod
    def _met(draft: Any) -> Any:
        document = resolve_draft(draft).document
        draft.record_meeting(committee=BOARD, on=PartialDate(2026, 5), document=document)
        return draft.save_revision()

    def _signed(self, revision: Any) -> None:
        """As after an approval whose schedule was cancelled: approved to the end, and not published."""
        state = WorkflowState.objects.create(
            content_type=self.page.get_content_type(),
            base_content_type=self.page.get_base_content_type(),
            object_id=revision.object_id,
            workflow=self.workflow,
            status=WorkflowState.STATUS_APPROVED,
        )
        TaskState.objects.create(
            workflow_state=state,
            revision=revision,
            task=self.workflow.tasks.get(),
            status=TaskState.STATUS_APPROVED,
            finished_at=timezone.now(),
            finished_by=self.approver,
        )


@contextmanager
def _answered(response: Any) -> Any:
    if MESSAGE in messages_text(response):
        raise RefusedError(messages_text(response))
    yield


def form(case: Case) -> Any:
    case.ask()
    meeting = {"meeting_committee": BOARD, "meeting_on": "May 2026", "meeting_confirmed": "on"}
    extra = meeting if case.approval == "meeting" else {}
    pressed = {"action-publish": "1", "publish_reason": "The approvers are away."}
    response = edit(as_user(case.editor), case.page, **pressed, **extra)
    if response.status_code == 200:
        raise RefusedError(response.content.decode())
    return case.page


def bulk(case: Case) -> Any:
    case.draft()
    case.ask()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    with _answered(as_user(case.editor).post(f"{url}?id={case.page.pk}")):
        return case.page


def schedule(case: Case) -> Any:
    revision = case.draft(go_live_at=timezone.now() + dt.timedelta(days=1))
    revision.publish()
    bring_forward(revision)
    case.ask()
    call_command("publish_scheduled")
    entry = registry.get_logs_for_instance(case.page).filter(action=REFUSED_ACTION).first()
    if entry is not None:
        raise RefusedError(" ".join(entry.data["problems"]))
    return case.page


def workflow(case: Case) -> Any:
    rewrite(case.page)
    case.ask()
    submit(case.page, case.editor)
    approve(case.page, case.approver)
    return case.page


def api(case: Case) -> Any:
    revision = case.draft()
    case.ask()
    PublishPageRevisionAction(revision, user=case.editor).execute()
    return case.page


def script(case: Case) -> Any:
    revision = case.draft()
    case.ask()
    revision.publish()
    return case.page


def save(case: Case) -> Any:
    """The row is given a revision and a date of publication without Wagtail's actions."""
    revision = case.draft()
    case.ask()
    page = revision.as_object()
    page.live_revision, page.last_published_at = revision, timezone.now()
    page.save()
    return page


def partial_save(case: Case) -> Any:
    revision = case.draft()
    case.ask()
    page = revision.as_object()
    page.live_revision, page.last_published_at = revision, timezone.now()
    statement = ["change_key", "meeting_committee", "meeting_on", "meeting_digest"]
    page.save(update_fields=["body", "live_revision", "last_published_at", *statement])
    return page


def save_of_another_text(case: Case) -> Any:
    """Whatever was approved, it was not this text."""
    page = case.published()
    case.ask()
    page.title, page.last_published_at = "Nobody read this", timezone.now()
    page.save()
    return page


def live_addition(case: Case) -> Any:
    draft = case.draft().as_object()
    case.ask()
    copied = ("title", "body", "change_key", "meeting_committee", "meeting_on", "meeting_digest")
    fields = {name: getattr(draft, name) for name in copied}
    return case.hub.add_child(instance=type(draft)(slug="second", live=True, **fields))


def copy(case: Case) -> Any:
    page = case.published()
    case.ask()
    return page.copy(update_attrs={"slug": "copy"}, keep_live=True)


def alias(case: Case) -> Any:
    page = case.published()
    case.ask()
    return page.create_alias(update_slug="alias")


def alias_that_follows(case: Case) -> Any:
    alias = case.page.create_alias(update_slug="alias")
    revision = case.draft()
    case.ask()
    revision.publish()
    return alias


def alias_of_an_alias(case: Case) -> Any:
    alias = case.page.create_alias(update_slug="alias").create_alias(update_slug="alias-of-alias")
    revision = case.draft()
    case.ask()
    revision.publish()
    return alias


def change_while_unpublished(case: Case) -> Any:
    case.stored.unpublish()
    revision = case.draft()
    case.ask()
    revision.publish()
    return case.page


def return_of_what_was_unpublished(case: Case) -> Any:
    """The same text goes live again: no version more, but readers had lost it."""
    page = case.published()
    page.unpublish()
    case.ask()
    page.get_latest_revision().publish()
    return page


def reissue(case: Case) -> Any:
    page = case.published()
    rewrite(page, "Something else.").publish()
    case.ask()
    try:
        reissue_version(page, 2, note="We went back.", user=case.editor)
    except ReissueError as error:
        raise RefusedError(str(error)) from error
    return page


BOTH = frozenset({"workflow", "meeting"})

WAYS: dict[Callable[[Case], Any], frozenset[str]] = {
    # The form saves a revision of its own, which nobody can have approved in a workflow.
    form: frozenset({"meeting"}),
    bulk: BOTH,
    schedule: BOTH,
    api: BOTH,
    script: BOTH,
    save: BOTH,
    partial_save: BOTH,
    save_of_another_text: frozenset(),
    # A page without revisions of its own has nothing that somebody could have approved in a workflow.
    live_addition: frozenset({"meeting"}),
    copy: frozenset({"meeting"}),
    alias: BOTH,
    alias_that_follows: BOTH,
    alias_of_an_alias: BOTH,
    change_while_unpublished: BOTH,
    return_of_what_was_unpublished: BOTH,
    reissue: BOTH,
}
"""Each way to publish, with the kinds of approval that can be there by then."""


def bring_forward(revision: Any) -> None:
    """Let the scheduled moment have passed. The revision is not made anew by that, which would undo its approval."""
    past = timezone.now() - dt.timedelta(minutes=1)
    content = revision.content | {"go_live_at": past.isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)


REFUSALS = (ResolutionError, RefusedError)
