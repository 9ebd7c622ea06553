"""How far the translations of many notices are behind their sources: counted, in one query, and kept.

Versions never change, so a count is the same for ever. All counts stand in a few entries of the cache, which has better
things to keep than thousands of numbers by themselves.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import BooleanField, Case, TextField, Value, When
from django.db.models.functions import Cast

from wagtail_privacy import __version__, conf
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import PassageState, SourceChanges
from wagtail_privacy.documents.stored import UnreadableDocument, read_document
from wagtail_privacy.versions.models import NoticeVersion

Stored = Mapping[str, Any] | None

_ENTRIES = [f"wagtail_privacy.behind.{__version__}.{digit}" for digit in "0123456789abcdef"]
_LARGEST_ENTRY = 5_000


@dataclass(frozen=True)
class BehindCount:
    """How many passages say what an older source said, and how many are missing or nobody has translated."""

    behind: int = 0
    incomplete: int = 0


@dataclass(frozen=True)
class Compared:
    """A version of a translation and that of its source in force, each by its key and the digest of its record."""

    version: int
    version_digest: str
    source: int
    source_digest: str

    @property
    def name(self) -> str:
        """By what the count is known in the cache."""
        return f"{self.version_digest[:32]}{self.source_digest[:32]}"

    @property
    def entry(self) -> str:
        """The entry of the cache in which it stands."""
        return _ENTRIES[int(self.version_digest[0], 16)]


def behind_counts(compared: Iterable[Compared]) -> dict[int, BehindCount]:
    """As :func:`count_behind`, from the cache where the counts are there. At most one query, none where all are."""
    pairs = list(compared)
    seconds = conf.render_cache_seconds()
    entries: dict[str, dict[str, tuple[int, int]]] = (
        cache.get_many({pair.entry for pair in pairs}) if seconds and pairs else {}
    )
    counts: dict[int, BehindCount] = {}
    unknown: list[Compared] = []
    for pair in pairs:
        known = entries.get(pair.entry, {}).get(pair.name)
        if known is None:
            unknown.append(pair)
        else:
            counts[pair.version] = BehindCount(*known)
    counted = count_behind({pair.version: pair.source for pair in unknown})
    if seconds and counted:
        _keep(entries, {pair: counted[pair.version] for pair in unknown if pair.version in counted}, seconds)
    return counts | counted


def forget_counts(**kwargs: object) -> None:
    """Something was erased: what was counted of it is no longer to be told."""
    transaction.on_commit(lambda: cache.delete_many(_ENTRIES))


def _keep(
    entries: Mapping[str, Mapping[str, tuple[int, int]]], counted: Mapping[Compared, BehindCount], seconds: int
) -> None:
    # What another process keeps at the same time may be lost, and is counted again.
    changed: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for pair, count in counted.items():
        changed[pair.entry][pair.name] = (count.behind, count.incomplete)
    known = {entry: entries.get(entry, {}) for entry in changed}
    cache.set_many(
        {
            entry: {**(known[entry] if len(known[entry]) < _LARGEST_ENTRY else {}), **fresh}
            for entry, fresh in changed.items()
        },
        seconds,
    )


def count_behind(sources: Mapping[int, int]) -> dict[int, BehindCount]:
    """The counts of versions of translations, by their keys; one query, however many there are.

    ``sources`` gives for the key of each that of the version of its source that is in force. Left out are those of
    which it cannot be said, because something was erased or cannot be read. Documents are read one notice at a time.
    """
    if not sources:
        return {}
    counts: dict[int, BehindCount] = {}
    source, notice = _Source(), None
    columns = ("pk", "is_source", "notice", "document", "basis_text", "basis__kept")
    for pk, is_source, of_notice, document, basis, kept in _rows(sources).values_list(*columns).iterator(chunk_size=50):
        if of_notice != notice:
            source, notice = _Source(), of_notice
        if is_source:
            source = _Source(pk, document)
        elif source.pk == sources[pk] and (count := source.count(document, basis, kept or ())) is not None:
            counts[pk] = count
    return counts


def _rows(sources: Mapping[int, int]) -> Any:
    """The versions in question, those of one notice and its translations together, that of the notice first."""
    of_sources = set(sources.values())
    is_source = Case(When(pk__in=of_sources, then=Value(True)), default=Value(False), output_field=BooleanField())
    notice = Case(When(pk__in=of_sources, then="page_id"), default="source_page_id")
    versions = NoticeVersion.objects.filter(pk__in={*sources, *of_sources})
    # As text: it takes as long to decode as all that is done with it, and most translations have the same.
    basis = Cast("basis__document", TextField())
    return versions.annotate(is_source=is_source, notice=notice, basis_text=basis).order_by(
        "notice", "-is_source", "pk"
    )


@dataclass
class _Source:
    """A source in force, with what has become of its passages since each of the documents it was translated from."""

    pk: int | None = None
    document: Stored = None
    known: dict[str, SourceChanges | None] = field(default_factory=dict)

    def count(self, document: Stored, basis: str | None, kept: Iterable[str]) -> BehindCount | None:
        """The count of a translation; ``None`` where it cannot be said."""
        changes = self._since(basis) if basis else None
        translated = _read(document)
        if changes is None or translated is None:
            return None
        states = [passage.state for passage in changes.behind(translated, tuple(kept))]
        behind = states.count(PassageState.BEHIND)
        return BehindCount(behind, len(states) - behind)

    def _since(self, basis: str) -> SourceChanges | None:
        # Most translations of a notice were made from the same document, which is walked once.
        if basis not in self.known:
            former, present = _read(json.loads(basis)), _read(self.document)
            changes = SourceChanges.between(former, present) if former is not None and present is not None else None
            self.known[basis] = changes
        return self.known[basis]


def _read(stored: Stored) -> Document | None:
    try:
        return read_document(stored) if stored else None
    except UnreadableDocument:
        return None
