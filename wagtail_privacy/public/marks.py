"""What readers of a translation are told of its source: which version it renders, and each passage that is behind it.

The present text of the source stands below the section in whose place it belongs, in its own language. Nothing is
dropped: a section that is new stands whole where the source has it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import BehindPassage, PassageState, Path, passages
from wagtail_privacy.documents.places import place_of, text_of
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import direction, language_name
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


@dataclass(frozen=True)
class SectionMarks:
    """The passages of one section, in the order of the translation."""

    untranslated: tuple[Mark, ...] = ()
    others: tuple[Mark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.untranslated or self.others)

    @classmethod
    def of(cls, marks: Sequence[Mark]) -> "SectionMarks":
        """``marks``, by what a reader needs: what is untranslated stands in the section itself."""
        untranslated = tuple(mark for mark in marks if mark.is_untranslated)
        return cls(untranslated, tuple(mark for mark in marks if not mark.is_untranslated))


_NO_MARKS = SectionMarks()


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

    def of(self, section: SectionBase) -> SectionMarks:
        """The passages of a section of the translation."""
        return self._placed.by_section.get(self._paths.get(id(section), ("",)), _NO_MARKS)

    @property
    def of_document(self) -> SectionMarks:
        """The passages outside all sections: title, summary and who is responsible."""
        return self._placed.by_section.get((), _NO_MARKS)

    def new_after(self, section: SectionBase) -> tuple[SafeString, ...]:
        """The sections that are new in the source and follow this one, as HTML in its language."""
        return self._placed.new_sections.get(self._paths.get(id(section), ("",)), ())

    @property
    def new_first(self) -> tuple[SafeString, ...]:
        """The sections that are new in the source and come before all of the translation."""
        return self._placed.new_sections.get((), ())

    @cached_property
    def _paths(self) -> dict[int, Path]:
        """Where each section of the translation stands, by its identity: it is rendered from the same object."""
        return {id(section): path for path, section in _sections(self.document)}

    @cached_property
    def _placed(self) -> "_Placed":
        return _placed(self)


@dataclass(frozen=True)
class _Placed:
    by_section: Mapping[Path, SectionMarks] = field(default_factory=dict)
    new_sections: Mapping[Path, tuple[SafeString, ...]] = field(default_factory=dict)


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


def _placed(marks: Marks) -> _Placed:
    by_section: dict[Path, list[Mark]] = defaultdict(list)
    new_sections: dict[Path, dict[Path, SafeString]] = defaultdict(dict)
    whole = _wholly_missing(marks)
    for passage in marks.behind:
        is_missing = passage.state == PassageState.MISSING
        of_source = _section_path(passage.path) if is_missing else None
        place = _section_path(passage.after if is_missing else passage.path)
        if of_source is not None and of_source in whole:
            # An appendix that is new holds its own sections.
            outermost = of_source[:2] if of_source[:2] in whole else of_source
            place = place if outermost != of_source[:2] else place[:2]
            if outermost not in new_sections[place]:
                new_sections[place][outermost] = _rendered(marks, outermost)
            continue
        by_section[place].append(_mark(marks, passage))
    return _Placed(
        {path: SectionMarks.of(entries) for path, entries in by_section.items()},
        {path: tuple(html for html in found.values() if html) for path, found in new_sections.items()},
    )


def _wholly_missing(marks: Marks) -> set[Path]:
    """The sections of the source of which the translation says nothing."""
    if marks.source is None or all(passage.state != PassageState.MISSING for passage in marks.behind):
        return set()
    said = Counter(_section_path(passage.path) for passage in passages(marks.source))
    missing = Counter(_section_path(passage.path) for passage in marks.behind if passage.state == PassageState.MISSING)
    return {path for path, count in missing.items() if path and count == said[path]}


def _rendered(marks: Marks, path: Path) -> SafeString:
    """A section of the source as the notice in that language shows it."""
    section = next((found for place, found in _sections(marks.source) if place == path), None) if marks.source else None
    if section is None:
        return SafeString("")
    # A heading of the translation may have the same anchor.
    (entry,) = outline([section.model_copy(update={"anchor": f"{marks.language}-{section.anchor}"})])
    with translation.override(marks.language):
        html = get_template(SECTION_TEMPLATE).render({"entry": entry, "document": marks.source})
    return SafeString(html)


def _mark(marks: Marks, passage: BehindPassage) -> Mark:
    is_missing = passage.state == PassageState.MISSING
    document = marks.source if is_missing and marks.source is not None else marks.document
    place = place_of(document, passage.path)
    label = " – ".join(part for part in (*place.items, place.label) if part)
    if place.is_prose:
        return Mark(passage.state, label, html=str(passage.now or ""))
    return Mark(passage.state, label, text_of(passage.now))
