"""Dates that are only as precise as the document that gave them ("May 2025")."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.dateformat import format as format_date
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

EARLIEST_DAY = dt.date(1900, 1, 1)
"""Dates before this day are taken for slips of the pen."""

YEARS_AHEAD = 5
"""Dates that are further away than so many years are taken for slips of the pen."""

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?)?([^\W\d_]+)\.?,? ([0-9]{4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.IGNORECASE)
_NUMERIC = re.compile(r"(?:([0-9]{1,2})[/.])?([0-9]{1,2})[/.]([0-9]{4})")

_ENGLISH_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A year, a month of a year, or a day. ``month`` and ``day`` are 0 where they are unknown.

    Ordered by the earliest day that the date can mean, the less precise first. Raises ``ValueError`` for days that
    do not exist.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("A day needs a month.")
        dt.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``2025``, ``2025-05`` or ``2025-05-14``; :func:`parse_written` reads what people write.

        Raises ``ValueError`` for any other form and for days that do not exist.
        """
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a date of the form 2025, 2025-05 or 2025-05-14.")
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if match.group(2) == "00" or match.group(3) == "00":
            raise ValueError(f"{text!r} has a month or day of zero.")
        return cls(year, month, day)

    @classmethod
    def of(cls, day: dt.date) -> "PartialDate":
        """The same day, at full precision."""
        return cls(day.year, day.month, day.day)

    def isoformat(self) -> str:
        """``2025``, ``2025-05`` or ``2025-05-14``; the inverse of :meth:`parse`."""
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text

    def written(self) -> str:
        """``2025``, ``May 2025`` or ``14 May 2025``, with the month in the active language."""
        if self.day:
            # Translators: how a day is written, in the codes of Django's date filter.
            return format_date(self.first_day, pgettext("date format", "j E Y"))
        if self.month:
            # Translators: how a month of a year is written, in the codes of Django's date filter.
            return format_date(self.first_day, pgettext("date format", "F Y"))
        return f"{self.year:04d}"

    def for_editing(self) -> str:
        """As people write it, so that :func:`parse_written` reads the same date in the active language again.

        The month is in the active language, or in English where the form in that language could not be read.
        """
        text = self.written()
        if _is_read_as(text, self):
            return text
        with override("en"):
            text = self.written()
        return text if _is_read_as(text, self) else self.isoformat()

    @property
    def first_day(self) -> dt.date:
        """The earliest day that the date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The latest day that the date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return self.isoformat()


def _month_names() -> Iterator[tuple[str, int]]:
    for months in (MONTHS, MONTHS_ALT, MONTHS_3):
        for number, name in months.items():
            yield str(name).casefold().rstrip("."), number
    # English in any language: dates are copied from English documents.
    for number, english in enumerate(_ENGLISH_MONTHS, start=1):
        yield english, number
        yield english[:3], number
    yield "sept", 9


def _month(name: str) -> int:
    number = dict(_month_names()).get(name.casefold())
    if number is None:
        raise ValueError(f"{name!r} is not the name of a month.")
    return number


def parse_written(text: str) -> PartialDate:
    """Read a date as people in the United Kingdom write it.

    Takes ``2025``, ``May 2025``, ``14 May 2025``, ``14th of May 2025``, ``May 14, 2025``, ``05/2025``, ``14/05/2025``
    (the day first; a full stop does as well as a stroke) and what :meth:`PartialDate.parse` takes. Months may be
    short ("Sept") and in English or the active language. Raises ``ValueError`` for any other form, for years of two
    digits and for days that do not exist.
    """
    text = " ".join(text.split())
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        number = _month(month)
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
        number = _month(month)
    elif match := _NUMERIC.fullmatch(text):
        day, month, year = match.groups()
        number = int(month)
    else:
        return PartialDate.parse(text)
    if number == 0 or (day is not None and int(day) == 0):
        raise ValueError(f"{text!r} has a month or day of zero.")
    return PartialDate(int(year), number, int(day or 0))


def _is_read_as(text: str, date: PartialDate) -> bool:
    try:
        return parse_written(text) == date
    except ValueError:
        return False


def latest_day(today: dt.date) -> dt.date:
    """The last day that may be given on ``today``: the same day :data:`YEARS_AHEAD` years on.

    Of 29 February it is 28 February, where that year has no other.
    """
    year, month = today.year + YEARS_AHEAD, today.month
    return dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def check_bounds(date: PartialDate, *, today: dt.date) -> None:
    """Raise ``ValueError`` for a date that somebody can only have given by mistake, with a message for that person.

    The first day that ``date`` can mean has to lie between 1 January 1900 and the same day as ``today`` five years on,
    both included. A day is checked as ``PartialDate.of(day)``.
    """
    latest = latest_day(today)
    if date.first_day < EARLIEST_DAY:
        message = _("%(date)s is too long ago. Give a date from %(earliest)s on.")
    elif date.first_day > latest:
        message = _("%(date)s is too far in the future. Give a date up to %(latest)s.")
    else:
        return
    names = {"date": date, "earliest": PartialDate.of(EARLIEST_DAY), "latest": PartialDate.of(latest)}
    raise ValueError(message % {name: value.written() for name, value in names.items()})
