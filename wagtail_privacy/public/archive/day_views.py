"""The version of a notice that was in force on a day."""

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import parse_written
from wagtail_privacy.documents.wording import date_text
from wagtail_privacy.public.archive.versions import (
    Archive,
    ArchivedVersion,
    archive_around,
    archive_on,
    shows_all,
    unpublished_periods_of,
)
from wagtail_privacy.public.formatting import day_text
from wagtail_privacy.public.guard import guarded
from wagtail_privacy.public.http import conditional
from wagtail_privacy.public.responses import (
    Unavailable,
    erased_error,
    explains_unavailable,
    page_url,
    render_page,
)
from wagtail_privacy.public.reviews import review_line_on
from wagtail_privacy.public.views import NOTICE_TEMPLATE, stored_context
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import Timeline, UnpublishedPeriod

if TYPE_CHECKING:
    from wagtail.models import Page


@conditional
@guarded
@explains_unavailable
def choose_day(request: HttpRequest, page: "Page") -> HttpResponse:
    """Ask for a day, or redirect to the day that was typed: as ``2023-09-01``, or as people write dates."""
    typed = request.GET.get("date", "").strip()
    if not typed:
        raise Unavailable(200, _("Choose a day"), (_("You can read this notice as it was on any day."),))
    return HttpResponseRedirect(f"{page_url(request, page)}on/{_parse_day(typed, status=400).isoformat()}/")


@conditional
@guarded
@explains_unavailable
def on_day(request: HttpRequest, page: "Page", date: str) -> HttpResponse:
    """The version that was in force on a day, or will be as far as is announced."""
    day = _parse_day(date, status=404)
    url = page_url(request, page)
    if date != day.isoformat():
        return HttpResponseRedirect(f"{url}on/{day.isoformat()}/")
    archive, number = archive_on(page, day)
    if number is None:
        raise _too_early_error(page, day)
    rows = [period.version for period in archive.timeline.periods]
    for period in unpublished_periods_of(page, rows):
        if period.covers(day):
            raise _unpublished_error(page, period, day)
    archived = archive.get(number)
    if archived is None:
        raise _not_public_error(day)
    if archived.purge:
        raise erased_error(archived)
    is_future = day > archive.timeline.today
    context = stored_context(page, url, archived) | {"day": day.isoformat(), "is_future": is_future}
    if not is_future:
        context["reviewed"] = review_line_on(page, day, sees_all=archive.shows_all)
    return render_page(request, page, NOTICE_TEMPLATE, context)


def _parse_day(typed: str, *, status: int) -> dt.date:
    """The day in ``typed``. Raises :class:`Unavailable` with ``status`` for anything else."""
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


def _too_early_error(page: "Page", day: dt.date) -> Unavailable:
    rows = NoticeVersion.objects.light().with_release().filter(page_id=page.pk).order_by("effective_day", "number")
    oldest = Archive(Timeline.of(rows, site_day()), shows_all(page)).oldest
    if oldest is None:
        return Unavailable(404, _("This notice has not been published yet"))
    return Unavailable(
        404,
        _("Nothing is kept for %(date)s") % {"date": day_text(day)},
        (_("The oldest version of this notice applied from %(date)s.") % {"date": date_text(oldest.since)},),
        day=day.isoformat(),
        versions=(oldest,),
    )


def _not_public_error(day: dt.date) -> Unavailable:
    return Unavailable(
        403,
        _("What applied on %(date)s is not public") % {"date": day_text(day)},
        (_("It was published for some people only and has not been opened to everybody since."),),
        day=day.isoformat(),
    )


def _unpublished_error(page: "Page", period: UnpublishedPeriod, day: dt.date) -> Unavailable:
    values = {"start": day_text(period.first_day), "end": day_text(period.last_day) if period.last_day else ""}
    text = (
        _("The notice was not published here from %(start)s to %(end)s.") % values
        if period.last_day
        else _("The notice has not been published here since %(start)s.") % values
    )
    return Unavailable(
        404,
        _("On %(date)s nothing was published here") % {"date": day_text(day)},
        (text,),
        day=day.isoformat(),
        versions=_versions_around(page, period),
    )


def _versions_around(page: "Page", period: UnpublishedPeriod) -> tuple[ArchivedVersion, ...]:
    """The versions in force when the notice was unpublished, and when it was published again."""
    days = [day for day in (period.first_day, period.last_day) if day is not None]
    numbers = {number for day in days if (number := NoticeVersion.objects.in_force_on(page.pk, day)) is not None}
    versions = (archive_around(page, number).get(number) for number in sorted(numbers))
    return tuple(archived for archived in versions if archived is not None)
