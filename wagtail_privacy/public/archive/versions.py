"""The versions of one notice for readers: the timeline in words, without versions that they may not read.

What became of a version is decided in :mod:`wagtail_privacy.versions.timeline` and nowhere else.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef, Q

from wagtail_privacy.days import site_day
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.versions.labels import first_date, last_date, life_sentence
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge
from wagtail_privacy.versions.querysets import NEIGHBOURS
from wagtail_privacy.versions.timeline import Period, Timeline, UnpublishedPeriod, unpublished_periods

if TYPE_CHECKING:
    from wagtail.models import Page

TIMELINE_FIELDS = (
    "page_id",
    "number",
    "effective_on",
    "effective_day",
    "is_backdated",
    "postpones_from",
    "recorded_on",
    "was_public",
    "title",
    "language",
)
"""The fields of a version that decide what became of it, and the name of the notice."""

NOTICE_PAGE_FIELDS = (*TIMELINE_FIELDS, "digest", "published_at", "source_page_id")
"""The fields of a version that the page of a notice reads."""


@dataclass(frozen=True)
class ArchivedVersion:
    """A version with its period. ``before`` and ``after`` are the numbers of the nearest versions that may be read."""

    period: Period[Any]
    timeline: Timeline[Any]
    before: int | None = None
    after: int | None = None

    @property
    def version(self) -> NoticeVersion:
        """The stored version."""
        return self.period.version

    @property
    def number(self) -> int:
        return self.period.number

    @property
    def state(self) -> str:
        """What it is today; a value of :class:`~wagtail_privacy.versions.timeline.VersionState`."""
        return self.period.state.value

    @property
    def life(self) -> str:
        """What became of it and when, in a sentence."""
        return life_sentence(self.period, self.timeline)

    @property
    def since(self) -> str:
        """From when it applies, as precisely as it is known; a partial date."""
        return first_date(self.version).isoformat()

    @property
    def until(self) -> str:
        """The last day on which it was in force, as a partial date; empty where no end is known."""
        last = last_date(self.period, self.timeline)
        return last.isoformat() if last is not None else ""

    @property
    def approved_on(self) -> str:
        """When it was approved, as a partial date; empty where that is not known."""
        return valid_date(self.version.approved_on)

    @property
    def recorded_on(self) -> str:
        """When it was stored, as a partial date."""
        day: dt.date = self.version.recorded_on
        return day.isoformat()

    @property
    def purge(self) -> VersionPurge | None:
        """The tombstone, where the content was erased, else ``None``."""
        return getattr(self.version, "purge", None)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed since the version before, as stored with the version; empty where that one may not be read."""
        changes = self.version.changes
        is_readable = isinstance(changes, list) and self.period.predecessor == self.before
        return tuple(map(str, changes)) if is_readable else ()


@dataclass(frozen=True)
class Archive:
    """A timeline and who reads it. ``shows_all`` is true behind a view restriction, whose readers see everything."""

    timeline: Timeline[Any]
    shows_all: bool

    def __bool__(self) -> bool:
        return any(self.shows(period) for period in self.timeline.periods)

    def shows(self, period: Period[Any] | None) -> bool:
        """Whether the reader may know of this version at all."""
        return period is not None and (self.shows_all or period.version.is_public)

    def get(self, number: int | None) -> ArchivedVersion | None:
        """The version with this number, or ``None`` where there is none that may be read."""
        return self.of(self.timeline.get(number))

    def of(self, period: Period[Any] | None) -> ArchivedVersion | None:
        """The version of this period, or ``None`` where it may not be read."""
        if period is None or not self.shows(period):
            return None
        return ArchivedVersion(
            period,
            self.timeline,
            self._nearest_readable(period, "predecessor"),
            self._nearest_readable(period, "successor"),
        )

    def _nearest_readable(self, period: Period[Any], side: str) -> int | None:
        """The number of the nearest version that may be read; ``side`` is ``"predecessor"`` or ``"successor"``."""
        number: int | None = getattr(period, side)
        seen = {period.number}
        while number is not None and number not in seen:
            seen.add(number)
            neighbour = self.timeline.get(number)
            if neighbour is None or self.shows(neighbour):
                return number if neighbour is not None else None
            number = getattr(neighbour, side)
        return None

    @property
    def current(self) -> ArchivedVersion | None:
        """What the notice shows today; ``None`` also where that may not be read."""
        return self.of(self.timeline.current)

    @property
    def is_awaiting_release(self) -> bool:
        """Whether the notice has a text that nobody may read before somebody releases it."""
        current = self.timeline.current
        return current is not None and not self.shows(current)

    @property
    def announced(self) -> tuple[ArchivedVersion, ...]:
        """What will come into force, the next first."""
        versions = (self.of(period) for period in self.timeline.announced)
        return tuple(archived for archived in versions if archived is not None)

    @property
    def oldest(self) -> ArchivedVersion | None:
        """The first version in force that may be read."""
        return next((archived for period in self.timeline.in_turn if (archived := self.of(period)) is not None), None)


ArchiveRow = tuple[ArchivedVersion | None, UnpublishedPeriod | None]
"""A version, or a time without one; the other is ``None``."""


