"""What this room itself says needs a person: reminders that could not be sent."""

import datetime as dt
from typing import Any, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.work_items import WorkItem, WorkRow, work_rows
from wagtail_privacy.worklist.models import Digest, DigestEntry

MANY_ATTEMPTS = 3
"""After so many attempts somebody should look, although it will be tried again."""


class DigestWork:
    """Digests that could not be sent, one for each organisation whose reviews they tell of."""

    name = "digests"
    label: str | Promise = _("Reminders that could not be sent")

    def rows(self, today: dt.date) -> "QuerySet[Any, Any]":
        failing = Q(digest__state=Digest.State.FAILED) | Q(
            digest__state=Digest.State.PENDING, digest__attempts__gte=MANY_ATTEMPTS
        )
        # Whoever has had a later one can be reached again, and has been told.
        sent_later = Digest.objects.filter(
            correspondent=OuterRef("digest__correspondent"), state=Digest.State.SENT, pk__gt=OuterRef("digest_id")
        )
        # What belongs to no organisation has no form of one that could lead to the address.
        of_everyone = DigestEntry.objects.filter(digest=OuterRef("digest_id"), schedule__organisation__isnull=True)
        known = JSONObject(
            address="digest__address",
            error="digest__error",
            schedule=Subquery(of_everyone.order_by("pk").values("schedule_id")[:1]),
        )
        return work_rows(
            self,
            DigestEntry.objects.filter(failing).exclude(Exists(sent_later)).distinct(),
            key=F("digest_id"),
            organisation=F("schedule__organisation_id"),
            title=F("digest__subject"),
            since=F("digest__day"),
            known=known,
        )

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem | None:
        """Which address could not be reached, and what its mail server said."""
        error = row.known["error"].strip().splitlines()
        viewset = cast("Any", Organisation).snippet_viewset
        return WorkItem(
            kind=self.name,
            key=f"{row.key}-{row.organisation or ''}",
            what=row.known["address"],
            why=gettext("The reminder to %(address)s could not be sent: %(error)s")
            % {"address": row.known["address"], "error": error[0] if error else gettext("nobody knows why.")},
            to_do=gettext("Correct the address, or name somebody else."),
            url=review_url(row.known["schedule"])
            if row.organisation is None
            else reverse(viewset.get_url_name("edit"), args=[row.organisation]),
            since=row.since,
            organisation=row.organisation,
        )
