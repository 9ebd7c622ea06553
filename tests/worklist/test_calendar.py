"""The calendar of somebody: their reviews only, on the same days everywhere, at an address that can be revoked."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.queries import query_count
from tests.trees import make_editor
from tests.worklist.telling import DAY, MONDAY, expect_no_notices, make_schedule
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.calendar import calendar_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_notice_is_missing(site_tree: Any) -> None:
    expect_no_notices()


OFFICE = "office@alpha.test"


def of_mailbox(address: str, secret: str = "s" * 43) -> Correspondent:
    made: Correspondent = Correspondent.objects.create(
        key=f"mail:{address}", address=address, since=MONDAY, calendar_secret=secret
    )
    return made


def of_user(user: Any, secret: str = "u" * 43) -> Correspondent:
    made: Correspondent = Correspondent.objects.create(
        key=f"user:{user.pk}", user=user, since=MONDAY, calendar_secret=secret
    )
    return made


def events(correspondent: Correspondent, today: dt.date = MONDAY) -> list[Any]:
    return list(Calendar.from_ical(calendar_of(correspondent, today)).walk("VEVENT"))


def titles(correspondent: Correspondent) -> list[str]:
    return [str(event["summary"]) for event in events(correspondent)]


def test_a_period_is_an_event_of_whole_days_without_a_time_zone(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, dt.date(2028, 2, 29), title="Pupils", due_from=dt.date(2028, 2, 1))
    (event,) = events(of_mailbox(OFFICE))
    assert event["dtstart"].dt == dt.date(2028, 2, 1)
    assert event["dtend"].dt == dt.date(2028, 3, 1)
    assert str(event["summary"]) == "Review: Pupils"
    assert "Alpha School" in str(event["description"])
    assert str(event["url"]).startswith("http://testserver/admin/")
    assert b"DTSTART;VALUE=DATE:20280201\r\n" in calendar_of(Correspondent.objects.get(), MONDAY)


def test_an_event_keeps_its_uid_when_it_moves(site_tree: Any) -> None:
    schedule = make_schedule(site_tree.alpha, MONDAY)
    correspondent = of_mailbox(OFFICE)
    before = [str(event["uid"]) for event in events(correspondent)]
    schedule.due_on = schedule.due_from = MONDAY + 365 * DAY
    schedule.save()
    after = events(correspondent)
    assert [str(event["uid"]) for event in after] == before == [f"review-{schedule.pk}@testserver"]
    assert after[0]["dtstart"].dt == MONDAY + 365 * DAY


def test_it_is_the_same_all_day_long(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY)
    correspondent = of_mailbox(OFFICE)
    assert calendar_of(correspondent, MONDAY) == calendar_of(correspondent, MONDAY)


class TestWhose:
    def test_it_holds_what_somebody_is_in_charge_of_however_far_away(self, site_tree: Any) -> None:
        boss = make_editor("boss", [site_tree.alpha_home])
        make_schedule(site_tree.alpha, MONDAY + 900 * DAY, 1, title="Mine", responsible_user=boss)
        make_schedule(site_tree.alpha, MONDAY, 2, title="The office's")
        make_schedule(site_tree.alpha, MONDAY, 3, title="Somebody's", responsible_mailbox="head@alpha.test")
        make_schedule(site_tree.beta, MONDAY, 4, title="Of another school")
        make_schedule(site_tree.alpha, MONDAY, 5, title="Retired", is_active=False)
        assert titles(of_user(boss)) == ["Review: Mine"]
        assert titles(of_mailbox(OFFICE)) == ["Review: The office's"]
        assert titles(of_mailbox("head@alpha.test", "h" * 43)) == ["Review: Somebody's"]

    def test_who_may_not_change_it_any_more_does_not_have_it(self, site_tree: Any) -> None:
        boss = make_editor("boss", [site_tree.beta_home])
        make_schedule(site_tree.alpha, MONDAY, 1, responsible_user=boss)
        assert titles(of_user(boss)) == []
        assert titles(of_mailbox(OFFICE)) == ["Review: Notice 1"]

    def test_what_the_organisation_says_holds_for_all_of_it(self, site_tree: Any) -> None:
        boss = make_editor("boss", [site_tree.root])
        Organisation.objects.filter(pk=site_tree.trust.pk).update(responsible_user=boss)
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(email="")
        make_schedule(site_tree.alpha, MONDAY, 1, title="A")
        make_schedule(site_tree.trust, MONDAY, 2, title="B")
        assert sorted(titles(of_user(boss))) == ["Review: A", "Review: B"]

    def test_a_mailbox_of_a_user_is_in_the_calendar_of_that_user(self, site_tree: Any) -> None:
        editor = make_editor("editor", [site_tree.alpha_home])
        type(editor).objects.filter(pk=editor.pk).update(email=OFFICE)
        editor.refresh_from_db()
        make_schedule(site_tree.alpha, MONDAY)
        assert titles(of_user(editor)) == ["Review: Notice 1"]
        assert titles(of_mailbox(OFFICE)) == []

    def test_who_only_says_that_the_address_is_theirs_reads_nothing(self, site_tree: Any) -> None:
        other = make_editor("other", [site_tree.beta_home])
        type(other).objects.filter(pk=other.pk).update(email=OFFICE)
        other.refresh_from_db()
        make_schedule(site_tree.alpha, MONDAY)
        assert titles(of_user(other)) == []


class TestAddress:
    def test_it_is_private(self, site_tree: Any, client: Client) -> None:
        correspondent = of_mailbox(OFFICE)
        response = client.get(reverse("wagtail_privacy:calendar", args=[correspondent.calendar_secret]))
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Cache-Control"].startswith("private")
        assert response["X-Robots-Tag"] == "noindex, nofollow"

    @pytest.mark.parametrize("secret", ["", "s" * 42, "S" * 43, "s" * 43 + "%00", "x" * 500])
    def test_no_other_one_leads_anywhere(self, site_tree: Any, client: Client, secret: str) -> None:
        of_mailbox(OFFICE)
        of_mailbox("without@alpha.test", "")
        assert client.get(f"/privacy-calendar/{secret}.ics").status_code == 404

    def test_who_is_not_active_has_none(self, site_tree: Any, client: Client) -> None:
        user = make_editor("leaving", [site_tree.alpha_home])
        url = reverse("wagtail_privacy:calendar", args=[of_user(user).calendar_secret])
        assert client.get(url).status_code == 200
        type(user).objects.update(is_active=False)
        assert client.get(url).status_code == 404

    def test_it_costs_the_same_for_many_reviews(self, site_tree: Any, client: Client) -> None:
        url = reverse("wagtail_privacy:calendar", args=[of_mailbox(OFFICE).calendar_secret])
        make_schedule(site_tree.alpha, MONDAY)
        one = query_count(lambda: client.get(url))
        for number in range(2, 52):
            make_schedule(site_tree.alpha, MONDAY, number)
        assert query_count(lambda: client.get(url)) == one <= 10
