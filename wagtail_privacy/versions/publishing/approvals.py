"""Who approved the revision that goes live."""

from copy import copy
from typing import TYPE_CHECKING

from django.db.models import F
from wagtail.models import TaskState, WorkflowState

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.notice_page import CONTENT_FIELDS
from wagtail_privacy.versions.publishing.rules import Approval, Statement

if TYPE_CHECKING:
    from wagtail.models import Page, Revision


def approval_of(page: "Page", statement: Statement, digest: str) -> Approval | None:
    """The approval at the end of a workflow, else that of a meeting; ``None`` where this text has neither.

    ``digest`` is the wording digest of the document about to be published: a meeting approved exactly the text that it
    had.
    """
    return _workflow_approval(page, digest) or _meeting_approval(statement, digest)


def _workflow_approval(page: "Page", digest: str) -> Approval | None:
    """Who approved the live revision at the end of a workflow.

    Not counted: a step of a workflow that was then cancelled; an approval from before an autosave overwrote the
    revision; an approval of a text that is not the present text of ``page``; the approval of another page, of which
    ``page`` is a copy. An alias has no text of its own: an approval of its source counts.
    """
    source_id, revision_id = _source(page)
    state = _final_state(revision_id, source_id)
    if state is None or _digest_with_revision(state.revision, page) != digest:
        return None
    return _approval(state)


def approval_of_revision(revision_id: int | None, object_id: int) -> Approval | None:
    """Who approved this revision of any object at the end of a workflow, as it is now; ``None`` where nobody did."""
    state = _final_state(revision_id, object_id)
    return _approval(state) if state is not None else None


def _final_state(revision_id: int | None, object_id: int) -> TaskState | None:
    approvals = TaskState.objects.filter(revision_id=revision_id, status=TaskState.STATUS_APPROVED)
    # Most notices are in no workflow, so a short query comes first.
    if revision_id is None or not approvals.exists():
        return None
    return (
        approvals.filter(
            revision__object_id=str(object_id),
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            finished_by__isnull=False,
            finished_at__gte=F("revision__created_at"),
        )
        .select_related("finished_by", "task", "revision")
        .order_by("-finished_at")
        .first()
    )


def _approval(state: TaskState) -> Approval:
    return Approval(
        role=_role(state),
        on=PartialDate.of(site_day(state.finished_at)).isoformat(),
        by=state.finished_by.get_username(),
        at=state.finished_at,
    )


def _source(page: "Page") -> tuple[int, int | None]:
    """The page whose revisions hold the text of ``page``, and its live revision."""
    source_id, revision_id, above = page.pk, page.live_revision_id, page.alias_of_id
    while above is not None:
        pages = type(page)._default_manager.filter(pk=above)
        source_id, revision_id, above = pages.values_list("pk", "live_revision_id", "alias_of_id").get()
    return source_id, revision_id


def _digest_with_revision(revision: "Revision", page: "Page") -> str:
    """The wording digest that ``page`` would have now with the content of ``revision``.

    Stored blocks cannot be compared instead: a missing field and an empty field mean the same.
    """
    approved, candidate = revision.as_object(), copy(page)
    for name in (*CONTENT_FIELDS, "body"):
        setattr(candidate, name, getattr(approved, name))
    return wording_digest(publication.resolve_cached(candidate).document)


def _role(state: TaskState) -> str:
    """The group of the approver, else the name of the task: names of people are not public."""
    task = state.task.specific
    groups = getattr(task, "groups", None)
    group = groups.filter(user=state.finished_by).order_by("name").first() if groups is not None else None
    return str(group or task)


def _meeting_approval(statement: Statement, digest: str) -> Approval | None:
    is_complete = statement.committee and statement.meeting_on
    if not is_complete or statement.meeting_digest != digest:
        return None
    return Approval(role=statement.committee, on=statement.meeting_on, minutes=statement.minutes)
