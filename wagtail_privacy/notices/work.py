"""What this room says needs a person: drafts that lie about, and publications that did not take place."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Subquery
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry
from wagtail.models import Revision

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.actions import REFUSED_ACTION
from wagtail_privacy.work_items import WorkItem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

DRAFT_DAYS = 30
"""A draft that nobody has touched for so many days has been forgotten, or waits for somebody."""


class DraftWork:
    """Drafts that nobody has changed or published for a while."""

    name = "drafts"
    label: str | Promise = _("Old drafts")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        return {"scheduled_at": Subquery(scheduled_revisions().values("approved_go_live_at")[:1])}

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One for a draft that is old enough, unless its publication is scheduled."""
        if not has_draft(page) or known["scheduled_at"] is not None:
            return
        day = site_day(page.latest_revision_created_at)
        if day + dt.timedelta(days=DRAFT_DAYS) > today:
            return
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=gettext("The draft was last changed on %(day)s and has not been published.")
            % {"day": PartialDate.of(day).written()},
            to_do=gettext("Publish the draft, or go back to what is published."),
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            since=day + dt.timedelta(days=DRAFT_DAYS),
            organisation=organisation,
            page_id=page.pk,
        )


def has_draft(page: "Page") -> bool:
    """Whether somebody has written something that is not published. Taking a notice away leaves no draft."""
    written = page.latest_revision_created_at
    if not page.has_unpublished_changes or written is None:
        return False
    return page.live or page.last_published_at is None or written > page.last_published_at


class ScheduledWork:
    """Publications that were refused on their day, or whose day passed without anything going live."""

    name = "scheduled"
    label: str | Promise = _("Scheduled publications")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        log = registry.get_log_model_for_model(swapper.load_model("wagtailcore", "Page"))
        refusals = log.objects.filter(
            page_id=OuterRef("pk"), action=REFUSED_ACTION, revision__approved_go_live_at__isnull=False
        )
        return {
            "scheduled_at": Subquery(scheduled_revisions().values("approved_go_live_at")[:1]),
            "is_refused": Exists(refusals),
        }

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One where something was refused, or where the day is over."""
        moment = known["scheduled_at"]
        if moment is None:
            return
        day = site_day(moment)
        if known["is_refused"]:
            # What stands in the way is said in the editor, to those who may read the draft.
            why = gettext("It could not be published on %(day)s as scheduled.")
            to_do = gettext("Mend what the editor says stands in the way, then publish or schedule it again.")
        elif day < today:
            why = gettext("It was to be published on %(day)s, and nothing happened.")
            to_do = gettext("Publish it, and ask whoever runs the website whether publish_scheduled still runs.")
        else:
            return
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=why % {"day": PartialDate.of(day).written()},
            to_do=to_do,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            since=min(day, today),
            due=day,
            organisation=organisation,
            page_id=page.pk,
        )


def scheduled_revisions() -> "QuerySet[Revision]":
    """The revisions of a page that are to go live, the next first."""
    base = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
    revisions: QuerySet[Revision] = Revision.objects.filter(
        base_content_type=base, object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
    )
    return revisions.order_by("approved_go_live_at", "pk")
