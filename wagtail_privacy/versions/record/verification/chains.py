"""Verifies the chains of stored versions and events. Pure: rows in, report out."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from django.db import DataError

from wagtail_privacy.documents.canonical import chain, payload_digest, payload_wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.models import NoticeEvent
from wagtail_privacy.versions.record.digests import (
    basis_digest,
    event_digest,
    purge_digest,
    record_digest,
    release_digest,
)
from wagtail_privacy.versions.record.purges import is_emptied
from wagtail_privacy.versions.record.verification.report import (
    BrokenLink,
    Chain,
    ChainDigest,
    ChainKey,
    ErasedLink,
    Fault,
    Report,
)

if TYPE_CHECKING:
    from wagtail_privacy.versions.models import (
        NoticeVersion,
        VersionBasis,
        VersionPurge,
        VersionReference,
        VersionRelease,
    )

DAMAGE = (ArithmeticError, AttributeError, TypeError, ValueError, DataError)
"""The errors that converters of columns and JSON raise for a value that no release can have written."""

ExpectedDigests = Mapping[ChainKey, ChainDigest]
"""Chained digests that were kept outside the database, by page, or name of another object, and chain."""

_OF_NOTICES = (Chain.VERSIONS, Chain.EVENTS)

_PUBLICATIONS = (NoticeEvent.Kind.PUBLISHED, NoticeEvent.Kind.RECORDED)


@dataclass(frozen=True)
class StoredEvent:
    """One event as it is stored. ``row`` is ``None`` where it cannot be read."""

    page_id: int
    number: int
    row: NoticeEvent | None


@dataclass(frozen=True)
class StoredVersion:
    """One version as it is stored, with its related rows. ``row`` is ``None`` where it cannot be read."""

    page_id: int
    number: int
    row: "NoticeVersion | None"
    references: "tuple[VersionReference, ...]" = ()
    purge: "VersionPurge | None" = None
    release: "VersionRelease | None" = None
    basis: "VersionBasis | None" = None
    has_source: bool = False
    is_source_erased: bool = False
    """Whether the content of the version that it was translated from was erased."""


@dataclass(frozen=True)
class StoredLink:
    """One row of a chain of its own, as it is stored. ``row`` is ``None`` where it cannot be read.

    ``page_id`` is 0 and ``subject`` names the object where it is no page.
    """

    page_id: int
    number: int
    row: Any | None
    subject: str = ""


class ChainSource(Protocol):
    """Rows that another room keeps, each object's in a chain of its own."""

    @property
    def chain(self) -> Chain: ...
    @property
    def fault(self) -> Fault:
        """What is wrong with a row that does not give its digest."""

    def stored(self, using: str, page_id: int | None, chunk_size: int) -> Iterable[StoredLink]:
        """Every row, or those of one page, object by object and each in the order of its chain."""

    def digest(self, row: Any) -> str:
        """The digest that ``row`` gives. Raises an error of :data:`DAMAGE` for what no release can have written."""


@dataclass(frozen=True)
class StoredHistory:
    """The whole history of one notice, each chain in its order. ``events`` are read before ``versions``."""

    page_id: int
    events: Iterable[StoredEvent]
    versions: Iterable[StoredVersion]


@dataclass
class EventSummary:
    """What the events of a notice record about its versions: little for each, because all are in memory at once."""

    publications: dict[int, str] = field(default_factory=dict)
    erasures: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    releases: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    title: str = ""

    @property
    def last(self) -> int:
        """The highest number of a version with an event."""
        return max([0, *self.publications, *self.erasures, *self.releases])

    def add(self, event: NoticeEvent) -> None:
        """Add what ``event`` records."""
        self.title = event.title or self.title
        number = event.number
        if not isinstance(number, int):
            return
        if event.kind in _PUBLICATIONS:
            # A notice that is published again without a new version has an event with the number of an earlier version.
            self.publications.setdefault(number, event.kind)
        elif event.kind == NoticeEvent.Kind.PURGED:
            # A version is erased once: only the first event counts.
            self.erasures.setdefault(number, event.data)
        elif event.kind == NoticeEvent.Kind.RELEASED:
            self.releases.setdefault(number, event.data)


