"""Reminds everybody: what the command and the task call. May run at any time, and several times at once."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from wagtail_privacy import conf
from wagtail_privacy.reviews.timing.scheduling import bring_up_to_date
from wagtail_privacy.worklist.digests.audience import Audience, Share
from wagtail_privacy.worklist.digests.days import Rhythm
from wagtail_privacy.worklist.digests.outbox import Post, forget_old_mails, nearest_above, write_digest
from wagtail_privacy.worklist.digests.sending import Clock, Sent, send_pending
from wagtail_privacy.worklist.digests.told import News, Told, digest_is_due, news_in, told_to
from wagtail_privacy.worklist.digests.writing import Letter, Writer
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.addresses import base_url


@dataclass(frozen=True)
class Planned:
    """A digest that would be written: to whom, how it is headed, and the reviews that they are reminded of."""

    name: str
    address: str
    subject: str
    reviews: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """What one run has done."""

    written: int
    mails: Sent


def send_reminders(today: dt.date, clock: Clock = timezone.now) -> Run:
    """Write the digests that are due on ``today``, then send all that wait to be sent.

    Raises ``ImproperlyConfigured`` where the site does not say at which address it is.
    """
    base_url()
    # Versions that were announced may have come into force since the last run.
    bring_up_to_date(today)
    audience = Audience(today)
    writer = Writer(audience)

    def compose(correspondent: Correspondent, share: Share, news: News) -> Letter:
        return writer.letter(correspondent, share, news, _language(correspondent, share))

    shares = audience.shares()
    _remember(shares, today)
    written = 0
    for correspondent, share, _news in _due(shares, today):
        digest = write_digest(Post(correspondent, share, _organisation(audience, share)), today, clock(), compose)
        written += digest is not None
    result = Run(written, send_pending(today, clock))
    forget_old_mails(today)
    return result


def planned_reminders(today: dt.date) -> list[Planned]:
    """The digests that :func:`send_reminders` would write on ``today``. Writes nothing."""
    audience = Audience(today)
    writer = Writer(audience)
    return [
        Planned(
            name=share.person.name,
            address=share.person.address,
            subject=writer.subject(share, _language(correspondent, share)),
            reviews=tuple(share.items[reminder.item].what for reminder in news.reminders),
        )
        for correspondent, share, news in _due(audience.shares(), today)
    ]


def _due(shares: list[Share], today: dt.date) -> Iterator[tuple[Correspondent, Share, News]]:
    """Who gets a digest on ``today``, as far as it can be said without locking anything."""
    known = {row.key: row for row in Correspondent.objects.filter(key__in=[share.person.key for share in shares])}
    told = told_to(known.values(), today)
    for share in shares:
        correspondent = known.get(share.person.key) or _correspondent(share, today)
        before = told.get(correspondent.pk) or Told(Rhythm(correspondent.rhythm, correspondent.weekday, today))
        news = news_in(share, before)
        if digest_is_due(before, news, today):
            yield correspondent, share, news


def _organisation(audience: Audience, share: Share) -> int | None:
    """The nearest organisation that all of it belongs to; ``None`` where some of it is everyone's."""
    keys = {item.organisation for item in share.items.values()}
    return None if None in keys else nearest_above([audience.organisations[key] for key in keys if key is not None])


def _remember(shares: list[Share], today: dt.date) -> None:
    """A row for each person who has none yet."""
    Correspondent.objects.bulk_create([_correspondent(share, today) for share in shares], ignore_conflicts=True)


def _correspondent(share: Share, today: dt.date) -> Correspondent:
    address = share.person.address if share.user is None else ""
    return Correspondent(key=share.person.key, user=share.user, address=address, since=today)


def _language(correspondent: Correspondent, share: Share) -> str:
    """What the reader reads: users say so in their account, others on their own page."""
    return share.language if share.user is not None else correspondent.language or conf.default_language()
