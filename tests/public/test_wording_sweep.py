"""What a difference says of a part stands on the page and in the plain text, for every field of the schema."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.utils import translation

from tests.documents.strategies import full_document
from tests.public.every_field import SECTIONS, changes_of, folded, of, parts_of
from tests.public.reading import visible_text
from wagtail_privacy.documents.base import Data, Prose, name_parts
from wagtail_privacy.documents.diff import difference
from wagtail_privacy.documents.diff.changes import FactChange
from wagtail_privacy.documents.diff.details import details
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import specs
from wagtail_privacy.documents.items import Instrument
from wagtail_privacy.documents.sections import (
    AutomatedDecisionsSection,
    ChildRightsSection,
    CollectionSection,
    PurposesSection,
    SectionBase,
    TransfersSection,
)
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.documents.vocabulary import ContactRole, LegislationKind, Nation
from wagtail_privacy.documents.wording import display_text, item_name
from wagtail_privacy.public.rendering import render_document

SENTENCES = {
    (AutomatedDecisionsSection, "Yes"): "Some decisions are made by a computer alone.",
    (TransfersSection, "Yes"): "Some of the information leaves the United Kingdom.",
    (ChildRightsSection, "A rule"): "children use these rights themselves",
    (CollectionSection, "Yes"): "Where you have a choice, we tell you so.",
    (PurposesSection, "Yes"): "There may be other purposes.",
    (CollectionSection, "Mostly mandatory, some voluntary"): (
        "The majority of the information you provide is mandatory; some of it is voluntary."
    ),
}
"""What a label says, where the page says it in a sentence."""

HIDDEN = {
    "Document.language": "the page is in it",
    "Instrument.extent": "what the library knows of a law, for checks",
    "Instrument.in_force_until": "a dead law is shown as the notice cites it; checks say that it is dead",
    "Instrument.kind": "it decides how the law is cited",
    "Instrument.status": "as in_force_until",
    "Party.kind": "what the law asks of a school follows from it",
    "Party.nations": "as kind",
    "Party.setting": "as kind",
    "RecipientIdentity.ended": "a body that has ended is shown as the notice cites it; checks say that it has ended",
    "RecipientIdentity.status": "as ended",
    "RightUse.kind": "the right stands there in plain words; checks tell rights apart by it",
}
"""The fields that people read nowhere, and why."""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page_text(document: Document) -> str:
    """All that readers see of the page, and where its links lead."""
    html = render_document(document)
    return folded(" ".join([visible_text(html), *map(unescape, re.findall(r'href="([^"]*)"', html))]))


def cited(value: Any, **update: Any) -> Any:
    """The same with every part changed that has one of the fields."""
    if isinstance(value, Data):
        fields = {name: cited(getattr(value, name), **update) for name in type(value).model_fields}
        return value.model_copy(update=fields | {name: new for name, new in update.items() if name in fields})
    return tuple(cited(entry, **update) for entry in value) if isinstance(value, tuple) else value


def law_of(value: Any, kind: LegislationKind) -> Any:
    """The same with laws as the library knows those of this kind."""
    known = {
        LegislationKind.ACT: {"number": "17", "year": None, "members": ()},
        LegislationKind.STATUTORY_INSTRUMENT: {"number": "2094", "year": 2013, "members": ()},
        LegislationKind.COLLECTIVE: {"number": "", "year": None},
    }[kind]
    if isinstance(value, Instrument):
        return value.model_copy(update={"kind": kind, "url": f"https://law.example/{value.url}", **known})
    if isinstance(value, Data):
        return value.model_copy(update={name: law_of(getattr(value, name), kind) for name in type(value).model_fields})
    return tuple(law_of(entry, kind) for entry in value) if isinstance(value, tuple) else value


# Both halves of each pair say something in the first; then the name in the library speaks, and each kind of law.
VARIANTS = {
    "both halves": lambda section: section,
    **{str(kind): lambda section, kind=kind: law_of(cited(section, cited_as="", role=ContactRole.HEADTEACHER), kind)
       for kind in (LegislationKind.ACT, LegislationKind.STATUTORY_INSTRUMENT, LegislationKind.COLLECTIVE)},
}  # fmt: skip


def names(value: Data | str) -> Iterator[str]:
    """The name of an item; the parts of one that is made of several, which a page may show apart."""
    parts = (value,) if isinstance(value, str) else name_parts(value)
    if len(parts) == 1 or not isinstance(value, Data):
        yield item_name(value)
        return
    for part in parts:
        yield from names(part) if isinstance(part, Data) else [display_text(part)]


def told(changes: Any) -> Iterator[tuple[str, str]]:
    """Every text that the page of a difference shows of what is new, with where it comes from."""
    for change in changes:
        if isinstance(change, FactChange):
            place = f"{change.model.__name__}.{change.field}"
            yield place, display_text(change.values[0].after) if change.is_layout else change.after
            continue
        place = f"{change.model.__name__}.{change.field}"
        if change.after is None:
            continue
        yield from ((place, name) for name in names(change.after))
        if isinstance(change.after, Data) and change.before is None:
            yield from (
                (f"{place}: {d.label}", text) for d in change.details for text in detail_texts(change.after, d.texts)
            )
        yield from told((*change.facts, *change.items))


def detail_texts(part: Data, texts: tuple[str, ...]) -> Iterator[str]:
    """Texts of details; the name of an item in parts, see :func:`names`."""
    inner = {item_name(item): item for item in parts_of(part) if item is not part and not isinstance(item, Prose)}
    for text in texts:
        yield from names(inner[text]) if text in inner else [text]


def missing(section: SectionBase, said: set[tuple[str, str]], text: str) -> set[tuple[str, str]]:
    sentences = {label: sentence for (model, label), sentence in SENTENCES.items() if isinstance(section, model)}
    return {
        (place, told_text)
        for place, told_text in said
        if folded(told_text) not in text and folded(sentences.get(told_text, told_text)) not in text
    }


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("section", SECTIONS, ids=[type(section).__name__ for section in SECTIONS])
def test_a_difference_tells_what_the_page_and_the_plain_text_say(section: SectionBase, variant: str) -> None:
    section = VARIANTS[variant](section)
    document = of(section)
    added = {(detail.label, text) for detail in details(section) for text in detail_texts(section, detail.texts)}
    said = added | set(told(changes_of(section)))
    assert len(said) > 1
    assert missing(section, said, page_text(document)) == set()
    assert missing(section, said, folded(plain_text(document))) == set()


def test_a_difference_tells_what_the_page_says_of_the_notice_as_a_whole() -> None:
    document = full_document().model_copy(update={"sections": ()})
    said = {
        (f"{type(part).__name__}", text)
        for part in (document, document.organisation, document.controller, document.trust)
        for detail in details(part)
        for text in (detail_texts(part, detail.texts))
    }
    assert missing(SECTIONS[0], said, page_text(document)) == set()
    assert missing(SECTIONS[0], said, folded(plain_text(document))) == set()


def test_the_fields_that_people_read_nowhere_are_known() -> None:
    models = {type(part) for part in parts_of(full_document())}
    found = {
        f"{model.__name__}.{name}"
        for model in models
        for name, entry in specs(model).items()
        if entry.hidden and not entry.is_machine
    }
    assert found == set(HIDDEN)


@pytest.mark.parametrize("place", HIDDEN)
def test_a_change_of_what_people_read_nowhere_is_no_change_for_them(place: str) -> None:
    name, field = place.split(".")
    document = full_document()
    other: dict[str, Any] = {
        "nations": (Nation.WALES,),
        "language": "cy",
        "in_force_until": "2001",
        "extent": "x",
        "ended": "2002",
    }

    def changed(value: Any) -> Any:
        if isinstance(value, Data):
            fields = {inner: changed(getattr(value, inner)) for inner in type(value).model_fields}
            if type(value).__name__ == name:
                old = fields[field]
                fields[field] = other.get(field) or next(one for one in type(old) if one != old)
            return value.model_copy(update=fields)
        return tuple(map(changed, value)) if isinstance(value, tuple) else value

    change = difference(document, changed(document))
    assert change.is_unchanged_for_readers
    assert not change.is_empty
