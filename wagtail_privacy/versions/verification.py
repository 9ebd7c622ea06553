"""Whether the stored versions are what was published: every digest made again, every link of every chain followed.

:func:`verify` is pure: rows in, report out. :func:`stored_links` and :func:`published_numbers` read a database.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DataError, OperationalError
from django.db.models import Max, QuerySet

from wagtail_privacy.documents.canonical import chain, payload_digest
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion
from wagtail_privacy.versions.purges import is_emptied
from wagtail_privacy.versions.record import record_digest

CHUNK_SIZE = 100
"""How many versions are in memory at a time."""

# What converters of columns and of JSON raise for a value that no release of ours can have written.
_DAMAGE = (ArithmeticError, AttributeError, TypeError, ValueError, DataError)


class Fault(enum.Enum):
    """What is wrong with a version; the value says it to whoever looks after the site."""

    MISSING = "it was stored and is not there any more"
    UNREADABLE = "the row cannot be read"
    DOCUMENT = "the document is not the one that was published"
    RECORD = "its dates, notes, approval or references are not those that were recorded"
    CHAIN = "it does not continue the versions before it"
    NOT_EMPTIED = "it was to be erased, but its content is still there"
    NOT_RECORDED = "its content was taken away, and not by an erasure that was recorded"


@dataclass(frozen=True)
class StoredLink:
    """One version as it is stored, in the order of its notice. ``version`` is ``None`` where it cannot be read."""

    page_id: int
    number: int
    version: Any
    references: tuple[Any, ...] = ()
    purge: Any = None
    erased_record: str = ""
    """The digest that the record had when its content was erased, from the event of the erasure."""

    @property
    def title(self) -> str:
        return str(self.version.title) if self.version is not None else ""


@dataclass(frozen=True)
class Published:
    """The highest number of a notice that an event of its publication speaks of, and its title then."""

    number: int
    title: str


@dataclass(frozen=True)
class BrokenLink:
    """The first version of a notice that is not what was published."""

    page_id: int
    number: int
    title: str
    fault: Fault

    def __str__(self) -> str:
        return f"{_named(self.page_id, self.number, self.title)}: {self.fault.value}."


@dataclass(frozen=True)
class ErasedLink:
    """A version whose content was erased; only its place in the chain can be verified."""

    page_id: int
    number: int
    authority: str
    reference: str

    def __str__(self) -> str:
        ordered = ", ".join(part for part in (self.authority, self.reference) if part)
        return f"{_named(self.page_id, self.number, '')}: erased{f' ({ordered})' if ordered else ''}."


@dataclass
class Report:
    """What was found, in the order of pages and numbers."""

    notices: int = 0
    versions: int = 0
    broken: list[BrokenLink] = field(default_factory=list)
    erased: list[ErasedLink] = field(default_factory=list)


def verify(links: Iterable[StoredLink], published: Mapping[int, Published]) -> Report:
    """Verify versions that come in the order of pages and numbers; each notice has to come whole.

    ``published`` says by page which number must have been reached: that the newest versions are gone cannot be seen
    from the chain alone. At most one broken link is named for a notice, since all that follow it rest on it.
    """
    report = Report()
    seen: set[int] = set()
    for page_id, own in groupby(links, key=lambda link: link.page_id):
        seen.add(page_id)
        broken = _verify_notice(own, published.get(page_id), report)
        if broken is not None:
            report.broken.append(broken)
    gone = {page_id: last for page_id, last in published.items() if page_id not in seen}
    report.broken += [BrokenLink(page_id, 1, last.title, Fault.MISSING) for page_id, last in gone.items()]
    report.notices = len(seen) + len(gone)
    report.broken.sort(key=lambda broken: (broken.page_id, broken.number))
    return report


def stored_links(
    using: str = DEFAULT_DB_ALIAS, *, page_id: int | None = None, chunk_size: int = CHUNK_SIZE
) -> Iterator[StoredLink]:
    """Every stored version, or those of one page, in the order of pages and numbers.

    Takes a fixed number of queries for each ``chunk_size`` versions.
    """
    versions = NoticeVersion.objects.using(using)
    if page_id is not None:
        versions = versions.filter(page_id=page_id)
    keys = versions.order_by("page_id", "number").values_list("pk", "page_id", "number").iterator(chunk_size=chunk_size)
    while chunk := list(islice(keys, chunk_size)):
        yield from _read(using, chunk)


def published_numbers(using: str = DEFAULT_DB_ALIAS, *, page_id: int | None = None) -> dict[int, Published]:
    """How far each notice got, by page, according to the events of publication. One query.

    To be read before the versions: what is published in the meantime then does no harm.
    """
    stored = (NoticeEvent.Kind.PUBLISHED, NoticeEvent.Kind.RECORDED)
    events = NoticeEvent.objects.using(using).filter(kind__in=stored, number__isnull=False)
    if page_id is not None:
        events = events.filter(page_id=page_id)
    found = events.order_by("page_id").values("page_id").annotate(last=Max("number"), name=Max("title"))
    return {row["page_id"]: Published(row["last"], row["name"]) for row in found}


def _verify_notice(links: Iterable[StoredLink], published: Published | None, report: Report) -> BrokenLink | None:
    broken: BrokenLink | None = None
    previous, last, title = "", 0, ""
    for link in links:
        report.versions += 1
        if link.purge is not None:
            report.erased.append(ErasedLink(link.page_id, link.number, link.purge.authority, link.purge.reference))
        if broken is None:
            broken = _broken(link, previous, last)
            previous = link.version.chained_digest if link.version is not None else ""
        page_id, last, title = link.page_id, link.number, link.title or title
    if broken is None and published is not None and published.number > last:
        broken = BrokenLink(page_id, last + 1, title or published.title, Fault.MISSING)
    return broken


def _broken(link: StoredLink, previous: str, last: int) -> BrokenLink | None:
    if link.number != last + 1:
        return BrokenLink(link.page_id, last + 1, link.title, Fault.MISSING)
    try:
        fault = _fault(link, previous)
    except _DAMAGE:
        fault = Fault.UNREADABLE
    return BrokenLink(link.page_id, link.number, link.title, fault) if fault is not None else None


def _fault(link: StoredLink, previous: str) -> Fault | None:
    version = link.version
    if version is None:
        return Fault.UNREADABLE
    if (fault := _content_fault(link)) is not None:
        return fault
    # An erased record no longer gives the digest that the chain rests on.
    expected = link.erased_record if is_emptied(version) else version.record_digest
    if record_digest(version, link.references) != expected:
        return Fault.RECORD
    return None if _is_chained(version, previous) else Fault.CHAIN


def _content_fault(link: StoredLink) -> Fault | None:
    version = link.version
    if is_emptied(version):
        return None if link.purge is not None and link.erased_record else Fault.NOT_RECORDED
    if link.purge is not None:
        return Fault.NOT_EMPTIED
    return None if payload_digest(version.document) == version.digest else Fault.DOCUMENT


def _is_chained(version: Any, previous: str) -> bool:
    try:
        expected = chain(version.record_digest, previous)
    except ValueError:
        return False
    return bool(expected == version.chained_digest)


def _read(using: str, keys: list[tuple[int, int, int]]) -> Iterator[StoredLink]:
    versions = NoticeVersion.objects.using(using).select_related("purge").prefetch_related("references").order_by()
    found = _loaded(versions.filter(pk__in=[pk for pk, _page_id, _number in keys]))
    if found is None:
        # One damaged row spoils the reading of all.
        one_by_one = [_loaded(versions.filter(pk=pk)) or {} for pk, _page_id, _number in keys]
        found = {pk: version for rows in one_by_one for pk, version in rows.items()}
    erased = _erased_records(using, {version.page_id for version in found.values() if _purge(version) is not None})
    for pk, page_id, number in keys:
        version = found.get(pk)
        if version is None:
            yield StoredLink(page_id, number, None)
            continue
        references = tuple(version.references.all())
        yield StoredLink(page_id, number, version, references, _purge(version), erased.get((page_id, number), ""))


def _loaded(versions: "QuerySet[Any]") -> dict[int, Any] | None:
    try:
        return {version.pk: version for version in versions}
    except _DAMAGE:
        return None
    except OperationalError as error:
        # SQLite's word for text that is not UTF-8; anything else is no fault of the row.
        if "decode" not in str(error).lower():
            raise
        return None


def _erased_records(using: str, page_ids: set[int]) -> dict[tuple[int, int], str]:
    if not page_ids:
        return {}
    events = NoticeEvent.objects.using(using).filter(kind=NoticeEvent.Kind.PURGED, page_id__in=page_ids)
    found = events.order_by("pk").values_list("page_id", "number", "data")
    return {(page_id, number): str(data.get("record_digest", "")) for page_id, number, data in found}


def _purge(version: Any) -> Any:
    return getattr(version, "purge", None)


def _named(page_id: int, number: int, title: str) -> str:
    return f"Version {number} of “{title}” (page {page_id})" if title else f"Version {number} (page {page_id})"
