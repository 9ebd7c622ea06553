"""Schedules in the database: what moves them, and what does not."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.queries import query_count
from tests.trees import SiteTree
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import ReviewRule
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.reviews.models import EarlyReview, Review, ReviewSchedule
from wagtail_privacy.reviews.timing.reasons import when, why, why_early
from wagtail_privacy.reviews.timing.schedule import add_months
from wagtail_privacy.reviews.timing.scheduling import (
    bring_up_to_date,
    reschedule,
    schedule_everything,
    schedule_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(site_tree: SiteTree) -> Any:
    return make_hub(site_tree.alpha_home)


def governed(**stated: str) -> dict[str, Any]:
    return section("governance", heading="How it is kept", **stated)


def scheduled(page: Any) -> ReviewSchedule:
    schedule = schedule_of(page)
    assert schedule is not None
    return schedule


def record(page: Any, day: dt.date, next_due: str = "", outcome: str = "still_right") -> None:
    sequence = Review.objects.of_object("wagtailcore.page", page.pk).count() + 1
    Review(
        model="wagtailcore.page", object_id=str(page.pk), sequence=sequence, title=page.title, outcome=outcome,
        at=dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), reviewed_on=day, next_due=next_due,
    ).save()  # fmt: skip


class TestNotice:
    def test_a_published_notice_is_due_a_year_after_its_version(self, hub: Any) -> None:
        schedule = scheduled(make_notice(hub))
        assert schedule.is_active
        assert schedule.due_on == add_months(site_day(), 12)
        assert schedule.organisation is not None
        assert schedule.organisation.name == "Alpha School"
        assert why(schedule) == (
            f"Version 1 is in force since {PartialDate.of(site_day()).written()}. "
            "Nobody has set a rule, so it is reviewed every 12 months."
        )

    def test_a_draft_has_no_schedule_and_one_that_is_unpublished_is_not_reviewed(self, hub: Any) -> None:
        assert schedule_of(make_notice(hub, live=False)) is None
        page = make_notice(hub, slug="other")
        page.unpublish()
        assert not scheduled(page).is_active
        page.save_revision().publish()
        assert scheduled(page).is_active

    def test_one_that_is_saved_as_not_live_is_not_reviewed(self, hub: Any) -> None:
        page = make_notice(hub)
        page.live = False
        page.save()
        assert not scheduled(page).is_active

    def test_a_deleted_notice_has_no_schedule(self, hub: Any) -> None:
        page = make_notice(hub)
        page.delete()
        assert not ReviewSchedule.objects.exists()

    def test_the_month_that_a_notice_states_is_due_from_its_first_day(self, hub: Any) -> None:
        schedule = scheduled(make_notice(hub, governed(review_due="2027-02")))
        assert (schedule.due_from, schedule.due_on) == (dt.date(2027, 2, 1), dt.date(2027, 2, 28))
        assert when(schedule) == "February 2027"
        assert why(schedule) == "Version 1 says so in its own text."

    def test_a_minor_version_moves_nothing_whatever_it_states(self, hub: Any) -> None:
        page = make_notice(hub, governed(review_due="2027-02"))
        before = scheduled(page).due_on
        page.body = page.body.stream_block.to_python([governed(review_due="2030-01")])
        page.title = "Another title"
        page.describe_change(size="minor", note="", reason="correction")
        page.save_revision().publish()
        after = scheduled(page)
        assert after.due_on == before
        assert after.title == "Another title"

    def test_a_major_version_counts_from_its_own_day(self, hub: Any) -> None:
        page = make_notice(hub)
        ReviewSchedule.objects.update(due_on=dt.date(2020, 1, 1))
        page.body = page.body.stream_block.to_python([section("text", heading="New", body="<p>More.</p>")])
        page.describe_change(size="major", note="We say more.", reason="other")
        page.save_revision().publish()
        assert scheduled(page).due_on == add_months(site_day(), 12)

    def test_a_review_comes_before_what_the_notice_states(self, hub: Any) -> None:
        page = make_notice(hub, governed(review_due="2025-05"))
        assert scheduled(page).is_overdue(site_day())
        record(page, site_day(), "2027-11")
        reschedule(ReviewSchedule.objects.all(), site_day())
        schedule = scheduled(page)
        assert (schedule.source, when(schedule)) == ("outcome", "November 2027")

    def test_a_review_that_asks_for_changes_moves_nothing(self, hub: Any) -> None:
        page = make_notice(hub, governed(review_due="2025-05"))
        record(page, site_day(), "2027-11", outcome="needs_changes")
        reschedule(ReviewSchedule.objects.all(), site_day())
        assert scheduled(page).stated == "2025-05"

    def test_an_announced_version_counts_from_the_day_on_which_it_is_in_force(self, hub: Any) -> None:
        page = make_notice(hub, governed(review_due="2027-02"))
        day = site_day() + dt.timedelta(days=30)
        page.body = page.body.stream_block.to_python([governed(review_due="2029-03")])
        page.describe_change(size="major", note="We say more.", reason="other", applies_from=day)
        page.save_revision().publish()
        schedule = scheduled(page)
        assert (schedule.stated, schedule.changes_on) == ("2027-02", day)
        assert bring_up_to_date(day - dt.timedelta(days=1)) == 0
        # Forty missed days are made up for at once.
        assert bring_up_to_date(day + dt.timedelta(days=40)) == 1
        assert scheduled(page).stated == "2029-03"
        assert scheduled(page).changes_on is None

    def test_a_model_for_schools_is_not_reviewed(self, hub: Any) -> None:
        page = make_notice(hub, live=False)
        type(page).objects.filter(pk=page.pk).update(is_model=True)
        page.refresh_from_db()
        page.save_revision().publish()
        assert schedule_of(page) is None

    def test_a_notice_that_moves_to_another_school_goes_with_it(self, site_tree: SiteTree, hub: Any) -> None:
        page = make_notice(hub)
        page.move(make_hub(site_tree.beta_home), pos="last-child")
        schedule = scheduled(page)
        assert schedule.organisation == site_tree.beta


class TestRules:
    def test_another_rule_computes_all_again_and_says_why(
        self, site_tree: SiteTree, hub: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        page = make_notice(hub)
        with django_capture_on_commit_callbacks(execute=True):
            ReviewRule.objects.create(organisation=site_tree.trust, kind="privacy_notice", months=6)
        schedule = scheduled(page)
        assert schedule.due_on == add_months(site_day(), 6)
        assert why(schedule).endswith("The rule of Test Trust is: every 6 months.")
        with django_capture_on_commit_callbacks(execute=True):
            ReviewRule.objects.create(organisation=site_tree.alpha, kind="", months=24)
        assert why(scheduled(page)).endswith("The rule of Alpha School is: every 24 months.")
        with django_capture_on_commit_callbacks(execute=True):
            ReviewRule.objects.all().delete()
        assert scheduled(page).due_on == add_months(site_day(), 12)

    def test_a_notice_may_have_a_rule_of_its_own(self, hub: Any) -> None:
        page = make_notice(hub)
        ReviewSchedule.objects.update(months=3)
        reschedule(ReviewSchedule.objects.all(), site_day())
        assert scheduled(page).due_on == add_months(site_day(), 3)
        assert why(scheduled(page)).endswith("It has a rule of its own: every 3 months.")

    def test_a_school_that_changes_its_trust_has_the_rules_of_the_new_one(self, site_tree: SiteTree, hub: Any) -> None:
        page = make_notice(hub)
        other = Organisation.objects.create(name="Other Trust", kind="trust")
        ReviewRule.objects.create(organisation=other, kind="", months=18)
        site_tree.alpha.parent = other
        site_tree.alpha.save()
        assert scheduled(page).due_on == add_months(site_day(), 18)


class TestLibrary:
    def test_an_item_is_due_a_year_after_its_facts_were_checked(self, site_tree: SiteTree) -> None:
        item = RecipientFactory(checked_on=dt.date(2025, 3, 31), owner=site_tree.alpha)
        schedule = scheduled(item)
        assert (schedule.kind, schedule.due_on) == ("library_item", dt.date(2026, 3, 31))
        assert schedule.organisation == site_tree.alpha
        assert why(schedule).startswith("Its facts were last checked on 31 March 2025.")

    def test_an_item_that_was_never_checked_is_not_due(self) -> None:
        item = RecipientFactory()
        schedule = schedule_of(item)
        assert schedule is None or not schedule.is_active

    def test_checking_it_again_moves_it(self) -> None:
        item = RecipientFactory(checked_on=dt.date(2025, 3, 31))
        item.checked_on = dt.date(2026, 3, 31)
        item.save()
        assert scheduled(item).due_on == dt.date(2027, 3, 31)


class TestEarly:
    @pytest.fixture
    def notice(self, hub: Any) -> Any:
        self.item = RecipientFactory(name="The Agency", published=True)
        body = section("recipients", heading="Who", recipients=entries({"recipient": self.item.pk}))
        return make_notice(hub, body)

    def change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.item, name, value)
        with unasked():
            self.item.save_revision().publish()

    def test_a_body_that_has_ended_opens_a_review_with_its_cause(self, notice: Any, hub: Any) -> None:
        other = make_notice(hub, slug="other")
        self.change(status="abolished", ended="2026-01-31")
        schedule = scheduled(notice)
        assert schedule.source == "early"
        assert schedule.is_due(site_day())
        assert schedule.due_on == site_day() + dt.timedelta(days=30)
        assert [why_early(early) for early in schedule.early.all()] == ["“The Agency” has ended."]
        assert scheduled(other).source == "rule"

    def test_another_name_opens_one_however_often_it_is_published(self, notice: Any) -> None:
        self.change(name="The New Agency")
        self.change(address="1 Street")
        assert [why_early(early) for early in EarlyReview.objects.all()] == [
            "“The Agency” is now called “The New Agency”."
        ]

    def test_a_change_of_anything_else_opens_none(self, notice: Any) -> None:
        self.change(address="1 Street", email="a@b.example")
        assert not EarlyReview.objects.exists()

    def test_a_draft_opens_none(self, notice: Any) -> None:
        self.item.status = "abolished"
        self.item.save_revision()
        assert not EarlyReview.objects.exists()


class TestMany:
    def test_computing_costs_the_same_for_one_and_for_many(self, hub: Any) -> None:
        make_notice(hub)
        one = query_count(lambda: reschedule(ReviewSchedule.objects.all(), site_day()))
        for number in range(6):
            make_notice(hub, slug=f"notice-{number}")
        assert query_count(lambda: reschedule(ReviewSchedule.objects.all(), site_day())) == one

    def test_a_site_that_had_none_gets_a_schedule_for_everything(self, hub: Any) -> None:
        make_notice(hub)
        RecipientFactory(checked_on=dt.date(2025, 3, 31))
        before = list(ReviewSchedule.objects.order_by("title").values("title", "due_on", "is_active"))
        ReviewSchedule.objects.all().delete()
        assert schedule_everything(site_day()) == len(before)
        assert list(ReviewSchedule.objects.order_by("title").values("title", "due_on", "is_active")) == before
