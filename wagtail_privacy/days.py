"""The day on this site.

Wagtail's admin switches the active time zone to the one in the editor's profile, and a publication by an editor
abroad must not fall on another day because of it. A day is therefore always one of ``settings.TIME_ZONE``.
"""

import datetime as dt

from django.utils import timezone


def site_day(moment: dt.datetime | None = None) -> dt.date:
    """The day in ``settings.TIME_ZONE`` at ``moment``, an aware datetime; without one, today.

    Raises ``ValueError`` for a datetime without a time zone.
    """
    return timezone.localdate(moment, timezone.get_default_timezone())


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of ``day`` in ``settings.TIME_ZONE``, as an aware datetime.

    Where the clock goes forward at midnight, that is the moment at which it does.
    """
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())
