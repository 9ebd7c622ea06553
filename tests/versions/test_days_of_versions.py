"""A day is a day of the site, wherever the editor sits and whatever the clocks do."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.deep import IS_DEEP, one_of
from tests.notice_factories import make_notice, section
from tests.versions.editing import as_user, edit, publish
from wagtail_privacy.days import site_day
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")

ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Karachi",
    "Asia/Tehran",
    "Africa/Cairo",
    "Europe/Warsaw",
    "Europe/London",
    "Atlantic/Azores",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
)


# The two ends of the world and the site's own, in turn; all of them at each instant in a deep run.
TRIED = ZONES if IS_DEEP else ("Pacific/Kiritimati", "Europe/London", "Pacific/Pago_Pago")


def instants() -> list[dt.datetime]:
    """Twelve instants around each change of the clocks in the site's time zone, the midnights beside it included."""
    changes = (dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC))
    minutes = (-1500, -1441, -1440, -120, -61, -60, -1, 0, 59, 60, 1319, 1440)
    return [change + dt.timedelta(minutes=offset) for change in changes for offset in minutes]


def london_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


@pytest.mark.deep
def test_the_day_of_a_version_is_that_of_the_site_and_no_later_one_changes_an_earlier_day(hub: Any) -> None:
    assert (len(ZONES), len(instants())) == (20, 24)
    with time_machine.travel(dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC), tick=False):
        page = make_notice(hub)
    told: dict[dt.date, int | None] = {}
    number = 0
    for turn, moment in enumerate(instants()):
        for zone in one_of(TRIED, turn):
            number += 1
            with time_machine.travel(moment, tick=False), timezone.override(zone):
                version = publish(page, f"<p>Text {number}.</p>")
                assert (version.number, version.effective_day) == (number + 1, london_day(moment)), zone
                assert version.recorded_on == london_day(moment) == site_day()
        for earlier, expected in told.items():
            if earlier < london_day(moment):
                assert NoticeVersion.objects.in_force_on(page.pk, earlier) == expected
        for days in range(4):
            day = london_day(moment) - dt.timedelta(days=days)
            told[day] = NoticeVersion.objects.in_force_on(page.pk, day)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_profile_of_an_editor_abroad_moves_no_day(hub: Any, school_editor: Any, zone: str) -> None:
    page = make_notice(hub, section("text", heading="Hello", body="<p>We care.</p>"))
    profile = UserProfile.get_for_user(school_editor)
    profile.current_time_zone = zone
    profile.save()
    with time_machine.travel(dt.datetime(2027, 7, 1, 22, 30, tzinfo=dt.UTC), tick=False):
        assert edit(as_user(school_editor), page, **{"action-publish": "1"}).status_code == 302
        newest = NoticeVersion.objects.last_published(page.pk)
        assert (newest.number, newest.effective_day) == (2, dt.date(2027, 7, 1))
        shown = as_user(school_editor).get(reverse("wagtail_privacy_admin:versions", args=[page.pk]))
        assert "In force since 1 July 2027." in shown.content.decode()
