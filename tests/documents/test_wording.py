"""How values and items are put into words."""

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
from wagtail_privacy.documents.vocabulary import LawfulBasis, LegislationKind, PeriodUnit, SpecialCondition
from wagtail_privacy.documents.wording import (
    basis_text,
    canonical_detail,
    condition_text,
    date_text,
    direction,
    display_name,
    display_text,
    first_few,
    join_and,
    join_or,
    language_name,
    retention_period,
)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en-gb"):
        yield


@pytest.mark.parametrize(
    ("stored", "written"),
    [("2025", "2025"), ("2025-05", "May 2025"), ("2025-05-04", "4 May 2025"), ("", "")],
)
def test_dates(stored: str, written: str) -> None:
    assert date_text(stored) == written


def test_dates_in_other_languages() -> None:
    with translation.override("cy"):
        assert date_text("2025-05-04") == "4 Mai 2025"
    with translation.override("pl"):
        assert date_text("2025-05-04") == "4 maja 2025"
        assert date_text("2025-05") == "Maj 2025"


def test_a_date_that_is_none() -> None:
    with pytest.raises(ValueError, match="not a date"):
        date_text("soon")


@pytest.mark.parametrize(
    ("language", "expected"),
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
def test_direction_of_a_language(language: str, expected: str) -> None:
    assert direction(language) == expected


def test_lists() -> None:
    assert join_and([]) == ""
    assert join_and(["a"]) == "a"
    assert join_and(["a", "", "b"]) == "a and b"
    assert join_and(["a", "b", "c"]) == "a, b and c"
    assert join_or(["a", "b", "c"]) == "a, b or c"
    assert join_and(["100%", "%(start)s"]) == "100% and %(start)s"


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
    assert display_name(RecipientIdentity(name=name, cited_as=cited_as, abbreviation=abbreviation)) == shown


def test_name_of_an_organisation() -> None:
    assert display_name(Party(name="Valley Trust", abbreviation="VT")) == "Valley Trust (VT)"


@pytest.mark.parametrize(
    ("rule", "period"),
    [
        (RetentionUse(name="x"), ""),
        (RetentionUse(name="x", period="while at school", period_number=3), "3, while at school"),
        (RetentionUse(name="x", period_number=1, period_unit=PeriodUnit.YEARS), "1 year"),
        (RetentionUse(name="x", period_number=0, period_unit=PeriodUnit.DAYS), "0 days"),
        (RetentionUse(name="x", period_number=6, period_unit=PeriodUnit.SCHOOL_YEARS), "6 school years"),
        (RetentionUse(name="x", period_number=6), "6"),
        (RetentionUse(name="x", period_number=6, period_unit="years", period="from birth"), "6 years, from birth"),
    ],
)
def test_periods(rule: RetentionUse, period: str) -> None:
    assert retention_period(rule) == period


def test_every_unit_has_words() -> None:
    for unit in PeriodUnit:
        assert retention_period(RetentionUse(name="x", period_number=2, period_unit=unit)) == f"2 {unit.label}"


def test_bases_and_conditions_as_cited_or_canonical() -> None:
    assert basis_text(BasisUse(basis=LawfulBasis.CONSENT)) == "Consent (UK GDPR Article 6(1)(a))"
    assert basis_text(BasisUse(basis=LawfulBasis.CONSENT, cited_as="You agreed")) == "You agreed"
    assert basis_text(BasisUse()) == ""
    use = ConditionUse(condition=SpecialCondition.RESEARCH)
    assert condition_text(use) == "Archiving, research and statistics (UK GDPR Article 9(2)(j))"
    assert condition_text(ConditionUse(cited_as="as agreed")) == "as agreed"
    assert condition_text(ConditionUse()) == ""


def test_canonical_detail_only_where_the_notice_has_no_words_of_its_own() -> None:
    act = Instrument(name="Data Protection Act 1998", year=1998, number="29")
    assert canonical_detail(Citation(instrument=act)) == "c. 29"
    assert canonical_detail(Citation(instrument=act, cited_as="the Act")) == ""
    assert canonical_detail(Citation()) == ""
    acts = Instrument(name="The Acts", number="x", kind=LegislationKind.COLLECTIVE, members=("Act 1", "Act 2"))
    assert canonical_detail(Citation(instrument=acts)) == "Act 1 and Act 2"


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
    assert canonical_detail(citation) == detail


@pytest.mark.parametrize(
    ("tag", "name"), [("cy", "Welsh"), ("pl", "Polish"), ("zh-hans", "Chinese (Simplified)"), ("xx", "xx"), ("", "")]
)
def test_a_language_goes_by_its_name(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_lists_take_the_pattern_of_the_language() -> None:
    with translation.override("pl"):
        assert join_and(["a", "b", "c"]) == "a, b i c"
    with translation.override("ar"):
        assert join_and(["a", "b"]) == "a وb"
    with translation.override("cy"):
        assert join_and(["casglu", "cadw", "rhannu"]) == "casglu, cadw, a rhannu"
        assert join_and(["ysgolion", "Awdurdod"]) == "ysgolion ac Awdurdod"
        assert join_and(["ysgolion", "ŵyn"]) == "ysgolion ac ŵyn"
        assert join_and(["paragraff a(c) o", "b"]) == "paragraff a(c) o a b"


def test_names_that_hold_commas_are_told_apart() -> None:
    laws = ["Act 1, section 2", "Act 2", "Act 3, section 4"]
    assert first_few(laws) == "Act 1, section 2; Act 2; and Act 3, section 4"
    assert first_few(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert first_few(["a", "b", "c", "d"]) == "a, b, c and d"


def test_numbers_take_their_unit() -> None:
    assert display_text(30, unit="day") == "30 days"
    assert display_text(1, unit="day") == "1 day"
    assert display_text(13, unit="age") == "the age of 13"
