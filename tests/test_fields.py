import calendar
import copy
import datetime
import pickle

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wagtail_privacy.documents.dates import PartialDate, parse_written
from wagtail_privacy.fields import (
    LinesField,
    PartialDateField,
    PartialDateFormField,
    TypedDate,
    lines,
)
from wagtail_privacy.library.models import Recipient

MONTHS = list(calendar.month_name)[1:]
days = st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31))


class DateForm(forms.Form):
    since = PartialDateFormField(required=False)


@given(days, st.sampled_from(["{d} {m} {y}", "{d:02} {m} {y}", "{m} {d}, {y}", "{m} {d} {y}", " {d}  {m}, {y} "]))
def test_a_day_is_read_however_it_is_written(day, form):
    text = form.format(d=day.day, m=MONTHS[day.month - 1], y=day.year)
    assert parse_written(text) == PartialDate.of(day)


@given(days)
def test_numbers_are_read_day_first(day):
    assert parse_written(f"{day.day}/{day.month}/{day.year}") == PartialDate.of(day)


@given(days, st.booleans())
def test_a_month_is_read_long_and_short(day, short):
    name = MONTHS[day.month - 1]
    text = f"{name[:3] if short else name} {day.year}"
    assert parse_written(text) == PartialDate(day.year, day.month)


@given(
    st.one_of(
        days.map(lambda day: day.isoformat()), days.map(lambda day: f"{day:%Y-%m}"), days.map(lambda day: f"{day:%Y}")
    )
)
def test_a_stored_date_is_read_unchanged(text):
    text = text.zfill(len(text))
    assert PartialDateField().to_python(text) == text


@given(st.text())
def test_any_text_gives_a_stored_date_or_a_validation_error(text):
    try:
        stored = PartialDateField().to_python(text)
    except ValidationError:
        return
    assert stored == "" or PartialDate.parse(stored).isoformat() == stored


@pytest.mark.parametrize(
    "text", ["31 February 2020", "2020-13", "Marchuary 2010", "soon", "00/00/2010", "2010-00", "13/2010"]
)
def test_text_that_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"date|day|month"):
        parse_written(text)


def test_months_are_read_in_the_language_of_the_editor():
    with translation.override("cy"):
        assert parse_written("Mawrth 2010") == PartialDate(2010, 3)
        assert parse_written("March 2010") == PartialDate(2010, 3)


def test_the_form_field_takes_longer_text_than_is_stored():
    field = PartialDateField("since", blank=True).formfield()
    assert isinstance(field, PartialDateFormField)
    assert field.clean("30th September 2010") == "2010-09-30"
    assert field.clean("") == ""
    with pytest.raises(ValidationError, match=r"such as 2010, March 2010"):
        field.clean("some day")


class TestShown:
    @given(
        st.one_of(
            days.map(lambda day: day.isoformat()),
            days.map(lambda day: f"{day:%Y-%m}"),
            days.map(lambda day: f"{day:%Y}"),
        ),
        st.sampled_from([code for code, _name in settings.LANGUAGES] + ["pl", "zh-hans", "ar", "hr", "fi", "eu"]),
    )
    def test_what_a_form_shows_is_read_back_as_the_same_date_in_every_language(self, stored, language):
        with translation.override(language):
            shown = PartialDateFormField().prepare_value(stored)
            assert PartialDateFormField().to_python(shown) == stored

    @pytest.mark.parametrize(
        ("stored", "english", "welsh"),
        [
            ("2025-05-14", "14 May 2025", "14 Mai 2025"),
            ("2025-05", "May 2025", "Mai 2025"),
            ("2025", "2025", "2025"),
            ("", "", ""),
        ],
    )
    def test_a_stored_date_is_shown_as_people_write_it(self, stored, english, welsh):
        for language, shown in (("en", english), ("cy", welsh)):
            with translation.override(language):
                assert DateForm(initial={"since": stored})["since"].value() == shown

    @pytest.mark.parametrize("typed", ["soon", "2025-05", "31/02/2020", "1834-05", " May  2025", ""])
    def test_what_was_typed_is_shown_as_it_was_typed(self, typed):
        assert DateForm({"since": typed}, initial={"since": "2010"})["since"].value() == typed

    @pytest.mark.parametrize("sent", ["2025-05", "May 2025", "05/2025"])
    def test_the_same_date_is_no_change_however_it_is_written(self, sent):
        assert not DateForm({"since": sent}, initial={"since": "2025-05"}).has_changed()

    @pytest.mark.parametrize("sent", ["June 2025", "2025", "", "soon"])
    def test_another_date_is_a_change(self, sent):
        assert DateForm({"since": sent}, initial={"since": "2025-05"}).has_changed()

    @pytest.mark.parametrize("text", ["May 2025", "soon"])
    def test_what_was_typed_survives_a_copy(self, text):
        for copied in (copy.deepcopy(TypedDate(text)), pickle.loads(pickle.dumps(TypedDate(text)))):
            assert (copied, copied.typed) == (TypedDate(text), text)


def test_migrations_do_not_repeat_the_length_of_a_date():
    _, path, args, kwargs = PartialDateField(blank=True).deconstruct()
    assert (path, args, kwargs) == ("wagtail_privacy.fields.PartialDateField", [], {"blank": True})


@pytest.mark.parametrize(("value", "expected"), [(None, ()), ("", ()), (" a \n\n\tb\r\nc", ("a", "b", "c"))])
def test_lines_are_stripped_and_empty_ones_left_out(value, expected):
    assert lines(value) == expected


def test_lines_are_tidied_when_cleaned():
    assert LinesField().to_python("  a \n\n b\r\n") == "a\nb"
    assert LinesField(null=True).to_python(None) is None


class TestBounds:
    @pytest.fixture(autouse=True)
    def _today(self, monkeypatch):
        monkeypatch.setattr("wagtail_privacy.fields.site_day", lambda: datetime.date(2026, 11, 22))

    @pytest.mark.parametrize("text", ["1 January 1900", "1900", "22 November 2031", "November 2031", "2031", ""])
    def test_dates_at_the_edges_are_taken(self, text):
        assert PartialDateFormField(required=False).clean(text) == PartialDateField(blank=True).clean(text, None)

    @pytest.mark.parametrize("text", ["31 December 1899", "1899", "23 November 2031", "December 2031", "2032"])
    def test_dates_beyond_them_are_refused_in_forms_and_in_code(self, text):
        for field in (PartialDateFormField().clean, lambda text: PartialDateField().clean(text, None)):
            with pytest.raises(ValidationError, match=r"too long ago|too far in the future"):
                field(text)

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("day", "is_taken"),
        [
            (datetime.date(1899, 12, 31), False),
            (datetime.date(1900, 1, 1), True),
            (datetime.date(2031, 11, 22), True),
            (datetime.date(2031, 11, 23), False),
        ],
    )
    def test_the_day_on_which_an_item_was_checked_is_bounded(self, day, is_taken):
        form = modelform_factory(Recipient, fields=["checked_on"])({"checked_on": day.isoformat()})
        assert ("checked_on" not in form.errors) == is_taken

    def test_a_stored_date_of_any_year_is_still_read(self):
        assert PartialDateField().to_python("1834") == "1834"
