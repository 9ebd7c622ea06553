"""What this room says of each notice in the overview of all schools."""

from typing import Any

from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.overview_columns import ColumnValue
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.models import ReviewSchedule


class ReviewColumn:
    """When the notice is reviewed next, or since when that is overdue."""

    name = "next_review"
    label: str | Promise = _("Next review")
    links_for_editors = True

    @property
    def annotation(self) -> Subquery:
        """What the schedule of the page says."""
        rows = ReviewSchedule.objects.of_outer_page().filter(is_active=True, due_on__isnull=False)
        said = JSONObject(schedule="pk", due_on="due_on", stated="stated")
        return Subquery(rows.values(said=said)[:1])

    def value_of(self, page_id: int, found: dict[str, Any] | None) -> ColumnValue | None:
        """The date as precisely as it was said, with the screen of the review."""
        if found is None:
            return None
        due_on = str(found["due_on"])[:10]
        date = PartialDate.parse(found["stated"] or due_on).written()
        text = gettext("Overdue: %(date)s") % {"date": date} if due_on < site_day().isoformat() else date
        return ColumnValue(text, review_url(found["schedule"]))
