"""What is said of the parts that changed."""

import pytest
from django.utils import translation

from tests.documents.diff.documents import activities, between, document, retention, said
from wagtail_privacy.documents.base import ItemRef, Link, Prose
from wagtail_privacy.documents.diff import ChangeKind, ItemChange, Run, difference
from wagtail_privacy.documents.fields import specs
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    Contact,
    Instrument,
    Party,
    RecipientIdentity,
    RecipientUse,
)
from wagtail_privacy.documents.sections import (
    Activity,
    AppendixSection,
    CollectionSection,
    ContactsSection,
    DataHeldSection,
    GovernanceSection,
    LinksSection,
    RecipientsSection,
    SecuritySection,
    TextSection,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import Operation

ADDED, REMOVED, MOVED, CHANGED, UNCHANGED = ChangeKind
TEXT = TextSection(heading="Free text", body=Prose(html="<p>Anything.</p>"))
SECURITY = SecuritySection(heading="How we keep it safe", measures=("Devices are encrypted.",))


def ref(key: str, version: str = "0") -> ItemRef:
    return ItemRef(model="thing", key=key, hash=version)


# Facts


@pytest.mark.parametrize(
    ("before", "after", "label", "was", "now"),
    [
        (retention(60), retention(30), "How long it is kept", "60 days", "30 days"),
        (retention(1), retention(None, period="until they leave"), "How long it is kept", "1 day", "until they leave"),
        (retention(None), retention(5, period="at most"), "How long it is kept", "", "5 days, at most"),
        (retention(action="review"), retention(action="archive"), "What happens then", "Reviewed", "Archived"),
        (
            GovernanceSection(heading="x", approved="2025-05"),
            GovernanceSection(heading="x", approved="2026-07-14"),
            "Approved", "May 2025", "14 July 2026",
        ),
        (
            TransfersSection(heading="x"), TransfersSection(heading="x", takes_place=True),
            "Leaves the United Kingdom", "No", "Yes",
        ),
        (
            DataHeldSection(heading="x", operations=(Operation.HOLD,)),
            DataHeldSection(heading="x", operations=(Operation.HOLD, Operation.SHARE)),
            "What we do with it", "hold", "hold, share",
        ),
        (
            ContactsSection(heading="x", contacts=(Contact(title="Office", address=("1 Hill", "Ash")),)),
            ContactsSection(heading="x", contacts=(Contact(title="Office", address=("2 Hill", "Ash")),)),
            "Address", "1 Hill, Ash", "2 Hill, Ash",
        ),
    ],
)  # fmt: skip
def test_facts_are_told_in_the_words_of_readers(before, after, label, was, now):
    section = between(before, after)
    (fact,) = section.facts or section.items[0].facts
    assert (fact.label, fact.before, fact.after) == (label, was, now)
    assert not fact.is_wording and fact.words == ()


def test_a_unit_without_a_number_is_told_as_well():
    unit = between(retention(None), retention(None, name="CCTV"))
    assert unit.kind == UNCHANGED
    rule = retention(3).rules[0]
    section = between(
        retention(3), retention(3).model_copy(update={"rules": (rule.model_copy(update={"period_number": None}),)})
    )
    assert (section.items[0].facts[0].before, section.items[0].facts[0].after) == ("3 days", "days")


def test_facts_follow_the_language_of_the_reader():
    fact = between(
        GovernanceSection(heading="x", approved="2025-05"), GovernanceSection(heading="x", approved="2026-07")
    ).facts[0]
    with translation.override("de"):
        assert fact.before == "Mai 2025"
    assert fact.before == "May 2025"


def test_wording_is_marked_word_by_word():
    section = between(
        TextSection(heading="x", body=Prose(html="<p>We <b>never</b> sell data.</p>")),
        TextSection(heading="x", body=Prose(html="<p>We never share data.</p>")),
    )
    (fact,) = section.facts
    assert (fact.is_wording, fact.is_layout) == (True, False)
    assert [run.text for run in fact.words if run.op != "equal"] == ["sell", "share"]


def test_layout_is_not_wording():
    section = between(
        TextSection(heading="x", body=Prose(html="<p>We never sell data.</p>")),
        TextSection(heading="x", body=Prose(html="<p>We <b>never</b> sell data.</p>")),
    )
    (fact,) = section.facts
    assert (section.kind, fact.is_layout, fact.before) == (CHANGED, True, fact.after)


def test_an_introduction_comes_and_goes():
    with_one = SECURITY.model_copy(update={"introduction": Prose(html="<p>We care.</p>")})
    (came,), (went,) = between(SECURITY, with_one).facts, between(with_one, SECURITY).facts
    assert (came.label, came.kind, came.is_wording, came.words) == (
        "Introduction",
        ADDED,
        True,
        (Run("added", "We care."),),
    )
    assert (went.kind, went.words) == (REMOVED, (Run("removed", "We care."),))
    assert not came.is_layout


# The document itself


def test_a_contact_that_sections_name_already_is_not_told():
    def with_officer(email, *sections):
        school = Party(name="Ash School", contacts=(Contact(role="data_protection_officer", email=email),))
        return document(*sections, organisation=school, controller=school)

    ours = ContactsSection(heading="x", contacts=(Contact(role="data_protection_officer", email="dpo@ash.example"),))
    change = difference(with_officer("a@trust.example", ours), with_officer("b@trust.example", ours))
    assert change.is_unchanged_for_readers
    assert not change.is_empty
    assert not difference(with_officer("a@trust.example"), with_officer("b@trust.example")).is_unchanged_for_readers


def test_what_the_notice_says_in_its_own_words_is_told_in_these_alone():
    def citing(name, basis):
        body = RecipientIdentity(name=name, cited_as="the DfE", status="merged", ref=ref("dfe"))
        use = RecipientUse(recipient=body, basis=BasisUse(basis=basis, cited_as="our duty"))
        return document(RecipientsSection(heading="x", recipients=(use,)))

    change = difference(citing("Department for Education", "public_task"), citing("DfE", "legal_obligation"))
    assert change.is_unchanged_for_readers
    assert not change.is_empty
    assert change.substance.bases == ()


def test_of_a_body_that_is_only_named_only_the_name_is_told():
    def named(**identity):
        return document(TransfersSection(heading="x", recipients=(RecipientIdentity(ref=ref("a"), **identity),)))

    change = difference(named(name="A", website="https://a.example"), named(name="A", website="https://b.example"))
    assert change.is_unchanged_for_readers
    change = difference(named(name="A"), named(name="A", cited_as="The A", part_of="B"))
    (item,) = change.sections[0].items
    assert [(fact.label, fact.after) for fact in item.facts] == [("Shown as", "The A")]
    came = difference(document(), named(name="A", website="https://a.example")).sections[0]
    assert "https://a.example" not in str(came.details)


def test_the_head_of_the_document():
    change = difference(document(), document(title="New title", language="cy", audience="staff", summary="All of it"))
    assert [(fact.label, fact.before, fact.after, fact.is_wording) for fact in change.head] == [
        ("Written for", "Pupils and their parents or carers", "Staff", False),
        ("Title", "How we use data", "New title", False),
        ("Summary", "", "All of it", True),
    ]
    assert change.items == ()


def test_a_school_that_is_its_own_controller_is_told_of_once():
    before, after = (Party(name="Ash School", phone=phone, contacts=(Contact(title=phone),)) for phone in ("1", "2"))
    change = difference(document(organisation=before), document(organisation=after))
    assert [fact.label for fact in change.head] == ["Published by: Telephone"]
    assert said(change.items) == [(REMOVED, "1"), (ADDED, "2")]
    assert len(change.unseen) == 3


def test_another_controller_is_told_of_as_one_in_place_of_another():
    trust, council = Party(name="Trust", ref=ref("t")), Party(name="Council", ref=ref("c"))
    change = difference(document(controller=trust), document(controller=council))
    assert said(change.items) == [(REMOVED, "Trust"), (ADDED, "Council")]
    assert change.items[0].label == "Responsible for the data in law"


# What new and lost parts say


def test_the_details_of_what_is_new():
    use = Activity(
        name="Keep children safe",
        data=(CategoryUse(name="Health"), CategoryUse(name="Family")),
        bases=(BasisUse(basis="vital_interests"),),
        recipients=(RecipientIdentity(name="Nurse"),),
        retention=retention(30).rules,
    )
    (item,) = between(activities(), activities(use)).items
    assert [(detail.label, detail.texts) for detail in item.details] == [
        ("Kind of information", ("Health", "Family")),
        ("Lawful basis", ("Vital interests (UK GDPR Article 6(1)(d))",)),
        ("Recipient", ("Nurse",)),
        ("How long it is kept", ("CCTV",)),
    ]


def test_the_details_of_sections_and_statements():
    change = difference(document(), document(SECURITY, retention(30, held_by="the office"), TEXT))
    assert [[(detail.label, detail.texts) for detail in section.details] for section in change.sections] == [
        [("How data is kept safe", ("Devices are encrypted.",))],
        [("How long it is kept", ("CCTV",))],
        [("Text", ("Anything.",))],
    ]
    (rule,) = between(retention(None).model_copy(update={"rules": ()}), retention(30, held_by="the office")).items
    assert [(detail.label, detail.texts) for detail in rule.details] == [
        ("How long it is kept", ("30 days",)),
        ("Kept by", ("the office",)),
    ]
    (statement,) = between(SecuritySection(heading="x"), SecuritySection(heading="x", measures=("Locks.",))).items
    assert statement.details == ()


def test_the_details_of_what_is_gone():
    section = between(
        ContactsSection(
            heading="x", contacts=(Contact(title="Office", address=("1 Hill", "Ash"), email="a@b.example"),)
        ),
        ContactsSection(heading="x"),
    )
    assert [(detail.label, detail.texts) for detail in section.items[0].details] == [
        ("Address", ("1 Hill, Ash",)),
        ("Email", ("a@b.example",)),
    ]
    appendix = difference(document(AppendixSection(heading="Law", sections=(TEXT,))), document()).sections[0]
    assert [(detail.label, detail.texts) for detail in appendix.details] == [("Sections", ("Free text",))]
    assert specs(Contact)["address"].single


def test_a_law_shows_its_own_facts_in_detail():
    act = Instrument(name="Data Protection Act 2018", year=2018)
    section = between(
        LinksSection(heading="x"), LinksSection(heading="x", links=(Link(url="https://a.example", text="Read"),))
    )
    assert [(detail.label, detail.texts) for detail in section.items[0].details] == [
        ("Web address", ("https://a.example",))
    ]
    (law,) = between(
        CollectionSection(heading="x"), CollectionSection(heading="x", citations=(Citation(instrument=act),))
    ).items
    assert [(detail.label, detail.texts) for detail in law.details] == [("Year", ("2018",))]


def test_an_item_knows_no_more_than_it_is_told():
    item = ItemChange(ADDED, SecuritySection, "measures", None, "Locks.")
    assert (item.label, item.name, item.value, item.is_statement) == ("How data is kept safe", "Locks.", "Locks.", True)
