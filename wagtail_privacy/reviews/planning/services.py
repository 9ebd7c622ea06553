"""Says who reviews something and how often."""

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.reviews.doing.reviewed import object_of
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.timing.scheduling import reschedule

PLAN_ACTION = "wagtail_privacy.plan_review"
"""The log action of a decision who reviews something, or how often."""

PLANNED = ("responsible_user", "responsible_mailbox", "responsible_role", "months")


@transaction.atomic
def plan_review(schedule: ReviewSchedule, *, user: User | None, today: dt.date) -> ReviewSchedule:
    """Store what people have decided of ``schedule``, and compute it again; gives it as it is then.

    Whether ``user`` may is for the caller to check. The log of the object tells of it.
    """
    schedule.save(update_fields=PLANNED)
    reschedule([schedule], today)
    reviewed = object_of(schedule)
    if reviewed is not None:
        log(instance=reviewed, action=PLAN_ACTION, user=user, data={"months": schedule.months})
    schedule.refresh_from_db()
    return schedule
