"""A notice, its stored versions and the hub. Each view is called as ``view(request, page, **kwargs)``.

Wagtail has checked the page before: it is live, and the visitor passed its view restrictions. A deleted notice comes as
an :class:`~wagtail_privacy.public.archive.permanent.ArchivedNotice`: it has versions and no current one.
"""

import datetime as dt
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, Resolver404, URLResolver, get_resolver, get_urlconf, reverse
from django.utils import translation
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.public.archive import views as archive_views
from wagtail_privacy.public.archive.download import download
from wagtail_privacy.public.archive.versions import ArchivedVersion, archive_around, current_archive
from wagtail_privacy.public.guard import guarded, source_taken_away
from wagtail_privacy.public.http import changed_at, conditional, set_last_changed
from wagtail_privacy.public.hub_notices import hub_notices
from wagtail_privacy.public.languages import languages_of
from wagtail_privacy.public.marks import Standing
from wagtail_privacy.public.paths import DATA_NAME
from wagtail_privacy.public.rendering import version_label
from wagtail_privacy.public.responses import (
    OwnLanguageResponse,
    alternate_links,
    erased_error,
    explains_unavailable,
    is_deleted,
    page_context,
    page_url,
    render_page,
    require_released,
    version_not_found_error,
)
from wagtail_privacy.public.reviews import review_line, reviews_by_version
from wagtail_privacy.public.translated import equal_translations, rendered_beside, source_shown, standing_of
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import VersionState

if TYPE_CHECKING:
    from wagtail.models import Page

NOTICE_TEMPLATE = "wagtail_privacy/public/notice.html"
DOCUMENT = "document.json"


@conditional
@guarded
@explains_unavailable
def current(request: HttpRequest, page: "Page") -> HttpResponse:
    """The current version of a notice, with what is announced. Raises ``Http404`` where it has none.

    The address of a deleted notice shows its versions.
    """
    if is_deleted(page):
        return archive_views.versions(request, page)
    archive = current_archive(page)
    require_released(page, archive)
    shown = archive.current
    if shown is None:
        raise Http404(_("This notice has not been published yet."))
    if (without_source := source_taken_away(request, page, shown.version.source_page_id)) is not None:
        return without_source
    # An erased version has lost its title. Its content may still be in a cache.
    if not shown.version.title and shown.purge:
        raise erased_error(shown)
    url = page_url(request, page)
    source = source_shown(shown.version, archive.timeline.today, sees_all=archive.shows_all)
    languages = languages_of(request, page)
    context = notice_context(url, shown.version, source, is_archived=False) | {
        "equal_languages": [language_name(tag) for tag in equal_translations(shown.version, languages)],
        "announced": [later for later in archive.announced if later.number != shown.number],
        "upcoming": shown if shown.state == VersionState.ANNOUNCED else None,
        "has_current": True,
    }
    line = review_line(page, archive.timeline.today, sees_all=archive.shows_all)
    context["reviewed"] = line
    response = render_page(request, page, NOTICE_TEMPLATE, context, url=url, is_current=True)
    # Nobody knows when the organisation said which languages have the same standing.
    if line.overdue or languages.links or languages.source is not None:
        return response
    changed = changed_at(period.version for period in archive.timeline.periods)
    # What a translation says of its source changes with that.
    return set_last_changed(response, _latest(changed, line.changed_at, source.published_at if source else None))


@conditional
@guarded
@explains_unavailable
def stored(request: HttpRequest, page: "Page", number: int) -> HttpResponse:
    """One version of a notice as it was published; ``number`` counts from 1."""
    archived = archive_around(page, number).get(number)
    if archived is None:
        raise version_not_found_error()
    if archived.purge:
        raise erased_error(archived)
    context = stored_context(page, page_url(request, page), archived)
    versions = [entry.version for entry in (archived, context["shown"]) if entry is not None]
    return set_last_changed(render_page(request, page, NOTICE_TEMPLATE, context), changed_at(versions))


@conditional
@guarded
def document_json(request: HttpRequest, page: "Page", number: int) -> HttpResponse:
    """The stored data of one version with what stands beside it; see :mod:`wagtail_privacy.public.archive.download`.

    Raises ``Http404`` if there is no version that may be read. The status is 410 where the content was erased, and 500
    where this release cannot read it.
    """
    archived = archive_around(page, number).get(number)
    if archived is None:
        raise Http404(_("There is no version with this number."))
    reviews = reviews_by_version(page.pk, [number]).get(number, ())
    data, status = download(archived, request.build_absolute_uri(page_url(request, page)), reviews)
    options = {"ensure_ascii": False, "sort_keys": True}
    response = JsonResponse(data, json_dumps_params=options, status=status)
    response["X-Robots-Tag"] = "noindex"
    reviewed = " ".join(review.digest for review in reviews)
    state = f"{archived.version.chained_digest} {archived.state} {archived.until} {data['address']} {status} {reviewed}"
    response["ETag"] = quote_etag(hashlib.sha256(state.encode()).hexdigest())
    return set_last_changed(response, _latest(changed_at([archived.version]), *(review.at for review in reviews)))


@conditional
@guarded
def hub(request: HttpRequest, page: "Page") -> HttpResponse:
    """The notices below a hub that this visitor may see."""
    context = {"notices": hub_notices(request, page), "feed_url": f"{page_url(request, page)}feed/"}
    response = OwnLanguageResponse(request, "wagtail_privacy/public/hub.html", page_context(request, page) | context)
    if alternates := alternate_links(languages_of(request, page)):
        response["Link"] = ", ".join(alternates)
    return response


def notice_context(
    url: str, version: NoticeVersion, source: NoticeVersion | None = None, *, is_archived: bool
) -> dict[str, Any]:
    """What the page of a version needs beside its frame; ``url`` is the address of the notice.

    ``source`` is the version of its source that a translation is shown beside. Raises ``UnreadableDocument``.
    """
    is_translation = version.source_page_id is not None
    standing = standing_of(version, is_archived=is_archived) if is_translation else Standing.SOURCE_DECIDES
    return {
        "version": version,
        "version_label": version_label(version),
        "rendered": rendered_beside(version, source, standing),
        "data_url": _data_url(url, version.number),
        "archive_url": f"{url}versions/",
        "feed_url": f"{url}feed/",
    }


def stored_context(page: "Page", url: str, archived: ArchivedVersion) -> dict[str, Any]:
    """As :func:`notice_context` for a stored version, with what the notice shows now, ``None`` where that is nothing.

    Raises ``UnreadableDocument``.
    """
    shown = None if is_deleted(page) else current_archive(page).current
    return notice_context(url, archived.version, is_archived=True) | {
        "archived": archived,
        "has_current": shown is not None,
        "shown": shown,
    }


def _data_url(url: str, number: int) -> str:
    is_served = _serves_data(get_resolver(get_urlconf()), translation.get_language() or "")
    return f"{url}versions/{number}/{DOCUMENT}" if is_served else ""


def _latest(*moments: dt.datetime | None) -> dt.datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


@lru_cache(maxsize=64)
def _serves_data(resolver: URLResolver, language: str) -> bool:
    """Whether the pages of the active language have data, which the site serves where it includes our addresses.

    Cached, because every request asks. Asked of an address and not of its name alone: the site may have included us
    elsewhere than Wagtail.
    """
    try:
        address = reverse("wagtail_serve", args=["versions/1/"])
        match = resolver.resolve(f"{address.removesuffix('/')}/{DOCUMENT}")
    except (NoReverseMatch, Resolver404):
        return False
    return match.url_name == DATA_NAME
