"""What happens to a notice at the moment it is published.

The room above that keeps versions registers its store here; other rooms and hosts register guards.
``save()`` of the notice calls it inside the transaction and under the lock of the page row, because no signal covers
every way of publishing: aliases and ``add_child(live=True)`` send none, a scheduled first publication sends one too
early.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Protocol, TypeVar

import swapper
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import F
from django.utils import translation
from wagtail.log_actions import LogContext, get_active_log_context, log, registry
from wagtail.models import Page, Revision, TaskState, WorkflowState

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import Difference, Reason
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.library.actions import REFUSED_ACTION
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.notices.followed import followed_model, mandate_problems
from wagtail_privacy.notices.notice_page import CONTENT_FIELDS, NoticePage
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import UNREADABLE, Resolution, resolve_draft

swapper.set_app_prefix("wagtailcore", "wagtail")

logger = logging.getLogger(__name__)

PublicationState = tuple[bool, int | None, datetime | None]

STATE_FIELDS = frozenset({"live", "live_revision", "live_revision_id", "last_published_at"})
"""The fields whose change means that something was published."""


class PublishedVersion(Protocol):
    """A version of a notice, as the room above keeps it."""

    @property
    def number(self) -> int:
        """Its number within the notice, counted from 1."""

    def as_document(self) -> Document:
        """What it says."""


@dataclass(frozen=True)
class PublicationPreview:
    """What publishing a notice would change for its readers.

    ``newest`` is the version published last, in force or announced, ``None`` for a first one; ``before`` is the one
    that readers see until this one begins, with which it is compared, ``None`` where nothing comes before it.
    ``language`` is the BCP 47 tag of the new text; ``difference`` is ``None`` where the text is the same, and where
    there is nothing to compare it with. ``is_same_text`` says that the text is that of ``newest``,
    ``is_same_as_before`` that it is that of ``before``; ``is_new`` that publishing would make a version at all.
    ``note`` and ``reason`` are what the editor says about it. ``problems`` is what stands in the way of it; a missing
    approval does not count.
    """

    newest: PublishedVersion | None
    before: PublishedVersion | None
    language: str
    is_same_text: bool
    is_same_as_before: bool
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


class Guard(Protocol):
    """Judges a notice that is about to be published."""

    def __call__(
        self, page: NoticePage, resolution: Resolution, baseline: PublishedVersion | None
    ) -> Iterable[Problem]:
        """What stands between ``page``, which resolves to ``resolution``, and its publication.

        ``baseline`` is the version that readers see until then, or ``None``. Only called for a notice that can be
        resolved and whose publication would make a version.
        """


class VersionStore(Protocol):
    """The room above that keeps versions: there is one. An error in any of it undoes the publication."""

    def after_save(self, page: NoticePage, *, was_live: bool, is_published: bool) -> None:
        """Take part in a save, inside its transaction and under the lock of the page row.

        ``is_published`` says that this save put a text before readers, ``was_live`` that there was one before. Raises
        ``ResolutionError`` for what may not be published.
        """

    def problems(self, page: NoticePage, resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
        """What else stands between a notice that can be resolved and its publication: statement, dates, approval, and
        what :func:`guard_problems` says. ``approved`` asks for an approval as well, where the site requires one.
        """

    def statement_is_used(self, page: NoticePage) -> bool:
        """Whether a version has been published with the statement of the change that the page carries."""

    def preview(self, page: NoticePage, resolution: Resolution) -> PublicationPreview:
        """What publishing ``page``, which resolves to ``resolution``, would change for readers."""


_guards: list[Guard] = []
_stores: list[VersionStore] = []


def register_guard(guard: Guard) -> None:
    """Have ``guard`` judge every publication. Registering it again changes nothing."""
    if guard not in _guards:
        _guards.append(guard)


def register_store(store: VersionStore) -> None:
    """Keep versions in ``store``. Raises ``ImproperlyConfigured`` where another one keeps them already."""
    if _stores and _stores[0] != store:
        raise ImproperlyConfigured("Versions of notices are kept in one place only, and one is registered already.")
    _stores[:] = [store]


def guard_problems(page: NoticePage, resolution: Resolution, baseline: PublishedVersion | None) -> tuple[Problem, ...]:
    """What every guard says of a publication, in the order in which they were registered."""
    return tuple(chain.from_iterable(guard(page, resolution, baseline) for guard in _guards))


def after_save(page: NoticePage, *, was_live: bool, is_published: bool) -> None:
    """Have the version store take part in a save. A model has no versions."""
    if page.is_model:
        return
    if is_published and (changed := mandate_problems(page)):
        raise ResolutionError(changed, page)
    for store in _stores:
        store.after_save(page, was_live=was_live, is_published=is_published)


def problems(page: NoticePage, parent: Page | None = None, *, approved: bool = True) -> tuple[Problem, ...]:
    """Everything that stands between what ``page`` says now and its publication, in reading order.

    ``parent`` is the page below which a page that has never been saved will stand; with ``approved`` a missing
    approval counts, where the site requires one.
    """
    resolution = resolve_cached(page, parent)
    found = resolution.problems or mandate_problems(page)
    if found or not _stores or page.is_model:
        return found
    return _stores[0].problems(page, resolution, approved=approved)


def as_unpublished_copy(page: NoticePage) -> NoticePage:
    """``page`` as a revision that is still to be made: an approval of the one that is live says nothing about it."""
    candidate = copy(page)
    candidate.live_revision_id = None
    return candidate


def statement_is_used(page: NoticePage) -> bool:
    """Whether the statement of a change on ``page`` belongs to a version that is published already."""
    return any(store.statement_is_used(page) for store in _stores)


def preview(page: NoticePage, parent: Page | None = None) -> PublicationPreview | None:
    """What publishing what ``page`` says now would change for readers.

    ``None`` for a model, and on a site where nothing keeps versions.
    """
    if page.is_model or not _stores:
        return None
    return _stores[0].preview(page, resolve_cached(page, parent))


@dataclass(frozen=True)
class EditorNote:
    """A message for the editor after a publication; ``label`` and ``url`` are the button that leads to where to act."""

    text: str
    label: str
    url: str


_notes: ContextVar[list[EditorNote] | None] = ContextVar("wagtail_privacy_notes", default=None)


@contextmanager
def collecting_notes() -> Iterator[list[EditorNote]]:
    """Collect the notes for the user of this request."""
    notes: list[EditorNote] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def is_collecting_notes() -> bool:
    """Whether a user will see notes: false in a script or a schedule."""
    return _notes.get() is not None


def tell_editor(note: EditorNote) -> None:
    """Show ``note`` to the user of this request, once; without effect in a script or a schedule."""
    notes = _notes.get()
    if notes is not None and note not in notes:
        notes.append(note)


_cached: ContextVar[dict[Hashable, Any] | None] = ContextVar("wagtail_privacy_request_cache", default=None)

Result = TypeVar("Result")


@contextmanager
def request_cache() -> Iterator[None]:
    """Resolve and compare the same text once inside, from the validation of a form to its save, and read items once.

    For one request; :class:`~wagtail_privacy.notices.middleware.PublicationMiddleware` wraps each in the admin. Inside
    another one it changes nothing.
    """
    if _cached.get() is not None:
        yield
        return
    token = _cached.set({})
    try:
        with item_map():
            yield
    finally:
        _cached.reset(token)


def cached(key: Hashable, make: Callable[[], Result]) -> Result:
    """The result of ``make``, computed once for each ``key`` inside :func:`request_cache`; outside it at each call."""
    results = _cached.get()
    if results is None:
        return make()
    if key not in results:
        results[key] = make()
    result: Result = results[key]
    return result


def resolve_cached(page: NoticePage, parent: Page | None = None) -> Resolution:
    """As :func:`~wagtail_privacy.notices.resolve.resolve_draft`, once for the same text in one request.

    The same text is that of the same place in the tree with equal prepared values of all that is resolved, on the same
    day. A library item that changes while the request lasts is seen by the next one.
    """
    if _cached.get() is None:
        return resolve_draft(page, parent=parent)
    try:
        key = _content_key(page, parent)
    except UNREADABLE:
        # Resolving says what is wrong with the data, and in which section.
        return resolve_draft(page, parent=parent)
    return cached(key, lambda: resolve_draft(page, parent=parent))


def _content_key(page: NoticePage, parent: Page | None) -> Hashable:
    above = parent.path if parent is not None and not page.path else page.path[: -page.steplen]
    prepared = page.body.stream_block.get_prep_value(page.body)
    content = json.dumps([*(getattr(page, name) for name in CONTENT_FIELDS), prepared], default=str, sort_keys=True)
    digest = hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()
    # Of the page, a resolution depends on its type, language and place, which gives the organisation.
    return (
        "resolution",
        type(page),
        page.is_model,
        page.locale_id,
        above,
        site_day(),
        translation.get_language(),
        digest,
    )


def require_publish_permission(page: NoticePage, user: AbstractBaseUser | AnonymousUser | None) -> None:
    """Raise ``PermissionDenied`` when ``user`` may not publish ``page``; without a user a script or a schedule acts."""
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise PermissionDenied


def require_mandated_sections(page: NoticePage, revision: Revision) -> None:
    """Raise ``ResolutionError`` where ``revision`` of ``page`` has other words in a section that its model mandates."""
    followed = followed_model(page)
    changed = mandate_problems(revision.as_object(), followed) if followed is not None else ()
    if changed:
        raise ResolutionError(changed, page)


def state(page: NoticePage) -> PublicationState:
    """What changes when ``page`` is published."""
    return page.live, page.live_revision_id, page.last_published_at


def lock(page: NoticePage) -> PublicationState | None:
    """Lock the base row of the page and give its publication state, or ``None`` if it is not stored yet.

    The base row is the first that Wagtail itself writes: locking the row of the page type deadlocks against it.
    """
    if page.pk is None:
        return None
    rows = lock_rows(swapper.load_model("wagtailcore", "Page").objects.filter(pk=page.pk))
    stored: PublicationState | None = rows.values_list("live", "live_revision_id", "last_published_at").first()
    return stored


def lock_pages(page_ids: Iterable[int]) -> None:
    """Lock the base rows of these pages that are there, in the order of their keys; no query for none."""
    keys = sorted(set(page_ids))
    if keys:
        rows = lock_rows(swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=keys))
        list(rows.order_by("pk").values_list("pk"))


def lock_to_publish(page: NoticePage) -> PublicationState | None:
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
    list(lock_rows(current, "self", "workflow_state"))
    return lock(page)


@contextmanager
def log_as(user: AbstractBaseUser | None) -> Iterator[None]:
    """Have what is logged inside say that ``user`` did it, unless somebody is known to be acting already."""
    if user is None or get_active_log_context().user is not None:
        yield
        return
    with LogContext(user=user):
        yield


def refuse_scheduled(page: NoticePage, revision: Revision, error: ResolutionError) -> None:
    """Note that ``revision`` could not go live as scheduled: in the server's log, and once in the page history.

    The schedule stands, so that the next run of ``publish_scheduled`` tries again.
    """
    logger.error(
        "The notice “%s” (page %s) could not go live as scheduled: %s", page, page.pk, "; ".join(error.messages)
    )
    if registry.get_logs_for_instance(page).filter(action=REFUSED_ACTION, revision=revision).exists():
        return
    log(instance=page, action=REFUSED_ACTION, revision=revision, data={"problems": error.messages})
