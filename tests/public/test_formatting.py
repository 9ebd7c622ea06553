"""How single values are written."""

import pytest
from django.utils import translation

from wagtail_privacy.documents.items import (
    BasisUse,
    Citation,
    ConditionUse,
    Instrument,
    Party,
    RecipientIdentity,
    RetentionUse,
)
from wagtail_privacy.documents.vocabulary import LawfulBasis, LegislationKind, Occasion, PeriodUnit, SpecialCondition
from wagtail_privacy.public import formatting


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en-gb"):
        yield


@pytest.mark.parametrize(
    ("stored", "written"),
    [("2025", "2025"), ("2025-05", "May 2025"), ("2025-05-04", "4 May 2025"), ("", "")],
)
def test_dates(stored: str, written: str) -> None:
    assert formatting.written_date(stored) == written


def test_dates_in_other_languages() -> None:
    with translation.override("cy"):
        assert formatting.written_date("2025-05-04") == "4 Mai 2025"
    with translation.override("pl"):
        assert formatting.written_date("2025-05-04") == "4 maja 2025"
        assert formatting.written_date("2025-05") == "Maj 2025"


def test_a_date_that_is_none() -> None:
    with pytest.raises(ValueError, match="not a date"):
        formatting.written_date("soon")


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en-GB", "ltr"),
        ("ar", "rtl"),
        ("ur-PK", "rtl"),
        ("ckb", "rtl"),
        ("ku-Arab", "rtl"),
        ("pa-Arab-PK", "rtl"),
        ("az-Latn", "ltr"),
        ("ar-Latn", "ltr"),
        ("so", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction(language: str, direction: str) -> None:
    assert formatting.direction(language) == direction


def test_lists() -> None:
    assert formatting.listed([]) == ""
    assert formatting.listed(["a"]) == "a"
    assert formatting.listed(["a", "", "b"]) == "a and b"
    assert formatting.listed(["a", "b", "c"]) == "a, b and c"
    assert formatting.listed(["a", "b", "c"], "or") == "a, b or c"
    assert formatting.listed(["100%", "%(start)s"]) == "100% and %(start)s"


@pytest.mark.parametrize(
    ("name", "cited_as", "abbreviation", "shown"),
    [
        ("Department for Education", "", "DfE", "Department for Education (DfE)"),
        ("Department for Education", "the DfE", "DfE", "the DfE"),
        ("Department", "Ministry", "", "Ministry"),
        ("Ofsteddy", "", "Ofsted", "Ofsteddy (Ofsted)"),
        ("Army (A.)", "", "A.", "Army (A.)"),
        ("Primary Care Trust", "Primary Care Trusts (the NHS)", "PCT", "Primary Care Trusts (the NHS)"),
    ],
)
def test_names(name: str, cited_as: str, abbreviation: str, shown: str) -> None:
    assert formatting.shown_name(RecipientIdentity(name=name, cited_as=cited_as, abbreviation=abbreviation)) == shown


def test_name_of_an_organisation() -> None:
    assert formatting.shown_name(Party(name="Valley Trust", abbreviation="VT")) == "Valley Trust (VT)"


@pytest.mark.parametrize(
    ("url", "href", "shown"),
    [
        ("https://www.gov.uk/contact-dfe", "https://www.gov.uk/contact-dfe", "www.gov.uk/contact-dfe"),
        ("HTTP://example.org/", "HTTP://example.org/", "example.org"),
        ("www.leicester.gov.uk", "https://www.leicester.gov.uk", "www.leicester.gov.uk"),
        ("digital.nhs.uk/data?x=1", "https://digital.nhs.uk/data?x=1", "digital.nhs.uk/data?x=1"),
        ("/complaints/", "/complaints/", "/complaints"),
        ("mailto:a@example.org", "mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", "", "javascript:alert(1)"),
        ("data:text/html,x", "", "data:text/html,x"),
        ("//evil.example", "", "//evil.example"),
        ("https:evil.example", "", "https:evil.example"),
        ("http://[broken", "", "[broken"),
        ("on paper", "", "on paper"),
        ("", "", ""),
    ],
)
def test_addresses(url: str, href: str, shown: str) -> None:
    assert formatting.safe_href(url) == href
    assert formatting.shown_url(url) == shown


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("0116 295 0830", "01162950830"),
        ("+44 (0)116 295 0830", "+441162950830"),
        ("01234 567890 ext. 5", "01234567890"),
        ("ask at reception", ""),
    ],
)
def test_telephone_numbers(phone: str, dialled: str) -> None:
    assert formatting.dialled(phone) == dialled


def test_telephone_numbers_stay_on_one_line() -> None:
    assert formatting.shown_phone("0116 295 0830") == "0116\xa0295\xa00830"


