"""STAND-IN until the room's own collector is merged: due review schedules only."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.responsible import abilities_of, person_in_charge
from wagtail_privacy.work_items import WorkItem


def collect(
    organisations: Sequence[Organisation], today: dt.date, *, for_everyone: bool = False, with_people: bool = False
) -> list[WorkItem]:
    """STAND-IN: the due reviews of these organisations, and of what is everyone's."""
    by_key = {organisation.pk: organisation for organisation in organisations}
    schedules = [
        schedule
        for schedule in ReviewSchedule.objects.due(today).select_related("responsible_user")
        if (for_everyone if schedule.organisation_id is None else schedule.organisation_id in by_key)
    ]
    pages = page_permission_policy.model
    base = ContentType.objects.get_for_model(pages)
    keys = [schedule.object_id for schedule in schedules if schedule.content_type_id == base.pk]
    paths = dict(pages._default_manager.filter(pk__in=keys).values_list("pk", "path"))
    named = [level for organisation in organisations for level in organisation.chain()]
    abilities = abilities_of([*schedules, *named])
    items = []
    for schedule in schedules:
        organisation = by_key.get(schedule.organisation_id)
        path = paths.get(int(schedule.object_id)) if schedule.content_type_id == base.pk else None
        if path is None and organisation is not None and organisation.site is not None:
            path = organisation.site.root_page.path
        items.append(
            WorkItem(
                kind="reviews",
                key=str(schedule.pk),
                what=schedule.title,
                why=_("It is to be reviewed by %(day)s.") % {"day": schedule.due_on},
                to_do=_("Review it."),
                url=review_url(schedule.pk),
                since=schedule.remind_on or today,
                organisation=schedule.organisation_id,
                due=schedule.due_on,
                whose=person_in_charge(schedule, organisation, path, abilities).person if with_people else None,
            )
        )
    return items