def verify(histories: Iterable[StoredHistory], expected: "ExpectedDigests | None" = None) -> Report:
    """Verify histories that come in the order of pages, each of them complete.

    Stored rows cannot show that the newest links were removed together with their events, or that all digests were
    made anew: only ``expected`` digests from outside the database can.
    """
    report = Report()
    expected = expected or {}
    seen: set[int] = set()
    for history in histories:
        seen.add(history.page_id)
        _verify_history(history, expected, report)
    missing = (digest for digest in expected.values() if digest.chain in _OF_NOTICES and digest.page_id not in seen)
    report.unexpected += (BrokenLink(digest.page_id, digest.chain, 1, "", Fault.MISSING) for digest in missing)
    report.notices = len(seen)
    return report


def verify_chain(
    source: ChainSource, links: Iterable[StoredLink], report: Report, expected: "ExpectedDigests | None" = None
) -> int:
    """Verify the chains of ``source``, add the results to ``report``, and give how many links there are.

    As for events, only ``expected`` digests can show that the newest links of a chain were removed.
    """
    expected = expected or {}
    seen: set[ChainKey] = set()
    count = 0
    for (page_id, subject), of_object in groupby(links, key=lambda link: (link.page_id, link.subject)):
        seen.add((subject or page_id, source.chain))
        verifier = _ChainVerifier[StoredLink](
            page_id, source.chain, partial(_link_fault, source), expected, subject=subject
        )
        for link in of_object:
            count += 1
            verifier.verify(link)
        verifier.report_to(report)
    report.unexpected += (
        BrokenLink(digest.page_id, digest.chain, 1, "", Fault.MISSING, digest.subject)
        for key, digest in expected.items()
        if digest.chain is source.chain and key not in seen
    )
    return count


def _verify_history(history: StoredHistory, expected: ExpectedDigests, report: Report) -> None:
    page_id, recorded = history.page_id, EventSummary()
    events = _ChainVerifier(page_id, Chain.EVENTS, _event_fault, expected)
    for event in history.events:
        report.events += 1
        if event.row is not None:
            with suppress(*DAMAGE):
                recorded.add(event.row)
        events.verify(event)
    versions = _ChainVerifier(page_id, Chain.VERSIONS, partial(_version_fault, recorded), expected)
    for version in history.versions:
        report.versions += 1
        if version.purge is not None:
            report.erased.append(ErasedLink(page_id, version.number, version.purge.authority, version.purge.reference))
        versions.verify(version)
    versions.require_length(recorded.last, recorded.title)
    versions.report_to(report)
    events.report_to(report)


Link = TypeVar("Link", StoredEvent, StoredVersion, StoredLink)


class _ChainVerifier(Generic[Link]):
    """Verifies one chain of one notice or other object, from its first link to its last."""

    def __init__(
        self,
        page_id: int,
        chain: Chain,
        fault: Callable[[Link, str], Fault | None],
        expected: ExpectedDigests,
        *,
        subject: str = "",
    ):
        self.page_id, self.chain, self.subject = page_id, chain, subject
        self.fault: Callable[[Link, str], Fault | None] = fault
        self.expected = expected.get((subject or page_id, chain))
        self.count, self.digest, self.title = 0, "", ""
        self.broken: BrokenLink | None = None
        self.is_as_expected = False

    def verify(self, link: Link) -> None:
        """Verify the next link, a stored version or event."""
        self.title = str(link.row.title or self.title) if link.row is not None else self.title
        if self.broken is None:
            self.broken = self._broken(link)
        self.count, self.digest = link.number, str(link.row.chained_digest) if link.row is not None else ""
        if self.expected is not None and self.expected.count == self.count:
            self.is_as_expected = self.expected.digest == self.digest

    def require_length(self, last: int, title: str) -> None:
        """Report a missing link unless the chain has link ``last``."""
        if self.broken is None and self.count < last:
            self.broken = self._link(self.count + 1, Fault.MISSING, self.title or title)

    def report_to(self, report: Report) -> None:
        """Add the results to ``report``."""
        if self.broken is not None:
            report.broken.append(self.broken)
        elif self.count:
            report.digests.append(ChainDigest(self.page_id, self.chain, self.count, self.digest, self.subject))
        if self.expected is None or self.is_as_expected:
            return
        if self.count < self.expected.count:
            report.unexpected.append(self._link(self.count + 1, Fault.MISSING, self.title))
        else:
            report.unexpected.append(self._link(self.expected.count, Fault.OTHER_DIGEST, ""))

    def _broken(self, link: Link) -> BrokenLink | None:
        if link.number != self.count + 1:
            return self._link(self.count + 1, Fault.MISSING, self.title)
        try:
            fault = self.fault(link, self.digest)
        except DAMAGE:
            fault = Fault.UNREADABLE
        title = str(link.row.title) if link.row is not None else ""
        return self._link(link.number, fault, title) if fault is not None else None

    def _link(self, number: int, fault: Fault, title: str) -> BrokenLink:
        return BrokenLink(self.page_id, self.chain, number, title, fault, self.subject)


