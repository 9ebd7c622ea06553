"""Counts and choices of the summary, and the outline they point to."""

import pytest
from django.utils import translation

from tests.documents_sample_items import OFFICE, OFFICER, SCHOOL, TRUST, ref
from tests.documents_samples import maximal_document, minimal_document
from wagtail_privacy.documents.data_subjects import OWN_SUBJECTS
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import CategoryUse, Contact, OnwardSharing, Party, RecipientIdentity, RecipientUse
from wagtail_privacy.documents.sections import (
    ActivitiesSection,
    Activity,
    AppendixSection,
    AutomatedDecisionsSection,
    ContactsSection,
    DatabaseSection,
    DataHeldSection,
    OptOutSection,
    RecipientsSection,
    RightsSection,
    Section,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import Audience, ContactRole, Necessity, SpecialCategory
from wagtail_privacy.public.outline import outline
from wagtail_privacy.public.summary import first_contact, in_short, parties


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


SOMETHING_ELSE = RightsSection(heading="x")


@pytest.mark.parametrize(
    ("categories", "special", "statements", "text"),
    [
        (0, 0, (), None),
        (0, 0, ("Anything else.",), None),
        (1, 0, (), "We hold 1 kind of information."),
        (1, 1, (), "We hold 1 kind of information. It gets extra legal protection."),
        (2, 0, (), "We hold 2 kinds of information."),
        (2, 1, (), "We hold 2 kinds of information. 1 of them gets extra legal protection."),
        (2, 2, (), "We hold 2 kinds of information. 2 of them get extra legal protection."),
        (1, 1, ("Else.",), "We hold at least 1 kind of information. It gets extra legal protection."),
        (2, 0, ("Else.",), "We hold at least 2 kinds of information."),
    ],
)
def test_kinds_of_information_are_counted_and_what_stands_there_in_words_is_not_left_out(
    categories: int, special: int, statements: tuple[str, ...], text: str | None
) -> None:
    held = DataHeldSection(
        heading="x",
        categories=tuple(
            CategoryUse(name=f"kind {number}", special=SpecialCategory.HEALTH if number < special else None)
            for number in range(categories)
        ),
        statements=statements,
    )
    assert texts(held, SOMETHING_ELSE, TransfersSection(heading="x"))[:-2] == ([text] if text else [])


@pytest.mark.parametrize(
    ("recipients", "required", "onward", "text"),
    [
        (0, 0, None, None),
        (1, 0, None, "1 organisation or group may receive some of it."),
        (1, 1, None, "1 organisation or group may receive some of it. A law requires it."),
        (2, 0, None, "2 organisations or groups may receive some of it."),
        (2, 1, None, "2 organisations or groups may receive some of it. A law requires it for 1 of these."),
        (2, 2, None, "2 organisations or groups may receive some of it. A law requires it for 2 of these."),
        (1, 0, ("Other schools", "body 0"), "2 organisations or groups may receive some of it."),
    ],
)
def test_recipients_are_counted_with_those_to_whom_they_pass_it_on(
    recipients: int, required: int, onward: tuple[str, ...] | None, text: str | None
) -> None:
    section = RecipientsSection(
        heading="x",
        recipients=tuple(
            RecipientUse(
                recipient=RecipientIdentity(name=f"body {number}"),
                necessity=Necessity.REQUIRED if number < required else None,
                onward=(OnwardSharing(others=onward),) if onward else (),
            )
            for number in range(recipients)
        ),
    )
    assert texts(section, SOMETHING_ELSE, TransfersSection(heading="x"))[:-2] == ([text] if text else [])


@pytest.mark.parametrize(
    ("onward_to", "text"),
    [
        ("", "1 organisation or group may receive some of it."),
        ("other government departments", "At least 1 organisation or group may receive some of it."),
    ],
)
def test_who_receives_the_data_of_a_database_counts_too(onward_to: str, text: str) -> None:
    owner = RecipientIdentity(name="Department")
    database = DatabaseSection(
        heading="x", database=RecipientIdentity(name="Database"), owner=owner, onward_to=onward_to
    )
    assert texts(database, SOMETHING_ELSE)[0] == text


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


@pytest.mark.parametrize(
    "named",
    [
        Contact(role=ContactRole.DATA_PROTECTION_OFFICER, email="ours@example.org"),
        Contact(title="Privacy team", email="DPO@example.org"),
    ],
)
def test_a_contact_that_a_section_names_for_the_same_role_or_address_takes_the_place_of_the_organisations(
    named: Contact,
) -> None:
    kept = Contact(role=ContactRole.SCHOOL_OFFICE, email="office@example.org")
    officer = Contact(role=ContactRole.DATA_PROTECTION_OFFICER, email="dpo@example.org")
    party = Party(name="Alone", contacts=(officer, kept))
    document = minimal_document().model_copy(
        update={
            "organisation": party,
            "controller": party,
            "sections": (ContactsSection(heading="x", contacts=(named,)),),
        }
    )
    assert parties(document) == ((party, (kept,)),)


def test_every_audience_knows_its_own_subjects() -> None:
    assert set(OWN_SUBJECTS) == set(Audience)
