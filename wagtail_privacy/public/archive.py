"""The versions of one notice in their order, and from when to when each applied. Pure: rows in, facts out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils import timezone

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.versions.models import NoticeEvent


class State(StrEnum):
    """What a version is on a day.

    The last three were published and never applied for a whole day: another was published to apply from the same day,
    or from an earlier one, or the announcement was put off.
    """

    IN_FORCE = "in_force"
    ANNOUNCED = "announced"
    ENDED = "ended"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class ArchivedVersion:
    """A version in its place.

    ``until`` is the last day that it applied, as a partial date; empty where that is not known. ``follower`` is the
    number of the version that took its place, ``before`` that of the version to compare it with, ``compared`` that of
    the one with which its stored sentences compare it; each ``None`` where there is none.
    """

    version: Any
    state: State
    until: str = ""
    follower: int | None = None
    before: int | None = None
    compared: int | None = None

    @property
    def number(self) -> int:
        number: int = self.version.number
        return number

    @property
    def since(self) -> str:
        """From when it applies, as precisely as it is known; a partial date."""
        return valid_date(self.version.effective_on, self.version.effective_day)

    @property
    def approved_on(self) -> str:
        """When it was approved, as a partial date; empty where that is not known."""
        return valid_date(self.version.approved_on)

    @property
    def recorded_on(self) -> str:
        """When it was stored, as a partial date."""
        return _local_day(self.version.published_at).isoformat()

    @property
    def purge(self) -> Any:
        """The tombstone, where the content was erased, else ``None``."""
        return getattr(self.version, "purge", None)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed, as it was found when the version was stored."""
        changes = self.version.changes
        return tuple(map(str, changes)) if isinstance(changes, list) else ()

    @property
    def is_compared_elsewhere(self) -> bool:
        """Whether the sentences tell what changed since another version than the one before it."""
        return bool(self.sentences) and self.compared != self.before


@dataclass(frozen=True)
class Absence:
    """A time in which the notice was not published; ``end`` is ``None`` where it lasts."""

    start: dt.datetime
    end: dt.datetime | None = None

    @property
    def since(self) -> str:
        """The day on which it began, as a partial date."""
        return _local_day(self.start).isoformat()

    @property
    def until(self) -> str:
        """The day on which it ended, as a partial date; empty where it lasts."""
        return _local_day(self.end).isoformat() if self.end else ""

    def covers(self, day: dt.date) -> bool:
        """Whether nothing was published on the whole of ``day``."""
        return _local_day(self.start) < day and (self.end is None or _local_day(self.end) > day)


@dataclass(frozen=True)
class Archive:
    """All versions of one notice, the newest first, as things stand on ``today``."""

    versions: tuple[ArchivedVersion, ...]
    today: dt.date

    @classmethod
    def of(cls, rows: Iterable[Any], today: dt.date) -> "Archive":
        """The archive of one notice from the rows of all its versions, in any order."""
        ordered = sorted(rows, key=_rank, reverse=True)
        takers = [row for row in ordered if row.postpones_from is not None]
        reigns = _reigns(row for row in ordered if not _taker(row, takers))
        return cls(tuple(_archived(place, ordered, reigns, today) for place in range(len(ordered))), today)

    def __bool__(self) -> bool:
        return bool(self.versions)

    @cached_property
    def _by_number(self) -> dict[int, ArchivedVersion]:
        return {found.number: found for found in self.versions}

    def get(self, number: int | None) -> ArchivedVersion | None:
        """The version with this number, or ``None``."""
        return self._by_number.get(number) if number is not None else None

    def on(self, day: dt.date) -> ArchivedVersion | None:
        """The version that applied, or will apply, on ``day``; ``None`` before the first.

        The same as :meth:`~wagtail_privacy.versions.querysets.NoticeVersionQuerySet.in_force_on` finds.
        """
        begun = (found for found in self._ever_in_force if found.version.effective_day <= day)
        return max(begun, key=lambda found: _rank(found.version), default=None)

    @property
    def current(self) -> ArchivedVersion | None:
        """What readers of the notice see today: published here, and in force or else the next to be."""
        in_force = (one for one in self.versions if one.state == State.IN_FORCE and not one.version.is_backdated)
        return next(in_force, None) or next(iter(self.announced), None)

    @property
    def announced(self) -> tuple[ArchivedVersion, ...]:
        """What was published here to apply later, the next first."""
        found = (one for one in self.versions if one.state == State.ANNOUNCED and not one.version.is_backdated)
        return tuple(sorted(found, key=lambda one: one.version.effective_day))

    @property
    def oldest(self) -> ArchivedVersion | None:
        """The version that applied first of all."""
        return min(self._ever_in_force, key=lambda found: found.version.effective_day, default=None)

    @property
    def readable(self) -> tuple[ArchivedVersion, ...]:
        """The versions whose content is still there."""
        return tuple(found for found in self.versions if not found.purge)

    @cached_property
    def _ever_in_force(self) -> tuple[ArchivedVersion, ...]:
        never = {State.CORRECTED, State.REPLACED, State.TAKEN_BACK}
        return tuple(found for found in self.versions if found.state not in never)


