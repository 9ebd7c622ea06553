"""New versions of a notice because something that it shares has changed; the notice itself stays as it is.

The row of the page holds what was published last, which need not be in force, and drafts are nobody's business here.
So each version that readers see, and each that is announced, is resolved again from its own source: what is in force
applies from today, what is announced again from its own day, with its own note. All of it happens or nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import payload_wording_digest, plain
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.resolve import Resolution, resolve_draft
from wagtail_privacy.versions.models import NoticeVersion, VersionSource
from wagtail_privacy.versions.publishing.pending import (
    all_problems,
    difference_since,
    in_force_from,
    pending_from_document,
)
from wagtail_privacy.versions.publishing.rows import VersionParts, store_version, stored_body
from wagtail_privacy.versions.publishing.rules import Approval, PendingVersion, Statement
from wagtail_privacy.versions.publishing.services import approval_stored_with, from_pending
from wagtail_privacy.versions.record.sources import SourceMissingError, source_of
from wagtail_privacy.versions.timeline import VersionState

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User

BeforeChange = Callable[[NoticeVersion], "AbstractContextManager[Any]"]
"""Gives a context in which a version is resolved with what was shared as it was when the version was published."""


class SharedChangeError(ValueError):
    """A change of something shared could not be brought into a notice; the message says why, and what to do."""


@dataclass(frozen=True)
class SharedCause:
    """What changed, and what readers are told of it.

    ``cause`` is sealed with each version: the model and key of what changed, its name before and after. ``note`` is for
    readers of the versions in force, ``reason`` a value of ``ChangeReason``; with ``is_major`` readers have to be told.
    ``approval`` is that of what changed: it counts for the new versions, since they differ by nothing else.
    """

    cause: Mapping[str, str]
    reason: str
    note: str = ""
    is_major: bool = False
    approval: Approval | None = None


def with_source(page: "Page", source: VersionSource) -> "Page":
    """``page`` with the content from which a version was made; the page itself stays as it is."""
    notice: Any = copy(page)
    notice.title, notice.audience, notice.summary = source.title, source.audience, source.summary
    notice.body = page.body.stream_block.to_python(source.body)
    return notice


@transaction.atomic
def bring_into(
    page: "Page", change: SharedCause, before: BeforeChange, *, user: "User | None" = None
) -> tuple[NoticeVersion, ...]:
    """Issue what readers see of ``page``, and what is announced, anew with the present library.

    Gives the new versions; none where readers would read the same, so that it may be called again. ``page`` is the
    specific page. Whether ``user`` may change what is shared is for the caller to check: nobody's page permissions are
    asked. Raises :class:`SharedChangeError` where the notice is not published, where a source is not stored, where more
    than this change would come in, and where a rule of publishing forbids it; then nothing is stored.
    """
    state = publication.lock(page)
    if state is None or not state[0]:
        raise SharedChangeError(gettext("The notice is not published."))
    now = timezone.now()
    today = site_day(now)
    issued: list[NoticeVersion] = []
    for period in NoticeVersion.objects.current_timeline(page.pk, today).in_force_and_announced:
        version, is_announced = period.version, period.state == VersionState.ANNOUNCED
        notice = _as_published(page, version, before)
        body = stored_body(notice)
        resolution = resolve_draft(notice)
        pending = _pending(notice, resolution, version, change, is_announced=is_announced, today=today)
        # A version in force that is issued anew takes the place of what is announced: that has to follow it.
        if _reads_the_same(version, pending) and not (is_announced and issued):
            continue
        problems = resolution.problems or all_problems(
            notice, resolution, pending, approved=True, is_announced=is_announced
        )
        if problems:
            raise SharedChangeError(" ".join(str(problem) for problem in problems))
        stored = from_pending(
            page,
            pending,
            now=now,
            user=user,
            revision_id=None,
            change_key=version.change_key if is_announced else None,
            cause=dict(change.cause),
        )
        issued.append(store_version(page, stored, VersionParts.of(notice, resolution, body), user))
    return tuple(issued)


@transaction.atomic
def bring_copy_into(
    page: "Page", change: SharedCause, replaced: Callable[[list[Any]], list[Any]], *, user: "User | None" = None
) -> tuple[NoticeVersion, ...]:
    """Issue what readers see of ``page``, and what is announced, anew from ``replaced`` of what it was made from.

    New versions are stored although readers read the same: they refer to something else from then on. Who had approved
    the text has approved it still. Raises :class:`SharedChangeError` where readers would not read the same, and as
    :func:`bring_into` does; then nothing is stored.
    """
    state = publication.lock(page)
    if state is None or not state[0]:
        raise SharedChangeError(gettext("The notice is not published."))
    now = timezone.now()
    today = site_day(now)
    issued: list[NoticeVersion] = []
    for period in NoticeVersion.objects.current_timeline(page.pk, today).in_force_and_announced:
        version, is_announced = period.version, period.state == VersionState.ANNOUNCED
        try:
            source = source_of(version)
        except SourceMissingError as error:
            raise SharedChangeError(str(error)) from error
        source.body = replaced(source.body)
        notice = with_source(page, source)
        body = stored_body(notice)
        resolution = resolve_draft(notice)
        cause = replace(change, approval=approval_stored_with(version))
        pending = _pending(notice, resolution, version, cause, is_announced=is_announced, today=today)
        if not _reads_the_same(version, pending):
            raise _other_changes(version)
        problems = resolution.problems or all_problems(notice, resolution, pending, approved=True, is_announced=True)
        if problems:
            raise SharedChangeError(" ".join(str(problem) for problem in problems))
        stored = from_pending(
            page,
            pending,
            now=now,
            user=user,
            revision_id=None,
            change_key=version.change_key if is_announced else None,
            cause=dict(change.cause),
        )
        issued.append(store_version(page, stored, VersionParts.of(notice, resolution, body), user))
    return tuple(issued)


def _as_published(page: "Page", version: NoticeVersion, before: BeforeChange) -> "Page":
    """The notice from which ``version`` was made; refused where it would say something else without the change too."""
    try:
        source = source_of(version)
    except SourceMissingError as error:
        raise SharedChangeError(str(error)) from error
    with before(version):
        unchanged = resolve_draft(with_source(page, source))
    if payload_wording_digest(plain(unchanged.document)) != version.wording_digest:
        raise _other_changes(version)
    return with_source(page, source)


def _other_changes(version: NoticeVersion) -> SharedChangeError:
    return SharedChangeError(
        gettext(
            "Other things that version %(number)s shows have changed since it was published, and they would come in as "
            "well. Look at what would change, and publish the notice itself."
        )
        % {"number": version.number}
    )


def _reads_the_same(version: NoticeVersion, pending: PendingVersion) -> bool:
    """Whether readers would read what ``version`` says; a name that the notice replaces by its own is not read."""
    if pending.wording_digest == version.wording_digest:
        return True
    difference = difference_since(version, pending.document, pending.wording_digest)
    return difference is not None and difference.is_unchanged_for_readers


def _pending(
    notice: "Page",
    resolution: Resolution,
    version: NoticeVersion,
    change: SharedCause,
    *,
    is_announced: bool,
    today: dt.date,
) -> PendingVersion:
    """What ``notice`` would publish in the place of ``version``."""
    if is_announced:
        statement = Statement(note=version.change_note, reason=version.change_reason, size=version.change_size)
        # It keeps its day, as precisely as it was given.
        with in_force_from(PartialDate.parse(version.effective_on)):
            return pending_from_document(
                notice, resolution.document, statement=statement, today=today, approval=change.approval
            )
    size = ChangeSize.MAJOR if change.is_major else ""
    statement = Statement(note=change.note, reason=change.reason, size=size, applies_from=today)
    return pending_from_document(
        notice, resolution.document, statement=statement, today=today, approval=change.approval
    )
