"""Computes when each object is due and keeps it: after publications, reviews, other rules, and day by day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.notices.models import Clause, NoticeMixin
from wagtail_privacy.notices.page_types import page_types, pages_of, without_models
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import ReviewRule
from wagtail_privacy.reviews.joining import ReviewedMixin, reviewed_models
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.timing.facts import Known, add_reviews, known_from, known_of
from wagtail_privacy.reviews.timing.schedule import Due, DueSource, Rule, choose_rule, next_due

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue
    from wagtail.models import Page

    from wagtail_privacy.versions.models import NoticeVersion

PORTION = 500
"""So many schedules are computed at once, so that a trust of any size takes no more memory than this."""

COMPUTED = (
    "organisation", "kind", "title", "is_active", "source", "stated", "due_from", "due_on", "remind_on",
    "changes_on", "because",
)  # fmt: skip
"""What is computed; who is in charge and how often are decided by people."""


def base_content_type(reviewed: Model | type[Model]) -> ContentType:
    """The content type under which an object is scheduled: that of the model its primary key comes from.

    For pages of every type, also types that inherit from others, that is the base page.
    """
    parents = reviewed._meta.get_parent_list()
    model = parents[-1] if parents else (reviewed if isinstance(reviewed, type) else type(reviewed))
    return ContentType.objects.get_for_model(model)


def schedule_of(reviewed: Model) -> ReviewSchedule | None:
    """The schedule of an object; ``None`` where it has none. One query."""
    schedule: ReviewSchedule | None = ReviewSchedule.objects.of_objects(
        base_content_type(reviewed), [reviewed.pk]
    ).first()
    return schedule


@transaction.atomic
def schedule_objects(model: type[Model], keys: Iterable[object], today: dt.date) -> None:
    """Give the objects with these primary keys a schedule, where they have none, and compute all of them.

    ``model`` is theirs, or the base page. May run twice at once.
    """
    content_type, wanted = base_content_type(model), [str(key) for key in keys]
    schedules = ReviewSchedule.objects.of_objects(content_type, wanted)
    missing = set(wanted) - set(schedules.values_list("object_id", flat=True))
    ReviewSchedule.objects.bulk_create(
        (ReviewSchedule(content_type=content_type, object_id=key, is_active=False) for key in sorted(missing)),
        ignore_conflicts=True,
    )
    reschedule(schedules, today)


def schedule_version(page: "Page", version: "NoticeVersion", today: dt.date) -> None:
    """As :func:`schedule_objects` for a notice whose new major version has just been stored: a third of the queries.

    Inside the transaction that stores the version.
    """
    if version.effective_day > today:
        # Another version is in force until then.
        schedule_objects(type(page), [page.pk], today)
        return
    content_type = base_content_type(page)
    own = lock_rows(ReviewSchedule.objects.of_objects(content_type, [page.pk])).first()
    schedule = own or ReviewSchedule(content_type=content_type, object_id=str(page.pk))
    known = known_from(page, version, today)
    if own is not None:
        add_reviews({own.pk: known}, [own])
    _compute(schedule, known, _rules_of(version.organisation_id))
    if own is not None:
        own.save(update_fields=COMPUTED)
    else:
        ReviewSchedule.objects.bulk_create([schedule], ignore_conflicts=True)


def reschedule(schedules: "QuerySet[ReviewSchedule] | Iterable[ReviewSchedule]", today: dt.date) -> int:
    """Compute these again and store what is another than before; returns how many were changed.

    Works in portions, each in a transaction of its own, so that it may be killed and run again. A schedule whose
    object is gone goes with it.
    """
    keys = (
        schedules.order_by("pk").values_list("pk", flat=True)
        if isinstance(schedules, QuerySet)
        else sorted(schedule.pk for schedule in schedules)
    )
    return sum(_reschedule(portion, today) for portion in _portions(keys))


def reschedule_organisations(organisations: Iterable[Organisation], today: dt.date) -> int:
    """Compute all that belongs to these and to those below them: after another rule, or another place in a trust."""
    keys = [organisation.pk for organisation in organisations]
    below = Q(organisation__in=keys) | Q(organisation__parent__in=keys) | Q(organisation__parent__parent__in=keys)
    return reschedule(ReviewSchedule.objects.filter(below), today)


def bring_up_to_date(today: dt.date) -> int:
    """Compute what has become another by the day alone: announced versions have come into force.

    Once a day is enough, and any number of days may have been missed. Reads only what changes.
    """
    return reschedule(ReviewSchedule.objects.filter(changes_on__lte=today), today)


def schedule_everything(today: dt.date) -> int:
    """Give every notice, library item and joined object a schedule: for a site that had none. Returns how many."""
    count = 0
    for model, keys in _everything():
        for portion in _portions(keys):
            schedule_objects(model, portion, today)
            count += len(portion)
    return count


def _everything() -> "Iterator[tuple[type[Model], Iterable[Any]]]":
    page = swapper.load_model("wagtailcore", "Page")
    types = page_types(NoticeMixin, ReviewedMixin)
    if types:
        pages = pages_of(NoticeMixin, ReviewedMixin)
        notices = without_models(pages, NoticeMixin) if page_types(NoticeMixin) else pages
        yield page, notices.order_by("pk").values_list("pk", flat=True)
    models: list[type[Model]] = [*LIBRARY_MODELS, Clause]
    for model in [*models, *(joined for joined in reviewed_models() if not issubclass(joined, page))]:
        yield model, model._default_manager.order_by("pk").values_list("pk", flat=True)


def _portions(keys: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(keys)
    while portion := list(islice(remaining, PORTION)):
        yield portion


@transaction.atomic
def _reschedule(keys: Sequence[int], today: dt.date) -> int:
    # Two runs at once compute the same schedule one after the other, so that the later facts win.
    schedules = list(lock_rows(ReviewSchedule.objects.filter(pk__in=keys).order_by("pk")))
    known = known_of(schedules, today)
    rules = _rules({found.organisation for found in known.values()})
    changed = []
    for schedule in schedules:
        found = known.get(schedule.pk)
        if found is None:
            continue
        before = [getattr(schedule, name) for name in _ATTRIBUTES]
        _compute(schedule, found, rules.get(found.organisation or 0, ()))
        if [getattr(schedule, name) for name in _ATTRIBUTES] != before:
            changed.append(schedule)
    ReviewSchedule.objects.bulk_update(changed, COMPUTED)
    gone = [schedule.pk for schedule in schedules if schedule.pk not in known]
    if gone:
        ReviewSchedule.objects.filter(pk__in=gone).delete()
    return len(changed)


_ATTRIBUTES = tuple("organisation_id" if name == "organisation" else name for name in COMPUTED)


def _rules(organisations: "set[int | None]") -> "Mapping[int, tuple[tuple[str, dict[str, int]], ...]]":
    """The rules that may hold for each of these organisations: its own and those above it. Two queries."""
    found = Organisation.objects.with_chain().filter(pk__in=organisations - {None})
    chains = {organisation.pk: organisation.chain() for organisation in found}
    stated: dict[int, dict[str, int]] = {}
    if chains:
        rows = ReviewRule.objects.filter(organisation__in={above.pk for chain in chains.values() for above in chain})
        for key, kind, months in rows.values_list("organisation", "kind", "months"):
            stated.setdefault(key, {})[kind] = months
    return {key: tuple((above.name, stated.get(above.pk, {})) for above in chain) for key, chain in chains.items()}


def rule_for(schedule: ReviewSchedule) -> Rule:
    """How often the object is reviewed. One query, none where it has a rule of its own."""
    chain = _rules_of(schedule.organisation_id) if schedule.months is None else ()
    return choose_rule(schedule.months, chain, schedule.kind)


def _rules_of(organisation: int | None) -> "tuple[tuple[str, dict[str, int]], ...]":
    """As :func:`_rules` for one organisation: one query."""
    places = ("organisation", "organisation__children", "organisation__children__children")
    stated: dict[int, tuple[str, dict[str, int]]] = {}
    is_above = Q(pk__in=[])
    for place in places:
        is_above |= Q(**{place: organisation})
    levels = (When(**{place: organisation}, then=Value(level)) for level, place in enumerate(places))
    rules = ReviewRule.objects.filter(is_above).annotate(level=Case(*levels, output_field=IntegerField()))
    if organisation is not None:
        for level, name, kind, months in rules.values_list("level", "organisation__name", "kind", "months"):
            stated.setdefault(level, (name, {}))[1][kind] = months
    # What an organisation has no rule for is a rule of the next above it, so one without rules need not be named.
    return tuple(stated.get(level, ("", {})) for level in range(len(places)))


def _compute(schedule: ReviewSchedule, known: Known, chain: "tuple[tuple[str, dict[str, int]], ...]") -> None:
    rule = choose_rule(schedule.months, chain, known.kind)
    due = next_due(known.facts, rule)
    schedule.title, schedule.kind = known.title, known.kind
    schedule.organisation_id = known.organisation
    schedule.is_active, schedule.changes_on = known.is_active, known.changes_on
    schedule.source = str(due.source) if due is not None else ""
    schedule.stated = due.stated.isoformat() if due is not None and due.stated is not None else ""
    schedule.due_from = due.first_day if due is not None else None
    schedule.due_on = due.last_day if due is not None else None
    schedule.remind_on = due.remind_on if due is not None else None
    schedule.because = _because(known, rule, due)


def _because(known: Known, rule: Rule, due: Due | None) -> "dict[str, JsonValue]":
    """What :func:`~wagtail_privacy.reviews.timing.reasons.why` says, as plain data."""
    if due is None:
        return {}
    if due.source == DueSource.OUTCOME:
        return {"day": _iso(known.facts.reviewed_on)}
    if due.source == DueSource.STATED:
        return {"number": known.because.get("number")}
    if due.source == DueSource.EARLY:
        return {}
    days = [day for day in (known.facts.reviewed_on, known.facts.approved_on) if day is not None]
    return {
        "day": _iso(max(days)),
        "fact": known.because.get("fact", "approved"),
        "number": known.because.get("number"),
        "months": rule.months,
        "origin": str(rule.origin),
        "organisation": rule.organisation,
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""
