"""How far the translations of many notices are behind their sources: counted, in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, Value, When

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import PassageState, SourceChanges
from wagtail_privacy.documents.stored import UnreadableDocument, read_document
from wagtail_privacy.versions.models import NoticeVersion

Stored = Mapping[str, Any] | None


@dataclass(frozen=True)
class BehindCount:
    """How many passages say what an older source said, and how many are missing or nobody has translated."""

    behind: int = 0
    incomplete: int = 0


def count_behind(sources: Mapping[int, int]) -> dict[int, BehindCount]:
    """The counts of versions of translations, by their keys; one query, however many there are.

    ``sources`` gives for the key of each that of the version of its source that is in force. Left out are those of
    which it cannot be said, because something was erased or cannot be read. Documents are read one notice at a time.
    """
    if not sources:
        return {}
    counts: dict[int, BehindCount] = {}
    source, notice = _Source(), None
    columns = ("pk", "is_source", "notice", "document", "basis__document", "basis__kept")
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
    return versions.annotate(is_source=is_source, notice=notice).order_by("notice", "-is_source", "pk")


@dataclass
class _Source:
    """A source in force, with what has become of its passages since each of the documents it was translated from."""

    pk: int | None = None
    document: Stored = None
    known: list[tuple[Stored, SourceChanges | None]] = field(default_factory=list)

    def count(self, document: Stored, basis: Stored, kept: Iterable[str]) -> BehindCount | None:
        """The count of a translation; ``None`` where it cannot be said."""
        changes, translated = self._since(basis), _read(document)
        if changes is None or translated is None:
            return None
        states = [passage.state for passage in changes.behind(translated, tuple(kept))]
        behind = states.count(PassageState.BEHIND)
        return BehindCount(behind, len(states) - behind)

    def _since(self, basis: Stored) -> SourceChanges | None:
        # Most translations of a notice were made from the same document, which is walked once.
        for known, changes in self.known:
            if known == basis:
                return changes
        former, present = _read(basis), _read(self.document)
        changes = SourceChanges.between(former, present) if former is not None and present is not None else None
        self.known.append((basis, changes))
        return changes


def _read(stored: Stored) -> Document | None:
    try:
        return read_document(stored) if stored else None
    except UnreadableDocument:
        return None
