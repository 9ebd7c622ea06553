"""What makes a change major."""

import pytest

from tests.documents.diff.documents import activities, document, recipient, retention, sharing
from wagtail_privacy.documents.base import ItemRef
from wagtail_privacy.documents.diff import ReasonCode, difference, major_reasons
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    ConditionUse,
    OnwardSharing,
    PurposeUse,
    RecipientIdentity,
    Source,
)
from wagtail_privacy.documents.sections import (
    AboutSection,
    Activity,
    CollectionSection,
    DatabaseSection,
    DataHeldSection,
    LawfulBasesSection,
    PurposesSection,
    RegistrationSection,
    TransfersSection,
)

NURSE = recipient("Nurse", "to weigh children")

INTEREST = "Substantial public interest (UK GDPR Article 9(2)(g); Data Protection Act 2018, Schedule 1: paragraph"
PARAGRAPH_18 = f"{INTEREST} 18)"


def reasons(before: Document, after: Document) -> dict[str, str]:
    return {reason.code.value: reason.message for reason in major_reasons(difference(before, after))}


def test_wording_and_facts_are_no_reason():
    assert reasons(document(sharing(NURSE)), document(sharing(recipient("Nurse", "to weigh and measure")))) == {}
    assert reasons(document(retention(60)), document(retention(30))) == {}
    assert reasons(document(sharing(NURSE)), document(sharing())) == {}


def test_a_new_recipient_wherever_it_is_named():
    body = RecipientIdentity(name="Cloud Ltd")
    for section in (
        sharing(recipient("Cloud Ltd")),
        sharing(NURSE.model_copy(update={"onward": (OnwardSharing(recipients=(body,)),)})),
        sharing(NURSE.model_copy(update={"onward": (OnwardSharing(others=("Cloud Ltd",)),)})),
        TransfersSection(heading="Abroad", recipients=(body,)),
        DatabaseSection(heading="Database", database=body),
        activities(Activity(name="Teach", purposes=(PurposeUse(name="Teach"),), recipients=(body,))),
    ):
        found = reasons(document(sharing(NURSE)), document(sharing(NURSE), section))
        assert found["new_recipient"] == "New recipient: Cloud Ltd."


@pytest.mark.parametrize(
    "section",
    [
        RegistrationSection(heading="x", regulator=RecipientIdentity(name="ICO")),
        CollectionSection(heading="x", sources=(Source(recipient=RecipientIdentity(name="Old school")),)),
        AboutSection(heading="x", data_holders=(RecipientIdentity(name="Ash School", is_publisher=True),)),
        sharing(recipient("nurse "), heading="Another list"),
    ],
)
def test_no_new_recipient(section):
    assert reasons(document(sharing(NURSE)), document(sharing(NURSE), section)) == {}


def test_a_body_that_was_a_source_only_is_a_new_recipient():
    before = CollectionSection(heading="x", sources=(Source(recipient=RecipientIdentity(name="Council")),))
    assert "new_recipient" in reasons(document(before), document(before, sharing(recipient("Council"))))


def test_a_recipient_is_known_by_library_item_name_and_shown_name():
    ref = ItemRef(model="recipient", key="nhs", hash="")
    known = document(sharing(recipient("NHS Digital", ref=ref, cited_as="the NHS")))
    for same in (recipient("NHS England", ref=ref), recipient("NHS  digital"), recipient("The NHS")):
        assert reasons(known, document(sharing(same))) == {}
    assert "new_recipient" in reasons(known, document(sharing(recipient("NHS England"))))


def test_new_purposes_and_new_kinds_of_information():
    def why(*names: str) -> Document:
        return document(PurposesSection(heading="Why", purposes=tuple(PurposeUse(name=name) for name in names)))

    assert reasons(why("teach"), why("teach", "feed")) == {"new_purpose": "New purpose: feed."}

    def held(*names: str) -> DataHeldSection:
        return DataHeldSection(heading="What", categories=tuple(CategoryUse(name=name) for name in names))

    assert reasons(document(held("Health")), document(held("Health", "Faith"))) == {
        "new_data_category": "New kind of information: Faith."
    }
    shared = sharing(NURSE.model_copy(update={"data": (CategoryUse(name="health"),)}))
    assert reasons(document(held("Health"), sharing(NURSE)), document(held("Health"), shared)) == {}


def test_an_activity_without_purposes_is_a_purpose():
    before, after = document(activities()), document(activities(Activity(name="Photographs")))
    assert reasons(before, after) == {"new_purpose": "New purpose: Photographs."}


def bases(*uses: BasisUse, conditions: tuple[ConditionUse, ...] = ()) -> Document:
    return document(LawfulBasesSection(heading="What allows it", bases=uses, conditions=conditions))


TASK = BasisUse(basis="public_task", explanation="We teach.")
CONSENT = BasisUse(basis="consent")
CONDITION = ConditionUse(condition="substantial_public_interest", schedule_1="paragraph 18")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (bases(TASK), bases(TASK, CONSENT), "Consent (UK GDPR Article 6(1)(a)) now holds"),
        (bases(TASK, CONSENT), bases(TASK), "Consent (UK GDPR Article 6(1)(a)) no longer holds"),
        (bases(TASK), bases(), "Public task (UK GDPR Article 6(1)(e)) no longer holds"),
        (bases(), bases(BasisUse(cited_as="Official authority")), "Official authority now holds"),
        (
            bases(),
            bases(conditions=(CONDITION,)),
            f"{PARAGRAPH_18} now holds",
        ),
        (
            bases(conditions=(CONDITION,)),
            bases(conditions=(ConditionUse(condition="substantial_public_interest", schedule_1="paragraph 8"),)),
            (f"{INTEREST} 8) now holds and {PARAGRAPH_18} no longer holds"),
        ),
    ],
)
def test_a_changed_basis(before, after, message):
    assert reasons(before, after) == {"lawful_basis": f"The lawful basis changed: {message}."}


def test_an_explanation_is_wording():
    assert reasons(bases(TASK), bases(BasisUse(basis="public_task", cited_as="Our task", explanation="We do."))) == {}


def activity(name: str, *uses: BasisUse) -> Activity:
    return Activity(name=name, purposes=(PurposeUse(name="Teach"),), bases=uses, recipients=(NURSE.recipient,))


def test_the_basis_of_one_activity():
    before = document(activities(activity("Keep children safe", TASK), activity("Take pictures", CONSENT)))
    after = document(activities(activity("Keep children safe", TASK), activity("Take pictures", TASK)))
    assert reasons(before, after) == {
        "lawful_basis": "The lawful basis changed: "
        "Public task (UK GDPR Article 6(1)(e)) now holds for Take pictures and "
        "Consent (UK GDPR Article 6(1)(a)) no longer holds for Take pictures."
    }
    again = document(activities(activity("Take pictures", CONSENT), activity("Keep all children safe", TASK)))
    assert reasons(before, again) == {}
    fewer = document(activities(activity("Keep children safe", TASK)))
    assert reasons(before, fewer) == {}


def test_the_basis_of_one_recipient():
    before = document(sharing(NURSE.model_copy(update={"basis": TASK})))
    after = document(sharing(NURSE.model_copy(update={"basis": CONSENT})))
    assert "lawful_basis" in reasons(before, after)


def test_codes_are_what_the_rules_of_publishing_know():
    assert {code.value for code in ReasonCode} == {"new_recipient", "new_purpose", "new_data_category", "lawful_basis"}
