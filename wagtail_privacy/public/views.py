"""A notice, its stored versions and the hub. Each view is called as ``view(request, page, **kwargs)``.

The page has been through Wagtail's own checks by then: it is live, and the visitor passed its view restrictions. What
is left of a deleted notice comes as a page that is withdrawn: it has versions and nothing current.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLResolver, get_resolver, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.public import archive_views
from wagtail_privacy.public.answers import (
    answer,
    archive_of,
    erased,
    explained,
    is_withdrawn,
    no_such_version,
    page_context,
    page_url,
)
from wagtail_privacy.public.archive import Archive, State
from wagtail_privacy.public.notice_list import listed_notices
from wagtail_privacy.public.rendering import edition_of, rendered_version
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page

NOTICE_TEMPLATE = "wagtail_privacy/public/notice.html"

SHOWN = (
    "page_id",
    "number",
    "language",
    "title",
    "effective_on",
    "effective_day",
    "is_backdated",
    "postpones_from",
    "digest",
    "published_at",
)
"""The fields of a version that the page of a notice reads: a query for all of them takes twice as long to write."""

NEWEST = 8
"""How many versions are read to find the current one: more than are ever announced at a time."""


@explained
def current(request: HttpRequest, page: "Page") -> HttpResponse:
    """The current version of a notice, with what is announced. Raises ``Http404`` where it has none.

    The address of a deleted notice shows its versions.
    """
    if is_withdrawn(page):
        return archive_views.versions(request, page)
    archive = _newest(page)
    shown = archive.current
    if shown is None:
        raise Http404(_("This notice has not been published yet."))
    # An erased version has lost its title with its content, which the cache may still hold.
    if not shown.version.title and shown.purge:
        raise erased(shown)
    url = page_url(request, page)
    context = notice_context(url, shown.version) | {
        "announced": [found for found in archive.announced if found is not shown],
        "upcoming": shown if shown.state == State.ANNOUNCED else None,
        "has_current": True,
    }
    return answer(request, page, NOTICE_TEMPLATE, context, url=url, is_current=True)


@explained
def stored(request: HttpRequest, page: "Page", number: int) -> HttpResponse:
    """One version of a notice as it was published; ``number`` counts from 1."""
    archive = archive_of(page)
    found = archive.get(number)
    if found is None:
        raise no_such_version()
    if found.purge:
        raise erased(found)
    shown = None if is_withdrawn(page) else archive.current
    context = notice_context(page_url(request, page), found.version) | {
        "found": found,
        "has_current": shown is not None,
        "shown": shown,
    }
    return answer(request, page, NOTICE_TEMPLATE, context)


def document_json(request: HttpRequest, page: "Page", number: int) -> HttpResponse:
    """The stored data of one version, as :mod:`wagtail_privacy.documents` defines it. Raises ``Http404`` if unknown.

    Answers 410 where the content was erased, and 500 where this release cannot read it.
    """
    version = NoticeVersion.objects.for_page(page.pk).filter(number=number).select_related("purge").first()
    if version is None:
        raise Http404(_("There is no version with this number."))
    data, status = version.document, 200
    if (purge := getattr(version, "purge", None)) is not None:
        data, status = {"erased": True, "reason": purge.reason}, 410
    else:
        try:
            version.as_document()
        except UnreadableDocument:
            data, status = {"error": "What was stored cannot be read."}, 500
    options = {"ensure_ascii": False, "sort_keys": True}
    response = JsonResponse(data, json_dumps_params=options, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def hub(request: HttpRequest, page: "Page") -> HttpResponse:
    """The notices below a hub that this visitor may see."""
    context = {"notices": listed_notices(request, page), "feed_url": f"{page_url(request, page)}feed/"}
    return TemplateResponse(request, "wagtail_privacy/public/hub.html", page_context(page) | context)


def notice_context(url: str, version: NoticeVersion) -> dict[str, Any]:
    """What the page of a version needs beside its frame; ``url`` is the address of the notice.

    Raises ``UnreadableDocument``.
    """
    return {
        "version": version,
        "edition": edition_of(version),
        "rendered": rendered_version(version),
        "data_url": _data_url(url, version.number),
        "archive_url": f"{url}versions/",
        "feed_url": f"{url}feed/",
    }


def _newest(page: "Page") -> Archive:
    """The newest versions published here, back to the one in force. One query, and a second after many announcements.

    Every reader of the notice waits for it: the same in SQL alone takes Django three times as long to write.
    """
    published = NoticeVersion.objects.published().for_page(page.pk).only(*SHOWN)
    newest = list(published[:NEWEST])
    archive = Archive.of(newest, timezone.localdate())
    is_enough = len(newest) < NEWEST or any(found.state == State.IN_FORCE for found in archive.versions)
    return archive if is_enough else Archive.of(published, archive.today)


def _data_url(url: str, number: int) -> str:
    return f"{url}versions/{number}/document.json" if _serves_data(get_resolver(get_urlconf())) else ""


@lru_cache(maxsize=8)
def _serves_data(resolver: URLResolver) -> bool:
    """Whether the site has included our addresses; asked once for each URLconf, since every reader waits for it."""
    try:
        reverse("wagtail_privacy:document_json", args=["versions/1/document.json"])
    except NoReverseMatch:
        return False
    return True
