"""Decides what became of each version of a notice, and nothing else does. Pure: rows in, periods out.

The life of a version, in the words that admin, archive, feeds and documentation use: *announced* (its day is to come),
*in force*, *ended* (was in force until a later one took over), *superseded* (never came into force: a later one took
its place before its day), *postponed* (the same text got another day). A version may also be *backdated* (recorded
later for a day in the past) or *erased*; neither changes when it applied.

The rules: versions published here are read in the order of their numbers. A version that begins on
a day takes the place of every earlier one that was to begin on that day or after it. One that gives an announced text
another day also says from which number on the announcements before it are void (``postpones_from``), so that what the
postponed version had superseded never comes back. What is left applies in turn, each from its day until the next
begins. Backdated versions speak for the days before the first of these, each until the next begins; of two for the same
day the one recorded last counts.

The query :meth:`~wagtail_privacy.versions.querysets.NoticeVersionQuerySet.visible_on` gives the same answer for one day
and many notices; a property test holds the two together.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, Protocol, TypeVar


class VersionRow(Protocol):
    """The attributes of a version that the timeline reads; a model instance or any other object."""

    @property
    def number(self) -> int: ...
    @property
    def effective_day(self) -> dt.date: ...
    @property
    def is_backdated(self) -> bool: ...
    @property
    def postpones_from(self) -> int | None: ...
    @property
    def recorded_on(self) -> dt.date: ...


Row = TypeVar("Row", bound=VersionRow)


class VersionState(StrEnum):
    """What a version is on a day."""

    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    POSTPONED = "postponed"


class EndReason(StrEnum):
    """Why a version is, or will be, no longer in force, or never was."""

    SUCCEEDED = "succeeded"
    """A later version took over on a later day."""
    SAME_DAY = "same_day"
    """A later version was published for the same day."""
    EARLIER_DAY = "earlier_day"
    """A later version was published for an earlier day."""
    ANOTHER_DAY = "another_day"
    """The same text got another day."""


@dataclass(frozen=True)
class Period(Generic[Row]):
    """A version, its state and its days.

    ``first_day`` is the day from which it applies, or was to apply. ``last_day`` is the last day on which it was, or
    will be, in force; ``None`` where no end is known, and for a version that never came into force.

    ``successor`` is the number of the version that took, or will take, its place. ``predecessor`` is the number of the
    version that readers see before it, with which it is compared; for a version that never came into force, the one
    that it was to follow. Either is ``None`` where there is none.

    ``is_in_turn`` is false for a version that was in force on no whole day.
    """

    version: Row
    state: VersionState
    first_day: dt.date
    last_day: dt.date | None = None
    successor: int | None = None
    predecessor: int | None = None
    reason: EndReason | None = None
    is_in_turn: bool = True

    @property
    def number(self) -> int:
        """The number of the version."""
        return self.version.number


@dataclass(frozen=True)
class Timeline(Generic[Row]):
    """The periods of one notice as things stand on ``today``, the latest in the life of the notice first."""

    periods: tuple[Period[Row], ...]
    today: dt.date

    @classmethod
    def of(cls, rows: Iterable[Row], today: dt.date) -> "Timeline[Row]":
        """The timeline of one notice from rows of its versions, in any order.

        All rows give all answers. A run of the newest numbers without a gap gives the right state, days and successor
        of each version in it, and the right :attr:`in_force`, unless that is ``None``: only later versions decide what
        became of a version.
        """
        ordered = sorted(rows, key=lambda row: row.number)
        published = _Published.of(row for row in ordered if not row.is_backdated)
        backdated, duplicates = _without_duplicates(row for row in ordered if row.is_backdated)
        first = published.in_turn[0].effective_day if published.in_turn else None
        applicable = [row for row in backdated if first is None or row.effective_day < first]
        turns = [*applicable, *published.in_turn]
        before = {row.number: earlier for earlier, row in zip([None, *turns], turns, strict=False)} | published.before
        after = {row.number: later for row, later in zip(turns, [*turns[1:], None], strict=False)}
        periods: list[Period[Row]] = []
        for row in sorted(ordered, key=life_order, reverse=True):
            if row.number in after:
                periods.append(_in_turn(row, before[row.number], after[row.number], today))
            elif (superseding := published.superseding.get(row.number)) is not None:
                periods.append(_superseded(row, before.get(row.number), superseding))
            else:
                periods.append(_superseded_backdated(row, duplicates.get(row.number) or published.in_turn[0]))
        return cls(tuple(periods), today)

    def __bool__(self) -> bool:
        return bool(self.periods)

    @cached_property
    def _by_number(self) -> dict[int, Period[Row]]:
        return {period.number: period for period in self.periods}

    @cached_property
    def in_turn(self) -> tuple[Period[Row], ...]:
        """The periods of versions that were, are or will be in force on whole days, the first day first."""
        return tuple(period for period in reversed(self.periods) if period.is_in_turn)

    def get(self, number: int | None) -> Period[Row] | None:
        """The period of the version with this number, or ``None``."""
        return self._by_number.get(number) if number is not None else None

    def on(self, day: dt.date) -> Period[Row] | None:
        """The period that covers ``day``, as far as is known today; ``None`` before the first."""
        count = bisect_right(self.in_turn, day, key=lambda period: period.first_day)
        return self.in_turn[count - 1] if count else None

    @property
    def in_force(self) -> Period[Row] | None:
        """What is in force today, or ``None``."""
        return self.on(self.today)

    @property
    def announced(self) -> tuple[Period[Row], ...]:
        """What will come into force, the next first."""
        return tuple(period for period in self.in_turn if period.state == VersionState.ANNOUNCED)

    @property
    def in_force_and_announced(self) -> tuple[Period[Row], ...]:
        """What is in force today, then what will come into force: all that a change of today has to reach."""
        in_force = self.in_force
        return (in_force, *self.announced) if in_force is not None else self.announced

    @property
    def current(self) -> Period[Row] | None:
        """What the notice shows today: the version in force; before the first one is, the next that will be."""
        return self.in_force or next(iter(self.announced), None)

    @property
    def newest(self) -> Period[Row] | None:
        """The version that was published last, in force or announced; never a backdated one."""
        published = (period for period in self.periods if not period.version.is_backdated)
        return max(published, key=lambda period: period.number, default=None)

    @property
    def oldest(self) -> Period[Row] | None:
        """The version that was in force first, or will be."""
        return next(iter(self.in_turn), None)

    def baseline(self, day: dt.date) -> Period[Row] | None:
        """What a version published today to begin on ``day`` is compared with: the one that readers see until then.

        ``None`` for the first version: a backdated one is no part of what was published here.
        """
        return next((period for period in reversed(self.in_turn) if self._is_seen_before(period, day)), None)

    def _is_seen_before(self, period: Period[Row], day: dt.date) -> bool:
        return not period.version.is_backdated and period.first_day <= max(self.today, day - dt.timedelta(days=1))

    def postponing(self, number: int) -> int:
        """The ``postpones_from`` of a version that gives the announced version ``number`` another day.

        It postpones the announced version and every version between that and the previous one in turn, because versions
        that the announced one had superseded must not come back.
        """
        published = [period.number for period in self.in_turn if not period.version.is_backdated]
        return max((earlier for earlier in published if earlier < number), default=0) + 1

    def is_settled(self, number: int) -> bool:
        """Whether versions with higher numbers than any row here can change nothing about version ``number``.

        No version begins before the one that is in force when it is published, so earlier periods stay as they are.
        """
        period = self.get(number)
        if period is None:
            return False
        if not period.is_in_turn:
            return True
        successor, newest = self.get(period.successor), self.newest
        if successor is None or newest is None:
            return False
        in_force = self.on(newest.version.recorded_on)
        return in_force is not None and successor.first_day < in_force.first_day


def life_order(row: VersionRow) -> tuple[bool, dt.date, int]:
    """Sort key of the life of a notice: backdated versions first, by day; then published versions, by number."""
    return (not row.is_backdated, row.effective_day if row.is_backdated else dt.date.min, row.number)


@dataclass(frozen=True)
class _Published(Generic[Row]):
    """Versions published here: those in turn, what superseded each of the others, and what readers saw before each."""

    in_turn: list[Row]
    superseding: dict[int, Row]
    before: dict[int, Row | None]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "_Published[Row]":
        """``rows`` in the order of their numbers."""
        in_turn: list[Row] = []
        superseding: dict[int, Row] = {}
        before: dict[int, Row | None] = {}
        for row in rows:
            while in_turn and _supersedes(row, in_turn[-1]):
                superseded = in_turn.pop()
                superseding[superseded.number] = row
                if superseded.effective_day <= row.recorded_on:
                    # Its day had come: readers saw it, so the new version is compared with it.
                    before.setdefault(row.number, superseded)
            if in_turn:
                before.setdefault(row.number, in_turn[-1])
            in_turn.append(row)
        return cls(in_turn, superseding, before)


def _supersedes(row: VersionRow, earlier: VersionRow) -> bool:
    return row.effective_day <= earlier.effective_day or _postpones(row, earlier)


def _postpones(row: VersionRow, earlier: VersionRow) -> bool:
    return row.postpones_from is not None and row.postpones_from <= earlier.number


def _without_duplicates(rows: Iterable[Row]) -> tuple[list[Row], dict[int, Row]]:
    """Backdated versions by day, the last recorded of each day; and the next of its day for each other number."""
    unique: list[Row] = []
    duplicates: dict[int, Row] = {}
    for row in sorted(rows, key=life_order):
        if unique and unique[-1].effective_day == row.effective_day:
            duplicates[unique.pop().number] = row
        unique.append(row)
    return unique, duplicates


def _in_turn(row: Row, before: Row | None, after: Row | None, today: dt.date) -> Period[Row]:
    if row.effective_day > today:
        state = VersionState.ANNOUNCED
    elif after is not None and after.effective_day <= today:
        state = VersionState.ENDED
    else:
        state = VersionState.IN_FORCE
    return Period(
        row,
        state,
        first_day=row.effective_day,
        last_day=after.effective_day - dt.timedelta(days=1) if after is not None else None,
        successor=after.number if after is not None else None,
        predecessor=before.number if before is not None else None,
        reason=EndReason.SUCCEEDED if after is not None else None,
    )


def _superseded(row: Row, before: Row | None, superseding: Row) -> Period[Row]:
    """A published version whose place ``superseding`` took."""
    last_day: dt.date | None = None
    if _postpones(superseding, row):
        state, reason = VersionState.POSTPONED, EndReason.ANOTHER_DAY
    elif superseding.recorded_on >= row.effective_day:
        # Its day had come: readers saw it until the later version was published on the same day.
        state, reason, last_day = VersionState.ENDED, EndReason.SAME_DAY, row.effective_day
    else:
        state = VersionState.SUPERSEDED
        is_same = superseding.effective_day == row.effective_day
        reason = EndReason.SAME_DAY if is_same else EndReason.EARLIER_DAY
    return Period(
        row,
        state,
        first_day=row.effective_day,
        last_day=last_day,
        successor=superseding.number,
        predecessor=before.number if before is not None else None,
        reason=reason,
        is_in_turn=False,
    )


def _superseded_backdated(row: Row, successor: Row) -> Period[Row]:
    """A backdated version for a day that ``successor`` covers."""
    is_same = successor.effective_day == row.effective_day
    return Period(
        row,
        VersionState.SUPERSEDED,
        first_day=row.effective_day,
        successor=successor.number,
        reason=EndReason.SAME_DAY if is_same else EndReason.EARLIER_DAY,
        is_in_turn=False,
    )


class EventRow(Protocol):
    """The attributes of an event that the unpublished periods are computed from."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def day(self) -> dt.date: ...


@dataclass(frozen=True)
class UnpublishedPeriod:
    """A time in which the notice was not published; ``last_day`` is ``None`` where it lasts.

    Days are those of the events: on the first and the last one the notice could be read for a part of the day.
    """

    first_day: dt.date
    last_day: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether nothing was published on the whole of ``day``."""
        return self.first_day < day and (self.last_day is None or day < self.last_day)


def unpublished_periods(events: Sequence[EventRow]) -> tuple[UnpublishedPeriod, ...]:
    """The times in which a notice was not published, the latest first, from its events in the order of time."""
    periods: list[UnpublishedPeriod] = []
    start: dt.date | None = None
    for event in events:
        if event.kind in {"unpublished", "deleted"}:
            start = start or event.day
        elif event.kind == "published" and start is not None:
            periods.append(UnpublishedPeriod(start, event.day))
            start = None
    if start is not None:
        periods.append(UnpublishedPeriod(start))
    return tuple(reversed(periods))