def _link_fault(source: ChainSource, stored: StoredLink, previous: str) -> Fault | None:
    row = stored.row
    if row is None:
        return Fault.UNREADABLE
    if source.digest(row) != row.digest:
        return source.fault
    return None if _is_chained(row.chained_digest, row.digest, previous) else Fault.CHAIN


def _event_fault(stored: StoredEvent, previous: str) -> Fault | None:
    event = stored.row
    if event is None:
        return Fault.UNREADABLE
    if event_digest(event) != event.digest:
        return Fault.EVENT
    return None if _is_chained(event.chained_digest, event.digest, previous) else Fault.CHAIN


def _version_fault(recorded: EventSummary, stored: StoredVersion, previous: str) -> Fault | None:
    version = stored.row
    if version is None:
        return Fault.UNREADABLE
    erasure = recorded.erasures.get(stored.number)
    if (fault := _content_fault(version, stored, erasure)) is not None:
        return fault
    # An erased record no longer gives the digest in the chain; the event of the erasure holds the digest that it gives.
    expected = erasure["record_digest"] if erasure is not None else version.record_digest
    if record_digest(version, stored.references) != expected:
        return Fault.RECORD
    if not _is_chained(version.chained_digest, version.record_digest, previous):
        return Fault.CHAIN
    if not _derived_fields_match(version, erasure):
        return Fault.DERIVED
    return _event_record_fault(version, recorded, stored) or _basis_fault(version, stored)


def _content_fault(
    version: "NoticeVersion", stored: StoredVersion, erasure: "Mapping[str, Any] | None"
) -> Fault | None:
    if not is_emptied(version):
        if stored.purge is not None or erasure is not None:
            return Fault.NOT_EMPTIED
        return None if payload_digest(version.document) == version.digest else Fault.DOCUMENT
    if stored.purge is None or erasure is None or "record_digest" not in erasure:
        return Fault.NOT_RECORDED
    if stored.has_source:
        return Fault.NOT_EMPTIED
    return None if purge_digest(stored.purge) == erasure.get("purge_digest") else Fault.TOMBSTONE


def _derived_fields_match(version: "NoticeVersion", erasure: "Mapping[str, Any] | None") -> bool:
    due = PartialDate.parse(version.review_due).last_day if version.review_due else None
    wording = erasure.get("wording_digest") if erasure is not None else payload_wording_digest(version.document)
    return bool(version.review_due_day == due and version.wording_digest == wording)


def _event_record_fault(version: "NoticeVersion", recorded: EventSummary, stored: StoredVersion) -> Fault | None:
    kind = NoticeEvent.Kind.RECORDED if version.is_backdated else NoticeEvent.Kind.PUBLISHED
    if recorded.publications.get(stored.number) != kind:
        return Fault.NO_EVENT
    release = recorded.releases.get(stored.number)
    if stored.release is None:
        return Fault.EVENT_WITHOUT_RELEASE if release is not None else None
    if release is None:
        return Fault.RELEASE_WITHOUT_EVENT
    return None if release.get("release_digest") == release_digest(stored.release) else Fault.RELEASE


def _basis_fault(version: "NoticeVersion", stored: StoredVersion) -> Fault | None:
    digest, basis = version.basis_digest, stored.basis
    if basis is not None and stored.is_source_erased:
        return Fault.BASIS_NOT_ERASED
    if basis is None:
        return Fault.BASIS_MISSING if digest and not stored.is_source_erased else None
    return None if basis_digest(basis.document, basis.kept) == digest else Fault.BASIS


def _is_chained(chained_digest: str, digest: str, previous: str) -> bool:
    try:
        return chain(digest, previous) == chained_digest
    except ValueError:
        return False
