"""Atom feeds (RFC 4287) of what changed in notices."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.http import http_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Site

from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.documents.wording import date_text
from wagtail_privacy.public.archive.versions import Archive, ArchivedVersion, history_key, shows_all, timelines_of
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.public.guard import guarded
from wagtail_privacy.public.http import conditional
from wagtail_privacy.public.hub_notices import public_notices
from wagtail_privacy.public.languages import LanguageLink, languages_of
from wagtail_privacy.public.rendering import cache_key, cached_html
from wagtail_privacy.public.responses import page_url
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import VersionState

if TYPE_CHECKING:
    from wagtail.models import Page

MAX_ENTRIES = 50
"""How many versions a feed lists at most."""

_ATOM = "application/atom+xml"
_NAMESPACE = uuid.UUID("5b0f2b0e-5a0c-5c59-9c0e-1d6f0a3c2b77")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NoticeFeed(Atom1Feed):
    """An Atom feed whose entries say which language they are in, and whose date is that of its newest entry."""

    languages: tuple[LanguageLink, ...] = ()
    """The feed in other languages."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for link in self.languages:
            if not link.is_current:
                attributes = {"rel": "alternate", "hreflang": link.language, "type": _ATOM, "href": link.feed}
                handler.addQuickElement("link", "", attributes)

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def latest_post_date(self) -> dt.datetime:
        """When the newest entry was published; for an empty feed the beginning of time, which is the same each time."""
        return max((item["updateddate"] for item in self.items), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


@conditional
@guarded
def notice_feed(request: HttpRequest, page: "Page") -> HttpResponse:
    """The newest versions of one notice; with ``?minor=1`` minor changes as well."""
    sees_all = shows_all(page)

    def feed() -> NoticeFeed:
        url = request.build_absolute_uri(page_url(request, page))
        archived_versions = _newest(request, [page.pk], sees_all=sees_all)
        title = next(
            (archived.version.title for archived in archived_versions if archived.version.title), _("Privacy notice")
        )
        return _feed(request, page, title, ((archived, url) for archived in archived_versions))

    return _cached_response(request, page, history_key([page.pk], sees_all=sees_all), feed)


@conditional
@guarded
def hub_feed(request: HttpRequest, page: "Page") -> HttpResponse:
    """The newest versions of all notices that everybody may read below a hub; with ``?minor=1`` minor changes as well.

    On the site of a trust those of its schools come with them.
    """
    urls = {notice.pk: notice.get_full_url(request) for notice in public_notices(request, page)}

    def feed() -> NoticeFeed:
        archived_versions = _newest(request, [key for key, url in urls.items() if url], sees_all=False)
        return _feed(
            request, page, page.title, ((archived, urls[archived.version.page_id]) for archived in archived_versions)
        )

    return _cached_response(request, page, f"{history_key(urls, sees_all=False)} {sorted(urls.items())}", feed)


def _newest(request: HttpRequest, page_ids: list[int], *, sees_all: bool) -> list[ArchivedVersion]:
    """The newest versions of these notices that may be read. Two queries."""
    versions = NoticeVersion.objects.published().filter(page_id__in=page_ids).light().with_release()
    if not sees_all:
        versions = versions.public()
    if request.GET.get("minor") != "1":
        versions = versions.filter(change_size=ChangeSize.MAJOR)
    newest = list(versions.order_by("-published_at", "-number")[:MAX_ENTRIES])
    archives = {page_id: Archive(timeline, sees_all) for page_id, timeline in timelines_of(newest).items()}
    archived_versions = (archives[version.page_id].get(version.number) for version in newest)
    return [archived for archived in archived_versions if archived is not None]


def _feed(request: HttpRequest, page: "Page", title: str, entries: Iterable[tuple[ArchivedVersion, str]]) -> NoticeFeed:
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
    feed.languages = languages_of(request, page).links
    for archived, url in entries:
        with translation.override(archived.version.language):
            _add_entry(feed, archived, url)
    return feed


def _cached_response(request: HttpRequest, page: "Page", state: str, build: Callable[[], NoticeFeed]) -> HttpResponse:
    """The feed that ``build`` gives, from the cache where ``state`` has not changed since it was built."""

    def render() -> SafeString:
        feed = build()
        # The date is cached in front of the feed, so that both always belong together.
        return SafeString(f"{int(feed.latest_post_date().timestamp())} {feed.writeString('utf-8')}")

    feeds = "".join(f" {link.language} {link.feed}" for link in languages_of(request, page).links)
    key = cache_key("feed", state, request.build_absolute_uri(), page.title, str(translation.get_language()), feeds)
    latest, _space, content = cached_html(key, render).partition(" ")
    response = HttpResponse(content, content_type=NoticeFeed.content_type)
    # Informative only: the day and an erasure change the feed and not the date of its newest entry. The ETag changes.
    response["Last-Modified"] = http_date(int(latest))
    response["X-Robots-Tag"] = "noindex"
    return response


def _add_entry(feed: NoticeFeed, archived: ArchivedVersion, url: str) -> None:
    version = archived.version
    feed.add_item(
        title=_clean(_entry_title(version)),
        link=f"{url}versions/{version.number}/changes/",
        description=_clean(_entry_summary(archived)),
        unique_id=_identifier("version", str(version.page_id), str(version.number), version.chained_digest),
        pubdate=version.published_at,
        updateddate=version.published_at,
        author_name=_clean(version.controller),
        language=version.language,
    )


def _entry_title(version: NoticeVersion) -> str:
    values = {
        "title": version.title,
        "number": version.number,
        "date": date_text(valid_date(version.effective_on, version.effective_day)),
    }
    if not version.title:
        return _("Version %(number)s was erased") % values
    if version.effective_day > version.recorded_on:
        return _("%(title)s: version %(number)s, announced for %(date)s") % values
    return _("%(title)s: version %(number)s, from %(date)s") % values


def _entry_summary(archived: ArchivedVersion) -> SafeString:
    version, changes = archived.version, archived.sentences
    if archived.purge is not None:
        return format_html("<p>{}</p>", archived.purge.reason)
    texts = [version.change_note, version.get_change_reason_display() if version.change_reason else ""]
    if archived.state in {VersionState.SUPERSEDED, VersionState.POSTPONED}:
        texts.insert(0, archived.life)
    if version.reissue_of:
        texts.append(_("This is version %(number)s again, as it was.") % {"number": version.reissue_of})
    if version.number == 1:
        texts.append(_("This is the first version."))
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in changes))
    return format_html_join("", "<p>{}</p>", ((text,) for text in texts if text)) + (
        format_html("<ul>{}</ul>", items) if changes else SafeString("")
    )


def _identifier(*parts: str) -> str:
    """A permanent and unique id (RFC 4287, 4.2.6): it depends on neither host nor address."""
    return uuid.uuid5(_NAMESPACE, ":".join(parts)).urn


def _clean(text: str) -> str:
    """``text`` without the characters that no XML document may hold."""
    return _NOT_XML.sub("", text)
