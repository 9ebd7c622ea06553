"""Counts and choices of the summary, and the outline they point to."""

import pytest
from django.utils import translation

from tests.documents_sample_items import OFFICE, OFFICER, SCHOOL, TRUST, ref
from tests.documents_samples import maximal_document, minimal_document
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import CategoryUse, Contact, Party, RecipientIdentity, RecipientUse
from wagtail_privacy.documents.sections import (
    ActivitiesSection,
    Activity,
    AppendixSection,
    AutomatedDecisionsSection,
    ContactsSection,
    DataHeldSection,
    OptOutSection,
    RecipientsSection,
    RightsSection,
    Section,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import Audience, Necessity, SpecialCategory
from wagtail_privacy.public.outline import outline
from wagtail_privacy.public.summary import OWN_SUBJECTS, first_contact, in_short, parties


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en-gb"):
        yield


def texts(*sections: Section) -> list[str]:
    return [fact.text for fact in in_short(outline(sections))]


def with_sections(document: Document, *sections: Section) -> Document:
    return document.model_copy(update={"sections": sections})


def test_outline_numbers_what_has_no_anchor_and_keeps_anchors_apart() -> None:
    entries = outline(
        (
            RightsSection(heading="a", anchor="rights"),
            AppendixSection(heading="b", sections=(RightsSection(heading="c", anchor="rights"),)),
            RightsSection(heading="d", anchor="rights"),
        )
    )
    assert [entry.anchor for entry in entries] == ["rights", "section-2", "rights-3"]
    assert [(child.anchor, child.level) for child in entries[1].entries] == [("rights-2", 3)]
    assert entries[1].templates == ("wagtail_privacy/public/sections/appendix.html",)


def test_the_same_item_counts_once_wherever_it_stands() -> None:
    shared = ref("datacategory", "medical")
    body = RecipientIdentity(name="Council")
    facts = texts(
        DataHeldSection(
            heading="x",
            categories=(
                CategoryUse(ref=shared, name="Medical", special=SpecialCategory.HEALTH),
                CategoryUse(name="Attendance"),
            ),
        ),
        ActivitiesSection(
            heading="x",
            activities=(
                Activity(
                    name="x",
                    data=(CategoryUse(ref=shared, name="Health"), CategoryUse(name="ATTENDANCE")),
                    recipients=(body, RecipientIdentity(name="We", is_publisher=True)),
                ),
            ),
        ),
        RecipientsSection(
            heading="x",
            recipients=(
                RecipientUse(recipient=body, necessity=Necessity.REQUIRED),
                RecipientUse(recipient=body),
                RecipientUse(recipient=RecipientIdentity(name="Police")),
            ),
        ),
    )
    assert facts == [
        "We hold 2 kinds of information. 1 of them gets extra legal protection.",
        "2 organisations or groups may receive some of it. A law requires it for 1 of these.",
    ]


def test_what_sections_say_stands_in_one_order_whatever_theirs_is() -> None:
    assert texts(
        RightsSection(heading="x"),
        OptOutSection(heading="x"),
        AutomatedDecisionsSection(heading="x"),
        TransfersSection(heading="x"),
    ) == [
        "Nothing leaves the United Kingdom.",
        "No decision is made by a computer alone.",
        "There is a choice about some of the sharing.",
        "You have rights over this information.",
    ]


def test_one_fact_is_no_summary() -> None:
    assert texts(DataHeldSection(heading="x", categories=(CategoryUse(name="Attendance"),))) == []


def test_facts_lead_to_their_sections() -> None:
    entries = outline(maximal_document().sections)
    anchors = {entry.anchor for entry in entries} | {child.anchor for entry in entries for child in entry.entries}
    facts = in_short(entries)
    assert len(facts) == 7
    assert {fact.anchor for fact in facts} <= anchors


def test_sections_that_say_the_same_share_a_line_to_the_first() -> None:
    facts = in_short(outline((RightsSection(heading="a"), RightsSection(heading="b"), TransfersSection(heading="c"))))
    assert [(fact.text, fact.anchor) for fact in facts] == [
        ("Nothing leaves the United Kingdom.", "section-3"),
        ("You have rights over this information.", "section-1"),
    ]
    assert texts(RightsSection(heading="a"), RightsSection(heading="b")) == []


def test_first_contact_is_whom_the_notice_names_and_the_data_protection_officer_among_them() -> None:
    bare = minimal_document()
    assert first_contact(bare) is None
    assert first_contact(with_sections(bare, ContactsSection(heading="x", contacts=(OFFICE, OFFICER)))) == OFFICER
    assert first_contact(with_sections(bare, ContactsSection(heading="x", contacts=(OFFICE,)))) == OFFICE
    known = bare.model_copy(update={"sections": (), "trust": TRUST, "organisation": SCHOOL})
    assert first_contact(known) == OFFICER
    assert first_contact(with_sections(known, ContactsSection(heading="x", contacts=(OFFICE,)))) == OFFICE


def test_each_party_once_with_the_contacts_that_no_section_names() -> None:
    document = maximal_document()
    assert [(party.name, contacts) for party, contacts in parties(document)] == [
        (TRUST.name, ()),
        (SCHOOL.name, (SCHOOL.contacts[1],)),
    ]
    alone = Party(name="Alone", contacts=(Contact(email="a@example.org"),))
    document = minimal_document().model_copy(update={"organisation": alone, "controller": alone})
    assert parties(document) == ((alone, alone.contacts),)


def test_every_audience_knows_its_own_subjects() -> None:
    assert set(OWN_SUBJECTS) == set(Audience)
