"""What happens to a notice at the moment it is published.

Freezing belongs to a room above this one, which registers itself here. ``save()`` of the notice calls it inside the
transaction and under the lock of the page row, because no signal covers every way of publishing: aliases and
``add_child(live=True)`` send none, a scheduled first publication sends one too early.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

import swapper
from django.db import transaction
from django.db.models import F, QuerySet
from wagtail.log_actions import LogContext, get_active_log_context, log, registry
from wagtail.models import TaskState, WorkflowState

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import Difference, Reason
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import Resolution, resolve_draft

swapper.set_app_prefix("wagtailcore", "wagtail")

logger = logging.getLogger(__name__)

PublicationState = tuple[bool, int | None, Any]

STATE_FIELDS = frozenset({"live", "live_revision", "live_revision_id", "last_published_at"})
"""The fields whose change means that something was published."""

SCHEDULED_ACTION = "wagtail.publish.scheduled"
"""The log action that only Wagtail's command ``publish_scheduled`` passes to ``publish()``."""

REFUSED_ACTION = "wagtail_privacy.refuse"
"""The log action of a scheduled publication that could not take place."""


@dataclass(frozen=True)
class Change:
    """What publishing a notice would change for its readers.

    ``before`` is the version published last, ``None`` for a first one; ``language`` is the BCP 47 tag of the new text;
    ``difference`` is ``None`` where the text is the same, and where there is nothing to compare it with. ``is_new``
    says that publishing would make a version at all. ``note`` and ``reason`` are what the editor says about it.
    ``problems`` is what stands in the way of it; a missing approval does not count.
    """

    before: Any
    language: str
    is_same_text: bool
    difference: Difference | None
    size: ChangeSize
    reasons: tuple[Reason, ...]
    effective: PartialDate
    is_new: bool
    note: str
    reason: str
    problems: tuple[Problem, ...]

    @property
    def reason_label(self) -> str:
        """The reason in words, or an empty text."""
        return str(dict(ChangeReason.choices).get(self.reason, self.reason))


class Publisher(Protocol):
    """What the room above does when a notice is published. An error in any of it undoes the publication."""

    def saved(self, page: Any, *, was_live: bool, is_published: bool) -> None:
        """Take part in a save, inside its transaction and under the lock of the page row.

        ``is_published`` says that this save put a text before readers, ``was_live`` that there was one before. Raises
        ``ResolutionError`` for what may not be published.
        """

    def problems(self, page: Any, resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
        """What else stands between a notice that can be resolved and its publication.

        ``approved`` asks for an approval as well, where the site requires one.
        """

    def is_stated(self, page: Any) -> bool:
        """Whether a version has been published with the statement of the change that the page carries."""

    def change(self, page: Any, resolution: Resolution) -> Change:
        """What publishing ``page``, which resolves to ``resolution``, would change for readers."""


_publishers: list[Publisher] = []


def register(publisher: Publisher) -> None:
    """Have ``publisher`` take part in every publication."""
    if publisher not in _publishers:
        _publishers.append(publisher)


def saved(page: Any, *, was_live: bool, is_published: bool) -> None:
    """Have every publisher take part in a save."""
    for publisher in _publishers:
        publisher.saved(page, was_live=was_live, is_published=is_published)


def problems(page: Any, parent: Any = None, *, approved: bool = True) -> tuple[Problem, ...]:
    """Everything that stands between what ``page`` says now and its publication, in reading order.

    ``parent`` is the page below which a page that has never been saved will stand; with ``approved`` a missing
    approval counts, where the site requires one.
    """
    resolution = resolve_draft(page, parent=parent)
    if resolution.problems:
        return resolution.problems
    found = (publisher.problems(page, resolution, approved=approved) for publisher in _publishers)
    return tuple(chain.from_iterable(found))


def as_new(page: Any) -> Any:
    """``page`` as a revision that is still to be made: an approval of the one that is live says nothing about it."""
    candidate = copy(page)
    candidate.live_revision_id = None
    return candidate


def is_stated(page: Any) -> bool:
    """Whether the statement of a change on ``page`` belongs to a version that is published already."""
    return any(publisher.is_stated(page) for publisher in _publishers)


def change(page: Any, parent: Any = None) -> Change | None:
    """What publishing what ``page`` says now would change; ``None`` on a site where nothing keeps versions."""
    resolution = resolve_draft(page, parent=parent)
    return next((publisher.change(page, resolution) for publisher in _publishers), None)


def state(page: Any) -> PublicationState:
    """What changes when ``page`` is published."""
    return page.live, page.live_revision_id, page.last_published_at


def lock(page: Any) -> PublicationState | None:
    """Lock the base row of the page and give its publication state, or ``None`` if it is not stored yet.

    The base row is the first that Wagtail itself writes: locking the row of the page type deadlocks against it.
    """
    if page.pk is None:
        return None
    rows = _locked(swapper.load_model("wagtailcore", "Page").objects.filter(pk=page.pk), "self")
    stored: PublicationState | None = rows.values_list("live", "live_revision_id", "last_published_at").first()
    return stored


def lock_to_publish(page: Any) -> PublicationState | None:
    """As :func:`lock`, after the rows of a workflow that the page is in.

    Approving in a workflow writes the task, then the workflow, then revisions and page; publishing writes revisions
    and page, then cancels the workflow. Whoever takes them all in the order of the first cannot deadlock.
    """
    current = TaskState.objects.select_related("workflow_state").filter(
        workflow_state__base_content_type=page.get_base_content_type(),
        workflow_state__object_id=str(page.pk),
        workflow_state__status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
        workflow_state__current_task_state=F("pk"),
    )
    list(_locked(current, "self", "workflow_state"))
    return lock(page)


def _locked(rows: "QuerySet[Any]", *of: str) -> "QuerySet[Any]":
    # A full lock would wait for every row that points to the page, and those wait for it in turn.
    no_key = transaction.get_connection().features.has_select_for_no_key_update
    return rows.select_for_update(of=of, no_key=no_key)


@contextmanager
def acting(user: Any) -> Iterator[None]:
    """Have what is logged inside say that ``user`` did it, unless somebody is known to be acting already."""
    if user is None or get_active_log_context().user is not None:
        yield
        return
    with LogContext(user=user):
        yield


def refuse_scheduled(page: Any, revision: Any, error: ResolutionError) -> None:
    """Note that ``revision`` could not go live as scheduled: in the server's log, and once in the page history.

    The schedule stands, so that the next run of ``publish_scheduled`` tries again.
    """
    logger.error(
        "The notice “%s” (page %s) could not go live as scheduled: %s", page, page.pk, "; ".join(error.messages)
    )
    if registry.get_logs_for_instance(page).filter(action=REFUSED_ACTION, revision=revision).exists():
        return
    log(instance=page, action=REFUSED_ACTION, revision=revision, data={"problems": error.messages})
