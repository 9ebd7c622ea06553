"""HTTP caching: how long a response may be kept, and whether it has changed since it was last requested."""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from wagtail_privacy import conf
from wagtail_privacy.days import site_day, start_of
from wagtail_privacy.public.archive.versions import shows_all

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.versions.models import NoticeVersion

View = Callable[..., HttpResponse]


def conditional(view: View) -> View:
    """Set ``Cache-Control`` and validators on the responses of ``view``, and answer 304 where nothing has changed.

    The ETag is made from the rendered bytes: banners depend on the day, and the template around them is the host's. A
    view that says when its content changed last, by :func:`set_last_changed`, answers ``If-Modified-Since`` too.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, page: "Page", **kwargs: object) -> HttpResponse:
        response = view(request, page, **kwargs)
        response["Cache-Control"] = cache_control(request, page, response.status_code)
        if response.status_code != 200:
            return response
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(functools.partial(_with_validators, request))
            return response
        return _with_validators(request, response)

    return wrapper


def cache_control(request: HttpRequest, page: "Page", status: int) -> str:
    """The header for a response of this status.

    No cache may store a page behind a view restriction, or a page for somebody with a session.
    """
    if conf.session_cookie_name() in request.COOKIES or shows_all(page):
        return "private, no-store"
    seconds = conf.cache_seconds()
    return f"public, max-age={seconds}" if seconds and status == 200 else "no-cache"


def set_last_changed(response: HttpResponse, moment: dt.datetime | None) -> HttpResponse:
    """The same response, with the moment at which its content changed last for ``Last-Modified``."""
    response.changed_at = moment  # type: ignore[attr-defined]
    return response


def changed_at(versions: "Iterable[NoticeVersion]") -> dt.datetime | None:
    """When a page that shows these versions changed last: a version was published, or its day came."""
    today = site_day()
    moments: list[dt.datetime] = []
    for version in versions:
        moments.append(version.published_at)
        if version.effective_day <= today:
            moments.append(start_of(version.effective_day))
    return max(moments, default=None)


def _with_validators(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if not response.has_header("ETag"):
        digest = hashlib.sha256()
        for part in response:  # iterating gives the bytes as they are; ``content`` would copy them
            digest.update(part)
        response["ETag"] = quote_etag(digest.hexdigest())
    moment: dt.datetime | None = getattr(response, "changed_at", None)
    last_modified = int(moment.timestamp()) if moment is not None else None
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified)
    conditional_response = get_conditional_response(
        request, etag=response["ETag"], last_modified=last_modified, response=response
    )
    return conditional_response or response
