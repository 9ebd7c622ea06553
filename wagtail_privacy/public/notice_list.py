"""Which notices a visitor finds on a hub."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class ListedNotice:
    """A notice in the list; dates are partial dates, ``language`` is a BCP 47 tag."""

    url: str
    title: str
    kind: str
    audience: str
    language: str
    summary: str
    controller: str
    updated: str
    review_due: str


def listed_notices(request: HttpRequest, hub: "Page") -> tuple[ListedNotice, ...]:
    """The live notices below a hub that have a current version and that this visitor may see, in page order.

    Private pages are left out for those who may not see them, titles included. The number of queries does not depend
    on the number of notices.
    """
    pages = list(hub.get_descendants().live().exclude(_hidden_from(request, hub)).select_related("locale"))
    versions = NoticeVersion.objects.current_for([page.pk for page in pages])
    return tuple(_listed(request, [(page, versions[page.pk]) for page in pages if page.pk in versions]))


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


def _listed(request: HttpRequest, notices: list[tuple["Page", NoticeVersion]]) -> Iterator[ListedNotice]:
    for page, version in notices:
        yield ListedNotice(
            url=page.get_url(request) or "",
            title=version.title,
            kind=version.get_kind_display(),
            audience=version.get_audience_display(),
            language=version.language,
            summary=version.summary,
            controller=version.controller,
            updated=version.effective_on,
            review_due=version.review_due,
        )
