"""The notices that a hub lists for a visitor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import swapper
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import PageViewRestriction, Site

from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.documents.wording import join_and, language_name
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.public.archive.versions import Archive, ArchivedVersion
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.public.languages import is_foreign_alias, languages_of
from wagtail_privacy.public.reviews import last_review_said
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import VersionState

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page


@dataclass(frozen=True)
class HubEntry:
    """A notice as a hub lists it; dates are partial dates, ``language`` is a BCP 47 tag.

    ``number`` is that of the version that is listed, ``announced`` are those that will apply later, the next first.
    ``is_upcoming`` says that the listed version does not apply yet, ``is_untranslated`` that the hub is in another
    language, which this notice does not have.
    """

    url: str
    title: str
    kind: str
    audience: str
    language: str
    summary: str
    controller: str
    updated: str
    review_due: str
    number: int = 0
    is_upcoming: bool = False
    announced: tuple[ArchivedVersion, ...] = ()
    is_untranslated: bool = False

    @property
    def language_name(self) -> str:
        """What its language is called in that of the reader."""
        return language_name(self.language)


def hub_notices(request: HttpRequest, hub: "Page") -> tuple[HubEntry, ...]:
    """The live notices below a hub that have a current version and that this visitor may see, in page order.

    After those in the language of a translated hub come those of its source that nobody has translated yet. A
    translation is left out where its source is not for this visitor. Private pages are left out for those who may not
    see them, titles included. The number of queries does not depend on the number of notices.
    """
    hubs = (hub, *_source_hub(request, hub))
    below = reduce(or_, (Q(path__startswith=one.path, depth__gt=one.depth) for one in hubs))
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(below).order_by("path").select_related("locale")
    pages = pages.annotate(last_review=last_review_said(), alias_locale=F("alias_of__locale_id"))
    restrictions = _restrictions(hubs)
    closed = [restriction for restriction in restrictions if not restriction.accept_request(request)]
    rows = [page for page in pages if not is_foreign_alias(page)]
    seen = [page for page in rows if page.live and not _is_restricted(page, closed)]
    shown = _in_one_language(hub, rows, seen)
    timelines = NoticeVersion.objects.light().with_release().timelines([page.pk for page in shown])
    archives = [(page, Archive(timelines[page.pk], _is_restricted(page, restrictions))) for page in shown]
    listed = [(page, entry) for page, archive in archives if (entry := to_hub_entry(request, page, archive))]
    translated = {page.translation_key for page, _entry in listed if page.path.startswith(hub.path)}
    entries = [entry for page, entry in listed if page.path.startswith(hub.path)]
    untranslated = [
        replace(entry, is_untranslated=True)
        for page, entry in listed
        if not page.path.startswith(hub.path) and page.translation_key not in translated
    ]
    return (*entries, *untranslated)


def _source_hub(request: HttpRequest, hub: "Page") -> "tuple[Page, ...]":
    source = languages_of(request, hub).source
    return (source,) if source is not None else ()


def _in_one_language(hub: "Page", rows: "list[Page]", seen: "list[Page]") -> "list[Page]":
    """Those of ``seen`` whose source, where it is among ``rows``, is among them too."""
    sources = {page.translation_key for page in rows if not page.path.startswith(hub.path)}
    readable = {page.translation_key for page in seen if not page.path.startswith(hub.path)}
    return [page for page in seen if page.translation_key not in sources or page.translation_key in readable]


def public_notices(request: HttpRequest, hub: "Page") -> "list[Page]":
    """The live notices that have a version and that everybody may see: below a hub, and on the sites of the schools
    of the trust whose site this is. One query; below a translated hub those of its source that are not translated too.

    What is private is left out whoever asks: programs keep what they were given, and show it to others.
    """
    hubs = (hub, *_source_hub(request, hub))
    pages = swapper.load_model("wagtailcore", "Page").objects.live()
    at_school = _prefixed_by(_schools_of(Site.find_for_request(request)), "site__root_page__path")
    # An alias is as private as its source.
    private = _prefixed_by(PageViewRestriction.objects.all(), "page__path", "page__aliases__path")
    have_versions = NoticeVersion.objects.published().order_by().values("page_id")
    below = reduce(or_, (Q(path__startswith=one.path) for one in hubs))
    notices = pages.filter(below | at_school, pk__in=have_versions).exclude(private)
    rows = notices.annotate(alias_locale=F("alias_of__locale_id")).select_related("locale").order_by("path")
    found = [page for page in rows if not is_foreign_alias(page)]
    translated = {page.translation_key for page in found if page.path.startswith(hub.path)}
    sources = tuple(one.path for one in hubs[1:])
    return [page for page in found if not (page.path.startswith(sources) and page.translation_key in translated)]


def _schools_of(site: Site) -> "QuerySet[Organisation]":
    home = site.root_page_id
    return Organisation.objects.filter(Q(parent__site__root_page=home) | Q(parent__parent__site__root_page=home))


def _prefixed_by(rows: "QuerySet[Organisation] | QuerySet[PageViewRestriction]", *paths: str) -> Exists:
    """Whether a page is at or below a page of ``rows``; ``paths`` are the lookups from a row to paths of pages."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = reduce(or_, (Q(path_of_page__startswith=F(name)) for name in paths))
    return Exists(rows.annotate(path_of_page=path).filter(above))


def _restrictions(hubs: "Iterable[Page]") -> "list[PageViewRestriction]":
    """The view restrictions below hubs; an alias is as private as its source, wherever that is."""
    below = reduce(or_, (Q(path__startswith=hub.path) for hub in hubs))
    aliases = swapper.load_model("wagtailcore", "Page").objects.filter(below).exclude(alias_of=None).order_by()
    of_pages = reduce(or_, (Q(page__path__startswith=hub.path) for hub in hubs))
    restrictions = PageViewRestriction.objects.filter(of_pages | Q(page__in=aliases.values("alias_of")))
    return list(restrictions.select_related("page").prefetch_related("groups"))


def _is_restricted(page: "Page", restrictions: "Iterable[PageViewRestriction]") -> bool:
    """Whether one of these view restrictions holds for a page."""
    return any(
        page.path.startswith(restriction.page.path) or page.alias_of_id == restriction.page_id
        for restriction in restrictions
    )


def to_hub_entry(request: HttpRequest, page: "Page", archive: Archive) -> HubEntry | None:
    """The notice as the hub lists it; ``None`` where it shows nothing, or where its content was erased."""
    current = archive.current
    # An erased version has lost its title.
    if current is None or not current.version.title:
        return None
    version = current.version
    return HubEntry(
        url=page.get_url(request) or "",
        title=version.title,
        kind=version.get_kind_display(),
        audience=join_and(Audience(audience).label for audience in version.audiences),
        language=version.language,
        summary=version.summary,
        controller=version.controller,
        updated=valid_date(version.effective_on, version.effective_day),
        review_due=_review_due(page, version),
        number=version.number,
        is_upcoming=current.state == VersionState.ANNOUNCED,
        announced=tuple(later for later in archive.announced if later.number != current.number),
    )


def _review_due(page: "Page", version: NoticeVersion) -> str:
    """When it is reviewed next: as the last review agreed, else as the text states it."""
    last_review = getattr(page, "last_review", None)
    agreed = valid_date(last_review["next_due"]) if last_review else ""
    return agreed or valid_date(version.review_due)
