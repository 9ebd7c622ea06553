"""What this room says needs a person: reviews that are due, and reviews that nobody can see to."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.models import EarlyReview, ReviewSchedule
from wagtail_privacy.reviews.people.able import can_change, name_of_user
from wagtail_privacy.reviews.people.named import named_person
from wagtail_privacy.reviews.timing.reasons import cause
from wagtail_privacy.work_items import WorkItem, WorkRow, work_rows


@lru_cache(maxsize=4)
def _review_rows(source: "ReviewWork", page_type: int) -> Any:
    """All schedules as rows of work. ``page_type`` is the key of the content type of pages.

    Kept, because to build it takes as long as the database needs for three hundred reviews that are due.
    """
    early = EarlyReview.objects.filter(schedule=OuterRef("pk"), closed_on__isnull=True)
    first = JSONObject(kind="kind", before="before", after="after")
    known = JSONObject(
        schedule="pk",
        page=_page_key(page_type),
        source="source",
        stated="stated",
        person=named_person(),
        early=_Nested(Subquery(early.order_by("due_on", "pk").values(first=first)[:1])),
        events=Coalesce(Subquery(early.order_by().values("schedule").annotate(events=Count("pk")).values("events")), 0),
    )
    return work_rows(
        source,
        ReviewSchedule.objects.all(),
        key=F("pk"),
        organisation=F("organisation_id"),
        title=F("title"),
        since=F("remind_on"),
        due=F("due_on"),
        known=known,
    )


class ReviewWork:
    """Reviews that are due, or will be soon."""

    name = "reviews"
    label: str | Promise = _("Reviews")

    def rows(self, today: dt.date) -> "QuerySet[Any, Any]":
        return _review_rows(self, _page_type()).due(today).order_by()

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem | None:
        """That it is due, with what brought it forward."""
        if row.due is None:
            return None
        return WorkItem(
            kind=self.name,
            key=row.key,
            what=row.title,
            why=" ".join([*_causes(row.known), _when(row.due, row.known, today)]),
            to_do=gettext("Read it, and say whether it is still right."),
            url=review_url(row.known["schedule"]),
            since=row.since,
            due=row.due,
            organisation=row.organisation,
            page_id=row.known["page"],
        )


def _when(due: dt.date, known: Mapping[str, Any], today: dt.date) -> str:
    if due < today:
        sentence = gettext("The review was due by %(day)s and has not been done.")
    elif known["stated"] and len(known["stated"]) < len("2025-05-14"):
        return gettext("The review is due in %(date)s.") % {"date": PartialDate.parse(known["stated"]).written()}
    else:
        sentence = gettext("The review is due by %(day)s.")
    return sentence % {"day": PartialDate.of(due).written()}


def _causes(known: Mapping[str, Any]) -> list[str]:
    """What brought the review forward, in whole sentences."""
    first = known["early"]
    if first is None:
        return []
    causes = [text] if (text := cause(first["kind"], first["before"], first["after"])) else []
    if (more := known["events"] - 1) > 0:
        causes.append(
            ngettext(
                "%(count)d more thing that it names has changed.",
                "%(count)d more things that it names have changed.",
                more,
            )
            % {"count": more}
        )
    return causes


class _Nested(Func):
    """A JSON object out of a subquery, to be part of another: SQLite takes it for a text otherwise."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="JSON(%(expressions)s)", **context)


def _page_type() -> int:
    """The key of the content type of pages."""
    key: int = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page")).pk
    return key


def _page_key(page_type: int) -> Case:
    """The key of the page that a schedule is about; ``None`` where it is about anything else."""
    # Only where it is a page is the key known to be a number.
    return Case(When(content_type=page_type, then=Cast("object_id", BigIntegerField())), default=None)


