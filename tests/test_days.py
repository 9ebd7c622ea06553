"""A day is a day of the site, whoever asks and wherever they are."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wagtail_privacy.days import site_day, start_of

LATE_IN_SUMMER = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
ZONES = ["Europe/London", "Asia/Beirut", "America/Havana", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


def test_the_day_is_that_of_the_sites_time_zone() -> None:
    assert site_day(LATE_IN_SUMMER) == dt.date(2026, 7, 1)


@pytest.mark.parametrize("zone", ZONES)
def test_the_time_zone_of_the_editor_changes_no_day(zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert site_day(LATE_IN_SUMMER) == dt.date(2026, 7, 1)
        assert start_of(dt.date(2026, 7, 1)) == dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)


def test_today_is_the_day_of_this_moment() -> None:
    before = timezone.now()
    today = site_day()
    assert site_day(before) <= today <= site_day(timezone.now())


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        site_day(dt.datetime(2026, 7, 1, 12))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize("zone", ZONES)
@given(day=st.dates(dt.date(1970, 1, 2), dt.date(2037, 12, 30)))
def test_a_day_begins_at_its_first_moment(zone: str, day: dt.date) -> None:
    """Havana and Beirut change their clocks at midnight, which some of their days then have twice or not at all."""
    name = f"{zone}:{day}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "get_default_timezone", lambda: ZoneInfo(zone))
        start = start_of(day)
        assert site_day(start) == day, name
        assert site_day(start.astimezone(dt.UTC) - dt.timedelta(microseconds=1)) < day, name
