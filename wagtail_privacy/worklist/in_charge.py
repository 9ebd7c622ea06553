"""Whose each piece of work is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.responsible import abilities_of, person_in_charge
from wagtail_privacy.reviews.work import ReviewerWork, ReviewWork
from wagtail_privacy.work_items import Person, WorkItem

if TYPE_CHECKING:
    from wagtail.models import Page

OF_SCHEDULES = frozenset({ReviewWork.name, ReviewerWork.name})
"""The kinds of work whose key is that of a schedule."""


def people_in_charge(
    items: Sequence[WorkItem], organisations: Sequence[Organisation], pages: "Mapping[int, Page]"
) -> "list[Person | None]":
    """Who sees to each of ``items``: who is named for the review of its notice, else who its organisation names.

    ``organisations`` come from ``with_people()``, ``pages`` are those of the items by their keys. Two queries, however
    many items there are.
    """
    by_key = {organisation.pk: organisation for organisation in organisations}
    schedules = _Schedules.of(items)
    chains = (above for organisation in organisations for above in organisation.chain())
    abilities = abilities_of([*schedules, *chains])
    people: list[Person | None] = []
    for item in items:
        if item.whose is not None:
            people.append(item.whose)
            continue
        organisation = by_key.get(item.organisation) if item.organisation is not None else None
        page = pages.get(item.page_id) if item.page_id is not None else None
        path = page.path if page is not None else _home(organisation)
        people.append(person_in_charge(schedules.of_item(item), organisation, path, abilities).person)
    return people


def _home(organisation: Organisation | None) -> str | None:
    site = organisation.site if organisation is not None else None
    # An organisation without a site has no page that would tell who may change it: its trust's people may.
    if site is None and organisation is not None:
        site = next((above.site for above in organisation.chain() if above.site is not None), None)
    return str(site.root_page.path) if site is not None else None


class _Schedules:
    """The schedules of the pages that items are about, and those that items name by their key."""

    def __init__(self, schedules: Sequence[ReviewSchedule], base: ContentType):
        self._by_key = {str(schedule.pk): schedule for schedule in schedules}
        self._by_page = {schedule.object_id: schedule for schedule in schedules if schedule.content_type_id == base.pk}

    @classmethod
    def of(cls, items: Sequence[WorkItem]) -> "_Schedules":
        """One query; none where no item is about a page or a schedule."""
        base = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
        pages = {str(item.page_id) for item in items if item.page_id is not None}
        keys = {item.key for item in items if item.kind in OF_SCHEDULES}
        if not pages and not keys:
            return cls((), base)
        wanted = Q(content_type=base, object_id__in=pages) | Q(pk__in=keys)
        return cls(list(ReviewSchedule.objects.filter(wanted).select_related("responsible_user")), base)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._by_key.values())

    def of_item(self, item: WorkItem) -> ReviewSchedule | None:
        """The schedule that says who sees to this item, where there is one."""
        if item.kind in OF_SCHEDULES:
            return self._by_key.get(item.key)
        return self._by_page.get(str(item.page_id)) if item.page_id is not None else None
