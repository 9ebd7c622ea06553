"""Reads stored versions and events, a few rows at a time, and has other rooms read what they keep in chains."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError
from django.db.models import QuerySet

from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge, VersionReference, VersionSource
from wagtail_privacy.versions.record.verification.chains import (
    DAMAGE,
    ChainSource,
    ExpectedDigests,
    StoredEvent,
    StoredHistory,
    StoredVersion,
    verify,
    verify_chain,
)
from wagtail_privacy.versions.record.verification.report import Chain, Report

CHUNK_SIZE = 100
"""How many versions, and how many events, are in memory at a time."""

Key = tuple[int, int, int]
"""The primary key of a row, its page, and its place in the chain of the page."""


_sources: dict[Chain, ChainSource] = {}


def register_chains(source: ChainSource) -> None:
    """Verify the chains of ``source`` as well; called when the app is ready. The same chain again replaces it."""
    _sources[source.chain] = source


class UnreadableKeyError(ValueError):
    """The page or the number of a row is no number. The message names the row."""


def verify_stored(
    using: str = DEFAULT_DB_ALIAS,
    *,
    page_id: int | None = None,
    expected: "ExpectedDigests | None" = None,
    chunk_size: int = CHUNK_SIZE,
) -> Report:
    """Verify everything that is stored, or one notice, also while editors work.

    Takes a fixed number of queries for each ``chunk_size`` versions or events, and as many again for each notice in
    which something is wrong. Raises :class:`UnreadableKeyError`.
    """
    report = verify(stored_histories(using, page_id=page_id, chunk_size=chunk_size), expected)
    # A version that was published between the two reads is seen in one of them only, so read these notices again.
    for suspect in {link.page_id for link in report.broken}:
        again = verify(stored_histories(using, page_id=suspect, chunk_size=chunk_size))
        if not again.broken:
            report.broken = [link for link in report.broken if link.page_id != suspect]
            report.digests = [digest for digest in report.digests if digest.page_id != suspect] + again.digests
    for source in _sources.values():
        report.reviews += verify_chain(source, source.stored(using, page_id, chunk_size), report, expected)
    report.digests.sort(key=lambda digest: (digest.page_id == 0, digest.page_id))
    return report


def stored_histories(
    using: str = DEFAULT_DB_ALIAS, *, page_id: int | None = None, chunk_size: int = CHUNK_SIZE
) -> Iterator[StoredHistory]:
    """The history of every notice, or of one, in the order of pages.

    Lazy: each history has to be consumed before the next is requested.
    """
    events = _by_page(_stored_events(using, page_id, chunk_size))
    versions = _by_page(_stored_versions(using, page_id, chunk_size))
    next_events, next_versions = next(events, None), next(versions, None)
    while next_events is not None or next_versions is not None:
        page = min(group[0] for group in (next_events, next_versions) if group is not None)
        page_events = next_events[1] if next_events is not None and next_events[0] == page else iter(())
        page_versions = next_versions[1] if next_versions is not None and next_versions[0] == page else iter(())
        yield StoredHistory(page, page_events, page_versions)
        if next_events is not None and next_events[0] == page:
            next_events = next(events, None)
        if next_versions is not None and next_versions[0] == page:
            next_versions = next(versions, None)


def _by_page(links: Iterator[Any]) -> "Iterator[tuple[int, Iterator[Any]]]":
    return groupby(links, key=attrgetter("page_id"))


def _stored_events(using: str, page_id: int | None, chunk_size: int) -> Iterator[StoredEvent]:
    events = NoticeEvent.objects.using(using)
    for keys in _key_chunks(events, "sequence", page_id, chunk_size):
        rows = readable_rows(events, [pk for pk, _page, _place in keys])
        yield from (StoredEvent(page, place, rows.get(pk)) for pk, page, place in keys)


def _stored_versions(using: str, page_id: int | None, chunk_size: int) -> Iterator[StoredVersion]:
    versions = NoticeVersion.objects.using(using)
    whole = versions.select_related("purge", "release", "basis")
    for keys in _key_chunks(versions, "number", page_id, chunk_size):
        rows = readable_rows(whole, [pk for pk, _page, _place in keys])
        references = _references(using, rows)
        with_source = _with_source(using, rows)
        erased_sources = _erased_sources(using, rows.values())
        for pk, page, number in keys:
            version = rows.get(pk)
            if version is None:
                yield StoredVersion(page, number, None)
                continue
            yield StoredVersion(
                page,
                number,
                version,
                references=tuple(references.get(pk, ())),
                purge=getattr(version, "purge", None),
                release=getattr(version, "release", None),
                basis=getattr(version, "basis", None),
                has_source=pk in with_source,
                is_source_erased=(version.source_page_id, version.source_number) in erased_sources,
            )
            # Rows that refer to each other would stay in memory until the garbage collector runs.
            version._state.fields_cache.clear()


def _key_chunks(rows: "QuerySet[Any]", place: str, page_id: int | None, size: int) -> Iterator[list[Key]]:
    """The keys of rows in the order of pages and places, by at most two queries for each ``size`` of them.

    Without a cursor that stays open: on SQLite it would keep writers out all the time.
    """
    if page_id is not None:
        rows = rows.filter(page_id=page_id)
    ordered = rows.order_by("page_id", place).values_list("pk", "page_id", place)
    keys = list(ordered[:size])
    while keys:
        for key in keys:
            if not all(isinstance(part, int) for part in key):
                raise UnreadableKeyError(
                    f"Row {key[0]} of the table {rows.model._meta.db_table} has no number as its page or {place}: "
                    "the database is damaged."
                )
        yield keys
        _pk, last_page, last_place = keys[-1]
        if len(keys) < size:
            return
        keys = list(ordered.filter(page_id=last_page, **{f"{place}__gt": last_place})[:size])
        if len(keys) < size and page_id is None:
            keys += ordered.filter(page_id__gt=last_page)[: size - len(keys)]


def readable_rows(rows: "QuerySet[Any]", pks: Sequence[Any]) -> dict[int, Any]:
    """The rows that can be read, by primary key."""
    loaded_rows = _loaded(rows.order_by().filter(pk__in=pks))
    if loaded_rows is not None:
        return loaded_rows
    # One damaged row makes the query fail for all of them.
    each = (_loaded(rows.order_by().filter(pk=pk)) or {} for pk in pks)
    return {pk: row for loaded in each for pk, row in loaded.items()}


def _loaded(rows: "QuerySet[Any]") -> dict[int, Any] | None:
    try:
        return {row.pk: row for row in rows}
    except DAMAGE:
        return None
    except OperationalError as error:
        # SQLite reports text that is not UTF-8 this way; any other error is no fault of the row.
        if "decode" not in str(error).lower():
            raise
        return None


def _references(using: str, versions: dict[int, Any]) -> dict[int, list[VersionReference]]:
    by_version: dict[int, list[VersionReference]] = {}
    for reference in VersionReference.objects.using(using).filter(version__in=list(versions)):
        by_version.setdefault(reference.version_id, []).append(reference)
    return by_version


def _with_source(using: str, versions: dict[int, Any]) -> set[int]:
    """Which of these versions have a tombstone and still a source."""
    erased = [pk for pk, version in versions.items() if getattr(version, "purge", None) is not None]
    if not erased:
        return set()
    return set(VersionSource.objects.using(using).filter(pk__in=erased).values_list("pk", flat=True))


def _erased_sources(using: str, versions: Iterable[Any]) -> set[tuple[int, int]]:
    """Which of the versions that these were translated from are erased, by page and number."""
    sources = {(version.source_page_id, version.source_number) for version in versions if version.basis_digest}
    if not sources:
        return set()
    purges = VersionPurge.objects.using(using).filter(
        version__page_id__in={page_id for page_id, _number in sources},
        version__number__in={number for _page_id, number in sources},
    )
    return sources & set(purges.values_list("version__page_id", "version__number"))
