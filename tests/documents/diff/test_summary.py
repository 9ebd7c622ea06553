"""What a parent reads first."""

import pytest
from django.utils import translation

from tests.documents.diff.documents import activities, document, recipient, retention, sharing
from wagtail_privacy.documents.base import ItemRef, Prose
from wagtail_privacy.documents.diff import difference, summarise
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import CategoryUse, Citation, Contact, PurposeUse, RecipientIdentity, RetentionUse
from wagtail_privacy.documents.sections import (
    AboutSection,
    Activity,
    AppendixSection,
    CollectionSection,
    ContactsSection,
    DataHeldSection,
    GovernanceSection,
    PurposesSection,
    RegistrationSection,
    RequestPoint,
    RetentionSection,
    RightsSection,
    RightUse,
    SecuritySection,
    Signatory,
    TextSection,
)

TEXT = TextSection(heading="Free text", body=Prose(html="<p>We keep data safe.</p>"))


def summary(before: Document, after: Document) -> list[str]:
    return list(summarise(difference(before, after)))


def test_nothing_is_said_where_nothing_changed():
    assert summary(document(TEXT), document(TEXT)) == []


def test_recipients_that_come_and_go():
    before = document(sharing(recipient("Nurse"), recipient("Police")))
    after = document(sharing(recipient("Nurse"), recipient("Council"), recipient("NHS England")))
    assert summary(before, after) == [
        "Two recipients were added: Council and NHS England.",
        "One recipient was removed: Police.",
    ]


def test_more_than_a_few_names_are_counted():
    names = [f"Body {letter}" for letter in "ABCDEFGHIJKL"]
    assert summary(document(sharing()), document(sharing(*map(recipient, names[:4])))) == [
        "Four recipients were added: Body A, Body B, Body C and Body D."
    ]
    assert summary(document(sharing()), document(sharing(*map(recipient, names)))) == [
        "12 recipients were added: Body A, Body B, Body C and 9 more."
    ]


def test_a_recipient_in_another_section_is_neither_new_nor_gone():
    nurse = recipient("Nurse")
    moved = summary(
        document(sharing(nurse, heading="A"), sharing(heading="B")),
        document(sharing(heading="A"), sharing(nurse, heading="B")),
    )
    assert moved == ["One entry moved to another place: Nurse."]
    both = document(sharing(nurse, heading="A"), sharing(nurse, heading="B"))
    once = document(sharing(nurse, heading="A"), sharing(heading="B"))
    assert summary(once, both) == ["One entry is named in more places than before: Nurse."]
    assert summary(both, once) == ["One entry is named in fewer places than before: Nurse."]


def test_a_recipient_further_up_its_list_has_moved():
    nurse, police, choir = recipient("Nurse"), recipient("Police"), recipient("Choir")
    assert summary(document(sharing(nurse, police, choir)), document(sharing(choir, nurse, police))) == [
        "One entry moved to another place: Choir."
    ]


def test_a_recipient_with_two_names_is_told_of_once():
    ref = ItemRef(model="recipient", key="esfa", hash="")
    twice = sharing(recipient("Agency", ref=ref, cited_as="the Agency"), recipient("Agency", ref=ref, cited_as="ESFA"))
    assert summary(document(twice), document(sharing())) == ["One recipient was removed: the Agency."]


def test_a_recipient_that_writes_letters_too_is_new():
    body = RecipientIdentity(name="NHS England")
    before = RightsSection(heading="Rights", request_to=(RequestPoint(recipient=body),))
    after = before.model_copy(
        update={"request_to": (RequestPoint(recipient=body.model_copy(update={"website": "x"})),)}
    )
    assert summary(document(before), document(after, sharing(recipient("NHS England"))))[0] == (
        "One recipient was added: NHS England."
    )


def test_a_long_value_is_not_repeated():
    before = GovernanceSection(heading="Control", committee="Finance " * 20)
    after = before.model_copy(update={"committee": "Audit " * 20})
    assert summary(document(before), document(after)) == ["Reviewing committee (Control) changed."]


def test_a_renamed_recipient_is_a_detail():
    ref = ItemRef(model="recipient", key="nhs", hash="")
    assert summary(
        document(sharing(recipient("NHS Digital", ref=ref))), document(sharing(recipient("NHS England", ref=ref)))
    ) == ["Name (NHS England) changed from NHS Digital to NHS England."]


def test_a_reworded_purpose_is_neither_added_nor_removed():
    def why(name: str) -> Document:
        return document(PurposesSection(heading="Why", purposes=(PurposeUse(name=name),)))

    assert summary(why("to keep children safe"), why("to keep all children safe")) == [
        "Name (to keep all children safe) changed from to keep children safe to to keep all children safe."
    ]


def test_a_reworded_purpose_that_is_named_again():
    def why(first: str, *second: str) -> Document:
        return document(
            PurposesSection(heading="Why", purposes=(PurposeUse(name=first),)),
            activities(Activity(name="Teach", purposes=tuple(PurposeUse(name=name) for name in second))),
        )

    before = why("to keep children safe", "to teach")
    after = why("to keep all children safe", "to teach", "to keep all children safe")
    assert "One entry is named in more places than before: to keep all children safe." in summary(before, after)


