"""When something is to be reviewed next. Pure: facts and a rule in, a period out; no clock, no database."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wagtail_privacy.documents.dates import PartialDate

DEFAULT_MONTHS = 12
"""Where nobody has said how often: once a year."""

DAYS_BEFORE = 30
"""From so many days before the last day of its period a review is spoken of."""

EARLY_DAYS = 30
"""So many days there are for a review that an event has brought forward."""


class RuleOrigin(StrEnum):
    """Who said how often, the nearest first."""

    OBJECT = "object"
    ORGANISATION = "organisation"
    TRUST = "trust"
    DEFAULT = "default"


@dataclass(frozen=True)
class Rule:
    """Every so many months; ``organisation`` is the name of the organisation whose rule it is."""

    months: int = DEFAULT_MONTHS
    origin: RuleOrigin = RuleOrigin.DEFAULT
    organisation: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of an object. Minor versions and re-issues are no facts here.

    ``reviewed_on`` is the day of the last review that found it right, ``agreed`` the date that this review gave for
    the next. ``stated`` is the date that the text itself gives, ``approved_on`` the day of the last approval or major
    version, whichever is later; for a library item the day on which its facts were checked. ``early`` are the first
    and last days of reviews that events have brought forward.
    """

    reviewed_on: dt.date | None = None
    agreed: PartialDate | None = None
    stated: PartialDate | None = None
    approved_on: dt.date | None = None
    early: tuple[tuple[dt.date, dt.date], ...] = ()


class DueSource(StrEnum):
    """What a period comes from, the strongest first; an early review comes before whatever is later than it."""

    OUTCOME = "outcome"
    STATED = "stated"
    RULE = "rule"
    EARLY = "early"


@dataclass(frozen=True)
class Due:
    """The period in which a review is due: from its first day, overdue after its last one."""

    first_day: dt.date
    last_day: dt.date
    source: DueSource
    stated: PartialDate | None = None

    @property
    def remind_on(self) -> dt.date:
        """The day from which it is spoken of: when it is due, or some days before its last day if that is sooner."""
        return min(self.first_day, self.last_day - dt.timedelta(days=DAYS_BEFORE))


def next_due(facts: Facts, rule: Rule) -> Due | None:
    """The period in which the next review is due; ``None`` where nothing says when.

    Never ends before the last review: what was stated for an earlier day has been met by it. Where the text states a
    date and there was no review since, that date holds even if it has passed long ago.
    """
    planned = _planned(facts, rule)
    early = min(facts.early, key=lambda period: (period[1], period[0]), default=None)
    if early is None or (planned is not None and planned.last_day <= early[1]):
        return planned
    return Due(first_day=early[0], last_day=early[1], source=DueSource.EARLY)


def _planned(facts: Facts, rule: Rule) -> Due | None:
    reviewed = facts.reviewed_on
    if reviewed is not None:
        if facts.agreed is not None and facts.agreed.last_day >= reviewed:
            return _stated(facts.agreed, DueSource.OUTCOME)
        if facts.stated is not None and facts.stated.first_day > reviewed:
            return _stated(facts.stated, DueSource.STATED)
    elif facts.stated is not None:
        return _stated(facts.stated, DueSource.STATED)
    known = [day for day in (reviewed, facts.approved_on) if day is not None]
    if not known:
        return None
    day = add_months(max(known), rule.months)
    return Due(first_day=day, last_day=day, source=DueSource.RULE)


def _stated(date: PartialDate, source: DueSource) -> Due:
    return Due(first_day=date.first_day, last_day=date.last_day, source=source, stated=date)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month where it has no such day.

    >>> add_months(dt.date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    month = day.month - 1 + months
    year, number = day.year + month // 12, month % 12 + 1
    return dt.date(year, number, min(day.day, calendar.monthrange(year, number)[1]))


def choose_rule(own: int | None, chain: Iterable[tuple[str, dict[str, int]]], kind: str) -> Rule:
    """The rule for an object of ``kind``: its own, else that of the nearest organisation that says anything.

    ``chain`` are the organisations from the nearest up, each with its name and its months by kind; ``""`` is the rule
    for whatever has none. At each organisation the rule for the kind comes before the one for everything.
    """
    if own is not None:
        return Rule(own, RuleOrigin.OBJECT)
    for place, (name, rules) in enumerate(chain):
        months = rules.get(kind, rules.get(""))
        if months is not None:
            return Rule(months, RuleOrigin.TRUST if place else RuleOrigin.ORGANISATION, name)
    return Rule()
