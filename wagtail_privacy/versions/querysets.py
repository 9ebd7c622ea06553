"""Queries for versions."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models
from django.db.models.functions import RowNumber

from wagtail_privacy.days import site_day
from wagtail_privacy.versions.record.append_only import AppendOnlyQuerySet
from wagtail_privacy.versions.timeline import Timeline

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

NEIGHBOURS = 8
"""How many versions on either side are read to know what became of a version. More are not announced at once."""

LARGEST_NUMBER = 2**31 - 1 - NEIGHBOURS
"""The largest number of a version that can be queried: the column and sums with ``NEIGHBOURS`` must not overflow."""


class NoticeVersionQuerySet(AppendOnlyQuerySet):
    def for_page(self, page_id: int) -> Self:
        """Every version of one notice, the newest number first."""
        return self.filter(page_id=page_id).order_by("-number")

    def published(self) -> Self:
        """Versions that were published here, not backdated."""
        return self.filter(is_backdated=False)

    def public(self) -> Self:
        """Versions that everybody may read: public when published, or released since."""
        return self.filter(models.Q(was_public=True) | models.Q(release__isnull=False))

    def with_release(self) -> Self:
        """With their release and their tombstone, in the same query."""
        return self.select_related("release", "purge")

    def light(self) -> Self:
        """Without the document: for lists, and for pages whose HTML comes from the cache."""
        return self.defer("document")

    def visible_on(self, day: dt.date, *, with_announced: bool = False) -> Self:
        """Of each notice the version in force on ``day``, in one query; with those that begin later, if asked for.

        Agrees with :class:`~wagtail_privacy.versions.timeline.Timeline`: the version published here with the highest
        number whose day has come and that was not postponed, else the last backdated one. Those that begin later may
        include superseded versions; a timeline of these rows leaves them out.
        """
        backdated_day = models.Case(models.When(is_backdated=True, then="effective_day"))
        order: list[Any] = ["is_backdated", backdated_day.desc(), models.F("number").desc()]
        candidates = self.not_postponed()
        if not with_announced:
            return candidates.filter(effective_day__lte=day).annotate(_rank=_rank(order)).filter(_rank=1)
        is_announced = models.Case(models.When(effective_day__gt=day, then=1), default=0)
        in_turn = candidates.annotate(_rank=_rank([is_announced, *order]))
        return in_turn.filter(models.Q(_rank=1) | models.Q(effective_day__gt=day))

    def in_force_on(self, page_id: int, day: dt.date) -> int | None:
        """The number of the version of one notice that is in force on ``day``; ``None`` before the first.

        One query that an index answers, a second one for days before the first publication.
        """
        candidates = {"page_id": page_id, "effective_day__lte": day}
        newest = self.filter(self._not_postponed(), is_backdated=False, **candidates).order_by("-number")
        number: int | None = newest.values_list("number", flat=True).first()
        if number is not None:
            return number
        backdated = self.filter(is_backdated=True, **candidates).order_by("-effective_day", "-number")
        return backdated.values_list("number", flat=True).first()

    def timelines(self, page_ids: Iterable[int], today: dt.date | None = None) -> dict[int, Timeline[Any]]:
        """For each of these pages a timeline of what readers are shown on ``today``: in force and announced. One query.

        The versions carry no documents unless the queryset was asked for them before.
        """
        today = today or site_day()
        by_page: dict[int, list[Any]] = {page_id: [] for page_id in page_ids}
        for version in self.filter(page_id__in=list(by_page)).visible_on(today, with_announced=True):
            by_page[version.page_id].append(version)
        return {page_id: Timeline.of(rows, today) for page_id, rows in by_page.items()}

    def current_timeline(
        self, page_id: int, today: dt.date | None = None, *, fields: Sequence[str] = ()
    ) -> Timeline[Any]:
        """As :meth:`timelines` for one page, by reading its newest versions until one of them is in force.

        One query, a second one after many announcements or where only backdated versions apply. ``fields`` are the
        only ones that are read; all but the document, where none are named. Any filter of this queryset is ignored.
        """
        today = today or site_day()
        names = fields or [field.attname for field in self.model._meta.concrete_fields if field.name != "document"]
        timeline = Timeline.of(self._newest(page_id, names), today)
        in_force = timeline.in_force
        is_enough = len(timeline.periods) < NEIGHBOURS or (in_force and not in_force.version.is_backdated)
        return timeline if is_enough else Timeline.of(self.model._default_manager.for_page(page_id).only(*names), today)

    def _newest(self, page_id: int, fields: Iterable[str]) -> "models.query.RawQuerySet[Any]":
        """The newest versions of one notice. Plain SQL: the ORM takes three times as long, for every reader."""
        quoted = connections[self.db].ops.quote_name
        columns = dict.fromkeys(self.model._meta.get_field(name).column for name in (self.model._meta.pk.name, *fields))
        sql = (
            f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(self.model._meta.db_table)} "  # noqa: S608 - names
            f"WHERE page_id = %s ORDER BY number DESC LIMIT {NEIGHBOURS}"
        )
        return self.model._default_manager.using(self.db).raw(sql, [page_id])

    def timeline_around(self, page_id: int, number: int, today: dt.date | None = None) -> Timeline[Any]:
        """A timeline of as few versions as decide what became of version ``number`` and of its predecessor.

        One query, a second one only where many versions superseded each other; empty where there is no such version.
        """
        today = today or site_day()
        if not 0 < number <= LARGEST_NUMBER:
            return Timeline.of([], today)
        versions = self.filter(page_id=page_id)
        near = versions.filter(number__range=(number - NEIGHBOURS, number + NEIGHBOURS))
        return _sufficient_timeline(versions, list(near), number, today)

    def timeline_on(self, page_id: int, day: dt.date, today: dt.date | None = None) -> tuple[Timeline[Any], int | None]:
        """As :meth:`timeline_around` for the version in force on ``day``, with its number; ``None`` before the first.

        One query for days since the first publication, a second one for those before it.
        """
        today = today or site_day()
        versions = self.filter(page_id=page_id)
        candidates = self.model._default_manager.filter(page_id=page_id, effective_day__lte=day)
        number_on_day = models.Subquery(candidates.not_postponed().published().order_by("-number").values("number")[:1])
        near = versions.annotate(_number_on_day=number_on_day).filter(
            number__gte=models.F("_number_on_day") - NEIGHBOURS, number__lte=models.F("_number_on_day") + NEIGHBOURS
        )
        rows = list(near)
        if rows:
            number: int = rows[0]._number_on_day  # noqa: SLF001 - annotated above
            return _sufficient_timeline(versions, rows, number, today), number
        # The days of a backdated version depend on all backdated versions and on the first versions published here.
        timeline = Timeline.of(
            versions.filter(models.Q(is_backdated=True) | models.Q(number__lte=2 * NEIGHBOURS)), today
        )
        period = timeline.on(day)
        return timeline, period.number if period is not None else None

    def current(self, page_id: int, today: dt.date | None = None) -> Any:
        """The version that the notice shows on ``today``, or ``None``. One query, without the document."""
        period = self.current_timeline(page_id, today).current
        return period.version if period is not None else None

    def last_published(self, page_id: int) -> Any:
        """The newest version published here, in force or announced, or ``None``. One query, without the document."""
        return self.published().for_page(page_id).light().first()

    def referring_to(self, item: models.Model) -> Self:
        """Versions that refer to this library item, directly or through a clause; the newest numbers first."""
        references = self.model._meta.get_field("references").related_model._default_manager.filter(
            model=item._meta.model_name, object_id=item.pk
        )
        return self.filter(pk__in=references.values("version_id")).order_by("page_id", "-number")

    def not_postponed(self) -> Self:
        """Without postponed versions and those that these had superseded."""
        return self.filter(self._not_postponed())

    def _not_postponed(self) -> "_NotPostponed":
        return _NotPostponed("page_id", "number", "is_backdated", table=self.model._meta.db_table)


class _NotPostponed(models.Func):
    """Whether no later version postponed a version. Takes the columns of page, number and ``is_backdated``.

    Plain SQL, because the ORM takes longer to write ``Exists`` than the database to answer it. A backdated version was
    never announced; the condition is inside the subquery, so that PostgreSQL can use one join for many versions.
    """

    output_field = models.BooleanField()

    def as_sql(  # type: ignore[override]
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **_context: object
    ) -> tuple[str, tuple[()]]:
        page_id, number, is_backdated = (compiler.compile(column)[0] for column in self.get_source_expressions())
        sql = (
            f"NOT EXISTS (SELECT 1 FROM {connection.ops.quote_name(self.extra['table'])} later "  # noqa: S608 - columns only
            f"WHERE later.page_id = {page_id} AND later.number > {number} AND later.postpones_from IS NOT NULL "
            f"AND later.postpones_from <= {number} AND NOT {is_backdated})"
        )
        return sql, ()


def _rank(order: list[Any]) -> models.Window:
    """The rank of a version among those of its notice in this order, from 1."""
    return models.Window(RowNumber(), partition_by="page_id", order_by=order)


def _sufficient_timeline(
    versions: NoticeVersionQuerySet, near: list[Any], number: int, today: dt.date
) -> Timeline[Any]:
    """A timeline of ``near``, all versions with numbers around ``number``, if these decide; else of all versions."""
    timeline = Timeline.of(near, today)
    period = timeline.get(number)
    if period is None:
        return timeline
    has_all_later = all(row.number < number + NEIGHBOURS for row in near)
    # Backdated versions follow each other by day, not by number.
    is_known = not period.version.is_backdated and (has_all_later or _is_settled(near, number, today))
    has_all_earlier = any(row.number == 1 for row in near)
    predecessor = timeline.get(period.predecessor)
    has_predecessor = has_all_earlier or (predecessor is not None and not predecessor.version.is_backdated)
    return timeline if is_known and has_predecessor else Timeline.of(versions, today)


def _is_settled(near: list[Any], number: int, today: dt.date) -> bool:
    return Timeline.of((row for row in near if row.number >= number), today).is_settled(number)
