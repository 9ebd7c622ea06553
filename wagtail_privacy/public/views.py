"""Public views. Each is called as ``view(request, page, **kwargs)`` by the page that routes to it.

The page has been through Wagtail's own checks by then: it is live, and the visitor passed its view restrictions.
"""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from wagtail_privacy import conf
from wagtail_privacy.public.notice_list import listed_notices
from wagtail_privacy.public.rendering import edition_of, rendered_version
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page


def current(request: HttpRequest, page: "Page") -> HttpResponse:
    """The current version of a notice. Raises ``Http404`` where it has none."""
    versions = NoticeVersion.objects
    # Without a cache the document is needed each time: read it in the same query.
    version = (
        versions.current(page.pk) if conf.render_cache_seconds() else versions.published().for_page(page.pk).first()
    )
    if version is None:
        raise Http404(_("This notice has not been published yet."))
    return _notice(request, page, version, version)


def stored(request: HttpRequest, page: "Page", number: int) -> HttpResponse:
    """One version of a notice as it was published; ``number`` counts from 1. Raises ``Http404`` if unknown.

    Search engines are sent to the current version.
    """
    version = _version(page, number, light=True)
    return _notice(request, page, version, NoticeVersion.objects.current(page.pk))


def document_json(request: HttpRequest, page: "Page", number: int) -> HttpResponse:
    """The stored data of one version, as :mod:`wagtail_privacy.documents` defines it. Raises ``Http404`` if unknown."""
    version = _version(page, number)
    response = JsonResponse(version.document, json_dumps_params={"ensure_ascii": False, "sort_keys": True})
    response["X-Robots-Tag"] = "noindex"
    return response


def hub(request: HttpRequest, page: "Page") -> HttpResponse:
    """The notices below a hub that this visitor may see."""
    context = {"notices": listed_notices(request, page)}
    return TemplateResponse(request, "wagtail_privacy/public/hub.html", _context(page) | context)


def _version(page: "Page", number: int, *, light: bool = False) -> NoticeVersion:
    versions = NoticeVersion.objects.for_page(page.pk).filter(number=number)
    version: NoticeVersion | None = (versions.light() if light else versions).first()
    if version is None:
        raise Http404(_("There is no version with this number."))
    return version


def _notice(
    request: HttpRequest, page: "Page", version: NoticeVersion, current_version: NoticeVersion | None
) -> HttpResponse:
    url = page.get_url(request) or ""
    is_current = current_version is not None and current_version.number == version.number
    canonical_url = request.build_absolute_uri(url)
    context = {
        "version": version,
        "edition": edition_of(version),
        "parent": _parent(request, page),
        "rendered": rendered_version(version),
        "is_current": is_current,
        "has_current": current_version is not None,
        "current_url": url,
        "canonical_url": canonical_url,
        "data_url": _data_url(url, version.number),
    }
    response = TemplateResponse(request, "wagtail_privacy/public/notice.html", _context(page) | context)
    # Said in the header as well: the base template of a host need not have a place for it.
    response["Link"] = f'<{canonical_url}>; rel="canonical"'
    if not is_current:
        response["X-Robots-Tag"] = "noindex"
    return response


def _parent(request: HttpRequest, page: "Page") -> dict[str, str] | None:
    """Title and address of the page above, where the way here has loaded it already: a link up is worth no query."""
    above = getattr(page, "_cached_parent_obj", None)
    url = above.get_url(request) if above else None
    return {"title": above.title, "url": url} if above and url else None


def _data_url(url: str, number: int) -> str:
    remainder = f"versions/{number}/document.json"
    try:
        reverse("wagtail_privacy:document_json", args=[remainder])
    except NoReverseMatch:
        return ""
    return url + remainder


def _context(page: "Page") -> dict[str, Any]:
    return {"page": page, "self": page, "privacy_base_template": conf.base_template()}
