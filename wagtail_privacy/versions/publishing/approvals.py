"""Who approved the revision that goes live."""

from copy import copy
from typing import Any

from django.db.models import F
from wagtail.models import TaskState, WorkflowState

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices import publication
from wagtail_privacy.versions.publishing.rules import Approval, Statement


def approval_of(page: Any, statement: Statement, digest: str) -> Approval | None:
    """The approval at the end of a workflow, else that of a meeting; ``None`` where this text has neither.

    ``digest`` is that of what readers see of the document about to be published: a meeting approved the text that it
    saw, no other.
    """
    return _in_a_workflow(page, digest) or _in_a_meeting(statement, digest)


def _in_a_workflow(page: Any, digest: str) -> Approval | None:
    """Who approved the live revision at the end of a workflow.

    Not counted: one step of a workflow that somebody then cut short; an approval before an autosave overwrote the
    revision in place; one of a text that is not what ``page`` says by now; that of another page, whose revision a copy
    starts with. An alias has no text of its own: what was approved for its source is approved for it.
    """
    source_id, revision_id = _source(page)
    approvals = TaskState.objects.filter(revision_id=revision_id, status=TaskState.STATUS_APPROVED)
    # Most notices are in no workflow: that is asked first, with the shortest query.
    if revision_id is None or not approvals.exists():
        return None
    state = (
        approvals.filter(
            revision__object_id=str(source_id),
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            finished_by__isnull=False,
            finished_at__gte=F("revision__created_at"),
        )
        .select_related("finished_by", "task", "revision")
        .order_by("-finished_at")
        .first()
    )
    if state is None or _digest_as_in(state.revision, page) != digest:
        return None
    return Approval(
        role=_role(state),
        on=PartialDate.of(site_day(state.finished_at)).isoformat(),
        by=state.finished_by.get_username(),
        at=state.finished_at,
    )


def _source(page: Any) -> tuple[int, int | None]:
    """The page whose revisions say what ``page`` says, and the one that is live."""
    source_id, revision_id, above = page.pk, page.live_revision_id, page.alias_of_id
    while above is not None:
        pages = type(page)._default_manager.filter(pk=above)
        source_id, revision_id, above = pages.values_list("pk", "live_revision_id", "alias_of_id").get()
    return source_id, revision_id


def _digest_as_in(revision: Any, page: Any) -> str:
    """The digest of what ``page`` would publish now if it said what ``revision`` says.

    Stored blocks are no measure: one that lacks a field says the same as one in which the field is empty.
    """
    approved, candidate = revision.as_object(), copy(page)
    for name in ("title", "audience", "summary", "body"):
        setattr(candidate, name, getattr(approved, name))
    return wording_digest(publication.resolve_carried(candidate).document)


def _role(state: Any) -> str:
    """The group on whose behalf somebody approved, else the name of the task: the public reads no names of people."""
    task = state.task.specific
    groups = getattr(task, "groups", None)
    shared = groups.filter(user=state.finished_by).order_by("name").first() if groups is not None else None
    return str(shared or task)


def _in_a_meeting(statement: Statement, digest: str) -> Approval | None:
    is_complete = statement.committee and statement.meeting_on
    if not is_complete or statement.meeting_digest != digest:
        return None
    return Approval(role=statement.committee, on=statement.meeting_on, minutes=statement.minutes)
