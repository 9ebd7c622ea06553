"""When the next review is due: the order of what says so, and what holds whatever the facts are."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.deep import TIMELINES
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.reviews.timing.reminders import BEFORE, ESCALATES_AT, Closures, current_step, step_day
from wagtail_privacy.reviews.timing.schedule import (
    DAYS_BEFORE,
    DueSource,
    Facts,
    Rule,
    RuleOrigin,
    add_months,
    choose_rule,
    next_due,
)

DAY = dt.date(2025, 5, 14)
YEARLY = Rule()

days = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))
rules = st.builds(Rule, months=st.integers(1, 120))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    precision = draw(st.sampled_from(("year", "month", "day")))
    return PartialDate(day.year, day.month if precision != "year" else 0, day.day if precision == "day" else 0)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    opened = draw(st.lists(days, max_size=3))
    return Facts(
        reviewed_on=draw(st.none() | days),
        agreed=draw(st.none() | partial_dates()),
        stated=draw(st.none() | partial_dates()),
        approved_on=draw(st.none() | days),
        early=tuple((day, day + dt.timedelta(days=30)) for day in opened),
    )


@st.composite
def closures(draw: st.DrawFn) -> Closures:
    starts = draw(st.lists(days, max_size=6))
    return Closures(tuple((day, day + dt.timedelta(days=draw(st.integers(0, 60)))) for day in starts))


class TestOrder:
    def test_what_the_last_review_agreed_comes_first(self) -> None:
        found = next_due(
            Facts(reviewed_on=DAY, agreed=PartialDate(2026, 6), stated=PartialDate(2025, 9), approved_on=DAY), YEARLY
        )
        assert found is not None
        assert (found.source, found.first_day, found.last_day) == (
            DueSource.OUTCOME, dt.date(2026, 6, 1), dt.date(2026, 6, 30)
        )  # fmt: skip

    def test_then_the_date_that_the_notice_states(self) -> None:
        found = next_due(Facts(stated=PartialDate(2026), approved_on=DAY), YEARLY)
        assert found is not None
        assert (found.source, found.first_day, found.last_day) == (
            DueSource.STATED, dt.date(2026, 1, 1), dt.date(2026, 12, 31)
        )  # fmt: skip

    def test_then_the_rule_from_the_last_approval(self) -> None:
        found = next_due(Facts(approved_on=DAY), Rule(24))
        assert found is not None
        assert (found.source, found.last_day) == (DueSource.RULE, dt.date(2027, 5, 14))

    def test_a_stated_date_that_has_passed_is_overdue_until_somebody_reviews(self) -> None:
        stated = Facts(stated=PartialDate(2025, 5), approved_on=DAY)
        found = next_due(stated, YEARLY)
        assert found is not None
        assert found.last_day == dt.date(2025, 5, 31)
        reviewed = next_due(Facts(reviewed_on=dt.date(2025, 7, 1), stated=stated.stated, approved_on=DAY), YEARLY)
        assert reviewed is not None
        assert (reviewed.source, reviewed.last_day) == (DueSource.RULE, dt.date(2026, 7, 1))

    def test_nothing_is_due_where_nothing_is_known(self) -> None:
        assert next_due(Facts(), YEARLY) is None

    def test_an_event_brings_it_forward_and_never_back(self) -> None:
        event = (dt.date(2025, 6, 1), dt.date(2025, 7, 1))
        forward = next_due(Facts(approved_on=DAY, early=(event,)), YEARLY)
        assert forward is not None
        assert (forward.source, forward.first_day, forward.last_day) == (DueSource.EARLY, *event)
        overdue = next_due(Facts(stated=PartialDate(2025, 5), early=(event,)), YEARLY)
        assert overdue is not None
        assert overdue.source == DueSource.STATED

    def test_the_months_of_a_leap_day_end_with_february(self) -> None:
        assert add_months(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
        assert add_months(dt.date(2024, 2, 29), 48) == dt.date(2028, 2, 29)
        assert add_months(dt.date(2025, 8, 31), 6) == dt.date(2026, 2, 28)


class TestRules:
    def test_the_nearest_rule_holds_and_at_each_place_the_one_for_the_kind(self) -> None:
        school = ("School", {"": 24})
        trust = ("Trust", {"privacy_notice": 6, "": 36})
        assert choose_rule(3, [school, trust], "privacy_notice") == Rule(3, RuleOrigin.OBJECT)
        assert choose_rule(None, [school, trust], "privacy_notice") == Rule(24, RuleOrigin.ORGANISATION, "School")
        assert choose_rule(None, [("School", {}), trust], "privacy_notice") == Rule(6, RuleOrigin.TRUST, "Trust")
        assert choose_rule(None, [("School", {}), trust], "library_item") == Rule(36, RuleOrigin.TRUST, "Trust")
        assert choose_rule(None, [], "privacy_notice") == Rule(12, RuleOrigin.DEFAULT)


@pytest.mark.deep
class TestWhateverTheFacts:
    @TIMELINES
    @given(facts(), rules)
    def test_it_is_never_due_before_the_last_review(self, known: Facts, rule: Rule) -> None:
        assume(known.reviewed_on is not None)
        # What an event asks for is asked for after the review, which closes all earlier ones.
        known = Facts(known.reviewed_on, known.agreed, known.stated, known.approved_on)
        found = next_due(known, rule)
        assert found is not None
        assert found.last_day >= known.reviewed_on  # type: ignore[operator]
        assert found.first_day <= found.last_day

    @TIMELINES
    @given(facts(), rules, st.integers(1, 24))
    def test_a_longer_rule_never_brings_it_forward(self, known: Facts, rule: Rule, more: int) -> None:
        sooner, later = next_due(known, rule), next_due(known, Rule(rule.months + more))
        assert (sooner is None) == (later is None)
        if sooner is not None and later is not None:
            assert sooner.last_day <= later.last_day

    @TIMELINES
    @given(facts(), rules, st.integers(0, 400))
    def test_a_later_review_never_brings_it_forward(self, known: Facts, rule: Rule, delay: int) -> None:
        assume(known.reviewed_on is not None)
        assert known.reviewed_on is not None
        # Without a date that one of the two would meet and the other not.
        known = Facts(known.reviewed_on, None, None, known.approved_on)
        later = Facts(known.reviewed_on + dt.timedelta(days=delay), None, None, known.approved_on)
        first, second = next_due(known, rule), next_due(later, rule)
        assert first is not None
        assert second is not None
        assert first.last_day <= second.last_day

    @TIMELINES
    @given(facts(), rules)
    def test_it_is_spoken_of_when_it_is_due_or_a_month_before_the_end(self, known: Facts, rule: Rule) -> None:
        found = next_due(known, rule)
        if found is not None:
            assert found.remind_on <= found.first_day
            assert found.remind_on <= found.last_day - dt.timedelta(days=DAYS_BEFORE)
            assert found.remind_on in (found.first_day, found.last_day - dt.timedelta(days=DAYS_BEFORE))


@pytest.mark.deep
class TestSteps:
    @TIMELINES
    @given(days, closures())
    def test_the_steps_come_in_order_and_never_in_the_holidays(self, due_on: dt.date, closed: Closures) -> None:
        steps = [step_day(due_on, step, closed) for step in range(12)]
        assert steps == sorted(steps)
        assert not any(first <= day <= last for day in steps for first, last in closed.periods)

    @TIMELINES
    @given(days, closures(), st.integers(-60, 400))
    def test_a_step_that_was_reached_is_never_taken_back(self, due_on: dt.date, closed: Closures, offset: int) -> None:
        today = due_on + dt.timedelta(days=offset)
        reached = current_step(due_on, today, closed)
        next_day = current_step(due_on, today + dt.timedelta(days=1), closed)
        assert (reached if reached is not None else -1) <= (next_day if next_day is not None else -1)

    def test_thirty_days_seven_days_the_day_and_then_every_month(self) -> None:
        due_on = dt.date(2026, 1, 31)
        assert [step_day(due_on, step) for step in range(5)] == [
            dt.date(2026, 1, 1), dt.date(2026, 1, 24), due_on, dt.date(2026, 2, 28), dt.date(2026, 3, 31)
        ]  # fmt: skip
        assert step_day(due_on, ESCALATES_AT) == dt.date(2026, 3, 31)
        assert current_step(due_on, dt.date(2025, 12, 31)) is None
        assert current_step(due_on, dt.date(2026, 1, 23)) == 0
        assert current_step(due_on, dt.date(2026, 2, 27)) == len(BEFORE) - 1

    def test_holidays_that_follow_each_other_are_one(self) -> None:
        closed = Closures(((dt.date(2026, 8, 10), dt.date(2026, 8, 31)), (dt.date(2026, 7, 20), dt.date(2026, 8, 9))))
        assert closed.open_day(dt.date(2026, 7, 25)) == dt.date(2026, 9, 1)
        assert closed.is_closed(dt.date(2026, 8, 31))
        assert not closed.is_closed(dt.date(2026, 9, 1))
