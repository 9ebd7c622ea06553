"""Redirects old addresses of notices to where the notices are now, and languages that there are not to the source."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.utils.encoding import escape_uri_path
from wagtail.models import Site

from wagtail_privacy.admin_requests import is_in_admin
from wagtail_privacy.public.archive.permanent import (
    archived_notice,
    current_address,
    join_address,
    permanent_address,
    subaddress,
    with_query,
)
from wagtail_privacy.public.untranslated import redirect_to_source
from wagtail_privacy.versions.models import NoticeAddress

LONGEST_PATH = NoticeAddress._meta.get_field("path").max_length or 0


class NoticeAddressMiddleware:
    """Redirects from an address that a notice had to the notice, where the response would be 404.

    Then from an address in another language than that of the home page to the notice or hub in that one: see
    :func:`~wagtail_privacy.public.untranslated.redirect_to_source`. One query for a page that is not found, up to three
    more in another language, none for any other. The rest of the path and the query string are kept.
    Nothing is revealed of a notice that is private or not published, or was so when it was deleted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"} or is_in_admin(request):
            return response
        return _redirect_to_notice(request) or redirect_to_source(request) or response


def _redirect_to_notice(request: HttpRequest) -> HttpResponse | None:
    """Permanent to a live page; temporary to the archive of a deleted notice, because it may be restored."""
    path = escape_uri_path(request.path)
    site = Site.find_for_request(request) if len(path) <= LONGEST_PATH * 2 else None
    if site is None:
        return None
    # Several hostnames may lead to the same root page.
    sites = Site.objects.filter(root_page_id=site.root_page_id).values("pk")
    addresses = NoticeAddress.objects.filter(site_id__in=sites, path__in=list(_path_prefixes(path)))
    # The longest path wins; of two notices at the same address, the later one.
    address = max(addresses, key=lambda row: (len(row.path), row.since, row.pk), default=None)
    if address is None:
        return None
    remainder = path[len(address.path) :]
    if subaddress(remainder) is None:
        return None
    redirect: type[HttpResponseRedirectBase] = HttpResponsePermanentRedirect
    url = current_address(request, address.page_id)
    if url is None and archived_notice(request, address.page_id) is not None:
        redirect, url = HttpResponseRedirect, permanent_address(address.page_id)
    if url is None:
        return None
    target = join_address(url, remainder)
    # The current address gave 404 itself: a redirect to it would loop.
    is_here = request.build_absolute_uri(target) == request.build_absolute_uri(path)
    return None if is_here else redirect(with_query(request, target))


def _path_prefixes(path: str) -> Iterator[str]:
    whole = path if path.endswith("/") else f"{path}/"
    position = whole.find("/")
    while position != -1:
        if position < LONGEST_PATH:
            yield whole[: position + 1]
        position = whole.find("/", position + 1)