class ReviewerWork:
    """Reviews whose own person has left or may not change the object any more: somebody else sees to them meanwhile."""

    name = "reviewers"
    label: str | Promise = _("People in charge of a review")

    def rows(self, today: dt.date) -> "QuerySet[Any, Any]":
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=OuterRef("page_key"))
        home = F("organisation__site__root_page__path")
        schedules = (
            ReviewSchedule.objects.filter(is_active=True, responsible_user__isnull=False)
            .annotate(page_key=_page_key(_page_type()))
            .annotate(path=Coalesce(Subquery(pages.values("path")[:1]), home))
            .exclude(can_change("responsible_user", "path"))
        )
        return work_rows(
            self,
            schedules,
            key=F("pk"),
            organisation=F("organisation_id"),
            title=F("title"),
            since=Value(today),
            known=JSONObject(
                schedule="pk",
                page="page_key",
                person=named_person(),
                name=name_of_user("responsible_user"),
                is_active=Case(When(responsible_user__is_active=True, then=1), default=0),
            ),
        )

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem | None:
        """Who is named and cannot do it."""
        return WorkItem(
            kind=self.name,
            key=row.key,
            what=row.title,
            why=_cannot(row.known["name"], is_active=bool(row.known["is_active"])),
            to_do=gettext("Name somebody else for this review."),
            url=review_url(row.known["schedule"]),
            since=row.since,
            organisation=row.organisation,
            page_id=row.known["page"],
        )


def _cannot(name: str, *, is_active: bool) -> str:
    if is_active:
        return gettext("%(name)s is named for the review and may not change it.") % {"name": name}
    return gettext("%(name)s is named for the review and has no account any more.") % {"name": name}


_LEVELS = ("", "parent__", "parent__parent__")
"""As deep as trusts go."""


class OrganisationReviewerWork:
    """Organisations whose person in charge has left or may change none of their pages, or that have nobody at all."""

    name = "organisation_reviewers"
    label: str | Promise = _("People in charge at an organisation")

    def rows(self, today: dt.date) -> "QuerySet[Any, Any]":
        home = "site__root_page__path"
        unable = Q(responsible_user__isnull=False) & ~can_change("responsible_user", home, or_below=True)
        nameless = ReviewSchedule.objects.filter(
            organisation=OuterRef("pk"), is_active=True, responsible_user__isnull=True, responsible_mailbox=""
        )
        nobody = Q(Exists(nameless))
        for level in _LEVELS:
            has_address = ~Q(**{f"{level}responsible_mailbox": ""}) | ~Q(**{f"{level}email": ""})
            is_there = Q(**{f"{level}pk__isnull": False})
            able = can_change(f"{level}responsible_user", home, or_below=True)
            nobody &= ~(is_there & (has_address | able))
        organisations = Organisation.objects.annotate(
            has_nobody=Case(When(nobody, then=1), default=0, output_field=IntegerField())
        ).filter(unable | Q(has_nobody=1))
        return work_rows(
            self,
            organisations,
            key=F("pk"),
            organisation=F("pk"),
            title=F("name"),
            since=Value(today),
            known=JSONObject(
                has_nobody="has_nobody",
                name=Coalesce(name_of_user("responsible_user"), Value(""), output_field=CharField()),
                is_active=Case(When(responsible_user__is_active=True, then=1), default=0),
            ),
        )

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem | None:
        """That nobody is left, or who is named and cannot do it."""
        if row.known["has_nobody"]:
            why = gettext("Nobody is in charge of the reviews of %(organisation)s.") % {"organisation": row.title}
        elif row.known["is_active"]:
            why = gettext("%(name)s is in charge of reviews and may change no page of %(organisation)s.")
        else:
            why = gettext("%(name)s is in charge of reviews at %(organisation)s and has no account any more.")
        viewset = cast("Any", Organisation).snippet_viewset
        return WorkItem(
            kind=self.name,
            key=row.key,
            what=row.title,
            why=why % {"name": row.known["name"], "organisation": row.title},
            to_do=gettext("Name a person or a mailbox for reminders."),
            url=reverse(viewset.get_url_name("edit"), args=[row.organisation]),
            since=row.since,
            organisation=row.organisation,
        )
