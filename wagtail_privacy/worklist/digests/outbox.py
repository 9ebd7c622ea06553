"""Writes a digest into the outbox, in one transaction: the mail, what it tells, and that older ones are overtaken."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from wagtail_privacy.locks import lock_rows
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.worklist.digests.audience import REVIEW, Share
from wagtail_privacy.worklist.digests.told import News, digest_is_due, news_in, told_to
from wagtail_privacy.worklist.digests.writing import Letter
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry
from wagtail_privacy.worklist.preferences.addresses import domain

Compose = Callable[[Correspondent, Share, News], Letter]

LONGEST_ADDRESS = 254

KEPT_FOR = 90
"""Days for which the text of a mail is kept, for whoever asks what was written."""


@dataclass(frozen=True)
class Post:
    """What is to be written to one person. ``organisation`` is the nearest that all of it belongs to."""

    correspondent: Correspondent
    share: Share
    organisation: int | None


def write_digest(post: Post, today: dt.date, now: dt.datetime, compose: Compose) -> Digest | None:
    """Write the digest of ``today`` for one person, unless there is nothing to tell them any more.

    Whatever stops it, there is either the whole digest or none. ``None`` too where another run is at it, or a mail to
    the same person is on its way at this moment: the next run looks again.
    """
    try:
        with transaction.atomic():
            return _write(post, today, now, compose)
    except IntegrityError:
        # Somebody was quicker, or a schedule was deleted while it was written about.
        return None


def _write(post: Post, today: dt.date, now: dt.datetime, compose: Compose) -> Digest | None:
    correspondent = post.correspondent
    if not _claim(correspondent):
        return None
    told = told_to([correspondent], today)[correspondent.pk]
    share = _as_it_is_now(post.share)
    news = news_in(share, told)
    if not digest_is_due(told, news, today):
        return None
    overtaken = _overtake(correspondent, today, now)
    if overtaken is None:
        return None
    if overtaken:
        news = news_in(share, told_to([correspondent], today)[correspondent.pk])
    letter = compose(correspondent, share, news)
    key = f"{correspondent.key}|{today.isoformat()}|digest"
    address = share.person.address
    digest = Digest.objects.create(
        key=key,
        correspondent=correspondent,
        organisation_id=post.organisation,
        day=today,
        told=sorted(share.items),
        message_id=message_id(key),
        # An address that is too long for any mail would be another one if it were cut.
        address=address if len(address) <= LONGEST_ADDRESS else "",
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        next_attempt_at=now,
    )
    DigestEntry.objects.bulk_create(
        DigestEntry(
            digest=digest,
            correspondent=correspondent,
            schedule_id=reminder.schedule,
            due_on=reminder.due_on,
            step=reminder.step,
        )
        for reminder in news.reminders
    )
    return digest


def _claim(correspondent: Correspondent) -> bool:
    """Keep every other run from writing to this person until the end of the transaction; whether none was at it."""
    rows = Correspondent.objects.filter(pk=correspondent.pk)
    features = transaction.get_connection().features
    if features.has_select_for_update_skip_locked:
        return lock_rows(rows, skip_locked=True).values_list("pk").first() is not None
    # Where rows cannot be locked, whoever writes first has the database until the end of the transaction.
    return rows.update(since=F("since")) > 0


def _as_it_is_now(share: Share) -> Share:
    """Without the reviews that were done, or deleted, since the work was collected."""
    reviews = [int(name) for kind, name in share.items if kind == REVIEW]
    due = dict(ReviewSchedule.objects.filter(pk__in=reviews, is_active=True).values_list("pk", "due_on"))
    items = {
        (kind, name): item
        for (kind, name), item in share.items.items()
        if kind != REVIEW or due.get(int(name)) == item.due
    }
    reminders = {key: reminder for key, reminder in share.reminders.items() if due.get(key) == reminder.due_on}
    return replace(share, items=items, reminders=reminders)


def _overtake(correspondent: Correspondent, today: dt.date, now: dt.datetime) -> int | None:
    """Let a new digest take the place of those that have not gone out; ``None`` where one of them is on its way.

    How many have not told what they were to tell: that goes into the new one.
    """
    older = Digest.objects.filter(correspondent=correspondent, day__lt=today)
    states = dict(older.exclude(state=Digest.State.SENT).values_list("pk", "state"))
    waiting = {key for key, state in states.items() if state == Digest.State.PENDING}
    if waiting and not _take(older.filter(state=Digest.State.PENDING), waiting, now):
        return None
    if states:
        DigestEntry.objects.filter(digest__in=states).delete()
    return len(waiting)


def _take(pending: Any, waiting: set[int], now: dt.datetime) -> bool:
    features = transaction.get_connection().features
    rows = lock_rows(pending, skip_locked=True) if features.has_select_for_update_skip_locked else pending
    free = {row.pk for row in rows if row.claimed_until is None or row.claimed_until <= now}
    if free != waiting:
        return False
    pending.filter(pk__in=free).update(state=Digest.State.DROPPED)
    return True


def forget_old_mails(today: dt.date) -> None:
    """Forget what mails have said that are long over. That they were sent, and what they told of, stays known."""
    over = Digest.objects.exclude(state=Digest.State.PENDING).filter(day__lt=today - dt.timedelta(days=KEPT_FOR))
    over.exclude(text="").update(text="", html="", address="")


def message_id(key: str) -> str:
    """The Message-ID of the digest with this key: the same whenever it is computed, and nobody else's."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain()}>"


def nearest_above(organisations: list[Organisation]) -> int | None:
    """The key of the nearest organisation that is each of these or stands above it; ``None`` for none."""
    chains = [[above.pk for above in organisation.chain()] for organisation in organisations]
    return next((pk for pk in chains[0] if all(pk in chain for chain in chains)), None) if chains else None
