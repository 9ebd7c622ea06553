"""The list of versions of a notice, and what changed between two of them."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Max, Min, Q, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wagtail_privacy import conf
from wagtail_privacy.public.archive.versions import (
    Archive,
    ArchivedVersion,
    ArchiveRow,
    archive_around,
    history_key,
    shows_all,
    timelines_of,
    unpublished_periods_of,
    was_unpublished,
    with_unpublished_periods,
)
from wagtail_privacy.public.differences import rendered_changes
from wagtail_privacy.public.guard import guarded
from wagtail_privacy.public.http import changed_at, conditional, set_last_changed
from wagtail_privacy.public.rendering import cache_key
from wagtail_privacy.public.responses import (
    Unavailable,
    erased_error,
    explains_unavailable,
    is_deleted,
    page_url,
    render_page,
    version_not_found_error,
)
from wagtail_privacy.public.reviews import newest_review, reviews_by_version
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

ARCHIVE_TEMPLATE = "wagtail_privacy/public/archive.html"
LISTING_TEMPLATE = "wagtail_privacy/public/parts/listing.html"
CHANGES_TEMPLATE = "wagtail_privacy/public/changes.html"
PAGE_SIZE = 20


class CountedPaginator(Paginator[NoticeVersion]):
    """Pages of a queryset whose length is known already."""

    def __init__(self, rows: "QuerySet[NoticeVersion]", per_page: int, *, count: int):
        self.known_count = count
        super().__init__(rows, per_page)

    @property
    def count(self) -> int:
        return self.known_count


@dataclass(frozen=True)
class Listing:
    """A rendered page of the list of versions; ``is_current`` says whether the notice shows a version today."""

    title: str
    language: str
    is_current: bool
    html: str
    changed_at: dt.datetime | None


@conditional
@guarded
@explains_unavailable
def versions(request: HttpRequest, page: "Page") -> HttpResponse:
    """Every version of a notice, the newest first, with what changed, why and who approved it."""
    sees_all, page_number, url = shows_all(page), request.GET.get("page", "")[:9], page_url(request, page)
    listing = _cached_listing(page, url, page_number, sees_all=sees_all)
    context = {
        "listing": mark_safe(listing.html),  # noqa: S308 - made by the template below
        "title": listing.title,
        "language": listing.language,
        "shown": listing.is_current and not is_deleted(page),
        "archive_url": f"{url}versions/",
        "feed_url": f"{url}feed/",
    }
    return set_last_changed(render_page(request, page, ARCHIVE_TEMPLATE, context), listing.changed_at)


def _cached_listing(page: "Page", url: str, page_number: str, *, sees_all: bool) -> Listing:
    """The listing, from the cache where nothing has happened to the notice since."""
    seconds = conf.render_cache_seconds()
    if not seconds:
        return _listing(page, url, page_number, sees_all=sees_all)
    state = f"{history_key([page.pk], sees_all=sees_all)} {newest_review(page.pk)}"
    key = cache_key("list", state, url, page_number, str(translation.get_language()))
    listing: Listing | None = cache.get(key)
    if listing is None:
        listing = _listing(page, url, page_number, sees_all=sees_all)
        cache.set(key, listing, seconds)
    return listing


def _listing(page: "Page", url: str, page_number: str, *, sees_all: bool) -> Listing:
    readable = NoticeVersion.objects.filter(page_id=page.pk)
    readable = readable if sees_all else readable.public()
    first, last = (function("number", filter=Q(purge=None)) for function in (Min, Max))
    numbers = readable.aggregate(count=Count("pk"), first=first, last=last)
    backdated_day = Case(When(is_backdated=True, then=F("effective_day")))
    annotated = readable.light().with_release().annotate(has_been_unpublished=was_unpublished())
    in_order = annotated.order_by("is_backdated", backdated_day.desc(), "-number")
    rows = CountedPaginator(in_order, PAGE_SIZE, count=numbers["count"]).get_page(page_number)
    timelines = timelines_of(rows)
    archive = Archive(timelines[page.pk], sees_all) if timelines else None
    if not archive:
        raise Unavailable(404, _("This notice has not been published yet"))
    current = archive.current
    # The page's own title is that of its newest text, which need not be public.
    readable_versions = (archived for period in archive.timeline.periods if (archived := archive.of(period)))
    titled = (current or next(readable_versions)).version
    reviews = reviews_by_version(page.pk, [version.number for version in rows])
    html = get_template(LISTING_TEMPLATE).render(
        {
            "rows": rows,
            "entries": [
                (archived, gap, reviews.get(archived.number, ()) if archived is not None else ())
                for archived, gap in _archive_rows(page, archive, rows)
            ],
            "numbers": numbers,
            "archive_url": f"{url}versions/",
            "current_url": url,
        }
    )
    moments = [changed_at(rows), *(told.at for of_version in reviews.values() for told in of_version)]
    latest = max((moment for moment in moments if moment is not None), default=None)
    return Listing(titled.title or _("Privacy notice"), titled.language, current is not None, html, latest)


def _archive_rows(page: "Page", archive: Archive, rows: "ListPage[NoticeVersion]") -> tuple[ArchiveRow, ...]:
    versions = (archive.get(version.number) for version in rows)
    return with_unpublished_periods(
        [archived for archived in versions if archived is not None],
        unpublished_periods_of(page, rows),
        is_first=not rows.has_previous(),
        is_last=not rows.has_next(),
    )


@conditional
@guarded
@explains_unavailable
def changes(request: HttpRequest, page: "Page", number: int, since: int | None = None) -> HttpResponse:
    """What version ``number`` changed: since the one before it, or since version ``since``."""
    archive = archive_around(page, number)
    after = _readable(archive, number)
    if since is None and after.before is None:
        raise Unavailable(
            200,
            _("Version %(number)s is the first") % {"number": number},
            (_("There is no earlier version of this notice to compare it with."),),
            versions=(after,),
        )
    before = _readable(archive if since is None else archive_around(page, since), since or after.before)
    if before.number == number:
        raise Unavailable(404, _("Choose two different versions"), (_("A version does not differ from itself."),))
    url = page_url(request, page)
    context = {
        "after": after,
        "before": before,
        "is_step": before.number == after.before,
        "rendered": rendered_changes(before.version, after.version, is_step=before.number == after.before),
        "numbers": {"first": 1, "last": max(after.number, before.number)},
        "archive_url": f"{url}versions/",
        "shown": not is_deleted(page),
    }
    response = render_page(request, page, CHANGES_TEMPLATE, context)
    return set_last_changed(response, changed_at([before.version, after.version]))


@conditional
@guarded
@explains_unavailable
def compare(request: HttpRequest, page: "Page") -> HttpResponse:
    """Redirect from the form that asks for two versions to the page of what changed between them."""
    before, after = (_number(request.GET.get(name, "")) for name in ("from", "to"))
    if before is None or after is None:
        raise Unavailable(404, _("Choose two versions"), (_("At least one of these is not a version of this notice."),))
    return HttpResponseRedirect(f"{page_url(request, page)}versions/{after}/changes/{before}/")


def _readable(archive: Archive, number: int | None) -> ArchivedVersion:
    archived = archive.get(number)
    if archived is None:
        raise version_not_found_error()
    if archived.purge:
        raise erased_error(archived)
    return archived


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
