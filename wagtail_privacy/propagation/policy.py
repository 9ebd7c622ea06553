"""How long before a shared change applies the schools of a trust are told of it."""

import datetime as dt

from django.db.models import Max, Q

from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.notice_periods import NoticePeriod
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.states import Shared


def earliest_day(shared: Shared) -> dt.date | None:
    """The first day on which a change of ``shared`` may apply; ``None`` where it may apply at once.

    It is the longest that a trust has promised to a school whose notices show it. What a school shares with nobody,
    and what only the trust's own notices show, needs no notice.
    """
    periods = NoticePeriod.objects.filter(kind=shared._meta.model_name)
    if not periods.exists():
        return None
    publishers = {notice.organisation_id for notice in touched_notices(shared)}
    owner = shared.owner_id if not isinstance(shared, Organisation) else shared.pk
    schools = Organisation.objects.filter(pk__in=publishers - {owner})
    above = Q(organisation__in=schools.values("parent")) | Q(organisation__in=schools.values("parent__parent"))
    days: int | None = periods.filter(above).aggregate(longest=Max("days"))["longest"]
    return site_day() + dt.timedelta(days=days) if days else None
