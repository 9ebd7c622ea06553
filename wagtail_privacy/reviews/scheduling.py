"""Computes when objects are due from what is known of them. A stand-in."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType

from wagtail_privacy.reviews.models import Review, ReviewSchedule
from wagtail_privacy.reviews.schedule import Facts, Rule, next_due


def reschedule(schedules: Iterable[ReviewSchedule], today: dt.date) -> None:
    """Recompute the due dates of these schedules from the facts, and save them."""
    for schedule in schedules:
        label = f"{schedule.content_type.app_label}.{schedule.content_type.model}"
        reviews = Review.objects.of_object(label, schedule.object_id)
        last = reviews.filter(outcome=Review.Outcome.STILL_RIGHT).first()
        early = tuple(schedule.early.filter(closed_on=None).values_list("due_on", flat=True))
        facts = Facts(
            reviewed_on=last.reviewed_on if last is not None else None,
            agreed=last.next_due_date if last is not None else None,
            early=early,
        )
        due = next_due(facts, Rule(schedule.months or 12))
        schedule.source = due.source if due is not None else ""
        schedule.stated = due.stated.isoformat() if due is not None and due.stated is not None else ""
        schedule.due_from = due.first_day if due is not None else None
        schedule.due_on = due.last_day if due is not None else None
        schedule.remind_on = due.remind_on if due is not None else None
        schedule.save()


def schedule_of(obj: Any) -> ReviewSchedule | None:
    """The schedule of an object, ``None`` where it has none."""
    content_type = getattr(obj, "get_base_content_type", None)
    base = content_type() if content_type is not None else ContentType.objects.get_for_model(obj)
    schedule: ReviewSchedule | None = ReviewSchedule.objects.of_objects(base, [obj.pk]).first()
    return schedule
