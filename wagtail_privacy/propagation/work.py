"""What this room says needs a person: shared changes, and decisions about models."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import swapper
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import BaseExpression
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.propagation.columns import IS_REFUSED, IS_WAITING, ModelColumn, first_change, name_of_change
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.work_items import WorkItem

if TYPE_CHECKING:
    from wagtail.models import Page


class ChangeWork:
    """The next shared change that waits for its day, and the last one that could not be brought into the notice."""

    name = "shared_changes"
    label: str | Promise = _("Shared changes")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        return {
            "waiting": first_change(IS_WAITING, "change__day", "change_id"),
            "refused": first_change(IS_REFUSED, "-change_id"),
        }

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One for each of the two that there is."""
        if (waiting := known["waiting"]) is not None:
            day = _day(waiting["day"])
            why = gettext("“%(change)s” comes into this notice on %(day)s.")
            to_do = gettext("Look at what will change, or take a copy of your own before that day.")
            yield self._item(page, organisation, waiting, why, to_do, since=min(day, today), due=day)
        if (refused := known["refused"]) is not None:
            day = _day(refused["decided"] or refused["day"])
            why = gettext("“%(change)s” could not be brought into this notice. %(refusal)s")
            to_do = gettext("Mend the notice and publish it, or have the change brought in again.")
            yield self._item(page, organisation, refused, why, to_do, since=min(day, today))

    def _item(
        self,
        page: "Page",
        organisation: int | None,
        known: Mapping[str, Any],
        why: str,
        to_do: str,
        *,
        since: dt.date,
        due: dt.date | None = None,
    ) -> WorkItem:
        words = {
            "change": name_of_change(dict(known)),
            "day": PartialDate.of(due).written() if due is not None else "",
            "refusal": known["refusal"],
        }
        return WorkItem(
            kind=self.name,
            key=f"{known['change']}-{page.pk}",
            what=str(page.title),
            why=(why % words).strip(),
            to_do=to_do,
            url=reverse("wagtail_privacy_propagation:change", args=[known["change"]]),
            since=since,
            due=due,
            organisation=organisation,
            page_id=page.pk,
        )


def _day(text: str) -> dt.date:
    """The day of a date or of a moment, as the database writes it in JSON."""
    if len(text) <= len("2025-05-14"):
        return dt.date.fromisoformat(text)
    moment = dt.datetime.fromisoformat(text)
    # SQLite keeps moments in UTC and does not say so.
    return site_day(moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC))


class ModelWork:
    """What the school has to decide about a new version of the model that its notice follows."""

    name = "models"
    label: str | Promise = _("Model notices")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        roll_outs = RollOut.objects.filter(page_id=OuterRef("pk"))
        models = swapper.load_model("wagtailcore", "Page").objects.filter(pk=OuterRef("model_id"))
        return {
            "standing": ModelColumn().annotation,
            "brought_at": Subquery(roll_outs.values("brought_at")[:1]),
            "published_at": Subquery(
                roll_outs.annotate(published=Subquery(models.values("last_published_at")[:1])).values("published")[:1]
            ),
        }

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One where sections are to be decided, or where a new version of the model waits."""
        standing = known["standing"]
        if standing is None:
            return
        if standing["undecided"]:
            why = gettext("The model and this notice have changed the same sections.")
            to_do = gettext("Decide section by section which words are to stand.")
            moment = known["brought_at"]
        elif standing["newest"] is not None and standing["newest"] != standing["revision"]:
            why = gettext("The trust has published a new version of the model that this notice follows.")
            to_do = gettext("Bring it into the notice.")
            moment = known["published_at"]
        else:
            return
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=why,
            to_do=to_do,
            url=reverse("wagtail_privacy_models:following", args=[page.pk]),
            since=site_day(moment) if moment is not None else today,
            organisation=organisation,
            page_id=page.pk,
        )
