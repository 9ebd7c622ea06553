"""Sections in which every field says something, and what a difference tells when each of the fields comes."""

import re
from collections.abc import Iterator
from typing import Any

from tests.documents.strategies import full
from tests.documents_samples import SECTION_TYPES, minimal_document
from wagtail_privacy.documents.base import Data, Prose
from wagtail_privacy.documents.diff import difference
from wagtail_privacy.documents.diff.changes import FactChange, ItemChange
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import period_fields, specs
from wagtail_privacy.documents.sections import AppendixSection, SectionBase

SECTIONS = [full(model) for model in SECTION_TYPES.values() if model is not AppendixSection]


def folded(text: str) -> str:
    """One line in one case; numbers without the separators that CLDR writes."""
    text = text.replace("\N{NO-BREAK SPACE}", " ").casefold()
    return re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s+", " ", text)).strip()


def parts_of(value: Any) -> Iterator[Data]:
    if isinstance(value, Data):
        yield value
        for name, entry in specs(type(value)).items():
            if not entry.is_machine:
                yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from parts_of(entry)


def of(*sections: SectionBase) -> Document:
    return minimal_document("en").model_copy(update={"sections": sections})


def emptied(part: Any, field: str) -> Any:
    info = type(part).model_fields[field]
    return part.model_copy(update={field: info.default})


def changes_of(section: SectionBase) -> Iterator[FactChange | ItemChange]:
    """What a difference tells when each field of the section, and of each item in it, comes one by one."""
    yield from replaced(section, lambda before: before, section)


def replaced(part: Data, around: Any, section: SectionBase) -> Iterator[FactChange | ItemChange]:
    for field, entry in specs(type(part)).items():
        value, info = getattr(part, field), type(part).model_fields[field]
        if entry.is_machine:
            continue
        if not info.is_required():
            periods = period_fields(type(part))
            bare = part
            for name in periods if field in periods else (field,):
                bare = emptied(bare, name)
            change = difference(of(around(bare)), of(section))
            for of_section in change.sections:
                yield from (*of_section.facts, *of_section.items)
        for number, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if not isinstance(item, Data) or isinstance(item, Prose):
                continue

            def within(changed: Data, field: str = field, number: int = number, value: Any = value) -> Any:
                new = (*value[:number], changed, *value[number + 1 :]) if isinstance(value, tuple) else changed
                return around(part.model_copy(update={field: new}))

            yield from replaced(item, within, section)
