"""On which days somebody is reminded of a review. Pure: no clock, no database.

The steps: 30 and 7 days before the last day of the period, on that day, then one a month. From the second of these on,
the trust is told as well.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from wagtail_privacy.reviews.timing.schedule import DAYS_BEFORE, add_months

BEFORE = (DAYS_BEFORE, 7, 0)
"""The days before the last day of the period on which somebody is reminded."""

ESCALATES_AT = len(BEFORE) + 1
"""From this step on the trust is told: the second month after the last day."""

LAST_STEP = len(BEFORE) + 120
"""Ten years of reminders are enough."""


@dataclass(frozen=True)
class Closures:
    """The days on which an organisation is closed, as periods with both ends included, in any order."""

    periods: tuple[tuple[dt.date, dt.date], ...] = ()
    _merged: tuple[tuple[dt.date, dt.date], ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_merged", tuple(_merge(self.periods)))

    def is_closed(self, day: dt.date) -> bool:
        """Whether the organisation is closed on ``day``."""
        return self.open_day(day) != day

    def open_day(self, day: dt.date) -> dt.date:
        """``day`` itself, or the first day after the holidays that it lies in."""
        place = bisect_right(self._merged, day, key=lambda period: period[0]) - 1
        if place >= 0 and day <= self._merged[place][1]:
            return self._merged[place][1] + dt.timedelta(days=1)
        return day


def _merge(periods: Iterable[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    merged: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted(periods):
        # Holidays that follow each other day by day are one: the day after the first is closed as well.
        if merged and first <= merged[-1][1] + dt.timedelta(days=1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def step_day(due_on: dt.date, step: int, closures: Closures = Closures()) -> dt.date:
    """The day of a step, counted from 0, of a review that is due until ``due_on``; never in the holidays."""
    day = due_on - dt.timedelta(days=BEFORE[step]) if step < len(BEFORE) else add_months(due_on, step - len(BEFORE) + 1)
    return closures.open_day(day)


def current_step(due_on: dt.date, today: dt.date, closures: Closures = Closures()) -> int | None:
    """The last step whose day has come; ``None`` before the first of them.

    Whoever was not told of an earlier one need not be any more.
    """
    reached = None
    for step in range(LAST_STEP + 1):
        if step_day(due_on, step, closures) > today:
            break
        reached = step
    return reached
