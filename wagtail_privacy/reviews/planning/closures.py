"""Reads the holidays of an organisation from a table, as a spreadsheet or the council's website gives it."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import log

from wagtail_privacy.documents.dates import check_bounds, parse_written
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.organisations.closures import LONGEST_CLOSURE, Closure
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User

MOST_ROWS = 500
"""A table with more rows is another one: ten years of a school have fewer than a hundred holidays."""

LONGEST_NAME = 100


@dataclass(frozen=True)
class ClosurePeriod:
    """Holidays as a row of the table gives them."""

    first_day: dt.date
    last_day: dt.date
    name: str = ""


def read_closures(text: str, today: dt.date) -> list[ClosurePeriod]:
    """The holidays in a table of first day, last day and name, separated by commas, semicolons or tabs.

    A first row of headings is passed over, and so are empty rows. Days are written as people write them; a single day
    may leave the last day empty. Raises ``ValidationError`` with a message for each row that cannot be read, so that
    all are mended at once.
    """
    rows = [row for row in _rows(text) if any(row)]
    if rows and not any(character.isdigit() for cell in rows[0][:2] for character in cell):
        rows = rows[1:]
    if not rows:
        raise ValidationError(gettext("There are no holidays in this table."))
    if len(rows) > MOST_ROWS:
        raise ValidationError(gettext("Give at most %(count)s rows at once.") % {"count": MOST_ROWS})
    periods, errors = [], []
    for number, row in enumerate(rows, start=1):
        try:
            periods.append(_period(row, today))
        except ValueError as error:
            errors.append(gettext("Row %(number)s: %(reason)s") % {"number": number, "reason": error})
    if errors:
        raise ValidationError(errors)
    return periods


def _rows(text: str) -> Iterator[list[str]]:
    text = text.lstrip("\ufeff")
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max("\t;,", key=first.count)
    try:
        for row in csv.reader(text.splitlines(), delimiter=delimiter):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise ValidationError(gettext("This is not a table that can be read. Save it as CSV.")) from error


def _period(row: list[str], today: dt.date) -> ClosurePeriod:
    first_day, last_day, name = [*row, "", "", ""][:3]
    first = _day(first_day, today)
    last = _day(last_day, today) if last_day else first
    if last < first:
        raise ValueError(gettext("The last day comes before the first one."))
    if (last - first).days >= LONGEST_CLOSURE:
        raise ValueError(gettext("Give holidays of at most %(days)s days.") % {"days": LONGEST_CLOSURE})
    return ClosurePeriod(first, last, name[:LONGEST_NAME])


def _day(text: str, today: dt.date) -> dt.date:
    try:
        date = parse_written(text)
    except ValueError as error:
        raise ValueError(
            gettext("“%(text)s” is not a day. Write it as 20 July 2026 or 20/07/2026.") % {"text": text[:40]}
        ) from error
    if not date.day:
        raise ValueError(gettext("“%(text)s” is not a single day.") % {"text": text[:40]})
    check_bounds(date, today=today)
    return date.first_day


@transaction.atomic
def add_closures(organisation: Organisation, periods: Iterable[ClosurePeriod], user: User | None) -> int:
    """Add what is not there yet, and say how many that were. May run twice; the organisation's other data stays."""
    # Two imports at once would both find nothing.
    lock_rows(Organisation.objects.filter(pk=organisation.pk)).get()
    known = set(Closure.objects.filter(organisation=organisation).values_list("first_day", "last_day"))
    new: list[Closure] = []
    for period in periods:
        if (period.first_day, period.last_day) not in known:
            known.add((period.first_day, period.last_day))
            new.append(
                Closure(
                    organisation=organisation,
                    first_day=period.first_day,
                    last_day=period.last_day,
                    name=period.name,
                )
            )
    Closure.objects.bulk_create(new)
    if new:
        log(instance=organisation, action="wagtail.edit", user=user, content_changed=True)
    return len(new)
