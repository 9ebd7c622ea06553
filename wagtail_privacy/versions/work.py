"""What this room says needs a person: versions that nobody can read until they are released."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models.expressions import BaseExpression
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.versions.visibility import current_version, is_restricted
from wagtail_privacy.work_items import WorkItem

if TYPE_CHECKING:
    from wagtail.models import Page


class ReleaseWork:
    """Notices that everybody may open, and whose version was published behind a view restriction."""

    name = "releases"
    label: str | Promise = _("Private versions")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        return {"version": current_version(today), "is_restricted": is_restricted()}

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One where the restriction is gone and the version is still private. An erased one is never released."""
        version = known["version"]
        if version is None or not page.live or known["is_restricted"] or version["is_public"] or version["is_erased"]:
            return
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=gettext("It was published behind a view restriction that has been lifted. Nobody can read it yet."),
            to_do=gettext("Open the version to everybody, or restrict the notice again."),
            url=reverse("wagtail_privacy_admin:versions", args=[page.pk]),
            since=dt.date.fromisoformat(version["recorded_on"][:10]),
            organisation=organisation,
            page_id=page.pk,
        )
