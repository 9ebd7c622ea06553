"""Permanent addresses of notices by page number, which work after a move and after the deletion of the page.

A notice that was public until it was deleted stays readable from its versions. Nothing is revealed of a page
that is private or not published.
"""

import datetime as dt
from dataclasses import dataclass

import swapper
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion


@dataclass(frozen=True)
class ArchivedNotice:
    """A deleted notice, as the public views need it: only its versions are left.

    ``pk`` is the number that the page had, ``title`` that of the version published last, ``deleted_on`` the day on
    which the page was deleted, ``language`` that of its versions.
    """

    pk: int
    title: str
    url: str
    deleted_on: dt.date
    language: str = ""

    live = False
    is_deleted = True

    @property
    def id(self) -> int:
        """As ``pk``, for templates that ask for it by that name."""
        return self.pk

    def __str__(self) -> str:
        return self.title

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str:
        """Its permanent address, as a path with a slash at its end."""
        return self.url


@require_safe
def permanent(request: HttpRequest, page_id: int, remainder: str = "") -> HttpResponse:
    """The notice with this number: where it is now, or its versions once it was deleted.

    ``remainder`` is what comes after the notice's own address, such as ``versions/3/``. Raises ``Http404`` for a
    notice that is private or not published, or was so when it was deleted; for one of another site; and for what is
    no address below a notice.
    """
    if (url := current_address(request, page_id)) is not None:
        return redirect(with_query(request, join_address(url, remainder)))
    notice = archived_notice(request, page_id)
    match = subaddress(remainder) if notice is not None else None
    if match is None:
        raise Http404(_("There is no notice at this address."))
    response: HttpResponse = match.func(request, notice, **match.kwargs)
    return response


def current_address(request: HttpRequest, page_id: int) -> str | None:
    """Where this notice can be read now; ``None`` unless it is live and anybody may read it."""
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id, live=True).first()
    if page is None or page.specific_class is None or not issubclass(page.specific_class, NoticeMixin):
        return None
    if page.get_view_restrictions().exists():
        return None
    url: str | None = page.specific_deferred.get_url(request)
    return url


def archived_notice(request: HttpRequest, page_id: int) -> ArchivedNotice | None:
    """The deleted notice that had this number; ``None`` unless it was public and belonged to the site of ``request``.

    Where none of its sites exists any more, every site serves it.
    """
    deleted = NoticeEvent.objects.for_page(page_id).filter(kind=NoticeEvent.Kind.DELETED).first()
    # A page restored from a backup has its number again.
    if deleted is None or not deleted.was_public or _exists(page_id):
        return None
    versions = NoticeVersion.objects.for_page(page_id)
    site_ids = set(versions.order_by().values_list("site_id", flat=True).distinct())
    if not site_ids or not _belongs_to_site(request, site_ids) or not versions.public().exists():
        return None
    last = versions.published().public().light().first()
    url = permanent_address(page_id)
    if url is None:
        return None
    return ArchivedNotice(
        pk=page_id,
        title=(last.title if last is not None else "") or _("Privacy notice"),
        url=url,
        deleted_on=deleted.day,
        language=last.language if last is not None else "",
    )


def permanent_address(page_id: int) -> str | None:
    """The permanent address, or ``None`` where the host has not included ``wagtail_privacy.urls``."""
    try:
        return reverse("wagtail_privacy:permanent", args=[page_id])
    except NoReverseMatch:
        return None


def subaddress(remainder: str) -> ResolverMatch | None:
    """The view of a notice at ``remainder`` below its address, or ``None``."""
    path = f"/{remainder}" if remainder.endswith("/") or not remainder else f"/{remainder}/"
    try:
        return resolve(path, NoticeMixin.sub_urlconf)
    except Resolver404:
        return None


def join_address(url: str, remainder: str) -> str:
    """The address at ``remainder`` after the address of a notice."""
    return f"{url.rstrip('/')}/{remainder}" if remainder else url


def with_query(request: HttpRequest, url: str) -> str:
    """``url`` with the query string of ``request``."""
    query = iri_to_uri(request.META.get("QUERY_STRING", ""))
    return f"{url}?{query}" if query else url


def _exists(page_id: int) -> bool:
    return bool(swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id).exists())


def _belongs_to_site(request: HttpRequest, site_ids: set[int | None]) -> bool:
    sites = Site.objects.filter(pk__in=site_ids - {None})
    roots = set(sites.values_list("root_page_id", flat=True))
    site = Site.find_for_request(request)
    # Several hostnames may lead to the same root page.
    return not roots or (site is not None and site.root_page_id in roots)
