"""Sections and extensions that other apps register: read as their own classes, kept where they no longer fit."""

from typing import Annotated, Literal

import pytest
from django.utils import translation

from tests.documents.strategies import full_document
from wagtail_privacy.documents import extensions
from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.canonical import plain
from wagtail_privacy.documents.diff import difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.extensions import UnknownExtension, register_extension
from wagtail_privacy.documents.fields import fact, machine
from wagtail_privacy.documents.items import RecipientUse
from wagtail_privacy.documents.sections import SectionBase, UnknownSection, registry
from wagtail_privacy.documents.sections.registry import register_section_type, section_type
from wagtail_privacy.documents.wording import join_and


class Trip(SectionBase):
    type: Annotated[Literal["trips.trip"], machine()] = "trips.trip"
    place: Annotated[str, fact("Place")] = ""


class Journey(SectionBase):
    type: Annotated[Literal["trips.trip"], machine()] = "trips.trip"


class Untold(SectionBase):
    type: Annotated[Literal["trips.untold"], machine()] = "trips.untold"
    place: str = ""


class Ours(SectionBase):
    type: Annotated[Literal["trips"], machine()] = "trips"


class Fare(Data):
    item_label = "Fare"

    price: Annotated[int, fact("Price")] = 0


class Ticket(Data):
    price: Annotated[int, fact("Price")] = 0


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_registered", {})
    monkeypatch.setattr(extensions, "_registered", {})
    register_section_type(Trip)
    register_extension("trips", Fare)


def read(**section: object) -> SectionBase:
    payload = {**plain(full_document()), "sections": [{"type": "trips.trip", "heading": "Trips", **section}]}
    return Document.model_validate(payload).sections[0]


def test_a_section_of_another_app_is_read_as_its_class() -> None:
    section = read(place="Leicester")
    assert isinstance(section, Trip)
    assert section.place == "Leicester"
    assert section.model_dump() == {"type": "trips.trip", "heading": "Trips", "place": "Leicester"}


def test_what_no_longer_fits_the_class_is_kept_as_it_was() -> None:
    section = read(seats=30)
    assert isinstance(section, UnknownSection)
    assert section.model_dump() == {"type": "trips.trip", "heading": "Trips", "seats": 30}


def test_a_type_has_one_class_and_the_label_of_its_app() -> None:
    register_section_type(Trip)
    with pytest.raises(ValueError, match=r"Two classes of section have the type 'trips.trip'"):
        register_section_type(Journey)
    with pytest.raises(ValueError, match="needs the label of its app before a full stop"):
        register_section_type(Ours)
    with pytest.raises(TypeError, match="does not say what it is"):
        register_section_type(Untold)
    with pytest.raises(TypeError, match="needs a default"):
        section_type(SectionBase)


def test_an_extension_is_read_as_its_class_and_kept_where_it_no_longer_fits() -> None:
    use = RecipientUse.model_validate({"recipient": {"name": "Bus"}, "extensions": {"trips": {"price": 3}}})
    assert use.extensions[0].data == Fare(price=3)
    assert RecipientUse(recipient=use.recipient, extensions={"trips": Fare(price=3)}) == use
    older = RecipientUse.model_validate({"recipient": {"name": "Bus"}, "extensions": {"trips": {"cost": 3}}})
    assert isinstance(older.extensions[0].data, UnknownExtension)
    assert older.model_dump()["extensions"] == {"trips": {"cost": 3}}
    with pytest.raises(ValueError, match="extends items with"):
        register_extension("trips", Ticket)


def test_a_change_that_cannot_be_shown_is_told_as_one() -> None:
    before, after = (
        Document.model_validate(
            {**plain(full_document()), "sections": [{"type": "poems.sonnet", "heading": "Verse", "lines": lines}]}
        )
        for lines in (["one"], ["two"])
    )
    (fact_change,) = difference(before, after).sections[0].facts
    assert fact_change.is_opaque
    assert fact_change.before == fact_change.after == "A part that this website cannot show"


def test_a_language_without_patterns_of_its_own_takes_those_of_english() -> None:
    with translation.override("xx-yy"):
        assert join_and(["a", "b", "c"]) == "a, b and c"
