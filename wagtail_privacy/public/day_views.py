"""What a notice said on any day."""

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from wagtail_privacy.documents.dates import PartialDate, parse_written
from wagtail_privacy.public.answers import (
    Unavailable,
    answer,
    archive_of,
    erased,
    explained,
    is_withdrawn,
    page_url,
)
from wagtail_privacy.public.archive import Absence, Archive, ArchivedVersion, absences
from wagtail_privacy.public.formatting import written_date, written_day
from wagtail_privacy.public.views import NOTICE_TEMPLATE, notice_context
from wagtail_privacy.versions.models import NoticeEvent

if TYPE_CHECKING:
    from wagtail.models import Page


@explained
def choose_day(request: HttpRequest, page: "Page") -> HttpResponse:
    """Ask for a day, or lead to the one that was asked for: as ``2023-09-01``, or as people write dates."""
    typed = request.GET.get("date", "").strip()
    if not typed:
        raise Unavailable(200, _("Choose a day"), (_("You can read this notice as it was on any day."),))
    return HttpResponseRedirect(f"{page_url(request, page)}on/{_day(typed, status=400).isoformat()}/")


@explained
def on_day(request: HttpRequest, page: "Page", date: str) -> HttpResponse:
    """The version that was in force on a day, or will be as far as is announced."""
    day = _day(date, status=404)
    url = page_url(request, page)
    if date != day.isoformat():
        return HttpResponseRedirect(f"{url}on/{day.isoformat()}/")
    archive = archive_of(page)
    found = archive.on(day)
    if found is None:
        raise _too_early(archive, day)
    for absence in absences(NoticeEvent.objects.for_page(page.pk)):
        if absence.covers(day):
            raise _absent(archive, absence, day)
    if found.purge:
        raise erased(found)
    context = notice_context(url, found.version) | {
        "found": found,
        "day": day.isoformat(),
        "is_future": day > archive.today,
        "has_current": not is_withdrawn(page) and archive.current is not None,
        "shown": None if is_withdrawn(page) else archive.current,
    }
    return answer(request, page, NOTICE_TEMPLATE, context)


def _day(typed: str, *, status: int) -> dt.date:
    """The day that somebody typed. Raises :class:`Unavailable` with ``status`` for anything else."""
    try:
        date = parse_written(typed)
    except ValueError:
        error = _("This is no date: %(typed)s") % {"typed": typed}
    else:
        if date.day:
            return date.first_day
        error = _("This is not a whole day: %(typed)s") % {"typed": typed}
    hint = _("Give day, month and year, for example 1 September 2023 or 2023-09-01.")
    raise Unavailable(status, _("Choose a day"), (hint,), day=typed, error=error)


def _too_early(archive: Archive, day: dt.date) -> Unavailable:
    oldest = archive.oldest
    if oldest is None:
        return Unavailable(404, _("This notice has not been published yet"))
    return Unavailable(
        404,
        _("Nothing is kept for %(date)s") % {"date": written_day(day)},
        (_("The oldest version of this notice applied from %(date)s.") % {"date": written_date(oldest.since)},),
        day=day.isoformat(),
        versions=(oldest,),
    )


def _absent(archive: Archive, absence: Absence, day: dt.date) -> Unavailable:
    values = {"start": written_date(absence.since), "end": written_date(absence.until)}
    text = (
        _("The notice was not published here from %(start)s to %(end)s.") % values
        if absence.end
        else _("The notice has not been published here since %(start)s.") % values
    )
    return Unavailable(
        404,
        _("On %(date)s nothing was published here") % {"date": written_day(day)},
        (text,),
        day=day.isoformat(),
        versions=_around(archive, absence),
    )


def _around(archive: Archive, absence: Absence) -> tuple[ArchivedVersion, ...]:
    """What applied when the notice went away, and when it came back."""
    days = [PartialDate.parse(text).first_day for text in (absence.since, absence.until) if text]
    found = [archive.on(day) for day in days]
    return tuple({version.number: version for version in found if version is not None}.values())
