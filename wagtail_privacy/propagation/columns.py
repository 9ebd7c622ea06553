"""What this room says of each notice in the overview of all schools."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.overview_columns import ColumnValue
from wagtail_privacy.propagation.model_notices.models import RollOut, Standing
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange


class ChangeColumn:
    """The shared change that waits for its day, or that could not be brought into the notice."""

    name = "shared_change"
    label: str | Promise = _("Shared change")

    def values_for(self, page_ids: Sequence[int], user: User) -> Mapping[int, ColumnValue]:
        """One query. A change that waits comes before one that could not be brought in, the newest first."""
        is_waiting = Q(state=ChangedNotice.State.WAITING, change__state=SharedChange.State.WAITING)
        is_refused = Q(state=ChangedNotice.State.REFUSED, change__state=SharedChange.State.DONE)
        rows = ChangedNotice.objects.filter(is_waiting | is_refused, page_id__in=page_ids).select_related("change")
        # What comes last stays.
        order = sorted(rows, key=lambda row: (row.state == ChangedNotice.State.WAITING, row.change_id))
        return {row.page_id: _value(row) for row in order}


def _value(row: ChangedNotice) -> ColumnValue:
    url = reverse("wagtail_privacy_propagation:change", args=[row.change_id])
    if row.state == ChangedNotice.State.WAITING:
        day = PartialDate.of(row.change.day).written()
        return ColumnValue(gettext("“%(change)s” on %(day)s") % {"change": row.change, "day": day}, url)
    return ColumnValue(gettext("“%(change)s” is not in it") % {"change": row.change}, url)


class ModelColumn:
    """How a notice stands to the model of its trust that it follows."""

    name = "model"
    label: str | Promise = _("Model of the trust")

    def values_for(self, page_ids: Sequence[int], user: User) -> Mapping[int, ColumnValue]:
        """One query."""
        standings = RollOut.objects.standings(page_ids)
        return {
            page_id: ColumnValue(_standing(standing), reverse("wagtail_privacy_models:following", args=[page_id]))
            for page_id, standing in standings.items()
        }


def _standing(standing: Standing) -> str:
    if standing.undecided:
        return gettext("To be decided")
    if standing.is_behind:
        return gettext("A new version waits")
    return gettext("Differs") if standing.differs else gettext("As the model")
