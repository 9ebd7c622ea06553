"""Mails that did not reach anybody, as work: somebody has to mend the address, or the mail server."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.work_items import WorkItem, WorkRow, work_rows
from wagtail_privacy.worklist.models import Digest

if TYPE_CHECKING:
    from django.db.models import QuerySet

TROUBLED_AT = 4
"""After so many attempts, which take most of a day, a mail that still waits is spoken of."""


class FailedMail:
    """The last digest of somebody, where it was given up or does not get through. Its key is that of the person."""

    name = "mail"
    label = _("Mails that did not get through")

    def rows(self, today: dt.date) -> "QuerySet[Any, Any]":
        """The mails whose readers have had no later one that is better."""
        later = Digest.objects.filter(
            Q(state=Digest.State.SENT) | ~Q(error=""), correspondent=OuterRef("correspondent"), pk__gt=OuterRef("pk")
        )
        is_in_trouble = (
            Q(state=Digest.State.FAILED)
            # Another is to take its place, which has not got through either.
            | (Q(state=Digest.State.DROPPED) & ~Q(error=""))
            | Q(state=Digest.State.PENDING, attempts__gte=TROUBLED_AT)
        )
        failed = Digest.objects.filter(is_in_trouble, ~Exists(later), day__lte=today)
        return work_rows(
            self,
            failed,
            key=F("correspondent__key"),
            organisation=F("organisation"),
            title=F("address"),
            since=F("day"),
            known=JSONObject(error=F("error")),
        )

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem | None:
        """What happened to the mail, and what to do about it."""
        return WorkItem(
            kind=self.name,
            key=row.key,
            what=gettext("Reminder to %(address)s") % {"address": row.title}
            if row.title
            else gettext("Reminder to somebody without an address"),
            why=gettext("The mail did not get through. %(error)s") % {"error": row.known.get("error", "")},
            to_do=gettext("Correct the address, or name somebody else who is in charge of reviews."),
            url=reverse("wagtailsnippets_wagtail_privacy_organisation:edit", args=[row.organisation])
            if row.organisation is not None
            else reverse("wagtailadmin_home"),
            since=row.since,
            organisation=row.organisation,
        )
