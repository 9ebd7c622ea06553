"""Atom feeds (RFC 4287) of what changed in notices."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.http import http_date, quote_etag
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.public.answers import page_url
from wagtail_privacy.public.formatting import valid_date, written_date
from wagtail_privacy.public.notice_list import public_notices
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page

ENTRIES = 50
"""How many changes a feed tells at most."""

_NAMESPACE = uuid.UUID("5b0f2b0e-5a0c-5c59-9c0e-1d6f0a3c2b77")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NoticeFeed(Atom1Feed):
    """An Atom feed whose entries say which language they are in, and whose date is that of its newest entry."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def latest_post_date(self) -> dt.datetime:
        """When the newest entry was published; for an empty feed the beginning of time, which is the same each time."""
        return max((item["updateddate"] for item in self.items), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def notice_feed(request: HttpRequest, page: "Page") -> HttpResponse:
    """The newest versions of one notice; with ``?minor=1`` minor changes as well."""
    url = request.build_absolute_uri(page_url(request, page))
    versions = _newest(request, [page.pk])
    title = next((version.title for version in versions if version.title), page.title)
    return _answer(request, page, title, ((version, url) for version in versions))


def hub_feed(request: HttpRequest, page: "Page") -> HttpResponse:
    """The newest versions of all notices that everybody may read below a hub; with ``?minor=1`` minor changes as well.

    On the site of a trust those of its schools come with them.
    """
    urls = {notice.pk: notice.get_full_url(request) for notice in public_notices(request, page)}
    versions = _newest(request, [key for key, url in urls.items() if url])
    return _answer(request, page, page.title, ((version, urls[version.page_id]) for version in versions))


def _newest(request: HttpRequest, page_ids: list[int]) -> list[NoticeVersion]:
    takers = NoticeVersion.objects.filter(
        page_id=OuterRef("page_id"), number__gt=OuterRef("number"), withdraws_from__lte=OuterRef("number")
    )
    found = NoticeVersion.objects.published().filter(page_id__in=page_ids).light().select_related("purge")
    if request.GET.get("minor") != "1":
        found = found.filter(change_size=ChangeSize.MAJOR)
    return list(found.annotate(is_taken_back=Exists(takers)).order_by("-published_at", "-number")[:ENTRIES])


def _answer(
    request: HttpRequest, page: "Page", title: str, entries: Iterable[tuple[NoticeVersion, str]]
) -> HttpResponse:
    site = Site.find_for_request(request)
    feed = NoticeFeed(
        title=_clean(_("What changed: %(title)s") % {"title": title}),
        link=request.build_absolute_uri(page_url(request, page)),
        description=None,
        language=translation.get_language(),
        author_name=_clean(site.site_name if site and site.site_name else request.get_host()),
        feed_url=request.build_absolute_uri(),
        feed_guid=_identifier("feed", str(getattr(page, "translation_key", "")), str(page.pk)),
    )
    for version, url in entries:
        with translation.override(version.language):
            _add(feed, version, url)
    content = feed.writeString("utf-8")
    etag = quote_etag(hashlib.sha256(content.encode()).hexdigest())
    latest = int(feed.latest_post_date().timestamp())
    response = HttpResponse(content, content_type=feed.content_type)
    response["ETag"], response["Last-Modified"] = etag, http_date(latest)
    response["X-Robots-Tag"] = "noindex"
    # A change of the day or of what is erased makes another feed of the same age: only the tag knows.
    return get_conditional_response(request, etag=etag, response=response) or response


def _add(feed: NoticeFeed, version: Any, url: str) -> None:
    feed.add_item(
        title=_clean(_title(version)),
        link=f"{url}versions/{version.number}/changes/",
        description=_clean(_summary(version)),
        unique_id=_identifier("version", str(version.page_id), str(version.number), version.chained_digest),
        pubdate=version.published_at,
        updateddate=version.published_at,
        author_name=_clean(version.controller),
        language=version.language,
    )


def _title(version: Any) -> str:
    values = {
        "title": version.title,
        "number": version.number,
        "date": written_date(valid_date(version.effective_on, version.effective_day)),
    }
    if not version.title:
        return _("Version %(number)s was erased") % values
    if version.effective_day > timezone.localdate(version.published_at):
        return _("%(title)s: version %(number)s, announced for %(date)s") % values
    return _("%(title)s: version %(number)s, from %(date)s") % values


def _summary(version: Any) -> SafeString:
    purge = getattr(version, "purge", None)
    if purge is not None:
        return format_html("<p>{}</p>", purge.reason)
    changes = version.changes if isinstance(version.changes, list) else []
    said = [version.change_note, version.get_change_reason_display() if version.change_reason else ""]
    if version.is_taken_back:
        said.insert(0, _("This announcement was taken back: a later version took its place."))
    if version.reissue_of:
        said.append(_("This is version %(number)s again, as it was.") % {"number": version.reissue_of})
    if version.number == 1:
        said.append(_("This is the first version."))
    listed = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in changes))
    return format_html_join("", "<p>{}</p>", ((text,) for text in said if text)) + (
        format_html("<ul>{}</ul>", listed) if changes else SafeString("")
    )


def _identifier(*parts: str) -> str:
    """A name for good (RFC 4287, 4.2.6): it does not change with host or address, and no other site has it."""
    return uuid.uuid5(_NAMESPACE, ":".join(parts)).urn


def _clean(text: str) -> str:
    """``text`` without the characters that no XML document may hold."""
    return _NOT_XML.sub("", text)
