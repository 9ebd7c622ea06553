"""Responses of the public pages: context, headers, and the page that explains why there is nothing to read."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail_privacy import base_template
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.public.archive.versions import Archive, ArchivedVersion
from wagtail_privacy.public.differences import TooManyComparisons
from wagtail_privacy.public.languages import Languages, languages_of
from wagtail_privacy.versions.models import VersionPurge

if TYPE_CHECKING:
    from wagtail.models import Page

logger = logging.getLogger(__name__)

UNAVAILABLE_TEMPLATE = "wagtail_privacy/public/unavailable.html"


@dataclass
class Unavailable(Exception):  # noqa: N818 - named for what readers are told
    """There is nothing to show, and this is why, in the language of the reader.

    ``status`` is that of the response, ``error`` says what is wrong with ``day``, which is what the reader typed.
    ``purge`` is the tombstone of erased content, ``versions`` are those that may be read instead; after ``retry_after``
    seconds, where that is not 0, it makes sense to ask again.
    """

    status: int
    heading: str
    texts: tuple[str, ...] = ()
    day: str = ""
    error: str = ""
    purge: VersionPurge | None = None
    versions: tuple[ArchivedVersion, ...] = ()
    retry_after: int = 0


class OwnLanguageResponse(TemplateResponse):
    """Is rendered in the language in which it was made, however late that is."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.language = translation.get_language()

    @property
    def rendered_content(self) -> str:
        """The content, in that language."""
        with translation.override(self.language):
            return super().rendered_content


def explains_unavailable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` raise :class:`Unavailable`, and respond with a page that says why.

    A stored version that cannot be read is explained the same way, with status 500: the fault lies with the site.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, page: "Page", **kwargs: object) -> HttpResponse:
        try:
            return view(request, page, **kwargs)
        except Unavailable as error:
            reason = error
        except UnreadableDocument as error:
            logger.error("A version of notice %s cannot be read: %s", page.pk, error)  # noqa: TRY400 - it is no bug
            reason = Unavailable(
                500,
                _("This version cannot be shown"),
                (_("What was stored cannot be read. The people who run this website have been told."),),
            )
        except TooManyComparisons as error:
            reason = Unavailable(
                503,
                _("Too many versions are being compared at the moment"),
                (_("Try again in a minute. What each version changed since the one before it can always be read."),),
                retry_after=error.seconds,
            )
        return unavailable(request, page, reason)

    return wrapper


def unavailable(request: HttpRequest, page: "Page", reason: Unavailable, *, is_whole: bool = False) -> HttpResponse:
    """The page that says why there is nothing to read. ``is_whole``: no version of the notice may be read either."""
    url = page_url(request, page)
    # Where the notice itself is unavailable, this page must not link to itself.
    is_beside_notice = request.build_absolute_uri(request.path) != request.build_absolute_uri(url)
    context = {
        "reason": reason,
        "archive_url": "" if is_whole else f"{url}versions/",
        "is_beside_notice": is_beside_notice,
        "is_whole": is_whole,
    }
    response = render_page(request, page, UNAVAILABLE_TEMPLATE, context, url=url, status=reason.status)
    if reason.retry_after:
        response["Retry-After"] = str(reason.retry_after)
    return response


def erased_error(archived: ArchivedVersion) -> Unavailable:
    """For a version whose content was erased: 410, with the tombstone."""
    return Unavailable(
        410,
        _("Version %(number)s was erased") % {"number": archived.number},
        (_("Its content had to be erased. Nothing else of this notice was changed."),),
        purge=archived.purge,
    )


def require_released(page: "Page", archive: Archive) -> None:
    """Raises :class:`Unavailable` where the text in force was published behind a restriction and awaits its release.

    No older version is shown instead: it does not apply any more.
    """
    if archive.is_awaiting_release:
        raise Unavailable(
            403,
            _("This notice is not public at the moment"),
            (
                _("Its text was published for some people only and has not been opened to everybody since."),
                _("Ask the organisation for it: you may always ask what is held about you and why."),
            ),
        )


def version_not_found_error() -> Unavailable:
    """For a number that no version of this notice has: 404."""
    return Unavailable(404, _("There is no version with this number"))


def render_page(
    request: HttpRequest,
    page: "Page",
    template: str,
    context: dict[str, Any],
    *,
    url: str | None = None,
    is_current: bool = False,
    status: int = 200,
) -> HttpResponse:
    """A public page. Search engines index the notice itself and none of the pages below it.

    Headers name the canonical address and ask not to be indexed, because the host's base template may have no block
    for them. ``url`` is the address of the notice, where the caller has it already.
    """
    url = page_url(request, page) if url is None else url
    canonical_url = request.build_absolute_uri(url)
    frame = page_context(request, page) | {
        "parent": _parent(request, page),
        "current_url": url,
        "canonical_url": canonical_url,
        "is_current": is_current,
        "is_deleted": is_deleted(page),
    }
    response = OwnLanguageResponse(request, template, frame | context, status=status)
    links = [f'<{canonical_url}>; rel="canonical"']
    if is_current:
        links += alternate_links(languages_of(request, page))
    response["Link"] = ", ".join(links)
    if not is_current:
        response["X-Robots-Tag"] = "noindex"
    return response


def page_context(request: HttpRequest, page: "Page") -> dict[str, Any]:
    """What the templates of every public page need."""
    return {
        "page": page,
        "self": page,
        "privacy_base_template": base_template.frame(),
        "languages": languages_of(request, page),
    }


def alternate_links(languages: Languages) -> list[str]:
    """The languages of a page as values of the header ``Link``; the source is what other readers are led to."""
    links = [f'<{link.address}>; rel="alternate"; hreflang="{link.language}"' for link in languages.links]
    default = languages.default
    return [*links, f'<{default.address}>; rel="alternate"; hreflang="x-default"'] if default is not None else links


def page_url(request: HttpRequest, page: "Page") -> str:
    """The address of a page for this visitor, empty where it has none."""
    url: str | None = page.get_url(request)
    return url or ""


def is_deleted(page: "Page") -> bool:
    """Whether the page was deleted, and only its versions are left to read."""
    return bool(getattr(page, "is_deleted", False))


def _parent(request: HttpRequest, page: "Page") -> dict[str, str] | None:
    """Title and address of the parent page, where routing has loaded it already: the link costs no query."""
    parent = getattr(page, "_cached_parent_obj", None)
    url = parent.get_url(request) if parent else None
    return {"title": parent.title, "url": url} if parent and url else None