def test_periods_are_told_one_by_one_until_there_are_many():
    assert summary(document(retention(60)), document(retention(30))) == [
        "The retention period for CCTV went from 60 days to 30 days."
    ]
    assert summary(document(retention(None)), document(retention(30))) == [
        "How long it is kept (CCTV) was added: 30 days."
    ]

    def rules(days: int) -> Document:
        kept = (RetentionUse(name=name, period_number=days, period_unit="days") for name in ("A", "B", "C", "D", "E"))
        return document(RetentionSection(heading="How long", rules=tuple(kept)))

    assert summary(rules(1), rules(2)) == ["Five retention periods changed: A, B, C and 2 more."]


def test_details_are_told_one_by_one_until_there_are_many():
    before = GovernanceSection(heading="Control", approved="2025-05", committee="Finance", reference="P1")
    after = GovernanceSection(heading="Control", approved="2026-07", effective="2026-09-01", reference="P1")
    assert summary(document(before), document(after)) == [
        "Reviewing committee (Control) was removed: Finance.",
        "Approved (Control) changed from May 2025 to July 2026.",
        "In force from (Control) was added: 1 September 2026.",
    ]
    more = after.model_copy(update={"reference": "P2", "review_due": "2027"})
    assert summary(document(before), document(more)) == [
        "Five details changed, among them: Reviewing committee, Approved and In force from."
    ]
    assert summary(document(title="Old"), document(title="New")) == ["Title changed from Old to New."]


def test_sections_that_come_go_move_and_change_their_heading():
    other = SecuritySection(heading="Safe", measures=("Locks.",))
    before, after = document(TEXT, other, retention()), document(retention(), TEXT, other)
    assert summary(before, after) == ["One section moved: How long we keep it."]
    assert summary(document(TEXT), document(other)) == [
        "One section was added: Safe.",
        "One section was removed: Free text.",
    ]
    assert summary(document(other), document(other.model_copy(update={"heading": "Safety"}))) == [
        "One section has a new heading: Safety."
    ]


def test_the_sections_of_an_appendix_are_told_of_like_others():
    before, after = (
        document(AppendixSection(heading="Law", sections=(section,)))
        for section in (TEXT, TEXT.model_copy(update={"body": Prose(html="<p>We keep all data safe.</p>")}))
    )
    assert summary(before, after) == ["The wording changed in one place."]


def test_what_a_new_section_brings_is_told_too():
    category = CategoryUse(name="Health")
    section = DataHeldSection(heading="What we hold", categories=(category,))
    assert summary(document(), document(section)) == [
        "One kind of information was added: Health.",
        "One section was added: What we hold.",
    ]


def test_wording_statements_and_layout_are_counted():
    before = document(
        TEXT,
        SecuritySection(heading="Safe", measures=("Doors are locked at night.", "Discs are shredded.", "A.", "B.")),
    )
    after = document(
        TEXT.model_copy(update={"body": Prose(html="<p>We keep <b>data</b> safe.</p>")}),
        SecuritySection(heading="Safe", measures=("Doors are shut at night.", "Visitors sign in.", "B.", "A.")),
        summary="New.",
    )
    assert summary(before, after) == [
        "One statement was added.",
        "One statement was removed.",
        "One statement moved.",
        "The wording changed in two places.",
        "The layout or a link changed in one place, not the words.",
    ]


@pytest.mark.parametrize(
    ("section", "change", "sentence"),
    [
        (RightsSection(heading="x"), {"rights": (RightUse(statement="to see it"),)}, "One right was added: to see it."),
        (
            ContactsSection(heading="x"),
            {"contacts": (Contact(title="Office"), Contact())},
            "Two contacts were added: Office and Contact.",
        ),
        (CollectionSection(heading="x"), {"citations": (Citation(cited_as="An Act"),)}, "One law was added: An Act."),
        (
            GovernanceSection(heading="x"),
            {"signatories": (Signatory(title="Chair", name="A. Bee"),)},
            "One other entry was added: Chair (A. Bee).",
        ),
        (
            RegistrationSection(heading="x"),
            {"regulator": RecipientIdentity(name="ICO")},
            "One other entry was added: ICO.",
        ),
        (
            AboutSection(heading="x"),
            {"data_holders": (RecipientIdentity(name="Ash School", is_publisher=True),)},
            "One other entry was added: Ash School.",
        ),
        (
            sharing(),
            {"recipients": (recipient("Ash School", is_publisher=True),)},
            "One other entry was added: Ash School.",
        ),
    ],
)  # fmt: skip
def test_every_sort_of_entry_has_its_sentence(section, change, sentence):
    before, after = document(section), document(section.model_copy(update=change))
    assert summary(before, after) == [sentence]
    assert summary(after, before) == [sentence.replace("added", "removed")]


def test_an_activity_without_purposes_is_told_of_once():
    assert summary(document(activities()), document(activities(Activity(name="Show our work in photographs")))) == [
        "One use of information was added: Show our work in photographs."
    ]


def test_a_law_that_changed_its_place_has_moved():
    law = (Citation(cited_as="An Act"),)
    one, other = CollectionSection(heading="A", citations=law), sharing(heading="B")
    assert summary(
        document(one, other), document(CollectionSection(heading="A"), sharing(heading="B", citations=law))
    ) == ["One entry moved to another place: An Act."]


def test_long_names_are_cut():
    (sentence,) = summary(document(sharing()), document(sharing(recipient("The body " * 100))))
    assert len(sentence) < 150
    assert sentence.endswith("….")


def test_a_summary_is_in_the_language_of_the_reader():
    change = difference(
        document(GovernanceSection(heading="x")), document(GovernanceSection(heading="x", approved="2025-05"))
    )
    with translation.override("de"):
        assert "Mai 2025" in summarise(change)[0]
