"""On which days somebody gets a digest. Pure: no clock, no database."""

import datetime as dt
from dataclasses import dataclass

from wagtail_privacy.worklist.models import Correspondent

WEEK = 7

SENT_AS_IT_IS = 2
"""So many days after its own a digest that could not be sent yet still goes out as it was written.

After that another takes its place, which says what is so then: what an outbox from an old backup would say is not.
"""


@dataclass(frozen=True)
class Rhythm:
    """How somebody is written to. ``since`` is the day from which there is a correspondence at all."""

    rhythm: str
    weekday: int
    since: dt.date


def is_due(rhythm: Rhythm, last: dt.date | None, news_since: dt.date, today: dt.date) -> bool:
    """Whether a digest may be written on ``today`` for somebody whose last one was for the day ``last``.

    A weekly one is due on its day. On a later day it is made up for, if no run took place on its day: then there was
    something to tell on it already. ``news_since`` is the first day on which there was.
    """
    if rhythm.rhythm == Correspondent.Rhythm.NEVER or (last is not None and last >= today):
        return False
    if rhythm.rhythm == Correspondent.Rhythm.DAILY:
        return True
    after = last if last is not None else rhythm.since - dt.timedelta(days=1)
    chosen = last_day_of_week(rhythm.weekday, today)
    return after < chosen and news_since <= chosen


def last_day_of_week(weekday: int, today: dt.date) -> dt.date:
    """The last such day of a week up to ``today``; Monday is 0."""
    return today - dt.timedelta(days=(today.weekday() - weekday) % WEEK)


def oldest_sent(today: dt.date) -> dt.date:
    """The day of the oldest digest that is still sent as it was written."""
    return today - dt.timedelta(days=SENT_AS_IT_IS)
