import pytest
from hypothesis import given

from tests.deep import WHOLE_DOCUMENTS
from tests.documents.strategies import documents, full, full_document, texts
from wagtail_privacy.documents.anchors import anchor
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Citation, Contact, Instrument, Party, RecipientIdentity
from wagtail_privacy.documents.sections import (
    AppendixSection,
    ContactsSection,
    DataHeldSection,
    GovernanceSection,
    RequestPoint,
    RightsSection,
    Section,
    SectionBase,
    SecuritySection,
    UnknownSection,
)
from wagtail_privacy.documents.vocabulary import ContactRole


def _document(*sections: Section) -> Document:
    party = Party(name="Ash School")
    return Document(
        kind="privacy_notice", audience="pupils", language="en", title="Privacy", organisation=party, controller=party,
        sections=sections,
    )  # fmt: skip


def _anchors(document: Document) -> list[str]:
    return [section.anchor for section in document.walk()]


def test_walk_reads_appendices_in_place() -> None:
    document = _document(
        SecuritySection(heading="1"),
        AppendixSection(heading="2", sections=(SecuritySection(heading="3"), ContactsSection(heading="4"))),
        SecuritySection(heading="5"),
    )
    assert [section.heading for section in document.walk()] == ["1", "2", "3", "4", "5"]


def test_governance_is_found_in_an_appendix_too() -> None:
    control = GovernanceSection(heading="Document control")
    assert _document().governance is None
    assert _document(SecuritySection(heading="1")).governance is None
    assert _document(AppendixSection(heading="A", sections=(control,))).governance is control


def test_anchors_are_readable_unique_and_in_every_script() -> None:
    document = _document(
        DataHeldSection(heading="What we hold"),
        AppendixSection(heading="Appendix A: “What we hold”", sections=(DataHeldSection(heading="What we hold"),)),
        DataHeldSection(heading="What we hold 2"),
        DataHeldSection(heading="ما هي البيانات"),
        DataHeldSection(heading="???"),
        DataHeldSection(heading=""),
    )
    anchored = document.anchored()
    assert _anchors(anchored) == [
        "what-we-hold",
        "appendix-a-what-we-hold",
        "what-we-hold-2",
        "what-we-hold-2-2",
        "ما-هي-البيانات",
        "data-held",
        "data-held-2",
    ]
    assert _anchors(document) == [""] * 7


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents())
def test_anchored_changes_nothing_but_anchors(document: Document) -> None:
    anchored = document.anchored()
    anchors = _anchors(anchored)
    assert all(anchors)
    assert len(set(anchors)) == len(anchors)
    assert not any(character.isspace() for name in anchors for character in name)
    assert anchored.anchored() == anchored
    assert Document.model_validate(anchored.model_dump()) == anchored
    assert [section.model_copy(update={"anchor": "", "sections": ()}) for section in anchored.walk()] == [
        section.model_copy(update={"anchor": "", "sections": ()}) for section in document.walk()
    ]


@given(texts(max_size=200))
def test_an_anchor_is_never_long_or_empty(heading: str) -> None:
    assert 0 < len(anchor(heading, "security", set())) <= 60


def test_a_long_heading_is_cut_at_a_word() -> None:
    assert anchor("word " * 20, "text", set()) == "-".join(["word"] * 12)
    assert anchor("a" * 60 + " b", "text", set()) == "a" * 60
    assert anchor("x" * 70, "text", set()) == "x" * 60


def test_names_as_the_notice_gives_them() -> None:
    law = Instrument(name="Data Protection Act 2018")
    assert Citation(instrument=law).name == "Data Protection Act 2018"
    assert Citation(instrument=law, cited_as="the Act").name == "the Act"
    assert Citation().name == ""
    assert RecipientIdentity(name="Agency").shown_name == "Agency"
    assert RecipientIdentity(name="Agency", cited_as="Authority").shown_name == "Authority"


@pytest.mark.parametrize("role", ContactRole)
def test_the_contact_of_a_role(role: ContactRole) -> None:
    contacts = (Contact(role=role, name="First"), Contact(role=role, name="Second"))
    assert full(Party, contacts=contacts).contact(role) is contacts[0]
    assert full(Party, contacts=()).contact(role) is None


def test_the_sample_uses_every_section() -> None:
    held = {section.type for section in full_document().walk()}
    assert held == {
        kind.model_fields["type"].default
        for kind in SectionBase.__subclasses__()
        if kind is not UnknownSection and kind.__module__.startswith("wagtail_privacy.")
    }


def test_an_item_that_says_nothing_is_kept() -> None:
    document = _document(RightsSection(heading="Rights", request_to=(RequestPoint(contact=Contact()),)))
    assert document.model_dump(mode="json")["sections"][0]["request_to"] == [{"contact": {}}]
    assert Document.model_validate(document.model_dump()) == document
