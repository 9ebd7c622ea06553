import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.documents.strategies import partial_dates
from wagtail_privacy.documents.base import PartialDateText
from wagtail_privacy.documents.dates import PartialDate, check_bounds, latest_day, parse_written


@given(partial_dates())
def test_iso_form_reads_back(date: PartialDate) -> None:
    assert PartialDate.parse(date.isoformat()) == date
    assert str(date) == date.isoformat()


@given(partial_dates())
def test_written_form_reads_back(date: PartialDate) -> None:
    assert parse_written(date.written()) == date


@given(partial_dates(), partial_dates())
def test_order_is_that_of_the_earliest_day(one: PartialDate, other: PartialDate) -> None:
    if one.first_day < other.first_day:
        assert one < other
    assert (one < other) == (one.isoformat() < other.isoformat())


@given(partial_dates())
def test_a_date_means_the_days_from_first_to_last(date: PartialDate) -> None:
    assert date.first_day <= date.last_day
    assert (date.first_day == date.last_day) == bool(date.day)
    assert date.last_day == dt.date.max or not date.day or (date.last_day - date.first_day).days == 0
    assert (date.last_day - date.first_day).days in ({0} if date.day else {27, 28, 29, 30, 364, 365})


@given(st.dates())
def test_of_a_day(day: dt.date) -> None:
    assert PartialDate.of(day).first_day == day == PartialDate.of(day).last_day


def test_last_day_of_a_leap_february() -> None:
    assert PartialDate(2024, 2).last_day == dt.date(2024, 2, 29)
    assert PartialDate(2025).last_day == dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-5", "2025-13", "2025-00", "2025-02-30", "2025-05-00", "May 2025", "0000", "٢٠٢٥", "2025-05-14T00"],
)
def test_other_iso_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|zero|must be in|out of range"):
        PartialDate.parse(text)


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ValueError, match="needs a month"):
        PartialDate(2025, 0, 14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", "2025"),
        ("2025-05", "2025-05"),
        (" May  2025 ", "2025-05"),
        ("may 2025", "2025-05"),
        ("Sept 2025", "2025-09"),
        ("Sep. 2025", "2025-09"),
        ("September, 2025", "2025-09"),
        ("14 May 2025", "2025-05-14"),
        ("14th of May 2025", "2025-05-14"),
        ("1st Jan 2025", "2025-01-01"),
        ("May 14, 2025", "2025-05-14"),
        ("May 2nd 2025", "2025-05-02"),
        ("05/2025", "2025-05"),
        ("5.2025", "2025-05"),
        ("14/05/2025", "2025-05-14"),
        ("14.5.2025", "2025-05-14"),
    ],
)
def test_what_people_write(text: str, expected: str) -> None:
    assert parse_written(text).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Mai 2025",
        "14/05/25",
        "31/02/2025",
        "05/14/2025",
        "00/2025",
        "00/05/2025",
        "0 May 2025",
        "May 0 2025",
        "Term 2025",
    ],
)
def test_other_written_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_written(text)


def test_months_of_the_active_language() -> None:
    with translation.override("cy"):
        assert parse_written("Mai 2025") == parse_written("May 2025") == PartialDate(2025, 5)
        assert PartialDate(2025, 5, 14).written() == "14 Mai 2025"


def test_texts_in_a_document_are_checked_and_put_in_order() -> None:
    adapter: TypeAdapter[str] = TypeAdapter(PartialDateText)
    assert adapter.validate_python(" 2025-05 ") == "2025-05"
    assert adapter.validate_python("") == ""
    with pytest.raises(ValidationError, match="is not a date"):
        adapter.validate_python("May 2025")


TODAY = dt.date(2026, 11, 22)


class TestBounds:
    @pytest.mark.parametrize("text", ["1900-01-01", "1900-01", "1900", "2026", "2031", "2031-11", "2031-11-22"])
    def test_from_1900_to_five_years_ahead_a_date_is_taken(self, text: str) -> None:
        check_bounds(PartialDate.parse(text), today=TODAY)

    @pytest.mark.parametrize("text", ["1899-12-31", "1899-12", "1899", "0026-05-14"])
    def test_a_date_before_1900_is_refused(self, text: str) -> None:
        date = PartialDate.parse(text)
        with pytest.raises(ValueError, match=rf"^{date.written()} is too long ago\. .*from 1 January 1900 on"):
            check_bounds(date, today=TODAY)

    @pytest.mark.parametrize("text", ["2031-11-23", "2031-12", "2032", "9999-12-31"])
    def test_a_date_that_begins_more_than_five_years_ahead_is_refused(self, text: str) -> None:
        date = PartialDate.parse(text)
        with pytest.raises(ValueError, match=rf"^{date.written()} is too far in the future.*up to 22 November 2031\.$"):
            check_bounds(date, today=TODAY)

    @given(st.dates(dt.date(1, 1, 1), dt.date(9994, 12, 31)))
    def test_the_latest_day_is_the_same_day_five_years_on(self, today: dt.date) -> None:
        latest = latest_day(today)
        assert (latest.year - today.year, latest.month) == (5, today.month)
        assert latest.day == today.day or (today.month, today.day, latest.day) == (2, 29, 28)


@pytest.mark.parametrize(("language", "shown"), [("en", "14 May 2025"), ("ja", "14 May 2025"), ("ga", "14 May 2025")])
def test_a_form_shows_a_date_as_it_can_be_read_again(language: str, shown: str) -> None:
    with translation.override(language):
        text = PartialDate(2025, 5, 14).for_editing()
        assert (text, parse_written(text)) == (shown, PartialDate(2025, 5, 14))
