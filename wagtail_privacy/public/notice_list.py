"""Which notices a visitor finds on a hub."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import swapper
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import PageViewRestriction, Site

from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.documents.wording import join_and
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.public.archive import Archive, ArchivedVersion
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import VersionState

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class ListedNotice:
    """A notice in the list; dates are partial dates, ``language`` is a BCP 47 tag.

    ``number`` is that of the version that is listed, ``announced`` are those that will apply later, the next first.
    ``is_upcoming`` says that the listed one does not apply yet itself.
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


def listed_notices(request: HttpRequest, hub: "Page") -> tuple[ListedNotice, ...]:
    """The live notices below a hub that have a current version and that this visitor may see, in page order.

    Private pages are left out for those who may not see them, titles included. The number of queries does not depend
    on the number of notices.
    """
    restrictions = _restrictions(hub)
    pages = list(hub.get_descendants().live().exclude(_hidden_from(request, restrictions)).select_related("locale"))
    timelines = NoticeVersion.objects.light().with_release().timelines([page.pk for page in pages])
    archives = [(page, Archive(timelines[page.pk], _is_restricted(page, restrictions))) for page in pages]
    return tuple(_listed(request, archives))


def public_notices(request: HttpRequest, hub: "Page") -> "list[Page]":
    """The live notices that have a version and that everybody may see: below a hub, and on the sites of the schools
    of the trust whose site this is. One query.

    What is private is left out whoever asks: programs keep what they were given, and show it to others.
    """
    pages = swapper.load_model("wagtailcore", "Page").objects.live()
    at_school = _prefixed_by(_schools_of(Site.find_for_request(request)), "site__root_page__path")
    # An alias is as private as its source.
    private = _prefixed_by(PageViewRestriction.objects.all(), "page__path", "page__aliases__path")
    have_versions = NoticeVersion.objects.published().order_by().values("page_id")
    found = pages.filter(Q(path__startswith=hub.path) | at_school, pk__in=have_versions).exclude(private)
    return list(found.select_related("locale"))


def _schools_of(site: Site) -> Any:
    home = site.root_page_id
    return Organisation.objects.filter(Q(parent__site__root_page=home) | Q(parent__parent__site__root_page=home))


def _prefixed_by(rows: Any, *paths: str) -> Exists:
    """Whether a page is, or stands below, one to whose path one of ``paths`` leads from any of ``rows``."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = reduce(or_, (Q(page_in_question__startswith=F(name)) for name in paths))
    return Exists(rows.annotate(page_in_question=path).filter(above))


def _restrictions(hub: "Page") -> "list[PageViewRestriction]":
    """The view restrictions below a hub; an alias is as private as its source, wherever that is."""
    below = Q(page__path__startswith=hub.path)
    sources = Q(page__in=hub.get_descendants().exclude(alias_of=None).order_by().values("alias_of"))
    restrictions = PageViewRestriction.objects.filter(below | sources)
    return list(restrictions.select_related("page").prefetch_related("groups"))


def _hidden_from(request: HttpRequest, restrictions: "Iterable[PageViewRestriction]") -> Q:
    hidden = Q(pk__in=[])
    for restriction in restrictions:
        if not restriction.accept_request(request):
            hidden |= Q(path__startswith=restriction.page.path) | Q(alias_of=restriction.page)
    return hidden


def _is_restricted(page: "Page", restrictions: "Iterable[PageViewRestriction]") -> bool:
    """Whether a page that this visitor may see is one that not everybody may see."""
    return any(
        page.path.startswith(restriction.page.path) or page.alias_of_id == restriction.page_id
        for restriction in restrictions
    )


def _listed(request: HttpRequest, notices: "list[tuple[Page, Archive]]") -> Iterator[ListedNotice]:
    for page, archive in notices:
        place = archive.current
        # What was erased has lost its title.
        if place is None or not place.version.title:
            continue
        version = place.version
        yield ListedNotice(
            url=page.get_url(request) or "",
            title=version.title,
            kind=version.get_kind_display(),
            audience=join_and(Audience(audience).label for audience in version.audiences),
            language=version.language,
            summary=version.summary,
            controller=version.controller,
            updated=valid_date(version.effective_on, version.effective_day),
            review_due=valid_date(version.review_due),
            number=version.number,
            is_upcoming=place.state == VersionState.ANNOUNCED,
            announced=tuple(other for other in archive.announced if other.number != place.number),
        )