def absences(events: Iterable[Any]) -> tuple[Absence, ...]:
    """When a notice was not published, the last time first, from its events in any order."""
    found: list[Absence] = []
    start: dt.datetime | None = None
    for event in sorted(events, key=lambda event: (event.at, event.pk)):
        if event.kind in {NoticeEvent.Kind.UNPUBLISHED, NoticeEvent.Kind.DELETED}:
            start = start or event.at
        elif event.kind == NoticeEvent.Kind.PUBLISHED and start:
            found.append(Absence(start, event.at))
            start = None
    if start:
        found.append(Absence(start))
    return tuple(reversed(found))


def timeline(
    versions: Sequence[ArchivedVersion], gaps: Iterable[Absence]
) -> tuple[tuple[ArchivedVersion | None, Absence | None], ...]:
    """Versions and absences in one list, the newest first; of each pair one is ``None``.

    Versions that were recorded later come last, since they are older than whatever happened here.
    """
    rows: list[tuple[ArchivedVersion | None, Absence | None]] = []
    waiting = list(gaps)
    for found in versions:
        while waiting and (found.version.is_backdated or waiting[0].start >= found.version.published_at):
            rows.append((None, waiting.pop(0)))
        rows.append((found, None))
    return (*rows, *((None, gap) for gap in waiting))


_Rank = tuple[bool, dt.date, int]


def _rank(row: Any) -> _Rank:
    """What comes later in the life of a notice: of versions published here the number decides, and they come after
    those recorded later, of which the day decides.
    """
    return (not row.is_backdated, row.effective_day if row.is_backdated else dt.date.min, row.number)


def _taker(row: Any, rows: Iterable[Any]) -> Any:
    """The later version that took back the announcement of this one, or ``None``."""
    takers = (
        other
        for other in rows
        if other.postpones_from is not None and other.postpones_from <= row.number < other.number
    )
    return min(takers, key=lambda other: other.number, default=None)


@dataclass(frozen=True)
class _Reign:
    row: Any
    follower: Any = None
    before: Any = None


def _reigns(rows: Iterable[Any]) -> dict[int, _Reign]:
    """From when to when each version that ever applies does, by number.

    A version applies from its day on until the day of one that comes later in the life of the notice.
    """
    successors: list[Any] = []
    for row in sorted(rows, key=lambda row: (row.effective_day, _rank(row))):
        if successors and _rank(row) < _rank(successors[-1]):
            continue
        if successors and successors[-1].effective_day == row.effective_day:
            successors.pop()
        successors.append(row)
    chain = [None, *successors, None]
    return {
        row.number: _Reign(row, follower, before)
        for before, row, follower in zip(chain, successors, chain[2:], strict=False)
    }


def _archived(place: int, ordered: Sequence[Any], reigns: dict[int, _Reign], today: dt.date) -> ArchivedVersion:
    row = ordered[place]
    older = ordered[place + 1] if place + 1 < len(ordered) else None
    compared = older.number if older is not None and not older.is_backdated else None
    reign = reigns.get(row.number)
    if reign is None:
        state, follower = _replaced(row, ordered[:place])
        return ArchivedVersion(
            row,
            state,
            follower=follower.number,
            before=older.number if older is not None else None,
            compared=compared,
        )
    return ArchivedVersion(
        row,
        _state(reign, today),
        until=_until(reign.follower) if reign.follower else "",
        follower=reign.follower.number if reign.follower else None,
        before=reign.before.number if reign.before else None,
        compared=compared,
    )


def _replaced(row: Any, later: Sequence[Any]) -> tuple[State, Any]:
    """Why a version never applied, and the one that took its place; ``later`` are those after it, newest first."""
    if taker := _taker(row, later):
        return State.TAKEN_BACK, taker
    follower = next(other for other in reversed(later) if other.effective_day <= row.effective_day)
    return State.CORRECTED if follower.effective_day == row.effective_day else State.REPLACED, follower


def _state(reign: _Reign, today: dt.date) -> State:
    if reign.row.effective_day > today:
        return State.ANNOUNCED
    return State.ENDED if reign.follower and reign.follower.effective_day <= today else State.IN_FORCE


def _until(follower: Any) -> str:
    """The last day before ``follower``; only its month or year where no more is known."""
    since = PartialDate.parse(valid_date(follower.effective_on, follower.effective_day))
    if not since.day:
        return since.isoformat()
    return PartialDate.of(since.first_day - dt.timedelta(days=1)).isoformat()


def _local_day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)
