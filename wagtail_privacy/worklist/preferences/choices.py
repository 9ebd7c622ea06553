"""How often people are written to, their calendars, and the signed links of those without an account."""

import datetime as dt
import secrets
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.locks import lock_rows
from wagtail_privacy.worklist.models import Correspondent

SALT = "wagtail_privacy.worklist.preferences.choices"
SECRET_BYTES = 32


class CalendarChange(models.TextChoices):
    """What somebody may do with the address of the calendar."""

    KEEP = "", _("Leave it as it is")
    NEW = "new", _("Make a new address")
    REMOVE = "remove", _("Remove it")


def correspondent_of(user: Any, today: dt.date) -> Correspondent:
    """The correspondence with a user; not saved where nothing was written or chosen yet."""
    key = f"user:{user.pk}"
    return Correspondent.objects.filter(key=key).first() or Correspondent(key=key, user=user, since=today)


def change_preferences(
    correspondent: Correspondent,
    *,
    rhythm: str,
    weekday: int,
    language: str | None = None,
    calendar: str = CalendarChange.KEEP,
) -> Correspondent:
    """Keep what somebody has chosen about their own mails, and give it as it is stored.

    Whoever calls it has made sure that it is them: they are signed in, or came by their signed link. ``language`` is
    for those without an account; ``None`` leaves it as it is.
    """
    with transaction.atomic():
        Correspondent.objects.bulk_create([_row(correspondent)], ignore_conflicts=True)
        stored = lock_rows(Correspondent.objects.filter(key=correspondent.key)).get()
        stored.rhythm, stored.weekday = rhythm, weekday
        if language is not None:
            stored.language = language
        if calendar == CalendarChange.NEW:
            stored.calendar_secret = secrets.token_urlsafe(SECRET_BYTES)
        elif calendar == CalendarChange.REMOVE:
            stored.calendar_secret = ""
        stored.save(update_fields=["rhythm", "weekday", "language", "calendar_secret"])
    return stored


def _row(correspondent: Correspondent) -> Correspondent:
    """A row to be written where there is none; what is stored already stays."""
    return Correspondent(
        key=correspondent.key,
        user_id=correspondent.user_id,
        address=correspondent.address,
        language=correspondent.language,
        since=correspondent.since,
    )


def stop_digests(correspondent: Correspondent) -> Correspondent:
    """Write to somebody no more, until they choose otherwise."""
    return change_preferences(correspondent, rhythm=Correspondent.Rhythm.NEVER, weekday=correspondent.weekday)


def token_of(correspondent: Correspondent) -> str:
    """What stands in the signed link of somebody. Names no address, and is of no use for anybody else."""
    return _signer(correspondent).sign(str(correspondent.pk))


def correspondent_from(token: str) -> Correspondent | None:
    """Whose signed link this is; ``None`` for a forged one, and where there is nobody of that number any more."""
    number = token.partition(signing.Signer().sep)[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    correspondent = Correspondent.objects.select_related("user").filter(pk=int(number)).first()
    if correspondent is None:
        return None
    try:
        _signer(correspondent).unsign(token)
    except signing.BadSignature:
        return None
    return correspondent


def _signer(correspondent: Correspondent) -> signing.Signer:
    # With the key of the person: after a backup was restored another may have the same number.
    return signing.Signer(salt=f"{SALT}:{correspondent.key}")
