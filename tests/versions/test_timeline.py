"""What became of each version: the rules one by one, then any history against a plain re-telling of them."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deep import TIMELINES
from wagtail_privacy.versions.timeline import EndReason, Timeline, UnpublishedPeriod, VersionState, unpublished_periods

TODAY = dt.date(2026, 6, 15)
START = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Row:
    number: int
    effective_day: dt.date
    recorded_on: dt.date
    postpones_from: int | None = None
    is_backdated: bool = False


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def published(number: int, effective: int, recorded: int | None = None, postpones_from: int | None = None) -> Row:
    return Row(number, day(effective), day(effective if recorded is None else recorded), postpones_from)


def backdated(number: int, effective: int, recorded: int = 100) -> Row:
    return Row(number, day(effective), day(recorded), is_backdated=True)


def states(*rows: Row, today: dt.date = TODAY) -> dict[int, str]:
    return {period.number: period.state.value for period in Timeline.of(rows, today).periods}


def in_force(timeline: Timeline[Any], *days: int) -> list[int | None]:
    periods = [timeline.on(day(number)) for number in days]
    return [period.number if period is not None else None for period in periods]


class TestStates:
    def test_a_notice_without_versions_has_an_empty_timeline(self) -> None:
        timeline = Timeline.of([], TODAY)
        assert not timeline
        assert (timeline.in_force, timeline.current, timeline.newest, timeline.oldest) == (None, None, None, None)

    def test_each_version_ends_on_the_day_before_the_next_begins(self) -> None:
        timeline = Timeline.of([published(1, 0), published(2, 10), published(3, 20)], TODAY)
        assert [(p.number, p.state.value, p.first_day, p.last_day) for p in timeline.periods] == [
            (3, "in_force", day(20), None),
            (2, "ended", day(10), day(19)),
            (1, "ended", day(0), day(9)),
        ]
        assert [(p.successor, p.predecessor) for p in timeline.periods] == [(None, 2), (3, 1), (2, None)]

    def test_a_version_is_announced_until_its_day(self) -> None:
        rows = [published(1, 0), published(2, 200, recorded=10)]
        assert states(*rows) == {1: "in_force", 2: "announced"}
        assert states(*rows, today=day(200)) == {1: "ended", 2: "in_force"}
        assert Timeline.of(rows, TODAY).periods[1].last_day == day(199)

    def test_a_correction_for_the_same_day_supersedes_an_announcement(self) -> None:
        timeline = Timeline.of([published(1, 0), published(2, 50, 10), published(3, 50, 20)], TODAY)
        period = timeline.get(2)
        assert period is not None
        assert (period.state, period.reason, period.successor) == (VersionState.SUPERSEDED, EndReason.SAME_DAY, 3)
        assert (period.predecessor, period.last_day) == (1, None)
        corrected = timeline.get(3)
        assert corrected is not None and corrected.predecessor == 1

    def test_a_version_for_an_earlier_day_supersedes_every_announcement_after_it(self) -> None:
        rows = [published(1, 0), published(2, 50, 10), published(3, 60, 11), published(4, 20)]
        assert states(*rows) == {1: "ended", 2: "superseded", 3: "superseded", 4: "in_force"}

    def test_a_version_for_a_later_day_supersedes_no_earlier_announcement(self) -> None:
        rows = [published(1, 0), published(2, 200, 10), published(3, 210, 11)]
        assert in_force(Timeline.of(rows, TODAY), 199, 200, 209, 210) == [1, 2, 2, 3]

    def test_a_version_corrected_on_its_first_day_has_ended(self) -> None:
        timeline = Timeline.of([published(1, 0), published(2, 10), published(3, 10)], TODAY)
        period, later = timeline.get(2), timeline.get(3)
        assert period is not None and later is not None
        assert (period.state, period.reason) == (VersionState.ENDED, EndReason.SAME_DAY)
        assert (period.first_day, period.last_day, period.is_in_turn) == (day(10), day(10), False)
        assert later.predecessor == 2, "readers saw version 2 before version 3"
        assert in_force(timeline, 9, 10) == [1, 3]

    def test_the_same_text_for_another_day_postpones(self) -> None:
        timeline = Timeline.of([published(1, 0), published(2, 50, 10), published(3, 60, 20, postpones_from=2)], TODAY)
        period = timeline.get(2)
        assert period is not None
        assert (period.state, period.reason, period.successor) == (VersionState.POSTPONED, EndReason.ANOTHER_DAY, 3)
        assert in_force(timeline, 50, 59, 60) == [1, 1, 3]

    def test_what_a_postponed_version_had_superseded_never_comes_back(self) -> None:
        rows = [published(1, 0), published(2, 50, 10), published(3, 50, 20), published(4, 90, 30, postpones_from=2)]
        timeline = Timeline.of(rows, TODAY)
        assert states(*rows) == {1: "ended", 2: "superseded", 3: "postponed", 4: "in_force"}
        assert {timeline.on(day(number)).number for number in range(200)} == {1, 4}  # type: ignore[union-attr]
        before = Timeline.of(rows[:3], day(30))
        assert before.postponing(3) == 2

    def test_only_the_announcement_itself_is_postponed(self) -> None:
        before = Timeline.of([published(1, 0), published(2, 50, 10), published(3, 60, 11)], day(30))
        assert before.postponing(3) == 3

    def test_backdated_versions_cover_the_days_before(self) -> None:
        rows = [published(1, 50), backdated(2, 20), backdated(3, 10), published(4, 100)]
        timeline = Timeline.of(rows, TODAY)
        assert in_force(timeline, 9, 10, 19, 20, 49, 50, 100) == [None, 3, 3, 2, 2, 1, 4]
        assert [period.number for period in timeline.periods] == [4, 1, 2, 3]
        assert timeline.newest is not None and timeline.newest.number == 4
        assert timeline.oldest is not None and timeline.oldest.number == 3

    def test_of_two_backdated_versions_for_a_day_the_later_one_counts(self) -> None:
        timeline = Timeline.of([published(1, 50), backdated(2, 10), backdated(3, 10)], TODAY)
        period = timeline.get(2)
        assert period is not None
        assert (period.state, period.successor, period.is_in_turn) == (VersionState.SUPERSEDED, 3, False)

    def test_before_the_first_version_the_next_one_is_current(self) -> None:
        timeline = Timeline.of([published(1, 200, 10)], TODAY)
        assert timeline.in_force is None
        assert timeline.current is not None and timeline.current.number == 1

    def test_a_backdated_version_is_in_force_until_the_first_one_begins(self) -> None:
        timeline = Timeline.of([published(1, 200, 10), backdated(2, 5)], TODAY)
        assert timeline.current is not None and timeline.current.number == 2


class TestBaseline:
    rows = (published(1, 0), published(2, 200, 10), published(3, 250, 20))

    @pytest.mark.parametrize(
        ("begins", "expected"), [(TODAY, 1), (day(200), 1), (day(201), 2), (day(250), 2), (day(251), 3)]
    )
    def test_a_version_is_compared_with_what_readers_see_until_it_begins(self, begins: dt.date, expected: int) -> None:
        period = Timeline.of(self.rows, TODAY).baseline(begins)
        assert period is not None and period.number == expected

    def test_a_correction_on_the_same_day_is_compared_with_what_it_corrects(self) -> None:
        period = Timeline.of([published(1, 0), Row(2, TODAY, TODAY)], TODAY).baseline(TODAY)
        assert period is not None and period.number == 2

    def test_the_first_version_is_compared_with_nothing(self) -> None:
        assert Timeline.of([backdated(1, 0)], TODAY).baseline(TODAY) is None


@st.composite
def histories(draw: Any) -> list[Row]:
    """Histories as the services allow them: nobody publishes for a day before the publication but the first time."""
    rows: list[Row] = []
    recorded = 100
    for number in range(1, draw(st.integers(1, 12)) + 1):
        recorded += draw(st.sampled_from([0, 0, 1, 7]))
        timeline = Timeline.of(rows, day(recorded))
        newest, oldest = timeline.newest, timeline.in_turn
        first = min((row.effective_day for row in rows if not row.is_backdated), default=None)
        choice = draw(st.sampled_from(["publish", "publish", "announce", "postpone", "backdate"]))
        if choice == "backdate" and (first is None or first > day(0)):
            latest = recorded if first is None else min(recorded, (first - START).days - 1)
            rows.append(backdated(number, draw(st.integers(0, latest)), recorded))
        elif choice == "postpone" and newest is not None and newest.state == VersionState.ANNOUNCED:
            other = draw(st.integers(0, 30).filter(lambda days: day(recorded + days) != newest.first_day))  # noqa: B023
            rows.append(published(number, recorded + other, recorded, timeline.postponing(newest.number)))
        elif newest is None and choice == "publish":
            last = max((period.first_day for period in oldest), default=None)
            earliest = 0 if last is None else (last - START).days + 1
            rows.append(published(number, draw(st.integers(min(earliest, recorded), recorded)), recorded))
        else:
            ahead = 0 if choice == "publish" else draw(st.integers(0, 20))
            rows.append(published(number, recorded + ahead, recorded))
    return rows


def expected_number(rows: list[Row], asked: dt.date) -> int | None:
    """The rules in other words: keep a calendar, and write each version over what it takes the place of."""
    calendar: dict[dt.date, int] = {}
    dead: set[int] = set()
    days = [day(number) for number in range(200)]
    for row in sorted((row for row in rows if row.is_backdated), key=lambda row: (row.effective_day, row.number)):
        calendar |= dict.fromkeys((other for other in days if other >= row.effective_day), row.number)
    begun: list[Row] = []
    for row in (row for row in rows if not row.is_backdated):
        dead |= {
            other.number
            for other in begun
            if other.effective_day >= row.effective_day
            or (row.postpones_from is not None and other.number >= row.postpones_from)
        }
        begun.append(row)
    for row in begun:
        if row.number not in dead:
            calendar |= dict.fromkeys((other for other in days if other >= row.effective_day), row.number)
    return calendar.get(asked)


@pytest.mark.deep
@TIMELINES
@given(histories())
def test_every_day_has_the_version_of_a_day_by_day_model(rows: list[Row]) -> None:
    timeline = Timeline.of(rows, day(130))
    for number in range(200):
        period = timeline.on(day(number))
        assert (period.number if period is not None else None) == expected_number(rows, day(number))


@pytest.mark.deep
@TIMELINES
@given(histories())
def test_periods_follow_each_other_without_gap_or_overlap(rows: list[Row]) -> None:
    turns = Timeline.of(rows, day(130)).in_turn
    for earlier, later in pairwise(turns):
        assert earlier.last_day == later.first_day - dt.timedelta(days=1)
        assert (earlier.successor, later.first_day > earlier.first_day) == (later.number, True)
    assert not turns or turns[-1].last_day is None


@pytest.mark.deep
@TIMELINES
@given(histories())
def test_a_later_publication_never_changes_an_earlier_day(rows: list[Row]) -> None:
    published_rows = [row for row in rows if not row.is_backdated]
    for count in range(1, len(published_rows)):
        before = Timeline.of(published_rows[:count], TODAY)
        after = Timeline.of(published_rows[: count + 1], TODAY)
        for number in range((published_rows[count].recorded_on - START).days):
            assert in_force(before, number) == in_force(after, number)


@pytest.mark.deep
@TIMELINES
@given(histories(), st.integers(1, 12))
def test_the_newest_rows_give_the_same_periods_as_all_rows(rows: list[Row], count: int) -> None:
    """What the public page of a notice relies on, which reads the newest rows only."""
    whole, part = Timeline.of(rows, day(130)), Timeline.of(rows[-count:], day(130))
    for row in rows[-count:]:
        if not row.is_backdated:
            mine, theirs = part.get(row.number), whole.get(row.number)
            assert mine is not None and theirs is not None
            assert (mine.state, mine.last_day, mine.successor) == (theirs.state, theirs.last_day, theirs.successor)


@pytest.mark.deep
@TIMELINES
@given(histories(), st.integers(1, 12), st.integers(1, 12))
def test_a_settled_version_stays_the_same(rows: list[Row], start: int, count: int) -> None:
    """What the page of a stored version relies on, which reads a few rows after it only."""
    run = [row for row in rows if row.number >= start][:count]
    part, whole = Timeline.of(run, day(130)), Timeline.of(rows, day(130))
    if run and not run[0].is_backdated and part.is_settled(start):
        mine, theirs = part.get(start), whole.get(start)
        assert mine is not None and theirs is not None
        assert (mine.state, mine.last_day, mine.successor) == (theirs.state, theirs.last_day, theirs.successor)


@dataclass(frozen=True)
class Event:
    kind: str
    day: dt.date
    pk: int = 0


def test_a_notice_is_unpublished_from_one_event_to_the_next() -> None:
    events = [Event("published", day(0)), Event("unpublished", day(10)), Event("published", day(20))]
    (period,) = unpublished_periods(events)
    assert period == UnpublishedPeriod(day(10), day(20))
    assert [period.covers(day(number)) for number in (9, 10, 11, 19, 20)] == [False, False, True, True, False]


def test_a_deleted_notice_is_unpublished_for_good() -> None:
    (period,) = unpublished_periods([Event("published", day(0)), Event("deleted", day(10))])
    assert period.last_day is None and period.covers(day(5000))


def test_the_latest_unpublished_period_comes_first() -> None:
    kinds = ["published", "unpublished", "published", "unpublished", "deleted"]
    periods = unpublished_periods([Event(kind, day(number)) for number, kind in enumerate(kinds)])
    assert periods == (UnpublishedPeriod(day(3)), UnpublishedPeriod(day(1), day(2)))
