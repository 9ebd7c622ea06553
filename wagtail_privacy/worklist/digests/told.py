"""What somebody has been told already, and what is new to them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from wagtail_privacy.worklist.digests.audience import REVIEW, ItemKey, Reminder, Share
from wagtail_privacy.worklist.digests.days import Rhythm, is_due, oldest_sent
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry


def _tells(today: dt.date, prefix: str = "") -> Q:
    """The digests that have told what is in them, or will: sent, or still to be sent as they are."""
    is_sent = Q(**{f"{prefix}state": Digest.State.SENT})
    return is_sent | Q(**{f"{prefix}state": Digest.State.PENDING, f"{prefix}day__gte": oldest_sent(today)})


@dataclass
class Told:
    """``last`` is the day of the last digest, ``steps`` the last step told of each schedule for each day it is due.

    ``items`` are those of the last digest that told anything: whatever it did not list is new. ``rhythm`` is that of
    the person at the same moment.
    """

    rhythm: Rhythm
    last: dt.date | None = None
    items: frozenset[ItemKey] = frozenset()
    steps: dict[tuple[int, dt.date], int] = field(default_factory=dict)

    def is_news(self, reminder: Reminder) -> bool:
        """Whether this step has been told neither itself nor as an earlier one of a later one."""
        return self.steps.get((reminder.schedule, reminder.due_on), -1) < reminder.step


@dataclass(frozen=True)
class News:
    """What is new to somebody. ``since`` is the first day on which some of it was there; ``None`` for nothing new."""

    reminders: tuple[Reminder, ...]
    since: dt.date | None


def told_to(correspondents: Iterable[Correspondent], today: dt.date) -> dict[Any, Told]:
    """What each of these has been told before ``today``, by primary key: two queries for all.

    A digest that was given up counts as the last, so that a bad address is tried again with the next one, but it has
    told nothing. One that another has overtaken counts for nothing.
    """
    keys = [correspondent.pk for correspondent in correspondents]
    told: dict[Any, Told] = {}
    for key, rhythm, weekday, since, last, items in _last_digests(keys, today):
        listed = frozenset((kind, name) for kind, name in items or ())
        told[key] = Told(Rhythm(rhythm, weekday, since), last, listed)
    entries = DigestEntry.objects.filter(
        _tells(today, "digest__"), correspondent__in=keys, due_on=F("schedule__due_on")
    ).values_list("correspondent", "schedule", "due_on", "step")
    for key, schedule, due_on, step in entries:
        steps = told[key].steps
        steps[schedule, due_on] = max(step, steps.get((schedule, due_on), -1))
    return told


def _last_digests(keys: list[Any], today: dt.date) -> "QuerySet[Correspondent, Any]":
    of_person = Digest.objects.filter(correspondent=OuterRef("pk"))
    items = of_person.filter(_tells(today)).order_by("-day").values("told")[:1]
    counts = _tells(today, "digests__") | Q(digests__state=Digest.State.FAILED)
    return (
        Correspondent.objects.filter(pk__in=keys)
        .annotate(last=Max("digests__day", filter=counts), items=Subquery(items))
        .order_by()
        .values_list("pk", "rhythm", "weekday", "since", "last", "items")
    )


def news_in(share: Share, told: Told) -> News:
    """What of a person's share is new to them, overdue reviews first."""
    reminders = [reminder for reminder in share.reminders.values() if told.is_news(reminder)]
    # A review is new with each of its steps, and only then.
    others = [item for key, item in share.items.items() if key[0] != REVIEW and key not in told.items]
    since = [*(reminder.since for reminder in reminders), *(item.since for item in others)]
    reminders.sort(key=lambda reminder: (reminder.due_on, reminder.schedule))
    return News(tuple(reminders), min(since, default=None))


def digest_is_due(told: Told, news: News, today: dt.date) -> bool:
    """Whether this is the day to tell it."""
    return news.since is not None and is_due(told.rhythm, told.last, news.since, today)