@pytest.mark.parametrize(
    ("rule", "period"),
    [
        (RetentionUse(name="x"), ""),
        (RetentionUse(name="x", period="while at school", period_number=3), "while at school"),
        (RetentionUse(name="x", period_number=1, period_unit=PeriodUnit.YEARS), "1 year"),
        (RetentionUse(name="x", period_number=0, period_unit=PeriodUnit.DAYS), "0 days"),
        (RetentionUse(name="x", period_number=6, period_unit=PeriodUnit.SCHOOL_YEARS), "6 school years"),
        (RetentionUse(name="x", period_number=6), "6"),
    ],
)
def test_periods(rule: RetentionUse, period: str) -> None:
    assert formatting.period(rule) == period


def test_every_unit_has_words() -> None:
    for unit in PeriodUnit:
        assert formatting.period(RetentionUse(name="x", period_number=2, period_unit=unit)) == f"2 {unit.label}"


def test_bases_and_conditions_as_cited_or_canonical() -> None:
    assert formatting.basis_name(BasisUse(basis=LawfulBasis.CONSENT)) == "Consent (UK GDPR Article 6(1)(a))"
    assert formatting.basis_name(BasisUse(basis=LawfulBasis.CONSENT, cited_as="You agreed")) == "You agreed"
    assert formatting.basis_name(BasisUse()) == ""
    use = ConditionUse(condition=SpecialCondition.RESEARCH)
    assert formatting.condition_name(use) == "Archiving, research and statistics (UK GDPR Article 9(2)(j))"
    assert formatting.condition_name(ConditionUse(cited_as="as agreed")) == "as agreed"
    assert formatting.condition_name(ConditionUse()) == ""


def test_bases_in_groups() -> None:
    often, rarely, plain = (
        BasisUse(cited_as=str(o), occasion=o) for o in (Occasion.MOST_OFTEN, Occasion.SOMETIMES, None)
    )
    assert formatting.bases_by_occasion((rarely, often, plain, rarely)) == (
        (None, (plain,)),
        (Occasion.MOST_OFTEN, (often,)),
        (Occasion.SOMETIMES, (rarely, rarely)),
    )


def test_canonical_detail_only_where_the_notice_has_no_words_of_its_own() -> None:
    act = Instrument(name="Data Protection Act 1998", year=1998, number="29")
    assert formatting.canonical_detail(Citation(instrument=act)) == "c. 29"
    assert formatting.canonical_detail(Citation(instrument=act, cited_as="the Act")) == ""
    assert formatting.canonical_detail(Citation()) == ""
    acts = Instrument(name="The Acts", number="x", kind=LegislationKind.COLLECTIVE, members=("Act 1", "Act 2"))
    assert formatting.canonical_detail(Citation(instrument=acts)) == "Act 1 and Act 2"


@pytest.mark.parametrize(
    ("kind", "year", "number", "detail"),
    [
        (LegislationKind.ACT, 1998, "29", "c. 29"),
        (LegislationKind.ACT, 1998, "c. 29", "c. 29"),
        (LegislationKind.ACT, 2011, "asp 8", "asp 8"),
        (LegislationKind.ACT, 1998, "", ""),
        (LegislationKind.STATUTORY_INSTRUMENT, 2013, "2094", "SI 2013/2094"),
        (LegislationKind.STATUTORY_INSTRUMENT, 2013, "2013/2094", "SI 2013/2094"),
        (LegislationKind.STATUTORY_INSTRUMENT, 2013, "SI 2013/2094", "SI 2013/2094"),
        (LegislationKind.STATUTORY_INSTRUMENT, 2013, "", ""),
        (LegislationKind.STATUTORY_INSTRUMENT, None, "2094", ""),
        (LegislationKind.ASSIMILATED_REGULATION, 2016, "679", ""),
        (LegislationKind.GUIDANCE, 2016, "", ""),
    ],
)
def test_numbers_of_instruments(kind: LegislationKind, year: int | None, number: str, detail: str) -> None:
    citation = Citation(instrument=Instrument(name="x", kind=kind, year=year, number=number))
    assert formatting.canonical_detail(citation) == detail


@pytest.mark.parametrize(
    ("heading", "cited_as", "unsaid"),
    [
        ("The National Pupil Database (NPD)", "", ""),
        ("the national pupil database (NPD)", "", ""),
        ("What the National Pupil Database is", "", "NPD"),
        ("National Pupil Database", "National pupil database", ""),
        ("A database", "", "National Pupil Database (NPD)"),
        ("National Pupil Databases", "", "National Pupil Database (NPD)"),
        ("The NPD", "", "National Pupil Database (NPD)"),
    ],
)
def test_a_name_is_not_said_again_below_its_heading(heading: str, cited_as: str, unsaid: str) -> None:
    identity = RecipientIdentity(name="National Pupil Database", cited_as=cited_as, abbreviation="NPD")
    assert formatting.unsaid_name(identity, heading) == unsaid


def test_a_name_without_an_abbreviation_below_a_heading() -> None:
    assert formatting.unsaid_name(RecipientIdentity(name="Index"), "The index") == ""
