"""What a difference is made of: frozen data for people to read and for :func:`patch` to follow.

Facts, items and sections carry the values that came and went and the places where they did, never the parts that
stayed. Everything in words is read in the active language at the moment that it is asked for.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.diff.details import Detail, details
from wagtail_privacy.documents.diff.substance import MaterialChange
from wagtail_privacy.documents.diff.words import Run, words
from wagtail_privacy.documents.fields import FieldKind, field_label, period_fields, spec
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import (
    display_text,
    item_label,
    item_name,
    join_commas,
    period_text,
    says_nothing,
)

Step: TypeAlias = tuple[type[Data], str]
"""A class of the schema and the field of it that leads further in."""


class ChangeKind(StrEnum):
    """What became of a part of the document. What moved and changed as well is ``CHANGED``."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Value(NamedTuple):
    """One field of a part, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class FactChange:
    """A value that is not what it was.

    ``model`` is the class that has the field, ``within`` leads to it from the section or item to which the change
    belongs. ``values`` are several fields where they say one thing together, such as the number and the unit of a
    period.
    """

    model: type[Data]
    values: tuple[Value, ...]
    within: tuple[Step, ...] = ()
    is_wording: bool = False

    @property
    def field(self) -> str:
        """The name of the field in the schema, or of the first of them."""
        return self.values[0].field

    @property
    def label(self) -> str:
        """What the value is: "How long it is kept", with the part that it belongs to where that is not plain."""
        parts = [field_label(model, name) for model, name in self.within if not spec(model, name).inline]
        return ": ".join([*parts, field_label(self.model, self.field)])

    @property
    def kind(self) -> ChangeKind:
        if all(says_nothing(value.before) for value in self.values):
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if all(says_nothing(value.after) for value in self.values) else ChangeKind.CHANGED

    @property
    def before(self) -> str:
        """The old value as people read it; empty where there was none."""
        return self._text([value.before for value in self.values])

    @property
    def after(self) -> str:
        """The new value as people read it; empty where there is none."""
        return self._text([value.after for value in self.values])

    @cached_property
    def words(self) -> tuple[Run, ...]:
        """The wording with what came and went; empty for a fact."""
        return words(self.before, self.after) if self.is_wording else ()

    @property
    def is_opaque(self) -> bool:
        """Whether the value is kept for readers and this site does not know how to show it."""
        return spec(self.model, self.field).kind == FieldKind.OPAQUE

    @property
    def is_layout(self) -> bool:
        """Whether the words are the same and only their markup, or where a link leads, is not."""
        return isinstance(self.values[0].after, Prose) and self.before == self.after

    def _text(self, values: list[Any]) -> str:
        if self.is_opaque:
            return self.label if any(values) else ""
        names = tuple(value.field for value in self.values)
        if names == period_fields(self.model):
            return period_text(*values)
        return join_commas(
            display_text(value, is_date=holds_date(self.model.model_fields[name]), unit=spec(self.model, name).unit)
            for name, value in zip(names, values, strict=True)
            if not says_nothing(value)
        )


@dataclass(frozen=True)
class ItemChange:
    """One entry of a list of items or short statements, or an item that stands alone in its field.

    ``index_before`` and ``index_after`` are the places in the old and the new list, ``None`` where there is none.
    ``before`` and ``after`` are the old and the new entry. ``unseen`` holds what changed for machines only.
    """

    kind: ChangeKind
    model: type[Data]
    field: str
    before: Data | str | None
    after: Data | str | None
    index_before: int | None = None
    index_after: int | None = None
    moved: bool = False
    facts: tuple[FactChange, ...] = ()
    items: tuple["ItemChange", ...] = ()
    unseen: tuple["Change", ...] = dataclasses.field(default=(), repr=False)
    within: tuple[Step, ...] = ()

    @property
    def value(self) -> Data | str:
        """The entry as it is now; as it was where it is gone."""
        value = self.before if self.after is None else self.after
        if value is None:
            raise ValueError("ItemChange needs `before` or `after`.")
        return value

    @property
    def is_statement(self) -> bool:
        """Whether the entry is a short statement in the notice's own words."""
        return isinstance(self.value, str)

    @property
    def label(self) -> str:
        """What sort of item it is: "Recipient"; for a statement the name of its list."""
        return item_label(self.model, self.field, self.value)

    @property
    def name(self) -> str:
        """What readers know it by; empty where it has no name."""
        return item_name(self.value)

    @property
    def details(self) -> tuple[Detail, ...]:
        """All else that the entry says: for one that is new or gone, of which there are no facts."""
        return () if isinstance(self.value, str) else details(self.value, spec(self.model, self.field).only)


