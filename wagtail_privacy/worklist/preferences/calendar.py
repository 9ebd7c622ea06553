"""A calendar of the reviews that somebody is in charge of, in the format of RFC 5545."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext, override
from icalendar import Calendar, Event
from wagtail.permissions import page_permission_policy

from wagtail_privacy import conf
from wagtail_privacy.days import start_of
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.people.responsible import Abilities, abilities_of, person_in_charge
from wagtail_privacy.worklist.digests.audience import home_of, language_of, sole_owner_of
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.addresses import absolute, domain

REFRESH = dt.timedelta(hours=12)


def correspondent_with(secret: str) -> Correspondent | None:
    """Whose calendar has this secret address; ``None`` for one that was revoked, and for users who are not active.

    One look into an index. The secret is 256 bits of chance: there is nothing to be learnt from how long it takes.
    """
    if not secret:
        return None
    people = Correspondent.objects.select_related("user__wagtail_userprofile")
    correspondent = people.filter(calendar_secret=secret).first()
    if correspondent is None or (correspondent.user is not None and not correspondent.user.is_active):
        return None
    return correspondent


def calendar_of(correspondent: Correspondent, today: dt.date) -> bytes:
    """The periods in which the reviews of somebody are due, as all-day events: a day is the same in every time zone.

    An event keeps its UID when the review is due on another day, so that it moves in the calendar of its reader.
    """
    user = correspondent.user
    language = language_of(user) if user is not None else correspondent.language or conf.default_language()
    with override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//wagtail_privacy//reviews//")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", gettext("Reviews of privacy notices"))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        for schedule, organisation in _reviews_of(correspondent):
            calendar.add_component(_event(schedule, organisation, today))
    return calendar.to_ical()


def _event(schedule: ReviewSchedule, organisation: Organisation | None, today: dt.date) -> Event:
    first, last = schedule.due_from or today, schedule.due_on or today
    event = Event()
    event.add("uid", f"review-{schedule.pk}@{domain()}")
    event.add("dtstamp", start_of(today).astimezone(dt.UTC))
    event.add("dtstart", first)
    # The end of an all-day event is the day after it.
    event.add("dtend", last + dt.timedelta(days=1))
    event.add("summary", gettext("Review: %(title)s") % {"title": schedule.title})
    url = absolute(review_url(schedule.pk))
    name = organisation.name if organisation is not None else gettext("everyone")
    event.add("description", f"{name}\n{url}")
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def _reviews_of(correspondent: Correspondent) -> Iterator[tuple[ReviewSchedule, Organisation | None]]:
    """What somebody is in charge of: a fixed number of queries.

    Read are only the schedules that name the person, or stand below an organisation that does.
    """
    user = correspondent.user
    organisations = {organisation.pk: organisation for organisation in Organisation.objects.with_people()}
    address = (user.email if user is not None else correspondent.address).lower()
    owner = sole_owner_of(address) if address else None
    named = [pk for pk, one in organisations.items() if any(_names(above, user, address) for above in one.chain())]
    is_named = Q(organisation__in=named)
    if user is not None:
        is_named |= Q(responsible_user=user)
    if address:
        is_named |= Q(responsible_mailbox__iexact=address)
    schedules = list(
        ReviewSchedule.objects.filter(is_named, is_active=True, due_on__isnull=False)
        .select_related("responsible_user")
        .order_by("due_on", "pk")
    )
    paths = _paths_of(schedules)
    levels = abilities_of([*schedules, *organisations.values()])
    abilities = Abilities(levels.users | ({owner.pk} if owner is not None else set()))
    for schedule in schedules:
        organisation = organisations.get(schedule.organisation_id)
        home = home_of(organisation)
        path = paths.get((schedule.content_type_id, schedule.object_id), home)
        person = person_in_charge(schedule, organisation, path, abilities).person
        if person is None:
            continue
        key = person.key
        # As for the digests: a mailbox is the user whose address it is, where that user may change the pages.
        if key == f"mail:{address}" and owner is not None and abilities.can_see_to(owner, home):
            key = f"user:{owner.pk}"
        if key == correspondent.key:
            yield schedule, organisation


def _names(organisation: Organisation, user: Any, address: str) -> bool:
    addresses = {organisation.responsible_mailbox.lower(), organisation.email.lower()} - {""}
    return (user is not None and organisation.responsible_user_id == user.pk) or address in addresses


def _paths_of(schedules: list[ReviewSchedule]) -> dict[tuple[int, str], str]:
    """Where the pages among the reviewed objects stand, by content type and key."""
    model = page_permission_policy.model
    base = ContentType.objects.get_for_model(model)
    keys = [schedule.object_id for schedule in schedules if schedule.content_type_id == base.pk]
    rows = model._default_manager.filter(pk__in=keys).values_list("pk", "path")
    return {(base.pk, str(key)): path for key, path in rows}
