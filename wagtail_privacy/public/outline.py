"""The order in which a document is shown: its sections with anchors, heading levels and templates."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail_privacy.documents.sections import AppendixSection, SectionBase
from wagtail_privacy.notices.section_kinds import section_templates

APPENDIX = ("wagtail_privacy/public/sections/appendix.html",)

FIRST_LEVEL = 2
"""Heading level of a section; the title of the notice is level 1."""


@dataclass(frozen=True)
class OutlineEntry:
    """A section in its place. ``anchor`` is unique in the page; ``level`` is the level of its heading."""

    section: SectionBase
    anchor: str
    level: int
    entries: tuple["OutlineEntry", ...] = ()

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates of the section's own content, the first that exists to be used."""
        return APPENDIX if isinstance(self.section, AppendixSection) else section_templates(self.section)


def outline(sections: Iterable[SectionBase]) -> tuple[OutlineEntry, ...]:
    """The entries of a document. Sections without an anchor, or with one already taken, are numbered."""
    return _entries(sections, FIRST_LEVEL, set())


def _entries(sections: Iterable[SectionBase], level: int, taken: set[str]) -> tuple[OutlineEntry, ...]:
    entries = []
    for section in sections:
        anchor = _free(section.anchor or f"section-{len(taken) + 1}", taken)
        children = _entries(section.sections, level + 1, taken) if isinstance(section, AppendixSection) else ()
        entries.append(OutlineEntry(section, anchor, level, children))
    return tuple(entries)


def _free(wanted: str, taken: set[str]) -> str:
    anchor, number = wanted, 2
    while anchor in taken:
        anchor, number = f"{wanted}-{number}", number + 1
    taken.add(anchor)
    return anchor
