"""Which notices a visitor finds on a hub."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import swapper
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import PageViewRestriction, Site

from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.public.archive import ArchivedVersion, State
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import Timeline

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
    pages = list(hub.get_descendants().live().exclude(_hidden_from(request, hub)).select_related("locale"))
    shown = NoticeVersion.objects.light().timelines([page.pk for page in pages])
    return tuple(_listed(request, [(page, shown[page.pk]) for page in pages]))


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


def _hidden_from(request: HttpRequest, hub: "Page") -> Q:
    hidden = Q(pk__in=[])
    below = Q(page__path__startswith=hub.path)
    # An alias is as private as its source, wherever that is.
    sources = Q(page__in=hub.get_descendants().exclude(alias_of=None).order_by().values("alias_of"))
    restrictions = PageViewRestriction.objects.filter(below | sources)
    for restriction in restrictions.select_related("page").prefetch_related("groups"):
        if not restriction.accept_request(request):
            hidden |= Q(path__startswith=restriction.page.path) | Q(alias_of=restriction.page)
    return hidden


def _listed(request: HttpRequest, notices: "list[tuple[Page, Timeline[Any]]]") -> Iterator[ListedNotice]:
    for page, shown in notices:
        version = shown.current.version if shown.current is not None else None
        # What was erased has lost its title.
        if version is None or not version.title:
            continue
        yield ListedNotice(
            url=page.get_url(request) or "",
            title=version.title,
            kind=version.get_kind_display(),
            audience=", ".join(str(Audience(audience).label) for audience in version.audiences),
            language=version.language,
            summary=version.summary,
            controller=version.controller,
            updated=valid_date(version.effective_on, version.effective_day),
            review_due=valid_date(version.review_due),
            number=version.number,
            is_upcoming=shown.in_force is None,
            announced=tuple(
                ArchivedVersion(row, State.ANNOUNCED)
                for row in (period.version for period in shown.announced)
                if row is not version
            ),
        )
