"""What single sections and cards look like as HTML."""

import re

import pytest

from tests.documents_samples import minimal_document
from tests.public.reading import visible_text
from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.items import (
    CategoryUse,
    Citation,
    Contact,
    Instrument,
    OnwardSharing,
    Party,
    RecipientIdentity,
    RecipientUse,
)
from wagtail_privacy.documents.sections import (
    ContactsSection,
    DatabaseSection,
    DataHeldSection,
    RecipientsSection,
    RequestPoint,
    RightsSection,
    Section,
)
from wagtail_privacy.documents.vocabulary import ContactRole, DataSubject, Frequency
from wagtail_privacy.public.rendering import render_document


def rendered(*sections: Section) -> str:
    return render_document(minimal_document().model_copy(update={"sections": sections}))


def test_the_link_of_a_citation_is_all_that_is_cited() -> None:
    act = Instrument(name="Some Act 2002", year=2002, number="32", url="https://law.example/2")
    html = rendered(
        RecipientsSection(
            heading="Recipients",
            citations=(
                Citation(instrument=act, provisions=("section 3", "section 4")),
                Citation(instrument=act, amended_by=("another Act",)),
                Citation(provisions=("paragraph 5",)),
            ),
        )
    )
    assert ">Some Act 2002 (c. 32), section 3 and section 4</bdi></a>" in html
    assert "<bdi>Some Act 2002 (c. 32)</bdi></a> (as amended by another Act)" in html
    assert "<bdi>paragraph 5</bdi>" in html


def test_kinds_of_information_are_a_table_where_most_of_them_have_examples() -> None:
    names = CategoryUse(name="Names", examples=("first name",), data_subjects=(DataSubject.STAFF,))
    photographs = CategoryUse(name="Photographs", data_subjects=(DataSubject.STAFF,))
    table = rendered(DataHeldSection(heading="x", categories=(names, names, photographs)))
    assert "Kinds of information, with examples" in table
    assert "<td></td>" in table
    half = rendered(DataHeldSection(heading="x", categories=(names, photographs)))
    assert "<table" not in half
    assert "Names Staff such as first name" in visible_text(half)
    assert 'class="privacy-kinds"' in half
    assert "privacy-kinds" not in rendered(DataHeldSection(heading="x", categories=(photographs,)))


@pytest.mark.parametrize(
    ("lead", "order"),
    [
        ("We share with:", ["Nothing is sold.", "Some Act", "We share with:", "Council"]),
        ("We share little.", ["We share little.", "Nothing is sold.", "Some Act", "Council"]),
    ],
)
def test_opening_words_that_lead_in_stand_right_before_the_cards(lead: str, order: list[str]) -> None:
    html = rendered(
        RecipientsSection(
            heading="x",
            opening_words=lead,
            principles=("Nothing is sold.",),
            citations=(Citation(cited_as="Some Act"),),
            recipients=(RecipientUse(recipient=RecipientIdentity(name="Council")),),
        )
    )
    assert sorted(order, key=html.index) == order
    assert html.count(lead) == 1


def test_recipients_without_details_have_short_cards_between_the_others() -> None:
    html = rendered(
        RecipientsSection(
            heading="x",
            recipients=(
                RecipientUse(recipient=RecipientIdentity(name="Council", website="council.example"), uses=("lists",)),
                RecipientUse(recipient=RecipientIdentity(name="Police", website="police.example")),
            ),
        )
    )
    cards = re.findall(r'<li class="(privacy-card[^"]*)">\s*<h3>(\w+)', html)
    assert cards == [("privacy-card", "Council"), ("privacy-card privacy-card--short", "Police")]
    assert "Website: police.example" in visible_text(html)
    assert html.count("privacy-details") == 1


def test_a_database_is_named_once_where_its_heading_names_it() -> None:
    npd = RecipientIdentity(name="Pupil Database", abbreviation="PD")
    # Twice is once in the contents and once above the section.
    named = rendered(DatabaseSection(heading="The Pupil Database (PD)", database=npd))
    assert visible_text(named).count("Pupil Database") == 2
    assert '<p class="privacy-name">PD</p>' in rendered(DatabaseSection(heading="The pupil database", database=npd))
    assert '<p class="privacy-name">Pupil Database (PD)</p>' in rendered(DatabaseSection(heading="x", database=npd))


def test_an_address_is_shown_once_in_a_card() -> None:
    body = RecipientIdentity(name="Council", website="https://council.example/", privacy_notice_url="council.example")
    point = RequestPoint(recipient=body, contact=Contact(title="Officer", website="https://Council.example"))
    use = RecipientUse(recipient=body, contact=Contact(website="ask.example"), links=(Link(url="council.example"),))
    text = visible_text(rendered(RecipientsSection(heading="x", recipients=(use,))))
    assert text.count("council.example") == 1
    assert "Their privacy notice: council.example" in text
    other = point.model_copy(update={"recipient": body.model_copy(update={"privacy_notice_url": ""})})
    assert visible_text(rendered(RightsSection(heading="x", request_to=(other,)))).count("ouncil.example") == 1


def test_a_party_and_its_contact_share_an_address() -> None:
    alone = Party(
        name="School", website="school.example", contacts=(Contact(name="A", website="http://school.example"),)
    )
    document = minimal_document().model_copy(update={"organisation": alone, "controller": alone, "trust": None})
    assert visible_text(render_document(document)).count("school.example") == 1


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        (Contact(title="Office", name="A. B.", email="a@b.example"), "Contact Office a@b.example "),
        (Contact(role=ContactRole.HEADTEACHER, phone="01 2"), "Contact Headteacher 01 2 "),
        (Contact(role=ContactRole.OTHER, name="A. B.", phone="ask"), "Contact A. B. ask "),
        (Contact(organisation="The Office"), "Contact The Office "),
        (Contact(email="a@b.example"), "Contact a@b.example "),
    ],
)
def test_the_contact_of_the_summary_says_who_and_how(contact: Contact, shown: str) -> None:
    assert shown in visible_text(rendered(ContactsSection(heading="x", contacts=(contact,))))


def test_each_onward_recipient_leads_its_own_terms() -> None:
    onward = (
        OnwardSharing(recipients=(RecipientIdentity(name="Ofsted"),), others=("colleges",), uses=("inspection",)),
        OnwardSharing(others=("researchers",), frequency=Frequency.FROM_TIME_TO_TIME),
    )
    use = RecipientUse(recipient=RecipientIdentity(name="Department"), onward=onward)
    html = rendered(RecipientsSection(heading="x", recipients=(use,)))
    assert "Ofsted colleges What for inspection researchers From time to time" in visible_text(html)
    assert html.count("privacy-onward-terms") == 1
