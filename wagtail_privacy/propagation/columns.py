"""What this room says of each notice in the overview of all schools."""

from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.overview_columns import ColumnValue
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange

IS_WAITING = Q(state=ChangedNotice.State.WAITING, change__state=SharedChange.State.WAITING)
"""Of a notice in a change: it waits for its day."""

IS_REFUSED = Q(state=ChangedNotice.State.REFUSED, change__state=SharedChange.State.DONE)
"""Of a notice in a change: it could not be brought in."""


def first_change(where: Q, *order: Any) -> Subquery:
    """What is known of the first change of a page, in this order, for which ``where`` holds: days are ISO texts."""
    known = JSONObject(
        change="change_id",
        state="state",
        before="change__before",
        after="change__after",
        day="change__day",
        refusal="refusal",
        decided="decided_at",
    )
    rows = ChangedNotice.objects.filter(where, page_id=OuterRef("pk"))
    return Subquery(rows.order_by(*order).values(known=known)[:1])


def name_of_change(known: dict[str, Any]) -> str:
    """What changes, before and after."""
    return str(SharedChange(before=known["before"], after=known["after"]))


class ChangeColumn:
    """The shared change that waits for its day, or that could not be brought into the notice.

    One that waits comes before one that could not be brought in, the newest first.
    """

    name = "shared_change"
    label: str | Promise = _("Shared change")

    @property
    def annotation(self) -> Subquery:
        """What is said of the first such change."""
        waits = Case(When(state=ChangedNotice.State.WAITING, then=1), default=0)
        return first_change(IS_WAITING | IS_REFUSED, waits.desc(), "-change_id")

    def value_of(self, page_id: int, found: dict[str, Any] | None) -> ColumnValue | None:
        """The change with its day, or that it is not in the notice."""
        if found is None:
            return None
        url = reverse("wagtail_privacy_propagation:change", args=[found["change"]])
        change = name_of_change(found)
        if found["state"] == ChangedNotice.State.WAITING:
            day = PartialDate.parse(str(found["day"])[:10]).written()
            return ColumnValue(gettext("“%(change)s” on %(day)s") % {"change": change, "day": day}, url)
        return ColumnValue(gettext("“%(change)s” is not in it") % {"change": change}, url)


class ModelColumn:
    """How a notice stands to the model of its trust that it follows."""

    name = "model"
    label: str | Promise = _("Model of the trust")

    @property
    def annotation(self) -> Subquery:
        """What is known of the roll-out of the page."""
        said = JSONObject(
            revision="revision_id",
            newest="newest_revision",
            undecided=Case(When(undecided=[], then=0), default=1),
            differs=Case(When(differs=True, then=1), default=0),
        )
        return Subquery(RollOut.objects.with_model().filter(page_id=OuterRef("pk")).values(said=said)[:1])

    def value_of(self, page_id: int, found: dict[str, Any] | None) -> ColumnValue | None:
        """In a few words, with the screen where it is decided."""
        if found is None:
            return None
        return ColumnValue(_standing(found), reverse("wagtail_privacy_models:following", args=[page_id]))


def _standing(found: dict[str, Any]) -> str:
    if found["undecided"]:
        return gettext("To be decided")
    if found["newest"] is not None and found["newest"] != found["revision"]:
        return gettext("A new version waits")
    return gettext("Differs") if found["differs"] else gettext("As the model")
