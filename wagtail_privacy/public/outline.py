"""The order in which a document is shown: its sections with anchors, heading levels and templates."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail_privacy.documents.sections import AppendixSection, PlainSection

FIRST_LEVEL = 2
"""Heading level of a section; the title of the notice is level 1."""


@dataclass(frozen=True)
class Entry:
    """A section in its place. ``anchor`` is unique in the page; ``level`` is the level of its heading."""

    section: PlainSection | AppendixSection
    anchor: str
    level: int
    entries: tuple["Entry", ...] = ()

    @property
    def template(self) -> str:
        """The template of the section's own content, found by its type."""
        return f"wagtail_privacy/public/sections/{self.section.type}.html"


def outline(sections: Iterable[PlainSection | AppendixSection]) -> tuple[Entry, ...]:
    """The entries of a document. Sections without an anchor, or with one already taken, are numbered."""
    return _entries(sections, FIRST_LEVEL, set())


def _entries(sections: Iterable[PlainSection | AppendixSection], level: int, taken: set[str]) -> tuple[Entry, ...]:
    entries = []
    for section in sections:
        anchor = _free(section.anchor or f"section-{len(taken) + 1}", taken)
        children = _entries(section.sections, level + 1, taken) if isinstance(section, AppendixSection) else ()
        entries.append(Entry(section, anchor, level, children))
    return tuple(entries)


def _free(wanted: str, taken: set[str]) -> str:
    anchor, number = wanted, 2
    while anchor in taken:
        anchor, number = f"{wanted}-{number}", number + 1
    taken.add(anchor)
    return anchor
