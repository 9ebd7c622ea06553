"""Writing versions: the only place that does.

The document that the resolver gives at this moment is the source of truth. If anything fails, nothing is stored, and
because freezing runs in the transaction that publishes, nothing is published either.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import TaskState, WorkflowState

from wagtail_privacy.documents.canonical import chain, digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.document import Document
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.resolve import Reference, Resolution, resolve
from wagtail_privacy.signals import version_frozen
from wagtail_privacy.versions.models import NoticeVersion, VersionReference

FREEZE_ACTION = "wagtail_privacy.freeze"

_in_force_from: ContextVar[PartialDate | None] = ContextVar("wagtail_privacy_in_force_from", default=None)


class PastVersionError(ValueError):
    """A past version may not be recorded. The message says why, in the language of the editor."""


@contextmanager
def in_force_from(date: PartialDate) -> Iterator[None]:
    """Versions frozen inside have been in force since ``date``: for a notice that is older than its page here."""
    token = _in_force_from.set(date)
    try:
        yield
    finally:
        _in_force_from.reset(token)


def freeze(page: Any) -> NoticeVersion | None:
    """Store the notice as its next version.

    To be called in the transaction that publishes the page, with the page row locked, as ``save()`` of the notice
    does. Gives ``None`` when the document is the one that readers see now. Raises
    ``ResolutionError`` when the notice may not be published, ``RuntimeError`` outside a transaction.
    """
    return _freeze(page, today=timezone.localdate())


def backfill_version(page_id: int, model: Any) -> NoticeVersion | None:
    """Freeze a notice that was published before this site kept versions, in force since it was last published.

    ``model`` is its page type. The page is locked and read anew, so that several runs at once, and editors at work,
    do no harm. Gives ``None`` when it has a version, is not live or is gone by now. Raises ``ResolutionError``.
    """
    with transaction.atomic():
        if publication.lock(model(pk=page_id)) is None:
            return None
        page = model._default_manager.filter(pk=page_id, live=True).first()
        if page is None or NoticeVersion.objects.current(page_id) is not None:
            return None
        published = page.last_published_at or page.first_published_at
        return _freeze(page, today=timezone.localdate(published) if published else timezone.localdate())


@transaction.atomic
def record_past_version(page: Any, *, effective: PartialDate, user: Any = None) -> NoticeVersion:
    """Store what ``page`` says now as a version from before this site kept them, in force from ``effective``.

    The page itself is not saved and what readers see does not change. ``page`` may be a draft, such as
    ``page.get_latest_revision_as_object()``. Raises ``ResolutionError`` as publishing does, ``PermissionDenied`` when
    ``user`` may not publish the page, and :class:`PastVersionError`, a ``ValueError``, for a page that is not stored,
    for a date that is not in the past, for one that does not lie before the first version published here, and for
    what has been recorded already.
    """
    if page.pk is None or publication.lock(page) is None:
        raise PastVersionError(gettext("Save the notice first: a past version belongs to a saved page."))
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    if effective.first_day > timezone.localdate():
        raise PastVersionError(gettext("This date is not in the past."))
    first = NoticeVersion.objects.published().for_page(page.pk).light().last()
    if first is not None and effective.first_day >= first.effective_day:
        raise PastVersionError(
            gettext(
                "Version %(number)s, the first that was published here, has been in force since %(date)s. A past "
                "version has to be older."
            )
            % {"number": first.number, "date": PartialDate.parse(first.effective_on).written()}
        )
    resolution = resolve(page)
    own_digest = digest(resolution.document)
    same = NoticeVersion.objects.for_page(page.pk).light().filter(digest=own_digest, effective_on=effective.isoformat())
    if (recorded := same.first()) is not None:
        raise PastVersionError(
            gettext("This is recorded already, as version %(number)s.") % {"number": recorded.number}
        )
    return _store(
        page,
        resolution,
        own_digest,
        NoticeVersion.objects.for_page(page.pk).light().first(),
        effective=effective,
        user=user,
        revision_id=page.latest_revision_id,
        is_past=True,
    )


def _freeze(page: Any, *, today: dt.date) -> NoticeVersion | None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A version is frozen in the transaction that publishes its page.")
    resolution = resolve(page)
    own_digest = digest(resolution.document)
    last = NoticeVersion.objects.for_page(page.pk).light().first()
    current = NoticeVersion.objects.current(page.pk) if last is not None and last.is_past else last
    if current is not None and current.digest == own_digest:
        return None
    approved_by, approved_at = _approval(page)
    return _store(
        page,
        resolution,
        own_digest,
        last,
        effective=_in_force_from.get() or _effective(resolution.document, current, today),
        revision_id=page.live_revision_id,
        approved_by=approved_by,
        approved_at=approved_at,
    )


def _effective(document: Document, current: NoticeVersion | None, today: dt.date) -> PartialDate:
    """From when a version is in force: the date that the notice gives, else the day of publication.

    A date that the version before began with, or an older one, was left standing when the text was changed: the
    change cannot have been in force since then.
    """
    governance = document.governance
    stated = PartialDate.parse(governance.effective) if governance and governance.effective else None
    if stated is None or (current is not None and stated.first_day <= current.effective_day):
        return PartialDate.of(today)
    return stated


def _store(
    page: Any,
    resolution: Resolution,
    own_digest: str,
    last: NoticeVersion | None,
    *,
    effective: PartialDate,
    user: Any = None,
    **fields: Any,
) -> NoticeVersion:
    document = resolution.document
    organisation = resolution.organisation
    author = user or get_active_log_context().user
    version = NoticeVersion.objects.create(
        page_id=page.pk,
        number=last.number + 1 if last is not None else 1,
        # An organisation is found by the site that the page is in.
        site_id=organisation.site_id if organisation is not None else None,
        organisation_id=organisation.pk if organisation is not None else None,
        kind=document.kind,
        audience=document.audience,
        language=document.language,
        title=document.title,
        summary=document.summary,
        controller=document.controller.name,
        effective_on=effective.isoformat(),
        effective_day=effective.first_day,
        review_due=document.governance.review_due if document.governance is not None else "",
        document=document.model_dump(mode="json"),
        digest=own_digest,
        chained_digest=chain(own_digest, last.chained_digest if last is not None else ""),
        published_at=timezone.now(),
        published_by=author.get_username() if author is not None else "",
        **fields,
    )
    VersionReference.objects.bulk_create(_reference(version, found) for found in resolution.references)
    log(
        instance=page,
        action=FREEZE_ACTION,
        user=author,
        data={"version": version.number, "digest": own_digest, "is_past": version.is_past},
    )
    version_frozen.send(sender=type(page), page=page, version=version)
    return version


def _reference(version: NoticeVersion, found: Reference) -> VersionReference:
    return VersionReference(
        version=version,
        model=found.model,
        object_id=found.object_id,
        translation_key=found.translation_key,
        content_hash=found.content_hash,
        revision_id=found.revision_id,
        clause_id=found.clause_id,
    )


def _approval(page: Any) -> tuple[str, dt.datetime | None]:
    """Who approved the live revision at the end of a workflow, and when.

    Not counted: one step of a workflow that somebody then cut short; an approval before an autosave overwrote the
    revision in place; the approval of another page, whose revision a copy or an alias starts with.
    """
    if page.live_revision_id is None:
        return "", None
    state = (
        TaskState.objects.filter(
            revision_id=page.live_revision_id,
            revision__object_id=str(page.pk),
            status=TaskState.STATUS_APPROVED,
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            finished_by__isnull=False,
            finished_at__gte=F("revision__created_at"),
        )
        .select_related("finished_by")
        .order_by("-finished_at")
        .first()
    )
    return (state.finished_by.get_username(), state.finished_at) if state is not None else ("", None)
