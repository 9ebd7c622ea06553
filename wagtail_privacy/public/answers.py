"""What public pages have in common: context, headers, and the page that says why there is nothing to read."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from wagtail_privacy import base_template
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.public.archive import Archive, ArchivedVersion
from wagtail_privacy.public.differences import TooManyComparisons

if TYPE_CHECKING:
    from wagtail.models import Page

logger = logging.getLogger(__name__)

UNAVAILABLE_TEMPLATE = "wagtail_privacy/public/unavailable.html"


@dataclass
class Unavailable(Exception):  # noqa: N818 - named for what readers are told
    """There is nothing to show, and this is why, in the language of the reader.

    ``status`` is that of the answer, ``error`` says what is wrong with ``day``, which is what the reader typed.
    ``purge`` is the tombstone of erased content, ``versions`` are those that may be read instead; after ``retry_after``
    seconds, where that is not 0, it makes sense to ask again.
    """

    status: int
    heading: str
    texts: tuple[str, ...] = ()
    day: str = ""
    error: str = ""
    purge: Any = None
    versions: tuple[ArchivedVersion, ...] = ()
    retry_after: int = 0


def explained(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` raise :class:`Unavailable`, and answer with a page that says why.

    So it is for a version that cannot be read. That is an error of ours which asking again does not mend, hence 500.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, page: "Page", **kwargs: Any) -> HttpResponse:
        try:
            return view(request, page, **kwargs)
        except Unavailable as reason:
            why = reason
        except UnreadableDocument as error:
            logger.error("A version of notice %s cannot be read: %s", page.pk, error)  # noqa: TRY400 - it is no bug
            why = Unavailable(
                500,
                _("This version cannot be shown"),
                (_("What was stored cannot be read. The people who run this website have been told."),),
            )
        except TooManyComparisons as busy:
            why = Unavailable(
                503,
                _("Too many versions are being compared at the moment"),
                (_("Try again in a minute. What each version changed since the one before it can always be read."),),
                retry_after=busy.seconds,
            )
        url = page_url(request, page)
        # A link to the page that says this would promise what is not there.
        is_beside_notice = request.build_absolute_uri(request.path) != request.build_absolute_uri(url)
        context = {"reason": why, "archive_url": f"{url}versions/", "is_beside_notice": is_beside_notice}
        response = answer(request, page, UNAVAILABLE_TEMPLATE, context, url=url, status=why.status)
        if why.retry_after:
            response["Retry-After"] = str(why.retry_after)
        return response

    return answered


def erased(found: ArchivedVersion) -> Unavailable:
    """What is said of a version whose content had to be erased."""
    return Unavailable(
        410,
        _("Version %(number)s was erased") % {"number": found.number},
        (_("Its content had to be erased. Nothing else of this notice was changed."),),
        purge=found.purge,
    )


def require_open(page: "Page", archive: Archive) -> None:
    """Raises :class:`Unavailable` where the text in force was published behind a restriction and awaits its release.

    Nothing older is shown in its place: that is not what applies.
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


def no_such_version() -> Unavailable:
    """What is said of a number that no version of this notice has."""
    return Unavailable(404, _("There is no version with this number"))


def answer(
    request: HttpRequest,
    page: "Page",
    template: str,
    context: dict[str, Any],
    *,
    url: str | None = None,
    is_current: bool = False,
    status: int = 200,
) -> HttpResponse:
    """One page. Search engines are sent to the notice itself, and index no page beside it.

    Both is said in headers as well: the base template of a host need not have a place for it. ``url`` is the address of
    the notice, where it is known already.
    """
    url = page_url(request, page) if url is None else url
    canonical_url = request.build_absolute_uri(url)
    frame = page_context(page) | {
        "parent": _parent(request, page),
        "current_url": url,
        "canonical_url": canonical_url,
        "is_current": is_current,
        "is_deleted": is_deleted(page),
    }
    response = TemplateResponse(request, template, frame | context, status=status)
    response["Link"] = f'<{canonical_url}>; rel="canonical"'
    if not is_current:
        response["X-Robots-Tag"] = "noindex"
    return response


def page_context(page: "Page") -> dict[str, Any]:
    """What the templates of every public page need."""
    return {"page": page, "self": page, "privacy_base_template": base_template.frame()}


def page_url(request: HttpRequest, page: "Page") -> str:
    """The address of a page for this visitor, empty where it has none."""
    url: str | None = page.get_url(request)
    return url or ""


def is_deleted(page: "Page") -> bool:
    """Whether the page was deleted, and only its versions are left to read."""
    return bool(getattr(page, "is_deleted", False))


def _parent(request: HttpRequest, page: "Page") -> dict[str, str] | None:
    """Title and address of the page above, where the way here has loaded it already: a link up is worth no query."""
    above = getattr(page, "_cached_parent_obj", None)
    url = above.get_url(request) if above else None
    return {"title": above.title, "url": url} if above and url else None
