"""Old addresses of notices lead to where they are now."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.utils.encoding import escape_uri_path
from wagtail.models import Site

from wagtail_privacy.admin_requests import is_in_admin
from wagtail_privacy.public.permanent import (
    archived_notice,
    below,
    current_address,
    permanent_address,
    subaddress,
    with_query,
)
from wagtail_privacy.versions.models import NoticeAddress

LONGEST_PATH = NoticeAddress._meta.get_field("path").max_length or 0


class NoticeAddressMiddleware:
    """Sends readers who come by an address that a notice had to the notice, when nothing else is there.

    One query for a page that is not found, none for any other. The rest of the address and the query string go along.
    A notice that is private or not published is not given away, and neither is one that was so when it was deleted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"} or is_in_admin(request):
            return response
        return _moved_to(request) or response


def _moved_to(request: HttpRequest) -> HttpResponse | None:
    """For good to a page that is live; for now only to what is left of a deleted one, which may be restored."""
    path = escape_uri_path(request.path)
    site = Site.find_for_request(request) if len(path) <= LONGEST_PATH * 2 else None
    if site is None:
        return None
    # Several hostnames may lead to the same root page.
    sites = Site.objects.filter(root_page_id=site.root_page_id).values("pk")
    had = NoticeAddress.objects.filter(site_id__in=sites, path__in=list(_beginnings(path)))
    # A later notice at an address goes before an earlier one.
    found = max(had, key=lambda address: (len(address.path), address.since, address.pk), default=None)
    if found is None:
        return None
    remainder = path[len(found.path) :]
    if subaddress(remainder) is None:
        return None
    redirect: type[HttpResponseRedirectBase] = HttpResponsePermanentRedirect
    url = current_address(request, found.page_id)
    if url is None and archived_notice(request, found.page_id) is not None:
        redirect, url = HttpResponseRedirect, permanent_address(found.page_id)
    if url is None:
        return None
    target = below(url, remainder)
    # What is not found at the current address is not found.
    is_here = request.build_absolute_uri(target) == request.build_absolute_uri(path)
    return None if is_here else redirect(with_query(request, target))


def _beginnings(path: str) -> Iterator[str]:
    whole = path if path.endswith("/") else f"{path}/"
    position = whole.find("/")
    while position != -1:
        if position < LONGEST_PATH:
            yield whole[: position + 1]
        position = whole.find("/", position + 1)
