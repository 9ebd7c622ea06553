"""The notices of Fenbrook and Oakstone say what the documents behind them said, as typed facts, cited as cited."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.html import strip_tags

from tests.example_site.conftest import Demo
from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Citation, Contact, RecipientUse
from wagtail_privacy.documents.sections import (
    AppendixSection,
    ComplaintsSection,
    DatabaseSection,
    DataHeldSection,
    LawfulBasesSection,
    LegalDutiesSection,
    RecipientsSection,
    RightsSection,
)
from wagtail_privacy.documents.text import free_text_share
from wagtail_privacy.documents.vocabulary import BodyStatus, ContactRole, LegislationStatus, Occasion, RightKind
from wagtail_privacy.public.rendering import render_document

# No test asks for rows, but the database is set up for marked tests only.
pytestmark = pytest.mark.django_db

SCHOOLS_TOLD = ("fenbrook", "oakstone")
PARAGRAPHS = re.compile(r"\s+")

FACTS: dict[str, list[str]] = {
    "fenbrook": [
        "unique pupil number",
        "absence reasons",
        "relationship to child",
        "running the school",
        "parents/carers did",
        "several grounds",
        "law requires of us",
        "school office",
        "unless the law allows it",
        "without consent, except where the law",
        "statutory basis",
        "watchdog",
        "awarding bodies",
        "early years' census",
        "strict approval process",
        "security arrangements",
        "gov.uk/contact-dfe",
        "educational record",
        "ico.org.uk/concerns",
    ],
    "oakstone": [
        "temporary exclusions",
        "promotional and marketing activities",
        "official authority",
        "secondary, primary or pru",
        "appendix b has more details",
        "height and weight",
        "since 2007",
        "new location",
        "independent schools",
        "elgs",
        "year 1 phonics check",
        "reviewed annually",
        "two weeks",
        "on their behalf",
        "fewer risk factors",
        "department of health designates",
        "too young",
        "co-ordinate",
        "customer services manager",
        "april 2013",
        "unscheduled care",
        "personal learning record",
        "aggregated level",
        "beat teams",
        "leics.police.uk/join-us/how-contact-us",
    ],
}


def _everything(value: Any) -> Iterator[Data]:
    """Every piece of data in ``value``, itself first."""
    if isinstance(value, Data):
        yield value
        for name in type(value).model_fields:
            yield from _everything(getattr(value, name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from _everything(entry)


def _all(document: Document, kind: type[Any]) -> list[Any]:
    return [data for section in document.sections for data in _everything(section) if isinstance(data, kind)]


def _only(document: Document, kind: type[Any]) -> Any:
    """The section of this kind in the notice itself, without its appendices."""
    (match,) = (section for section in document.sections if isinstance(section, kind))
    return match


def _appendix(document: Document, label: str) -> AppendixSection:
    (match,) = (s for s in document.sections if isinstance(s, AppendixSection) and s.label == label)
    return match


def _text(document: Document) -> str:
    text = strip_tags(str(render_document(document)))
    return PARAGRAPHS.sub(" ", text.replace("&#x27;", "'").replace("&amp;", "&").replace("’", "'")).casefold()


@pytest.fixture(scope="session")
def documents(demo: Demo) -> dict[str, Document]:
    """The first version of each notice, by school."""
    return {key: demo.notices[key].document for key in SCHOOLS_TOLD}


@pytest.fixture(params=SCHOOLS_TOLD)
def school(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def document(documents: dict[str, Document], school: str) -> Document:
    return documents[school]


@pytest.fixture
def fenbrook(documents: dict[str, Document]) -> Document:
    return documents["fenbrook"]


@pytest.fixture
def oakstone(documents: dict[str, Document]) -> Document:
    return documents["oakstone"]


def test_a_notice_has_every_fact_of_its_document(document: Document, school: str) -> None:
    text = _text(document)
    assert [fact for fact in FACTS[school] if fact not in text] == []


def test_needs_no_free_text(document: Document) -> None:
    assert free_text_share(document).free == 0


def test_cites_the_law_in_its_own_words(document: Document) -> None:
    citations = _all(document, Citation)
    assert citations
    assert [citation.name for citation in citations if not (citation.cited_as and citation.instrument)] == []


def test_takes_nothing_from_the_defaults_of_the_library(document: Document) -> None:
    # The library of today knows a use for each of these; a notice that says none must stay silent.
    listed_by_name_only = {"Leicestershire Police", "Social Workers", "Ofsted", "Learning Records Service (LRS)"}
    for use in _only(document, RecipientsSection).recipients:
        if use.recipient.shown_name in listed_by_name_only:
            assert (use.uses, use.anonymous_in, use.citations, use.contact) == ((), (), (), None)


def test_names_no_person(document: Document) -> None:
    assert [contact.name for contact in _all(document, Contact) if contact.name] == []


def test_requires_what_section_3_requires(document: Document) -> None:
    recipients = _only(document, RecipientsSection)
    (citation,) = recipients.citations
    assert citation.provisions == ("section 3",)
    assert citation.instrument.number == "2094"
    required = [use.recipient.name for use in recipients.recipients if use.necessity == "required"]
    assert len(required) == 2
    assert "Department for Education" in required


def test_the_pupil_database_is_described(document: Document) -> None:
    database = _only(document, DatabaseSection)
    assert database.owner.abbreviation == "DfE"
    assert [source.name for source in database.sources] == ["schools", "local authorities", "awarding bodies"]
    assert len(database.onward_uses) == 3
    assert len(database.approval_considers) == 4
    assert database.contact.form_url == "https://www.gov.uk/contact-dfe"


def test_fenbrook_lists_laws_as_cited(fenbrook: Document) -> None:
    bases = _only(fenbrook, LawfulBasesSection)
    cited = {citation.cited_as: citation.instrument for citation in bases.citations}
    assert len(cited) == 6
    assert cited["The Education Act (various years)"].members
    assert cited["The Education (Pupil Registration) (England) Regulations"].status == LegislationStatus.REVOKED
    assert cited["The School Admissions Regulations 2012"].name != "The School Admissions Regulations 2012"
    occasions = [basis.occasion for basis in bases.bases]
    assert occasions == [Occasion.MOST_OFTEN] * 2 + [Occasion.SOMETIMES] * 2


def test_fenbrook_holds_and_shares(fenbrook: Document) -> None:
    held = _only(fenbrook, DataHeldSection)
    assert len(held.categories) == 14
    assert sum(bool(category.special) for category in held.categories) == 3
    names = [use.recipient.shown_name for use in _only(fenbrook, RecipientsSection).recipients]
    assert names == [
        "Our local authority (LA)",
        "The Department for Education (DfE)",
        "Ofsted",
        "Suppliers and service providers",
        "School Meals Provider",
        "Health authorities",
        "Professional advisers and consultants",
        "Police forces",
        "Courts and tribunals",
    ]


def test_fenbrook_contacts_are_roles(fenbrook: Document) -> None:
    contacts = {contact.role: contact for contact in _all(fenbrook, Contact)}
    officer = contacts[ContactRole.DATA_PROTECTION_OFFICER]
    assert officer.email.endswith(".example.org")
    assert officer not in fenbrook.organisation.contacts
    assert {ContactRole.HEADTEACHER, ContactRole.SCHOOL_ADMINISTRATOR} <= contacts.keys()


def test_oakstone_appendix_a_goes_through_the_law(oakstone: Document) -> None:
    duties = [duty for s in _appendix(oakstone, "A").sections if isinstance(s, LegalDutiesSection) for duty in s.duties]
    assert len(duties) == 16
    cited = {citation.name: citation for duty in duties for citation in duty.citations}
    assert "Section 436A of the Education & Inspections Act 2006" in cited
    wrong_number = next(citation for name, citation in cited.items() if name.endswith("SI 2003/1039"))
    assert wrong_number.instrument is not None
    assert wrong_number.instrument.number == "1038"
    assert wrong_number.provisions == ("article 11",)
    assert wrong_number.made_under is not None
    assert wrong_number.made_under.provisions == ("section 87(3)",)
    assert len(wrong_number.amended_by) == 6
    assert cited["Local Government Act 2000"].provisions == ("Section 2",)


def test_oakstone_appendix_b_says_how_to_reach_each(oakstone: Document) -> None:
    recipients = next(s for s in _appendix(oakstone, "B").sections if isinstance(s, RecipientsSection))
    by_name: dict[str, RecipientUse] = {use.recipient.name: use for use in recipients.recipients}
    unreachable = [name for name, use in by_name.items() if use.contact is None]
    assert unreachable == ["Child Protection Information Sharing"]
    assert by_name["NHS Digital"].recipient.status == BodyStatus.MERGED
    assert by_name["Education and Skills Funding Agency"].recipient.status == BodyStatus.ABOLISHED
    health = by_name["Leicestershire Partnership NHS Trust"]
    assert health.contact is not None
    assert "LE19 1SS" in health.contact.address
    assert len(health.onward) == 2
    assert len(health.retention) == 1


def test_oakstone_shares_with_thirteen(oakstone: Document) -> None:
    recipients = _only(oakstone, RecipientsSection).recipients
    assert len(recipients) == 13
    assert {use.frequency for use in recipients} == {"routinely"}


def test_each_notice_lists_its_rights(fenbrook: Document, oakstone: Document) -> None:
    rights = {d.organisation.name: {r.kind for r in _only(d, RightsSection).rights} for d in (fenbrook, oakstone)}
    only_oakstone = rights[oakstone.organisation.name] - rights[fenbrook.organisation.name]
    assert only_oakstone == {RightKind.RESTRICTION, RightKind.PORTABILITY}


def test_complaints_go_to_the_school_first(document: Document) -> None:
    first, second = _only(document, ComplaintsSection).steps
    assert first.to is None
    assert second.to.recipient.abbreviation == "ICO"
