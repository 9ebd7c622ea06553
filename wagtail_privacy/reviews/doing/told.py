"""The reviews of a notice for the screen of its versions."""

from django.utils.translation import gettext

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.reviews.models.record import page_model
from wagtail_privacy.versions.history import HistoryEntry, HistorySection

MOST_SHOWN = 100


def review_history(page_id: int) -> HistorySection:
    """The reviews of one notice with their outcomes. One query."""
    reviews = list(Review.objects.of_object(page_model(), page_id)[: MOST_SHOWN + 1])
    return HistorySection(
        gettext("Reviews"),
        tuple(HistoryEntry(review.at, _text(review), review.by, _details(review)) for review in reviews[:MOST_SHOWN]),
        gettext("Older reviews are not shown here.") if len(reviews) > MOST_SHOWN else "",
    )


def _text(review: Review) -> str:
    outcome = str(review.get_outcome_display())
    if review.number is None:
        return outcome
    return gettext("%(outcome)s: version %(number)s") % {"outcome": outcome, "number": review.number}


def _details(review: Review) -> tuple[str, ...]:
    next_due = PartialDate.parse(review.next_due).written() if review.next_due else ""
    said = (
        gettext("Next review: %(date)s.") % {"date": next_due} if next_due else "",
        gettext("Readers see: %(role)s.") % {"role": review.role} if review.role else "",
        gettext("Right although checks found errors: %(reason)s") % {"reason": review.override_reason}
        if review.override_reason
        else "",
        str(review.note),
    )
    return tuple(text for text in said if text)
