"""What browsers and caches are told: how long an answer holds, and whether it has changed since they asked last."""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from wagtail_privacy import conf
from wagtail_privacy.days import site_day, start_of
from wagtail_privacy.public.archive import shows_all

View = Callable[..., HttpResponse]


def conditional(view: View) -> View:
    """Let caches keep what ``view`` answers, and answer 304 where it has not changed.

    The tag is made from the finished bytes: banners come and go with the days, and the frame is the host's. A view that
    says when its content changed last, by :func:`last_changed`, answers ``If-Modified-Since`` too.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, page: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, page, **kwargs)
        response["Cache-Control"] = cache_control(request, page, response.status_code)
        if response.status_code != 200:
            return response
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(functools.partial(_compared, request))
            return response
        return _compared(request, response)

    return answered


def cache_control(request: HttpRequest, page: Any, status: int) -> str:
    """The header for an answer of this status.

    Nothing of a page behind a view restriction, and nothing that somebody with a session is shown, is kept anywhere.
    """
    if conf.session_cookie_name() in request.COOKIES or shows_all(page):
        return "private, no-store"
    seconds = conf.cache_seconds()
    return f"public, max-age={seconds}" if seconds and status == 200 else "no-cache"


def last_changed(response: HttpResponse, moment: dt.datetime | None) -> HttpResponse:
    """The same response, of which is known when its content changed last."""
    response.changed_at = moment  # type: ignore[attr-defined]
    return response


def changed_at(versions: Iterable[Any]) -> dt.datetime | None:
    """When a page that shows these versions changed last: one was published, or the day of one came."""
    today = site_day()
    moments: list[dt.datetime] = []
    for version in versions:
        moments.append(version.published_at)
        if version.effective_day <= today:
            moments.append(start_of(version.effective_day))
    return max(moments, default=None)


def _compared(request: HttpRequest, response: Any) -> HttpResponse:
    if not response.has_header("ETag"):
        digest = hashlib.sha256()
        for part in response:  # as bytes that are there already: ``content`` would copy them
            digest.update(part)
        response["ETag"] = quote_etag(digest.hexdigest())
    moment: dt.datetime | None = getattr(response, "changed_at", None)
    last_modified = int(moment.timestamp()) if moment is not None else None
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified)
    answer = get_conditional_response(request, etag=response["ETag"], last_modified=last_modified, response=response)
    return answer or response
