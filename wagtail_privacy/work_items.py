"""What needs a person, as rooms and apps register it: for the list, the panel, the badge and the digests.

There are two kinds of source, so that a screen reads all of them in two queries, however many are registered: what
is said of a notice is read with the notices, and everything else comes as rows of one union.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.db.models import CharField, DateField, IntegerField, JSONField, QuerySet, Value
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class Person:
    """Who sees to something. ``key`` is ``user:`` and a primary key, or ``mail:`` and an address in small letters."""

    key: str
    name: str
    address: str = ""


@dataclass(frozen=True)
class WorkItem:
    """Something that needs a person. All texts are whole sentences in the active language, but for ``what``.

    ``kind`` is the name of its source and ``key`` its own within that kind; ``what`` is the thing itself ("Privacy
    notice for pupils"), ``why`` why it is in the list, ``to_do`` what to do. ``url`` is the screen where that is done.
    ``since`` is the day from which it needs somebody, ``due`` the last day on which it should be done, where there is
    one. ``organisation`` is a primary key; ``None`` stands for everyone. ``whose`` is empty where nobody is named: then
    it is the organisation's. With ``is_for_owner`` it is done by whoever acts for the organisation, as its owner.
    """

    kind: str
    key: str
    what: str
    why: str
    to_do: str
    url: str
    since: dt.date
    organisation: int | None
    due: dt.date | None = None
    page_id: int | None = None
    whose: Person | None = None
    is_for_owner: bool = False

    def is_overdue(self, today: dt.date) -> bool:
        """Whether the last day on which it should have been done is over."""
        return self.due is not None and self.due < today


@runtime_checkable
class NoticeWork(Protocol):
    """Says what a notice needs. Costs no query: what it wants to know is read with the notices."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        """What is to be known of each notice, as expressions over the base page. The names are the source's own."""

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterable[WorkItem]:
        """What this page, the base row of a notice, needs on ``today``, from what its annotations gave."""


@dataclass(frozen=True)
class WorkRow:
    """A row of a :class:`RowWork`. ``known`` is whatever the source put into it, as plain JSON."""

    key: str
    organisation: int | None
    title: str
    since: dt.date
    due: dt.date | None
    known: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class RowWork(Protocol):
    """Says what else needs somebody: rows of any model, which are read in one query with those of all sources."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...

    def rows(self, today: dt.date) -> "QuerySet[Any, Any] | Sequence[QuerySet[Any, Any]]":
        """A queryset of work, made with :func:`work_rows`, or one for each of several models.

        Which organisations are in question is added to it.
        """

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem | None:
        """What is said of a row; ``None`` where it turns out to need nobody."""


WorkSource = NoticeWork | RowWork

ROW_COLUMNS = ("work_kind", "work_key", "work_organisation", "work_title", "work_since", "work_due", "work_known")


def work_rows(
    source: RowWork,
    queryset: "QuerySet[Any, Any]",
    *,
    key: Combinable,
    organisation: Combinable,
    title: Combinable,
    since: Combinable,
    due: Combinable | None = None,
    known: Combinable | None = None,
) -> "QuerySet[Any, Any]":
    """``queryset`` as rows of work. The arguments are expressions over its model; ``known`` is a ``JSONObject``.

    ``since`` and ``due`` are days, ``organisation`` a primary key.
    """
    return (
        queryset.order_by()
        .annotate(
            work_kind=Value(source.name, CharField()),
            work_key=Cast(key, CharField()),
            work_organisation=Cast(organisation, IntegerField()),
            work_title=Cast(title, CharField()),
            work_since=Cast(since, DateField()),
            work_due=Cast(Value(None) if due is None else due, DateField()),
            work_known=Value({}, JSONField()) if known is None else known,
        )
        .values(*ROW_COLUMNS)
    )


def as_work_row(row: Mapping[str, Any]) -> WorkRow:
    """A row of such a queryset, whose columns are :data:`ROW_COLUMNS`."""
    return WorkRow(
        key=row["work_key"],
        organisation=row["work_organisation"],
        title=row["work_title"],
        since=row["work_since"],
        due=row["work_due"],
        known=row["work_known"],
    )


_sources: dict[str, WorkSource] = {}


def register_work(source: WorkSource) -> None:
    """Add a source of work. Called when an app is ready; the same name again replaces it."""
    _sources[source.name] = source


def work_sources() -> tuple[WorkSource, ...]:
    """The sources in the order in which they were registered first."""
    return tuple(_sources.values())


def notice_work() -> list[NoticeWork]:
    """The sources that are read with the notices."""
    return [source for source in work_sources() if isinstance(source, NoticeWork)]


def row_work() -> list[RowWork]:
    """The sources that come as rows."""
    return [source for source in work_sources() if isinstance(source, RowWork)]


def rows_of_work(today: dt.date) -> "Iterator[QuerySet[Any, Any]]":
    """The querysets of all sources that come as rows."""
    for source in row_work():
        rows = source.rows(today)
        yield from [rows] if isinstance(rows, QuerySet) else rows


def work_annotations(today: dt.date) -> dict[str, BaseExpression]:
    """What the sources want to know of each notice, by the attribute of the page that holds it."""
    return {
        _attribute(source, name): expression
        for source in notice_work()
        for name, expression in source.annotations(today).items()
    }


def work_of_notices(pages: "Iterable[tuple[Page, int | None]]", today: dt.date) -> Iterator[WorkItem]:
    """What each of these notices needs: pages with those annotations, each with the key of its organisation."""
    sources = [(source, list(source.annotations(today))) for source in notice_work()]
    for page, organisation in pages:
        for source, names in sources:
            known = {name: getattr(page, _attribute(source, name)) for name in names}
            yield from source.work_items(page, known, organisation, today)


def _attribute(source: NoticeWork, name: str) -> str:
    return f"work_{source.name}_{name}"
