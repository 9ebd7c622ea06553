"""New versions of a notice because something that it shares has changed; the notice itself stays as it is.

The row of the page holds what was published last, which need not be in force, and drafts are nobody's business here.
So each version that readers see, and each that is announced, is resolved again from its own source: what is in force
applies from today, what is announced again from its own day, with its own note. All of it happens or nothing.
"""

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
from wagtail_privacy.notices.notice_page import CONTENT_FIELDS
from wagtail_privacy.notices.resolve import Resolution, resolve_draft
from wagtail_privacy.organisations.overlay import organisations_read_once
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
from wagtail_privacy.versions.timeline import Timeline, VersionState

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
    # Read once for all copies of the page.
    notice.locale = page.locale
    for name in CONTENT_FIELDS:
        setattr(notice, name, getattr(source, name))
    notice.body = page.body.stream_block.to_python(source.body)
    return notice


# What fails is undone with all else of the transaction around it, or of its savepoint.
@transaction.atomic(savepoint=False)
def bring_into(
    page: "Page", change: SharedCause, before: BeforeChange, *, user: "User | None" = None, is_locked: bool = False
) -> tuple[NoticeVersion, ...]:
    """Issue what readers see of ``page``, and what is announced, anew with the present library.

    Gives the new versions; none where readers would read the same, so that it may be called again. ``page`` is the
    specific page; ``is_locked`` says that its row has been locked before it was read. Whether ``user`` may change what
    is shared is for the caller to check: nobody's page permissions are asked. Raises :class:`SharedChangeError` where
    the notice is not published, where a source is not stored, where more than this change would come in, and where a
    rule of publishing forbids it; then nothing is stored.
    """
    _require_published(page, is_locked)
    with publication.request_cache(), organisations_read_once():
        reissue = _Reissue(page, change, user)
        for version, is_announced in reissue.due():
            notice = _as_published(page, version, before)
            pending, resolution = reissue.pending(notice, version, is_announced)
            # A version in force that is issued anew takes the place of what is announced: that has to follow it.
            if _reads_the_same(version, pending) and not (is_announced and reissue.issued):
                continue
            reissue.issue(notice, resolution, pending, version, is_announced=is_announced)
    return tuple(reissue.issued)


@transaction.atomic
def bring_copy_into(
    page: "Page", change: SharedCause, replaced: Callable[[list[Any]], list[Any]], *, user: "User | None" = None
) -> tuple[NoticeVersion, ...]:
    """Issue what readers see of ``page``, and what is announced, anew from ``replaced`` of what it was made from.

    New versions are stored although readers read the same: they refer to something else from then on. Who had approved
    the text has approved it still. Raises :class:`SharedChangeError` where readers would not read the same, and as
    :func:`bring_into` does; then nothing is stored.
    """
    _require_published(page)
    with publication.request_cache(), organisations_read_once():
        reissue = _Reissue(page, change, user)
        for version, is_announced in reissue.due():
            source = _source(version)
            source.body = replaced(source.body)
            notice = with_source(page, source)
            reissue.change = replace(change, approval=approval_stored_with(version))
            pending, resolution = reissue.pending(notice, version, is_announced)
            if not _reads_the_same(version, pending):
                raise _other_changes(version)
            reissue.issue(notice, resolution, pending, version, is_announced=is_announced)
    return tuple(reissue.issued)


class _Reissue:
    """The versions of one notice that are issued anew, with the moment at which all of it happens."""

    def __init__(self, page: "Page", change: SharedCause, user: "User | None"):
        self.page = page
        self.change = change
        self.user = user
        self.now = timezone.now()
        self.today = site_day(self.now)
        self.issued: list[NoticeVersion] = []
        self._read: tuple[int, Timeline[Any]] | None = None

    def due(self) -> list[tuple[NoticeVersion, bool]]:
        """What readers see, then what is announced; with each whether it is announced."""
        current = self._timeline()
        return [(period.version, period.state == VersionState.ANNOUNCED) for period in current.in_force_and_announced]

    def _timeline(self) -> Timeline[Any]:
        """As it stands with what has been issued anew; the row of the page is locked, so nobody else changes it."""
        if self._read is None or self._read[0] != len(self.issued):
            self._read = len(self.issued), NoticeVersion.objects.current_timeline(self.page.pk, self.today)
        return self._read[1]

    def pending(self, notice: "Page", version: NoticeVersion, is_announced: bool) -> tuple[PendingVersion, Resolution]:
        """What ``notice`` would publish in the place of ``version``."""
        resolution = resolve_draft(notice)
        if not is_announced:
            size = ChangeSize.MAJOR if self.change.is_major else ""
            statement = Statement(note=self.change.note, reason=self.change.reason, size=size, applies_from=self.today)
            return self._pending(notice, resolution, statement), resolution
        statement = Statement(note=version.change_note, reason=version.change_reason, size=version.change_size)
        # It keeps its day, as precisely as it was given.
        with in_force_from(PartialDate.parse(version.effective_on)):
            return self._pending(notice, resolution, statement), resolution

    def _pending(self, notice: "Page", resolution: Resolution, statement: Statement) -> PendingVersion:
        return pending_from_document(
            notice,
            resolution.document,
            statement=statement,
            today=self.today,
            approval=self.change.approval,
            timeline=self._timeline(),
        )

    def issue(
        self,
        notice: "Page",
        resolution: Resolution,
        pending: PendingVersion,
        version: NoticeVersion,
        *,
        is_announced: bool,
    ) -> None:
        """Store ``pending`` in the place of ``version``; refused where a rule of publishing forbids it."""
        problems = resolution.problems or all_problems(
            notice, resolution, pending, approved=True, is_announced=is_announced
        )
        if problems:
            raise SharedChangeError(" ".join(str(problem) for problem in problems))
        stored = from_pending(
            self.page,
            pending,
            now=self.now,
            user=self.user,
            revision_id=None,
            change_key=version.change_key if is_announced else None,
            cause=dict(self.change.cause),
        )
        parts = VersionParts.of(notice, resolution, stored_body(notice), pending.basis)
        self.issued.append(store_version(self.page, stored, parts, self.user))


def _require_published(page: "Page", is_locked: bool = False) -> None:
    state = publication.state(page) if is_locked else publication.lock(page)
    if state is None or not state[0]:
        raise SharedChangeError(gettext("The notice is not published."))


def _source(version: NoticeVersion) -> VersionSource:
    try:
        return source_of(version)
    except SourceMissingError as error:
        raise SharedChangeError(str(error)) from error


def _as_published(page: "Page", version: NoticeVersion, before: BeforeChange) -> "Page":
    """The notice from which ``version`` was made; refused where it would say something else without the change too."""
    source = _source(version)
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
