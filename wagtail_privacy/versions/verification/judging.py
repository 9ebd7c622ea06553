"""Judges what is stored. Pure: rows in, report out."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import DataError

from wagtail_privacy.documents.canonical import chain, payload_digest, payload_wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.models import NoticeEvent
from wagtail_privacy.versions.purges import is_emptied
from wagtail_privacy.versions.record import event_digest, purge_digest, record_digest, release_digest
from wagtail_privacy.versions.verification.report import BrokenLink, Chain, ChainDigest, ErasedLink, Fault, Report

DAMAGE = (ArithmeticError, AttributeError, TypeError, ValueError, DataError)
"""What converters of columns and of JSON raise for a value that no release of ours can have written."""

KeptDigests = Mapping[tuple[int, Chain], ChainDigest]
"""Digests that were kept elsewhere, by page and chain."""

_PUBLICATIONS = (NoticeEvent.Kind.PUBLISHED, NoticeEvent.Kind.RECORDED)


@dataclass(frozen=True)
class StoredEvent:
    """One event as it is stored. ``row`` is ``None`` where it cannot be read."""

    page_id: int
    number: int
    row: Any


@dataclass(frozen=True)
class StoredVersion:
    """One version as it is stored, with what hangs on it. ``row`` is ``None`` where it cannot be read."""

    page_id: int
    number: int
    row: Any
    references: tuple[Any, ...] = ()
    purge: Any = None
    release: Any = None
    basis: Any = None
    has_source: bool = False
    is_source_erased: bool = False
    """Whether the content of the version that it was translated from was erased."""


@dataclass(frozen=True)
class StoredHistory:
    """The whole history of one notice, each chain in its order. ``events`` are read before ``versions``."""

    page_id: int
    events: Iterable[StoredEvent]
    versions: Iterable[StoredVersion]


@dataclass
class ToldHistory:
    """What the events of a notice tell of its versions: a few words for each, so that it can be held in memory."""

    publications: dict[int, str] = field(default_factory=dict)
    erasures: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    releases: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    title: str = ""

    @property
    def last(self) -> int:
        """The highest number of a version that the events tell of."""
        return max([0, *self.publications, *self.erasures, *self.releases])

    def add(self, event: Any) -> None:
        """Take up what ``event`` tells."""
        self.title = event.title or self.title
        number = event.number
        if not isinstance(number, int):
            return
        if event.kind in _PUBLICATIONS:
            # A notice that goes online again tells the number of a version that is there already.
            self.publications.setdefault(number, event.kind)
        elif event.kind == NoticeEvent.Kind.PURGED:
            # A version is erased once: a later event does not take the place of the first.
            self.erasures.setdefault(number, event.data)
        elif event.kind == NoticeEvent.Kind.RELEASED:
            self.releases.setdefault(number, event.data)


def verify(histories: Iterable[StoredHistory], kept: "KeptDigests | None" = None) -> Report:
    """Verify histories that come in the order of pages, each of them whole.

    That the newest links are gone together with what tells of them, or that all digests were made anew, cannot be
    seen from what is stored: it takes digests ``kept`` elsewhere.
    """
    report = Report()
    kept = kept or {}
    seen: set[int] = set()
    for history in histories:
        seen.add(history.page_id)
        _verify_history(history, kept, report)
    gone = (digest for digest in kept.values() if digest.page_id not in seen)
    report.unexpected += (BrokenLink(digest.page_id, digest.chain, 1, "", Fault.MISSING) for digest in gone)
    report.notices = len(seen)
    return report


def _verify_history(history: StoredHistory, kept: KeptDigests, report: Report) -> None:
    page_id, told = history.page_id, ToldHistory()
    events = _ChainFollower(page_id, Chain.EVENTS, _event_fault, kept)
    for event in history.events:
        report.events += 1
        if event.row is not None:
            with suppress(*DAMAGE):
                told.add(event.row)
        events.follow(event)
    versions = _ChainFollower(page_id, Chain.VERSIONS, partial(_version_fault, told), kept)
    for version in history.versions:
        report.versions += 1
        if version.purge is not None:
            report.erased.append(ErasedLink(page_id, version.number, version.purge.authority, version.purge.reference))
        versions.follow(version)
    versions.reach(told.last, told.title)
    versions.finish(report)
    events.finish(report)


class _ChainFollower:
    """Follows one chain of one notice, from its first link to its last."""

    def __init__(self, page_id: int, chain: Chain, fault: Callable[[Any, str], Fault | None], kept: KeptDigests):
        self.page_id, self.chain, self.fault = page_id, chain, fault
        self.kept = kept.get((page_id, chain))
        self.count, self.digest, self.title = 0, "", ""
        self.broken: BrokenLink | None = None
        self.is_as_kept = False

    def follow(self, link: Any) -> None:
        """Take the next link, a stored version or event."""
        self.title = str(link.row.title or self.title) if link.row is not None else self.title
        if self.broken is None:
            self.broken = self._broken(link)
        self.count, self.digest = link.number, str(link.row.chained_digest) if link.row is not None else ""
        if self.kept is not None and self.kept.count == self.count:
            self.is_as_kept = self.kept.digest == self.digest

    def reach(self, last: int, title: str) -> None:
        """State that the chain must have come to link ``last``."""
        if self.broken is None and self.count < last:
            self.broken = self._link(self.count + 1, Fault.MISSING, self.title or title)

    def finish(self, report: Report) -> None:
        """Add what was found to ``report``."""
        if self.broken is not None:
            report.broken.append(self.broken)
        elif self.count:
            report.digests.append(ChainDigest(self.page_id, self.chain, self.count, self.digest))
        if self.kept is None or self.is_as_kept:
            return
        if self.count < self.kept.count:
            report.unexpected.append(self._link(self.count + 1, Fault.MISSING, self.title))
        else:
            report.unexpected.append(self._link(self.kept.count, Fault.OTHER_DIGEST, ""))

    def _broken(self, link: Any) -> BrokenLink | None:
        if link.number != self.count + 1:
            return self._link(self.count + 1, Fault.MISSING, self.title)
        try:
            fault = self.fault(link, self.digest)
        except DAMAGE:
            fault = Fault.UNREADABLE
        title = str(link.row.title) if link.row is not None else ""
        return self._link(link.number, fault, title) if fault is not None else None

    def _link(self, number: int, fault: Fault, title: str) -> BrokenLink:
        return BrokenLink(self.page_id, self.chain, number, title, fault)


def _event_fault(stored: StoredEvent, previous: str) -> Fault | None:
    event = stored.row
    if event is None:
        return Fault.UNREADABLE
    if event_digest(event) != event.digest:
        return Fault.EVENT
    return None if _is_chained(event.chained_digest, event.digest, previous) else Fault.CHAIN


def _version_fault(told: ToldHistory, stored: StoredVersion, previous: str) -> Fault | None:
    version = stored.row
    if version is None:
        return Fault.UNREADABLE
    erasure = told.erasures.get(stored.number)
    if (fault := _content_fault(stored, erasure)) is not None:
        return fault
    # An erased record no longer gives the digest that the chain rests on.
    expected = erasure["record_digest"] if erasure is not None else version.record_digest
    if record_digest(version, stored.references) != expected:
        return Fault.RECORD
    if not _is_chained(version.chained_digest, version.record_digest, previous):
        return Fault.CHAIN
    if not _follows(stored, erasure):
        return Fault.DERIVED
    return _told_fault(told, stored) or _basis_fault(stored)


def _content_fault(stored: StoredVersion, erasure: "Mapping[str, Any] | None") -> Fault | None:
    version = stored.row
    if not is_emptied(version):
        if stored.purge is not None or erasure is not None:
            return Fault.NOT_EMPTIED
        return None if payload_digest(version.document) == version.digest else Fault.DOCUMENT
    if stored.purge is None or erasure is None or "record_digest" not in erasure:
        return Fault.NOT_RECORDED
    if stored.has_source:
        return Fault.NOT_EMPTIED
    return None if purge_digest(stored.purge) == erasure.get("purge_digest") else Fault.TOMBSTONE


def _follows(stored: StoredVersion, erasure: "Mapping[str, Any] | None") -> bool:
    version = stored.row
    due = PartialDate.parse(version.review_due).last_day if version.review_due else None
    wording = erasure.get("wording_digest") if erasure is not None else payload_wording_digest(version.document)
    return bool(version.review_due_day == due and version.wording_digest == wording)


def _told_fault(told: ToldHistory, stored: StoredVersion) -> Fault | None:
    kind = NoticeEvent.Kind.RECORDED if stored.row.is_backdated else NoticeEvent.Kind.PUBLISHED
    if told.publications.get(stored.number) != kind:
        return Fault.NOT_TOLD
    release = told.releases.get(stored.number)
    if stored.release is None:
        return Fault.NOT_RELEASED if release is not None else None
    if release is None:
        return Fault.RELEASE_NOT_TOLD
    return None if release.get("release_digest") == release_digest(stored.release) else Fault.RELEASE


def _basis_fault(stored: StoredVersion) -> Fault | None:
    digest, basis = stored.row.basis_digest, stored.basis
    if basis is not None and stored.is_source_erased:
        return Fault.BASIS_NOT_ERASED
    if basis is None:
        return Fault.BASIS_MISSING if digest and not stored.is_source_erased else None
    return None if payload_digest(basis.document) == digest else Fault.BASIS


def _is_chained(chained_digest: str, digest: str, previous: str) -> bool:
    try:
        return chain(digest, previous) == chained_digest
    except ValueError:
        return False
