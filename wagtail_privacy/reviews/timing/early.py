"""Opens reviews early: a law or body that notices name has ended or is renamed, or readers were told of a change."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import swapper

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import BodyStatus, LegislationStatus
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.reviews.models import EarlyReview, ReviewSchedule
from wagtail_privacy.reviews.timing.schedule import EARLY_DAYS
from wagtail_privacy.reviews.timing.scheduling import base_content_type, reschedule

_ENDED = frozenset({BodyStatus.ABOLISHED, BodyStatus.WITHDRAWN, LegislationStatus.REPEALED, LegislationStatus.REVOKED})
_SUPERSEDED = frozenset({BodyStatus.MERGED, BodyStatus.RENAMED, LegislationStatus.SUPERSEDED})


def stored_facts(model: type[LibraryItem], pk: int) -> "dict[str, Any] | None":
    """Name and status of an item as notices may show it; ``None`` where it is not live. One query."""
    names = [name for name in ("name", "status") if name == "name" or _has_status(model)]
    return model._default_manager.filter(pk=pk, live=True).values(*names).first()


def _has_status(model: type[LibraryItem]) -> bool:
    return any(field.name == "status" for field in model._meta.get_fields())


def note_changed_item(item: LibraryItem, before: "Mapping[str, Any]", today: dt.date) -> None:
    """Open a review of each notice that shows ``item``, where it has ended, was superseded or has another name.

    ``before`` is what :func:`stored_facts` gave. No query where nothing of that has happened; may run twice.
    """
    kinds = list(_what_happened(item, before))
    if not kinds:
        return
    pages = {touched.page.pk for touched in touched_notices(item, today)}
    for kind in kinds:
        key = f"{item._meta.model_name}:{item.pk}:{kind}:{getattr(item, 'status', '')}:{item.name}"
        _open(pages, kind, key[:200], today, before=before["name"], after=item.name)


def _what_happened(item: LibraryItem, before: "Mapping[str, Any]") -> Iterator[EarlyReview.Kind]:
    status = getattr(item, "status", None)
    if status in _ENDED and before.get("status") not in _ENDED:
        yield EarlyReview.Kind.ENDED
    elif status in _SUPERSEDED and before.get("status") not in _SUPERSEDED:
        yield EarlyReview.Kind.SUPERSEDED
    if item.name != before["name"]:
        yield EarlyReview.Kind.RENAMED


def note_shared_change(change: SharedChange, today: dt.date) -> None:
    """Open a review of each notice into which a change that readers were told of was brought; may run twice.

    Not where the same thing has opened one for its new name or its end already: one review is enough for one event.
    """
    if not change.tells_readers:
        return
    event = f"{change.model}:{change.object_id}:"
    opened = EarlyReview.objects.filter(
        key__startswith=event, after=change.after, opened_on__gte=site_day(change.published_at)
    )
    known = set(opened.values_list("schedule__object_id", flat=True))
    issued = change.notices.filter(state=ChangedNotice.State.ISSUED).values_list("page_id", flat=True)
    pages = [page_id for page_id in issued if str(page_id) not in known]
    key = f"{event}{EarlyReview.Kind.SHARED_CHANGE}:{change.pk}"
    _open(pages, EarlyReview.Kind.SHARED_CHANGE, key, today, before=change.before, after=change.after)


def _open(pages: Collection[int], kind: EarlyReview.Kind, key: str, today: dt.date, *, before: str, after: str) -> None:
    if not pages:
        return
    content_type = base_content_type(swapper.load_model("wagtailcore", "Page"))
    schedules = ReviewSchedule.objects.of_objects(content_type, pages).filter(is_active=True)
    due_on = today + dt.timedelta(days=EARLY_DAYS)
    EarlyReview.objects.bulk_create(
        (
            EarlyReview(schedule_id=pk, kind=kind, key=key, before=before, after=after, opened_on=today, due_on=due_on)
            for pk in schedules.values_list("pk", flat=True)
        ),
        ignore_conflicts=True,
    )
    reschedule(schedules, today)
