"""The versions that keep an organisation from being deleted, and the lock against a deletion while publishing."""

from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING

import swapper
from django.db import connection
from django.db.models import Count, Max
from django.utils.translation import gettext, ngettext

from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.organisations.deletion import MAX_LISTED, Obstacle, Obstacles
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page


def versions_in_name(organisations: Sequence[Organisation]) -> dict[int, Obstacles]:
    """The notices of which there are versions in the name of each of ``organisations``, by organisation.

    Versions count also where the notice was deleted, and where the content of the version was erased.
    """
    versions = NoticeVersion.objects.filter(organisation_id__in=[organisation.pk for organisation in organisations])
    notices = (
        versions.order_by("organisation_id", "page_id")
        .values_list("organisation_id", "page_id")
        .annotate(count=Count("pk"), newest=Max("number"))
    )
    by_organisation = {key: list(rows) for key, rows in groupby(notices, key=itemgetter(0))}
    listed = [row for rows in by_organisation.values() for row in islice(rows, MAX_LISTED)]
    titles = _titles(listed)
    pages = swapper.load_model("wagtailcore", "Page").objects.in_bulk({page_id for _, page_id, _, _ in listed})
    return {
        key: Obstacles(tuple(_obstacle(row, titles, pages) for row in rows[:MAX_LISTED]), len(rows))
        for key, rows in by_organisation.items()
    }


def keep_organisation(sender: type, page: "Page", version: NoticeVersion, **kwargs: object) -> None:
    """Keep the organisation from being deleted until the publication of ``version`` in its name is stored.

    Versions hold the number of the organisation without a foreign key. On PostgreSQL a deletion that comes second waits
    and then sees the version; after a deletion that came first the publication fails with
    :class:`~wagtail_privacy.notices.problems.ResolutionError`. On SQLite only one of the two can write at a time.
    """
    if version.organisation_id is not None and not _lock(version.organisation_id):
        message = gettext("The organisation that publishes this notice has just been deleted. Nothing was published.")
        raise ResolutionError([Problem("organisation_missing", message)], page)


def _lock(organisation_id: int) -> bool:
    if connection.vendor != "postgresql":
        return Organisation.objects.filter(pk=organisation_id).exists()
    # The lock that a foreign key would take: publications do not wait for each other, a deletion waits for all of them.
    table = connection.ops.quote_name(Organisation._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE", [organisation_id])  # noqa: S608
        return cursor.fetchone() is not None


def _titles(rows: Iterable[tuple[int, int, int, int]]) -> dict[tuple[int, int], str]:
    rows = list(rows)
    newest = NoticeVersion.objects.filter(
        page_id__in={page_id for _, page_id, _, _ in rows}, number__in={number for _, _, _, number in rows}
    )
    return {(page_id, number): title for page_id, number, title in newest.values_list("page_id", "number", "title")}


def _obstacle(row: tuple[int, int, int, int], titles: dict[tuple[int, int], str], pages: "dict[int, Page]") -> Obstacle:
    _, page_id, count, newest = row
    kind = ngettext("%(count)s version", "%(count)s versions", count) % {"count": count}
    title = titles[page_id, newest] or gettext("Erased notice %(number)s") % {"number": page_id}
    return Obstacle(label=title, kind=kind, target=pages.get(page_id))
