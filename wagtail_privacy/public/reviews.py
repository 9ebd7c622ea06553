"""What readers are told of reviews: from the record, never from the frozen text, and of no version they may not read.

Only reviews that found a notice right are told; that one needs changes is the school's own work.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import swapper
from django.db import connections
from django.db.models import Case, CharField, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, JSONObject

from wagtail_privacy.days import start_of
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.reviews.models import Review, ReviewSchedule
from wagtail_privacy.reviews.models.record import page_model
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page


_ANY_PAGE = -1
"""Stands for the key of a page."""


@dataclass(frozen=True)
class ReviewLine:
    """The line about reviews on the page of a notice. Dates are partial dates in stored form, empty where not told.

    ``overdue`` is the day by which a review was due, where the organisation tells its readers that it has not been
    done; ``changed_at`` is when the line changed last, ``None`` where nobody can say.
    """

    reviewed_on: str = ""
    role: str = ""
    next_due: str = ""
    overdue: str = ""
    day: str = ""
    changed_at: dt.datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.reviewed_on or self.overdue)

    @property
    def next_is_day(self) -> bool:
        """Whether a whole day is given for the next review, not only its month or year."""
        return bool(self.next_due) and bool(PartialDate.parse(self.next_due).day)


@dataclass(frozen=True)
class ToldReview:
    """A review as the archive tells it; dates are partial dates in stored form."""

    reviewed_on: str
    role: str
    next_due: str
    number: int
    digest: str
    at: dt.datetime

    def as_data(self) -> dict[str, str | None]:
        """As the data of a version gives it."""
        return {
            "reviewed_on": self.reviewed_on,
            "outcome": Review.Outcome.STILL_RIGHT.value,
            "by": self.role or None,
            "next_review": self.next_due or None,
            "digest": self.digest,
        }


def review_line(page: "Page", today: dt.date, *, sees_all: bool) -> ReviewLine:
    """The line on the page of ``page`` on ``today``. One query. ``sees_all`` is that of an archive."""
    using = NoticeVersion.objects.db
    sql, parameters = _line_query(using, sees_all)
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [page.pk if value == _ANY_PAGE else value for value in parameters])
        review, schedule = map(_from_json, cursor.fetchone() or (None, None))
    overdue = _overdue(schedule, today) if schedule is not None else ""
    if review is None:
        return ReviewLine(overdue=overdue)
    next_due = valid_date(review["next_due"])
    # A date that has passed says nothing of what comes next; whether it was missed is for the organisation to tell.
    has_passed = bool(next_due) and PartialDate.parse(next_due).last_day < today
    return ReviewLine(
        reviewed_on=str(review["reviewed_on"])[:10],
        role=review["role"],
        next_due="" if has_passed or overdue else next_due,
        overdue=overdue,
        # The organisation may begin or cease to tell it at any moment.
        changed_at=None if overdue else _changed_at(_moment(review["at"]), next_due if has_passed else ""),
    )


@lru_cache(maxsize=8)
def _line_query(using: str, sees_all: bool) -> tuple[str, tuple[Any, ...]]:
    """The SQL of the line, with :data:`_ANY_PAGE` for the key of the page.

    Kept, because every reader waits for it and the ORM takes several times as long to write it as the database to
    answer it.
    """
    pages = swapper.load_model("wagtailcore", "Page").objects.using(using).filter(pk=_ANY_PAGE)
    rows = pages.order_by().values_list(_last_review(sees_all=sees_all), _schedule())
    sql, parameters = rows.query.get_compiler(using).as_sql()
    return str(sql), tuple(parameters)


def _from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def review_line_on(page: "Page", day: dt.date, *, sees_all: bool) -> ReviewLine:
    """The line as it stood at the end of a past day, from the records up to that day. One query."""
    review = _told(page.pk, sees_all=sees_all).on_or_before(day).order_by("-sequence").first()
    if review is None:
        return ReviewLine()
    return ReviewLine(
        reviewed_on=review.reviewed_on.isoformat(),
        role=review.role,
        next_due=valid_date(review.next_due),
        day=day.isoformat(),
    )


def reviews_by_version(page_id: int, numbers: Iterable[int]) -> Mapping[int, tuple[ToldReview, ...]]:
    """The reviews of these versions of a notice, which the reader may read, the newest first. One query."""
    by_version: dict[int, list[ToldReview]] = {}
    reviews = _told(page_id, sees_all=True).filter(number__in=list(numbers)).order_by("-sequence")
    for review in reviews.only("reviewed_on", "role", "next_due", "number", "digest", "at"):
        told = ToldReview(
            review.reviewed_on.isoformat(),
            review.role,
            valid_date(review.next_due),
            review.number,
            review.digest,
            review.at,
        )
        by_version.setdefault(told.number, []).append(told)
    return {number: tuple(told) for number, told in by_version.items()}


def newest_review(page_id: int) -> int | None:
    """A number that changes with each review of a notice. One query."""
    pks = Review.objects.of_object(page_model(), page_id).values_list("pk", flat=True)
    newest: int | None = pks.first()
    return newest


def last_review_said() -> Subquery:
    """Of each page of a queryset, what its last review said, as JSON; null without one that everybody may know of."""
    return _last_review(sees_all=False)


def _told(page_id: int, *, sees_all: bool) -> Any:
    reviews = Review.objects.of_object(page_model(), page_id).filter(outcome=Review.Outcome.STILL_RIGHT)
    return reviews if sees_all else reviews.filter(_is_of_public_version(Value(page_id)))


def _last_review(*, sees_all: bool) -> Subquery:
    """What the last review of a page said, as JSON, for a queryset of pages."""
    reviews: QuerySet[Any] = Review.objects.filter(
        model=page_model(), object_id=Cast(OuterRef("pk"), CharField()), outcome=Review.Outcome.STILL_RIGHT
    )
    if not sees_all:
        reviews = reviews.filter(_is_of_public_version(OuterRef(OuterRef("pk"))))
    said = JSONObject(reviewed_on="reviewed_on", role="role", next_due="next_due", at="at")
    return Subquery(reviews.order_by("-sequence").values(said=said)[:1])


def _is_of_public_version(page_id: Any) -> Exists:
    """Whether everybody may read the version that a review is about."""
    return Exists(NoticeVersion.objects.public().filter(page_id=page_id, number=OuterRef("number")).order_by())


def _schedule() -> Subquery:
    """When a page is due and whether its organisation, or one above it, tells readers; as JSON, for pages."""
    schedules = ReviewSchedule.objects.of_outer_page().filter(is_active=True)
    tells = (
        Q(organisation__tells_overdue=True)
        | Q(organisation__parent__tells_overdue=True)
        | Q(organisation__parent__parent__tells_overdue=True)
    )
    # As a number, because SQLite has no truth values in JSON.
    said = JSONObject(due_on="due_on", stated="stated", tells=Case(When(tells, then=1), default=0))
    return Subquery(schedules.values(said=said)[:1])


def _overdue(schedule: Mapping[str, Any], today: dt.date) -> str:
    """By when the review was due, where that is over and readers are told."""
    if not schedule["tells"] or not schedule["due_on"]:
        return ""
    due_on = str(schedule["due_on"])[:10]
    return (valid_date(schedule["stated"]) or due_on) if due_on < today.isoformat() else ""


def _moment(stored: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(str(stored))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


def _changed_at(recorded: dt.datetime, passed: str) -> dt.datetime:
    """When the review was recorded, or its date for the next one passed, which is not told any more from then on."""
    if not passed:
        return recorded
    return max(recorded, start_of(PartialDate.parse(passed).last_day + dt.timedelta(days=1)))
