"""Who is told what, once, on their own days, and never in the holidays."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.queries import query_count
from tests.trees import make_editor
from tests.worklist.mailing import DEAD, LOCAL, use_backend
from tests.worklist.telling import (
    DAY,
    MONDAY,
    WEEK,
    at,
    expect_no_notices,
    mails_of,
    make_schedule,
    make_user,
    run,
    steps_told,
    write_daily,
)
from wagtail_privacy.organisations.closures import Closure
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.work_items import Person, WorkItem
from wagtail_privacy.worklist.digests import audience
from wagtail_privacy.worklist.digests.days import Rhythm, is_due
from wagtail_privacy.worklist.digests.services import planned_reminders, send_reminders
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_notice_is_missing(site_tree: Any) -> None:
    expect_no_notices()


OFFICE = "office@alpha.test"
WEEKLY = Rhythm("weekly", 0, MONDAY - 90 * DAY)


def other_item(number: int, organisation: Organisation | None, **fields: Any) -> WorkItem:
    defaults = {
        "kind": "draft",
        "key": str(number),
        "what": f"Draft {number}",
        "why": "It has been waiting for a month.",
        "to_do": "Publish it.",
        "url": f"/admin/pages/{number}/edit/",
        "since": MONDAY,
        "organisation": organisation.pk if organisation is not None else None,
    }
    return WorkItem(**defaults | fields)


@pytest.fixture
def other_work(monkeypatch: Any) -> list[WorkItem]:
    """Work of other kinds, which the collector gives beside the reviews."""
    items: list[WorkItem] = []
    collect = audience.collect
    monkeypatch.setattr(audience, "collect", lambda *args, **kwargs: [*collect(*args, **kwargs), *items])
    return items


class TestDays:
    def test_a_weekly_digest_is_due_on_its_day_and_made_up_for_after_it(self) -> None:
        last = MONDAY
        due = [is_due(WEEKLY, last, last + DAY, last + days * DAY) for days in range(16)]
        assert due == [False] * 7 + [True] * 9
        assert is_due(WEEKLY, MONDAY, MONDAY + DAY, MONDAY + 40 * DAY)

    def test_what_comes_up_in_the_middle_of_a_week_waits_for_its_end(self) -> None:
        news = MONDAY + 23 * DAY
        due = [is_due(WEEKLY, MONDAY, news, news + days * DAY) for days in range(7)]
        assert due == [False] * 5 + [True] * 2

    def test_the_first_digest_waits_for_its_day(self) -> None:
        old = MONDAY - 90 * DAY
        assert is_due(Rhythm("weekly", 0, MONDAY), None, old, MONDAY)
        assert not is_due(Rhythm("weekly", 0, MONDAY + DAY), None, old, MONDAY + 6 * DAY)
        assert is_due(Rhythm("weekly", 0, MONDAY + DAY), None, old, MONDAY + 7 * DAY)

    def test_daily_is_any_day_and_never_is_none(self) -> None:
        assert is_due(Rhythm("daily", 0, MONDAY), MONDAY, MONDAY, MONDAY + DAY)
        assert not is_due(Rhythm("daily", 0, MONDAY), MONDAY, MONDAY, MONDAY)
        assert not is_due(Rhythm("never", 0, MONDAY), None, MONDAY, MONDAY + 400 * DAY)

    @pytest.mark.parametrize(
        "change", [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2028, 2, 29), dt.date(2026, 12, 31)]
    )
    def test_each_week_has_one_digest_whatever_the_clock_does(self, change: dt.date) -> None:
        """Over the weeks around a change of the clock in London, a leap day and the end of a year."""
        for weekday in range(7):
            last, days = change - 30 * DAY, []
            for number in range(-29, 30):
                today = change + number * DAY
                if is_due(Rhythm("weekly", weekday, last), last, last, today):
                    days.append(today)
                    last = today
            assert {day.weekday() for day in days} == {weekday}
            assert {later - earlier for earlier, later in pairwise(days)} == {WEEK}


def test_each_threshold_is_told_once_in_the_next_digest(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY + 30 * DAY)
    told = []
    for number in range(120):
        told += [number] if OFFICE in mails_of(MONDAY + number * DAY) else []
    # 30 and 7 days before on Wednesday, the day itself, then a month and two months after: each on the Monday after it.
    assert told == [0, 28, 35, 63, 91]
    assert [step for step in steps_told() if step < 4] == [0, 1, 2, 3]


def test_two_months_after_the_trust_is_told_as_well(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY - 62 * DAY, title="Pupils")
    mails = mails_of(MONDAY)
    assert set(mails) == {OFFICE, "dpo@trust.test"}
    assert "so your trust is told as well" in " ".join(mails["dpo@trust.test"].body.split())
    assert "trust is told" not in mails[OFFICE].body


def test_one_month_after_it_is_not(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY - 40 * DAY)
    assert set(mails_of(MONDAY)) == {OFFICE}


def test_who_is_in_charge_and_speaks_for_the_trust_gets_one_mail(site_tree: Any) -> None:
    boss = make_editor("boss", [site_tree.root])
    Organisation.objects.filter(pk__in=[site_tree.trust.pk, site_tree.alpha.pk]).update(responsible_user=boss)
    make_schedule(site_tree.alpha, MONDAY - 62 * DAY)
    make_schedule(site_tree.trust, MONDAY - DAY)
    mails = mails_of(MONDAY)
    assert set(mails) == {boss.email}
    assert mails[boss.email].subject == "Privacy notices: 2 reviews are overdue"


def test_only_the_latest_step_is_told_after_forty_days_without_a_run(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY + 30 * DAY)
    assert OFFICE in mails_of(MONDAY)
    assert OFFICE in mails_of(MONDAY + 40 * DAY)
    assert steps_told() == [0, 2]
    assert mails_of(MONDAY + 41 * DAY) == {}


def test_a_second_run_of_the_day_tells_nothing(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY)
    assert len(mails_of(MONDAY)) == 1
    assert mails_of(MONDAY, hour=8) == {}
    assert mails_of(MONDAY + DAY) == {}


def test_no_digest_tells_of_a_school_in_its_holidays(site_tree: Any) -> None:
    Closure.objects.create(organisation=site_tree.trust, first_day=MONDAY - 3 * DAY, last_day=MONDAY + DAY)
    make_schedule(site_tree.alpha, MONDAY - 10 * DAY)
    Correspondent.objects.create(key=f"mail:{OFFICE}", address=OFFICE, since=MONDAY - 90 * DAY)
    assert mails_of(MONDAY) == {}
    assert mails_of(MONDAY + DAY) == {}
    # The first open day is a Wednesday: the digest of Monday is made up for.
    assert OFFICE in mails_of(MONDAY + 2 * DAY)


def test_a_holiday_of_one_school_silences_no_other(site_tree: Any) -> None:
    Closure.objects.create(organisation=site_tree.alpha, first_day=MONDAY, last_day=MONDAY)
    trust_dpo = "dpo@trust.test"
    for school in (site_tree.alpha, site_tree.beta):
        Organisation.objects.filter(pk=school.pk).update(responsible_mailbox=trust_dpo)
        make_schedule(school, MONDAY, title=f"Notice of {school.name}")
    body = mails_of(MONDAY)[trust_dpo].body
    assert "Notice of Beta School" in body
    assert "Notice of Alpha School" not in body
    write_weekly = Correspondent.objects.filter(key=f"mail:{trust_dpo}")
    write_weekly.update(rhythm="daily")
    body = mails_of(MONDAY + DAY)[trust_dpo].body
    assert body.index("Notice of Alpha School") < body.index("STILL OPEN") < body.index("Notice of Beta School")


def test_who_opted_out_gets_nothing_and_what_is_current_when_they_come_back(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY)
    write_daily(OFFICE).delete()
    Correspondent.objects.create(key=f"mail:{OFFICE}", address=OFFICE, rhythm="never", since=MONDAY)
    for number in range(40):
        assert mails_of(MONDAY + number * DAY) == {}
    Correspondent.objects.update(rhythm="daily")
    assert OFFICE in mails_of(MONDAY + 40 * DAY)
    assert steps_told() == [3]


def test_new_work_of_other_kinds_comes_with_the_next_digest_and_then_is_open(
    site_tree: Any, other_work: list[WorkItem]
) -> None:
    other_work.append(other_item(1, site_tree.alpha))
    assert mails_of(MONDAY)[OFFICE].subject == "Privacy notices: 1 thing needs you"
    assert mails_of(MONDAY + WEEK) == {}
    other_work.append(other_item(2, site_tree.alpha))
    body = mails_of(MONDAY + 2 * WEEK)[OFFICE].body
    assert "Draft 1" in body
    assert "Draft 2" in body


def test_work_that_came_up_after_the_digest_of_the_same_day_is_not_forgotten(
    site_tree: Any, other_work: list[WorkItem]
) -> None:
    other_work.append(other_item(1, site_tree.alpha))
    mails_of(MONDAY)
    other_work.append(other_item(2, site_tree.alpha, since=MONDAY))
    assert OFFICE in mails_of(MONDAY + WEEK)


def test_a_digest_lists_twenty_open_things_and_counts_the_rest(site_tree: Any, other_work: list[WorkItem]) -> None:
    other_work += [other_item(number, site_tree.alpha) for number in range(100, 150)]
    make_schedule(site_tree.alpha, MONDAY - DAY)
    message = mails_of(MONDAY)[OFFICE]
    assert message.subject == "Privacy notices: 1 review is overdue, 50 other things need you"
    assert message.body.count("Draft 1") == 20
    assert "There are 30 more." in message.body


def test_overdue_reviews_come_first(site_tree: Any) -> None:
    for number, due in enumerate((MONDAY + 5 * DAY, MONDAY - 20 * DAY, MONDAY)):
        make_schedule(site_tree.alpha, due, number, title=f"Number {number}")
    body = mails_of(MONDAY)[OFFICE].body
    assert body.index("Number 1") < body.index("Number 2") < body.index("Number 0")


class TestWho:
    def test_work_that_names_somebody_goes_to_them_and_else_to_the_organisation(
        self, site_tree: Any, other_work: list[WorkItem]
    ) -> None:
        author = make_user("author")
        whose = Person(f"user:{author.pk}", "Author", author.email)
        other_work += [other_item(1, site_tree.alpha, whose=whose), other_item(2, site_tree.alpha)]
        mails = mails_of(MONDAY)
        assert "Draft 1" in mails[author.email].body
        assert "Draft 2" not in mails[author.email].body
        assert "Draft 2" in mails[OFFICE].body

    def test_work_of_somebody_who_has_left_goes_to_the_organisation(
        self, site_tree: Any, other_work: list[WorkItem]
    ) -> None:
        author = make_user("author", is_active=False)
        other_work.append(other_item(1, site_tree.alpha, whose=Person(f"user:{author.pk}", "A", author.email)))
        assert set(mails_of(MONDAY)) == {OFFICE}

    def test_what_is_everyones_goes_to_those_who_act_for_everyone(self, site_tree: Any) -> None:
        root = make_user("root", is_superuser=True)
        make_user("left", is_superuser=True, is_active=False)
        make_user("unreachable", is_superuser=True, email="")
        central = make_editor("central", [site_tree.root])
        make_editor("school", [site_tree.alpha_home])
        make_schedule(None, MONDAY)
        assert set(mails_of(MONDAY)) == {root.email, central.email}

    def test_a_school_that_names_nobody_is_not_forgotten(self, site_tree: Any) -> None:
        Organisation.objects.update(email="", responsible_mailbox="")
        root = make_user("root", is_superuser=True)
        make_schedule(site_tree.alpha, MONDAY)
        assert set(mails_of(MONDAY)) == {root.email}

    def test_a_mailbox_that_is_the_address_of_one_user_is_that_user(self, site_tree: Any) -> None:
        editor = make_editor("editor", [site_tree.alpha_home])
        type(editor).objects.filter(pk=editor.pk).update(email="Office@Alpha.test")
        make_schedule(site_tree.alpha, MONDAY)
        assert set(mails_of(MONDAY)) == {"Office@Alpha.test"}
        assert Correspondent.objects.get().user == editor

    def test_a_mailbox_of_two_users_is_neither(self, site_tree: Any) -> None:
        for name in ("one", "two"):
            editor = make_editor(name, [site_tree.alpha_home])
            type(editor).objects.filter(pk=editor.pk).update(email=OFFICE)
        make_schedule(site_tree.alpha, MONDAY)
        run(MONDAY)
        assert Correspondent.objects.get().key == f"mail:{OFFICE}"

    def test_who_only_says_that_the_address_is_theirs_does_not_get_it(self, site_tree: Any) -> None:
        other = make_editor("other", [site_tree.beta_home])
        type(other).objects.filter(pk=other.pk).update(email=OFFICE)
        make_schedule(site_tree.alpha, MONDAY)
        run(MONDAY)
        assert Correspondent.objects.get().key == f"mail:{OFFICE}"

    def test_nobody_is_told_of_other_schools(self, site_tree: Any) -> None:
        people = {}
        for school, home in ((site_tree.alpha, site_tree.alpha_home), (site_tree.beta, site_tree.beta_home)):
            people[school.name] = make_editor(school.name.split()[0], [home])
            Organisation.objects.filter(pk=school.pk).update(responsible_user=people[school.name])
            make_schedule(school, MONDAY - 5 * DAY, title=f"Notice of {school.name}")
        mails = mails_of(MONDAY)
        for name, person in people.items():
            other = next(other for other in people if other != name)
            for part in (mails[person.email].body, mails[person.email].alternatives[0][0]):
                assert f"Notice of {name}" in part
                assert f"Notice of {other}" not in part
                assert other not in part


class TestOutbox:
    def test_a_pending_digest_that_is_overtaken_is_dropped_and_told_again(self, site_tree: Any, settings: Any) -> None:
        write_daily(OFFICE)
        make_schedule(site_tree.alpha, MONDAY, 1, title="Old")
        use_backend(settings, DEAD)
        run(MONDAY)
        make_schedule(site_tree.alpha, MONDAY + DAY, 2, title="New")
        use_backend(settings, LOCAL)
        mails = mails_of(MONDAY + DAY)
        assert list(mails) == [OFFICE]
        assert "Old" in mails[OFFICE].body
        assert "New" in mails[OFFICE].body
        assert list(Digest.objects.order_by("day").values_list("state", flat=True)) == ["dropped", "sent"]
        assert DigestEntry.objects.count() == 2

    def test_the_outbox_of_an_old_backup_tells_nobody_what_is_not_so_any_more(self, site_tree: Any) -> None:
        """A backup held a digest that was not sent yet; five days later the site is restored from it."""
        make_schedule(site_tree.alpha, MONDAY, title="Was due")
        run(MONDAY)
        Digest.objects.update(state="pending", sent_at=None, attempts=0)
        make_schedule(site_tree.alpha, MONDAY + 4 * DAY, 2, title="Is due too")
        mails = mails_of(MONDAY + 5 * DAY)
        assert list(mails) == [OFFICE]
        assert "Is due too" in mails[OFFICE].body
        assert mails_of(MONDAY + 6 * DAY) == {}
        assert Digest.objects.filter(state="pending").count() == 0

    def test_on_the_next_day_it_is_sent_as_it_was_written(self, site_tree: Any) -> None:
        make_schedule(site_tree.alpha, MONDAY)
        first = mails_of(MONDAY)[OFFICE]
        Digest.objects.update(state="pending", sent_at=None)
        second = mails_of(MONDAY + DAY)[OFFICE]
        assert second.extra_headers["Message-ID"] == first.extra_headers["Message-ID"]
        assert second.body == first.body

    def test_an_old_outbox_is_not_sent_to_who_has_nothing_to_do_any_more(self, site_tree: Any) -> None:
        schedule = make_schedule(site_tree.alpha, MONDAY)
        run(MONDAY)
        Digest.objects.update(state="pending", sent_at=None)
        schedule.delete()
        assert mails_of(MONDAY + 3 * DAY) == {}
        assert Digest.objects.get().state == "dropped"

    def test_a_schedule_that_is_deleted_while_its_digest_is_written_stops_nobody(
        self, site_tree: Any, monkeypatch: Any
    ) -> None:
        keep = make_schedule(site_tree.alpha, MONDAY, 1, title="Stays")
        gone = make_schedule(site_tree.alpha, MONDAY, 2, title="Goes")
        collect = audience.collect

        def collect_then_delete(*args: Any, **kwargs: Any) -> Any:
            items = collect(*args, **kwargs)
            ReviewSchedule.objects.filter(pk=gone.pk).delete()
            return items

        monkeypatch.setattr(audience, "collect", collect_then_delete)
        body = mails_of(MONDAY)[OFFICE].body
        assert "Stays" in body
        assert "Goes" not in body
        assert DigestEntry.objects.get().schedule == keep

    def test_what_a_mail_has_said_is_forgotten_after_a_while_but_not_that_it_was_told(self, site_tree: Any) -> None:
        make_schedule(site_tree.alpha, MONDAY)
        run(MONDAY)
        for days in (90, 91):
            Correspondent.objects.update(rhythm="never")
            run(MONDAY + days * DAY)
            digest = Digest.objects.get()
            assert bool(digest.text) == bool(digest.html) == bool(digest.address) == (days == 90)
        assert (digest.state, DigestEntry.objects.count()) == ("sent", 1)

    def test_a_review_that_moves_to_another_day_is_told_anew(self, site_tree: Any) -> None:
        schedule = make_schedule(site_tree.alpha, MONDAY)
        mails_of(MONDAY)
        later = MONDAY + 30 * DAY
        ReviewSchedule.objects.filter(pk=schedule.pk).update(due_on=later, remind_on=MONDAY)
        assert OFFICE in mails_of(MONDAY + WEEK)


class TestBudget:
    def cost(self, site_tree: Any, other_work: list[WorkItem], people: int, items: int) -> int:
        ReviewSchedule.objects.all().delete()
        Correspondent.objects.all().delete()
        other_work.clear()
        for number in range(people):
            for item in range(items):
                mailbox = f"person{number}@example.org"
                due = MONDAY - DAY
                make_schedule(site_tree.alpha, due, number * 100 + item, responsible_mailbox=mailbox)
                whose = Person(f"mail:{mailbox}", mailbox, mailbox)
                other_work.append(other_item(number * 100 + item, site_tree.alpha, whose=whose))

        run(MONDAY)
        Digest.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert run(MONDAY).mails.sent == people
        # A savepoint stands for a transaction: the test is one itself.
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    def test_a_person_costs_ten_queries_however_much_there_is(self, site_tree: Any, other_work: list[WorkItem]) -> None:
        one = self.cost(site_tree, other_work, 1, 1)
        assert self.cost(site_tree, other_work, 1, 50) == one
        for items in (1, 20):
            assert self.cost(site_tree, other_work, 6, items) - one <= 5 * 10

    def test_a_run_with_nothing_to_tell_costs_the_same_for_all(
        self, site_tree: Any, other_work: list[WorkItem]
    ) -> None:
        counts = []
        for people in (1, 20):
            self.cost(site_tree, other_work, people, 1)
            counts.append(query_count(lambda: run(MONDAY, hour=8)))
        assert counts[0] == counts[1]


class TestCommand:
    def test_it_says_what_it_did(self, site_tree: Any, capsys: Any) -> None:
        make_schedule(site_tree.alpha, MONDAY)
        call_command("send_review_reminders", "--today=2026-09-07")
        assert capsys.readouterr().out.splitlines() == ["1 digest written.", "1 mail sent."]

    def test_a_dry_run_names_everybody_and_writes_nothing(self, site_tree: Any, capsys: Any) -> None:
        make_schedule(site_tree.alpha, MONDAY, title="Pupils")
        call_command("send_review_reminders", "--dry-run", "--today=2026-09-07")
        assert capsys.readouterr().out.splitlines() == [
            f"{OFFICE} <{OFFICE}>: Privacy notices: 1 review is due",
            "  Pupils",
            "1 digest would be written.",
        ]
        assert not Correspondent.objects.exists()
        assert mail.outbox == []

    def test_a_dry_run_says_what_a_run_then_does(self, site_tree: Any) -> None:
        make_schedule(site_tree.alpha, MONDAY - 62 * DAY)
        planned = {digest.address: digest.subject for digest in planned_reminders(MONDAY)}
        assert {address: message.subject for address, message in mails_of(MONDAY).items()} == planned

    def test_it_refuses_to_write_links_that_lead_nowhere(self, site_tree: Any, settings: Any) -> None:
        del settings.WAGTAILADMIN_BASE_URL
        make_schedule(site_tree.alpha, MONDAY)
        with pytest.raises(CommandError, match="Set WAGTAILADMIN_BASE_URL"):
            call_command("send_review_reminders")
        assert not Digest.objects.exists()

    def test_a_day_that_is_none_is_refused(self) -> None:
        with pytest.raises(CommandError, match="write it as 2026-09-30"):
            call_command("send_review_reminders", "--today=tomorrow")

    def test_the_task_calls_the_same(self, site_tree: Any) -> None:
        from wagtail_privacy.worklist.tasks import send_review_reminders  # noqa: PLC0415

        make_schedule(site_tree.alpha, dt.date(2020, 1, 1))
        write_daily(OFFICE)
        send_review_reminders.call()
        assert OFFICE in [message.to[0] for message in mail.outbox]


def test_the_clock_is_that_of_the_run(site_tree: Any) -> None:
    make_schedule(site_tree.alpha, MONDAY)
    send_reminders(MONDAY, lambda: at(MONDAY, 9))
    assert Digest.objects.get().sent_at == at(MONDAY, 9)