def with_unpublished_periods(
    versions: Sequence[ArchivedVersion], gaps: Iterable[UnpublishedPeriod], *, is_first: bool, is_last: bool
) -> tuple[ArchiveRow, ...]:
    """Versions and the times in which nothing was published in one list, the newest first.

    ``versions`` are one part of the list: its first one where ``is_first``, its last one where ``is_last``. A time
    stands right before the newest version that had been recorded when it began; backdated versions come last, since
    they are older than whatever happened here.
    """
    rows: list[ArchiveRow] = []
    waiting = list(gaps)
    if not is_first and versions:
        newest = versions[0].version
        waiting = [gap for gap in waiting if not newest.is_backdated and gap.first_day < newest.recorded_on]
    for archived in versions:
        while waiting and (archived.version.is_backdated or waiting[0].first_day >= archived.version.recorded_on):
            rows.append((None, waiting.pop(0)))
        rows.append((archived, None))
    return (*rows, *((None, gap) for gap in waiting)) if is_last else tuple(rows)


def was_unpublished() -> Exists:
    """Whether the notice of a version was ever unpublished or deleted; saves most notices the query for events."""
    kinds = (NoticeEvent.Kind.UNPUBLISHED, NoticeEvent.Kind.DELETED)
    return Exists(NoticeEvent.objects.filter(page_id=OuterRef("page_id"), kind__in=kinds))


def unpublished_periods_of(page: "Page", versions: Iterable[NoticeVersion]) -> tuple[UnpublishedPeriod, ...]:
    """When a notice was not published, the last time first.

    No query where ``versions``, annotated with :func:`was_unpublished`, say that it always was; else one.
    """
    if not any(getattr(version, "has_been_unpublished", False) for version in versions):
        return ()
    kinds = (NoticeEvent.Kind.PUBLISHED, NoticeEvent.Kind.UNPUBLISHED, NoticeEvent.Kind.DELETED)
    return unpublished_periods(list(NoticeEvent.objects.for_page(page.pk).filter(kind__in=kinds).order_by("sequence")))


def shows_all(page: "Page") -> bool:
    """Whether a view restriction holds for a page whose reader has passed it. At most one query more than Wagtail's."""
    if getattr(page, "is_unrestricted", False) or getattr(page, "is_deleted", False):
        return False
    return bool(page.get_view_restrictions().exists())


def current_archive(page: "Page") -> Archive:
    """What the notice shows today and what is announced. One query beside that for restrictions.

    Every reader of the notice waits for it, so it reads no more than the page shows. Whether a version was released or
    erased is asked for where it was not public when published, or has lost its title.
    """
    return Archive(NoticeVersion.objects.current_timeline(page.pk, fields=NOTICE_PAGE_FIELDS), shows_all(page))


def archive_on(page: "Page", day: dt.date) -> tuple[Archive, int | None]:
    """The version in force on ``day`` with its neighbours, and its number; ``None`` before the first."""
    versions = NoticeVersion.objects.light().with_release().annotate(has_been_unpublished=was_unpublished())
    timeline, number = versions.timeline_on(page.pk, day)
    return Archive(timeline, shows_all(page)), number


def archive_around(page: "Page", number: int) -> Archive:
    """Version ``number`` and those that decide what became of it and of the version before."""
    versions = NoticeVersion.objects.light().with_release()
    return Archive(versions.timeline_around(page.pk, number), shows_all(page))


def timelines_of(versions: Iterable[NoticeVersion]) -> dict[int, Timeline[Any]]:
    """By page a timeline that is right for these versions and holds these very objects. One query.

    What became of a version depends on later versions only, its predecessor on its neighbours. A backdated version
    needs all versions of its notice.
    """
    whole = {version.pk: version for version in versions}
    lowest: dict[int, int] = {}
    for version in whole.values():
        number = 0 if version.is_backdated else version.number - NEIGHBOURS
        lowest[version.page_id] = min(number, lowest.get(version.page_id, number))
    ranges = (Q(page_id=page_id, number__gte=number) for page_id, number in lowest.items())
    rows = NoticeVersion.objects.filter(reduce(or_, ranges, Q(pk__in=[])))
    rows_by_page: dict[int, list[NoticeVersion]] = {page_id: [] for page_id in lowest}
    for row in rows.select_related("release").only(*TIMELINE_FIELDS, "release"):
        rows_by_page[row.page_id].append(whole.get(row.pk, row))
    today = site_day()
    return {page_id: Timeline.of(page_rows, today) for page_id, page_rows in rows_by_page.items()}


def history_key(page_ids: Iterable[int], *, sees_all: bool) -> str:
    """A text that changes whenever something happens to these notices that readers may notice. Two queries.

    Whatever is published, recorded, erased, released or taken down writes an event.
    """
    keys = list(page_ids)
    event = NoticeEvent.objects.filter(page_id__in=keys).order_by().aggregate(last=Max("pk"))["last"]
    version = NoticeVersion.objects.filter(page_id__in=keys).order_by().aggregate(last=Max("pk"))["last"]
    return f"{sorted(keys)} {event} {version} {site_day()} {sees_all}"
