"""What is known of reviewed objects, read for many at once: the facts from which a schedule follows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from pydantic import JsonValue

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import LIBRARY_ITEM
from wagtail_privacy.reviews.joining import ReviewedMixin
from wagtail_privacy.reviews.models import EarlyReview, Review, ReviewSchedule
from wagtail_privacy.reviews.timing.schedule import Facts
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass
class Known:
    """What a schedule follows from. ``because`` names the facts for people, as plain JSON.

    ``changes_on`` is the day on which an announced version becomes one of the facts.
    """

    title: str
    kind: str
    organisation: int | None
    is_active: bool
    facts: Facts
    changes_on: dt.date | None = None
    because: dict[str, JsonValue] = field(default_factory=dict)


def known_of(schedules: Sequence[ReviewSchedule], today: dt.date) -> dict[int, Known]:
    """What is known of the object of each schedule, by the key of the schedule; objects that are gone are left out.

    So many queries for each kind of object, however many there are.
    """
    by_type: dict[int, list[ReviewSchedule]] = defaultdict(list)
    for schedule in schedules:
        by_type[schedule.content_type_id].append(schedule)
    known: dict[int, Known] = {}
    for key, of_type in by_type.items():
        model = ContentType.objects.get_for_id(key).model_class()
        if model is None:
            # The app that it came from is gone.
            continue
        known |= _of_model(model, of_type, today)
    add_reviews(known, schedules)
    return known


def _of_model(model: type[Model], schedules: Sequence[ReviewSchedule], today: dt.date) -> dict[int, Known]:
    if model is _base_page():
        return _of_pages(schedules, today)
    objects = _objects(model, schedules)
    if issubclass(model, LibraryItem):
        return {key: _of_item(item) for key, item in objects.items()}
    return {key: _of_joined(joined, None) for key, joined in objects.items() if isinstance(joined, ReviewedMixin)}


def _objects(model: type[Model], schedules: Iterable[ReviewSchedule]) -> dict[int, Any]:
    """The objects that are left, by the keys of their schedules."""
    wanted = {schedule.object_id: schedule.pk for schedule in schedules}
    found = model._default_manager.filter(pk__in=list(wanted))
    return {wanted[str(row.pk)]: row for row in found}


def _of_pages(schedules: Sequence[ReviewSchedule], today: dt.date) -> dict[int, Known]:
    pages = {key: page for key, page in _objects(_base_page(), schedules).items() if page.specific_class is not None}
    organisations = Organisation.objects.keys_for_pages(pages.values())
    is_notice = {key: issubclass(page.specific_class, NoticeMixin) for key, page in pages.items()}
    notices = [page for key, page in pages.items() if is_notice[key]]
    versions = _versions(notices, today) if notices else {}
    joined = _specific([page for key, page in pages.items() if not is_notice[key]])
    known = {}
    for key, page in pages.items():
        organisation = organisations.get(page.pk)
        if is_notice[key]:
            known[key] = _of_notice(page, organisation, versions.get(page.pk, []), today)
        elif isinstance(joined.get(page.pk), ReviewedMixin):
            known[key] = _of_joined(joined[page.pk], organisation)
    return known


def _specific(pages: "Sequence[Page]") -> dict[int, Any]:
    """Pages of other types as what they are: one query for each type."""
    base = _base_page()
    return (
        {page.pk: page for page in base.objects.filter(pk__in=[page.pk for page in pages]).specific()} if pages else {}
    )


def _versions(notices: "Sequence[Page]", today: dt.date) -> dict[int, list[NoticeVersion]]:
    """What counts of each notice: the version in force that was a major one, and what is announced. One query.

    Minor versions and re-issues move no review, so that they are not even looked at.
    """
    majors = NoticeVersion.objects.filter(
        page_id__in=[page.pk for page in notices], change_size=ChangeSize.MAJOR, reissue_of__isnull=True, cause={}
    )
    by_page: dict[int, list[NoticeVersion]] = defaultdict(list)
    for version in majors.light().visible_on(today, with_announced=True):
        by_page[version.page_id].append(version)
    return by_page


def _of_notice(page: "Page", organisation: int | None, versions: Sequence[NoticeVersion], today: dt.date) -> Known:
    reached = [version for version in versions if version.effective_day <= today]
    announced = [version.effective_day for version in versions if version.effective_day > today]
    version = reached[0] if reached else None
    known = Known(
        title=page.title,
        kind=str(page.specific_class.notice_kind),
        organisation=organisation,
        # The review of a notice covers its translations, which say what it says.
        is_active=page.live and version is not None and version.source_page_id is None,
        facts=Facts(),
        changes_on=min(announced, default=None),
    )
    if version is not None:
        approved = _approved_on(version)
        known.facts = Facts(stated=_date(version.review_due), approved_on=max(approved, version.effective_day))
        known.because = {
            "number": version.number,
            "fact": "approved" if approved > version.effective_day else "version",
        }
    return known


def _approved_on(version: NoticeVersion) -> dt.date:
    stated = _date(version.approved_on)
    days = [stated.last_day] if stated is not None else []
    if version.approved_at is not None:
        days.append(site_day(version.approved_at))
    return max(days, default=dt.date.min)


def _of_item(item: LibraryItem) -> Known:
    return Known(
        title=item.name,
        kind=LIBRARY_ITEM,
        organisation=item.owner_id,
        is_active=item.live and item.merged_into_id is None and item.checked_on is not None,
        facts=Facts(approved_on=item.checked_on),
        because={"fact": "checked"},
    )


def _of_joined(joined: ReviewedMixin, organisation: int | None) -> Known:
    return Known(
        title=str(joined)[:255],
        kind=joined.review_kind,
        organisation=organisation if organisation is not None else joined.review_organisation_id(),
        is_active=joined.is_reviewed(),
        facts=Facts(stated=joined.review_stated(), approved_on=joined.review_approved_on()),
        because={"fact": "approved"},
    )


def known_from(page: "Page", version: NoticeVersion, today: dt.date) -> Known:
    """What is known of a notice from the major version that has just come into force, without a query."""
    return _of_notice(page, version.organisation_id, [version], today)


def add_reviews(known: Mapping[int, Known], schedules: Sequence[ReviewSchedule]) -> None:
    """Add the last review that found each object right, and what brings the next one forward. Two queries."""
    last = _last_reviews(schedules)
    early: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    opened = EarlyReview.objects.filter(schedule__in=known, closed_on__isnull=True)
    for key, first_day, last_day in opened.values_list("schedule_id", "opened_on", "due_on"):
        early[key].append((first_day, last_day))
    for schedule in schedules:
        found = known.get(schedule.pk)
        if found is None:
            continue
        review = last.get((schedule.model_label, schedule.object_id))
        found.facts = Facts(
            reviewed_on=review.reviewed_on if review is not None else None,
            agreed=review.next_due_date if review is not None else None,
            stated=found.facts.stated,
            approved_on=found.facts.approved_on,
            early=tuple(early[schedule.pk]),
        )
        if review is not None and _counts_from(found.facts) == review.reviewed_on:
            found.because["fact"] = "reviewed"


def _counts_from(facts: Facts) -> dt.date | None:
    """The day from which a rule counts."""
    return max((day for day in (facts.reviewed_on, facts.approved_on) if day is not None), default=None)


def _last_reviews(schedules: Iterable[ReviewSchedule]) -> dict[tuple[str, str], Review]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for schedule in schedules:
        by_label[schedule.model_label].append(schedule.object_id)
    last: dict[tuple[str, str], Review] = {}
    right = Review.objects.filter(
        model__in=by_label,
        object_id__in=[key for keys in by_label.values() for key in keys],
        outcome=Review.Outcome.STILL_RIGHT,
    )
    for review in right.order_by("sequence"):
        last[review.model, review.object_id] = review
    return last


def _date(stored: str) -> PartialDate | None:
    return PartialDate.parse(stored) if stored else None


def _base_page() -> "type[Page]":
    return swapper.load_model("wagtailcore", "Page")
