"""Collects what all sources say needs a person, in two queries, however many sources and organisations there are."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.people.named import Granted, named_for_page
from wagtail_privacy.schools.notice_pages import NoticePages, notice_pages
from wagtail_privacy.work_items import (
    WorkItem,
    as_work_row,
    row_work,
    rows_of_work,
    work_annotations,
    work_of_notices,
    work_sources,
)
from wagtail_privacy.worklist import missing
from wagtail_privacy.worklist.in_charge import NAMED, InCharge, users_named_by

if TYPE_CHECKING:
    from django.db.models.expressions import BaseExpression
    from wagtail.models import Page


@dataclass(frozen=True)
class Work:
    """What needs somebody, with the pages by their keys and those below which missing notices may be written."""

    items: tuple[WorkItem, ...] = ()
    pages: "dict[int, Page]" = field(default_factory=dict)
    parents: "dict[int, Page]" = field(default_factory=dict)
    """By the key of the organisation."""


def work_kinds() -> dict[str, str | Promise]:
    """The kinds of work by their names, with their labels, in the order in which they are shown."""
    return {source.name: source.label for source in work_sources()} | {missing.NAME: missing.LABEL}


def collect(
    organisations: Sequence[Organisation], today: dt.date, *, for_everyone: bool = False, with_people: bool = False
) -> list[WorkItem]:
    """What needs somebody at these organisations on ``today``: the overdue first, then by day.

    ``organisations`` come from ``Organisation.objects.with_people()``. With ``for_everyone`` also what belongs to
    everyone, and so to none of them; ``with_people`` fills in whose each item is. Two queries.
    """
    return list(collect_work(organisations, today, for_everyone=for_everyone, with_people=with_people).items)


def collect_work(
    organisations: Sequence[Organisation], today: dt.date, *, for_everyone: bool = False, with_people: bool = False
) -> Work:
    """As :func:`collect`, with the pages that the items are about."""
    if not organisations and not for_everyone:
        return Work()
    pages = notice_pages(organisations, _annotations(today, with_people=with_people))
    by_key = {page.pk: page for of_organisation in pages.translations.values() for page in of_organisation}
    parents = {one.pk: above for one in organisations if (above := pages.above_notices(one)) is not None}
    granted = Granted(users_named_by(organisations)) if with_people else None
    rows = _rows([organisation.pk for organisation in organisations], today, granted, for_everyone=for_everyone)
    items = [
        *_of_rows(rows, today),
        *_of_notices(pages, today),
        *(item for organisation in organisations for item in _missing(organisation, pages, today)),
    ]
    if granted is not None:
        in_charge = InCharge(organisations, by_key, rows, granted.abilities(rows))
        items = [replace(item, whose=in_charge.person(item)) for item in items]
    items.sort(key=lambda item: (not item.is_overdue(today), item.due or item.since, item.what.casefold()))
    return Work(tuple(items), by_key, parents)


def _missing(organisation: Organisation, pages: NoticePages, today: dt.date) -> Iterator[WorkItem]:
    notices = pages.notices.get(organisation.pk, ())
    return missing.missing_notices(organisation, notices, pages.above_notices(organisation), today)


def _annotations(today: dt.date, *, with_people: bool) -> "dict[str, BaseExpression]":
    annotations = work_annotations(today)
    return {**annotations, NAMED: named_for_page()} if with_people else annotations


def _of_notices(pages: NoticePages, today: dt.date) -> Iterator[WorkItem]:
    of_organisations = pages.translations.items()
    return work_of_notices(((page, key) for key, of_each in of_organisations for page in of_each), today)


def _rows(
    organisations: Sequence[int], today: dt.date, granted: Granted | None, *, for_everyone: bool
) -> list[Mapping[str, Any]]:
    """The rows of all sources, and those of ``granted``, where it is given: one query."""
    is_ours = Q(work_organisation__in=organisations)
    if for_everyone:
        is_ours |= Q(work_organisation__isnull=True)
    querysets = [rows.filter(is_ours) for rows in rows_of_work(today)]
    if granted is not None:
        querysets.append(granted.rows(today))
    if not querysets:
        return []
    first, *others = querysets
    return list(first.union(*others, all=True) if others else first)


def _of_rows(rows: Iterable[Mapping[str, Any]], today: dt.date) -> Iterator[WorkItem]:
    sources = {source.name: source for source in row_work()}
    for row in rows:
        source = sources.get(row["work_kind"])
        item = source.work_item(as_work_row(row), today) if source is not None else None
        if item is not None:
            yield item