Change: TypeAlias = FactChange | ItemChange


@dataclass(frozen=True)
class SectionChange:
    """One section of the old or the new document; ``sections`` are those of an appendix.

    ``before`` and ``after`` are the section in the old and the new document.
    """

    kind: ChangeKind
    before: SectionBase | None
    after: SectionBase | None
    index_before: int | None = None
    index_after: int | None = None
    moved: bool = False
    facts: tuple[FactChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    sections: tuple["SectionChange", ...] = ()
    unseen: tuple[Change, ...] = dataclasses.field(default=(), repr=False)

    @property
    def section(self) -> SectionBase:
        """The section as it is now; as it was where it is gone."""
        section = self.after or self.before
        if section is None:
            raise ValueError("SectionChange needs `before` or `after`.")
        return section

    @property
    def heading(self) -> str:
        """The heading in the new document; in the old one where the section is gone."""
        return self.section.heading

    @property
    def heading_before(self) -> str:
        """The old heading, where the section is called something else now; it is among the ``facts`` too."""
        if self.before is None or self.after is None or self.before.heading == self.after.heading:
            return ""
        return self.before.heading

    @property
    def type(self) -> str:
        """The type of section, as in the schema."""
        return str(type(self.section).model_fields["type"].default)

    @property
    def anchor(self) -> str:
        """Where the section stands in the page of the new document, or of the old one where it is gone."""
        return self.section.anchor

    @property
    def details(self) -> tuple[Detail, ...]:
        """All that the section says: for one that is new or gone, of which there are no facts."""
        return details(self.section)

    @property
    def is_same(self) -> bool:
        """Whether the section is the same to the last unseen value."""
        return (
            self.kind == ChangeKind.UNCHANGED and not self.unseen and all(section.is_same for section in self.sections)
        )


@dataclass(frozen=True)
class Difference:
    """What changed from one document to another.

    ``head`` and ``items`` are what the document says outside its sections. ``sections`` are all sections of both
    documents in the order of the new one, with those that are gone where they stood. ``substance`` is judged over the
    whole of both documents.
    """

    head: tuple[FactChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    unseen: tuple[Change, ...] = dataclasses.field(default=(), repr=False)
    substance: MaterialChange = dataclasses.field(default_factory=MaterialChange)

    @property
    def is_empty(self) -> bool:
        """Whether the two documents are equal."""
        return self.is_unchanged_for_readers and not self.unseen and all(section.is_same for section in self.sections)

    @property
    def is_unchanged_for_readers(self) -> bool:
        """Whether people read the same in both documents."""
        return (
            not self.head and not self.items and all(section.kind == ChangeKind.UNCHANGED for section in self.sections)
        )

    def counts(self) -> Counter[ChangeKind]:
        """How many sections were added, removed, moved, changed and left alone; those of an appendix count as well."""
        return Counter(section.kind for section in walk_sections(self.sections))


def walk_sections(sections: tuple[SectionChange, ...]) -> Iterator[SectionChange]:
    """Every section, an appendix before the sections that it holds."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)


def walk_items(items: tuple[ItemChange, ...]) -> Iterator[ItemChange]:
    """Every item, each before the items within it."""
    for item in items:
        yield item
        yield from walk_items(item.items)
