"""What readers of a translation are told of its source: which version it renders, and each passage that is behind it.

The present text of the source stands in its own language where the translation says something else, see
:mod:`wagtail_privacy.public.placing`. Nothing is dropped: a section that is new stands whole where the source has it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import BehindPassage, PassageState, Path
from wagtail_privacy.documents.places import place_of, words_at
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import direction, language_name
from wagtail_privacy.public.fixed_texts import marked, marking
from wagtail_privacy.public.outline import outline

SECTION_TEMPLATE = "wagtail_privacy/public/section.html"


@dataclass(frozen=True)
class Mark:
    """A passage that is behind, for its readers: what it is about, and what the source says now.

    ``html`` is the present text of the source where that is rich text, as safe as the document; ``text`` in any other
    case, with a line for each statement. Both are empty where the source says nothing of it any more.
    """

    state: PassageState
    label: str
    text: str = ""
    html: str = ""

    @property
    def is_untranslated(self) -> bool:
        """Whether the translation says it in the language of the source, so that it need not be said again."""
        return self.state == PassageState.UNTRANSLATED


class Standing(StrEnum):
    """What a translation counts beside its source."""

    SOURCE_DECIDES = "source_decides"
    EQUAL = "equal"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Marks:
    """Beside a translation: its source, and the passages in which it is behind.

    ``number`` is the version of the source that the translation renders, ``None`` where that is not known. Without
    ``source`` only that is told.
    """

    document: Document
    language: str
    number: int | None
    behind: tuple[BehindPassage, ...] = ()
    source: Document | None = None
    standing: Standing = Standing.SOURCE_DECIDES

    @property
    def language_name(self) -> str:
        """The language of the source, in the active language."""
        return language_name(self.language)

    @property
    def direction(self) -> str:
        """In which direction the source is written."""
        return direction(self.language)

    @property
    def count(self) -> int:
        """How many passages are behind."""
        return len(self.behind)

    @property
    def placed(self) -> "tuple[PlacedPassage, ...]":
        """The passages that are behind, but for those of sections that are new."""
        return self._sorted.placed

    def new_after(self, section: SectionBase) -> tuple[SafeString, ...]:
        """The sections that are new in the source and follow this one, as HTML in its language."""
        return tuple(self._sorted.new_sections.get(self._paths.get(id(section), ("",)), {}).values())

    @property
    def new_first(self) -> tuple[SafeString, ...]:
        """The sections that are new in the source and come before all of the translation."""
        return tuple(self._sorted.new_sections.get((), {}).values())

    def mark(self, placed: "PlacedPassage", shown_at: Path) -> Mark:
        """A passage for readers who see it at the part of the translation with the path ``shown_at``."""
        path, document = placed.passage.path, self.holds(placed.passage)
        place = place_of(document, path)
        known = len(place_of(document, path[: len(shown_at)]).items)
        label = " – ".join(part for part in (*place.items[known:], place.label) if part) or "".join(place.items[-1:])
        texts = {"html": placed.now} if place.is_prose else {"text": placed.now}
        return Mark(placed.passage.state, label, **texts)

    def holds(self, passage: BehindPassage) -> Document:
        """The document in which the path of ``passage`` leads somewhere: one that is missing stands in the source."""
        is_missing = passage.state == PassageState.MISSING
        return self.source if is_missing and self.source is not None else self.document

    @cached_property
    def _paths(self) -> dict[int, Path]:
        """Where each section of the translation stands, by its identity: it is rendered from the same object."""
        return {id(section): path for path, section in _sections(self.document)}

    @cached_property
    def _sorted(self) -> "_Sorted":
        return _sorted(self)


class PlacedPassage(NamedTuple):
    """A passage that is behind, the field of the translation that it belongs to, and what the source says, in words."""

    place: Path
    passage: BehindPassage
    now: str


@dataclass(frozen=True)
class _Sorted:
    placed: tuple[PlacedPassage, ...] = ()
    new_sections: dict[Path, dict[Path, SafeString]] = field(default_factory=dict)


def _sections(document: Document) -> Iterable[tuple[Path, SectionBase]]:
    for number, section in enumerate(document.sections):
        path: Path = ("sections", number)
        yield path, section
        for inner, below in enumerate(getattr(section, "sections", ())):
            yield (*path, "sections", inner), below


def _section_path(path: Path) -> Path:
    """The path of the innermost section that holds a passage; empty for one outside all sections."""
    if path[:1] != ("sections",):
        return ()
    return path[:4] if path[2:3] == ("sections",) else path[:2]


def _sorted(marks: Marks) -> _Sorted:
    placed: list[tuple[Path, BehindPassage]] = []
    new_sections: dict[Path, dict[Path, SafeString]] = defaultdict(dict)
    for passage in marks.behind:
        within, of_source = _section_path(passage.within), _section_path(passage.path)
        if passage.state != PassageState.MISSING:
            placed.append((passage.path, passage))
        elif len(within) < len(of_source):
            # An appendix that is new holds its own sections.
            outermost = of_source if within else of_source[:2]
            found = new_sections[_section_path(passage.after)[: len(outermost)]]
            if outermost not in found:
                found[outermost] = _rendered(marks, outermost)
        else:
            placed.append(((*passage.within, passage.path[len(passage.within)]), passage))
    with translation.override(marks.language):
        worded = tuple(
            PlacedPassage(place, passage, words_at(marks.holds(passage), passage.path, passage.now))
            for place, passage in placed
        )
    return _Sorted(worded, dict(new_sections))


def _rendered(marks: Marks, path: Path) -> SafeString:
    """A section of the source as the notice in that language shows it."""
    section = next((found for place, found in _sections(marks.source) if place == path), None) if marks.source else None
    if section is None:
        return SafeString("")
    # A heading of the translation may have the same anchor.
    (entry,) = outline([section.model_copy(update={"anchor": f"{marks.language}-{section.anchor}"})])
    with marking(marks.language):
        html = get_template(SECTION_TEMPLATE).render({"entry": entry, "document": marks.source})
    return marked(html)
