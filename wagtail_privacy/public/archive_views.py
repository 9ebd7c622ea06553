"""The list of versions of a notice, and what changed between two of them."""

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from wagtail_privacy.public.answers import (
    Unavailable,
    answer,
    archive_of,
    erased,
    explained,
    is_withdrawn,
    no_such_version,
    page_url,
)
from wagtail_privacy.public.archive import Archive, ArchivedVersion, absences, timeline
from wagtail_privacy.public.differences import rendered_changes
from wagtail_privacy.versions.models import NoticeEvent

if TYPE_CHECKING:
    from wagtail.models import Page

ARCHIVE_TEMPLATE = "wagtail_privacy/public/archive.html"
CHANGES_TEMPLATE = "wagtail_privacy/public/changes.html"
PAGE_SIZE = 50


@explained
def versions(request: HttpRequest, page: "Page") -> HttpResponse:
    """Every version of a notice, the newest first, with what changed, why and who approved it."""
    archive = archive_of(page)
    if not archive:
        raise Unavailable(404, _("This notice has not been published yet"))
    rows = timeline(archive.versions, absences(NoticeEvent.objects.for_page(page.pk)))
    url = page_url(request, page)
    named = (archive.current or archive.versions[0]).version
    context = {
        "archive": archive,
        "rows": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "title": named.title or page.title,
        "language": named.language,
        "shown": None if is_withdrawn(page) else archive.current,
        "archive_url": f"{url}versions/",
        "feed_url": f"{url}feed/",
    }
    return answer(request, page, ARCHIVE_TEMPLATE, context)


@explained
def changes(request: HttpRequest, page: "Page", number: int, since: int | None = None) -> HttpResponse:
    """What version ``number`` changed: since the one before it, or since version ``since``."""
    archive = archive_of(page)
    after = _readable(archive, number)
    if since is None and after.before is None:
        raise Unavailable(
            200,
            _("Version %(number)s is the first") % {"number": number},
            (_("There is no earlier version of this notice to compare it with."),),
            versions=(after,),
        )
    before = _readable(archive, after.before if since is None else since)
    if before.number == number:
        raise Unavailable(404, _("Choose two different versions"), (_("A version does not differ from itself."),))
    url = page_url(request, page)
    context = {
        "after": after,
        "before": before,
        "is_step": before.number == after.before,
        "rendered": rendered_changes(before.version, after.version),
        "archive": archive,
        "archive_url": f"{url}versions/",
        "shown": None if is_withdrawn(page) else archive.current,
    }
    return answer(request, page, CHANGES_TEMPLATE, context)


@explained
def compare(request: HttpRequest, page: "Page") -> HttpResponse:
    """Lead from the form that asks for two versions to what changed between them."""
    before, after = (_number(request.GET.get(name, "")) for name in ("from", "to"))
    if before is None or after is None:
        raise Unavailable(404, _("Choose two versions"), (_("At least one of these is not a version of this notice."),))
    return HttpResponseRedirect(f"{page_url(request, page)}versions/{after}/changes/{before}/")


def _readable(archive: Archive, number: int | None) -> ArchivedVersion:
    found = archive.get(number)
    if found is None:
        raise no_such_version()
    if found.purge:
        raise erased(found)
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
