"""The date of the next review that a notice itself states, and the minor change that brings it up to date."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.reviews.doing.errors import ReviewError
from wagtail_privacy.reviews.models import Review, ReviewSchedule
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page, Revision

GOVERNANCE = "governance"
"""The type of the section that states it."""


@dataclass(frozen=True)
class StatedDate:
    """What a notice states and what was agreed: both in stored form; ``agreed`` is never empty."""

    stated: str
    agreed: str


@dataclass(frozen=True)
class Mended:
    """The revision that states the agreed date; ``problems`` kept it from being published, where that was asked for."""

    revision: "Revision"
    is_published: bool
    problems: tuple[Problem, ...] = ()


def agreed_date(review: Review, schedule: ReviewSchedule) -> str:
    """When it is reviewed next: as the review agreed, else the month that the schedule gives; empty for neither."""
    if review.next_due:
        return str(review.next_due)
    return PartialDate(schedule.due_on.year, schedule.due_on.month).isoformat() if schedule.due_on else ""


def outdated_date(
    version: NoticeVersion | None, review: Review | None, schedule: ReviewSchedule, today: dt.date
) -> StatedDate | None:
    """The date that the text of ``version`` states, where it has passed or is another than the one agreed.

    ``review`` is the last one; ``None`` unless it found the notice right, and where the text states no date.
    """
    if version is None or review is None or review.outcome != Review.Outcome.STILL_RIGHT or not version.review_due:
        return None
    agreed = agreed_date(review, schedule)
    stated = str(version.review_due)
    if not agreed or stated == agreed:
        return None
    return StatedDate(stated, agreed)


@transaction.atomic
def state_agreed_date(page: "Page", review: Review, schedule: ReviewSchedule, *, user: User, publish: bool) -> Mended:
    """Make a revision of ``page`` that states when it was reviewed last and is next, and publish it if asked to.

    It carries a prepared statement: a minor change after a review. Raises :class:`ReviewError` where the draft has
    changes that are not published, which this must neither publish nor mix with, and where the text states no date;
    ``PermissionDenied`` where ``user`` may not edit the page, or not publish it. A rule of publishing that refuses the
    change leaves the revision as a draft.
    """
    publication.lock(page)
    permissions = page.permissions_for_user(user)
    if not permissions.can_edit() or (publish and not permissions.can_publish()):
        raise PermissionDenied
    page.refresh_from_db()
    if page.has_unpublished_changes:
        raise ReviewError(
            gettext(
                "This notice has changes that are not published yet, so its date was left alone. Change the dates "
                "under “Document control” in the editor, and publish them with the rest."
            )
        )
    draft: Any = page.get_latest_revision_as_object()
    if not _state(draft, review, agreed_date(review, schedule)):
        raise ReviewError(gettext("The text of this notice states no date of a review."))
    with translation.override(page.locale.language_code):
        note = gettext("We reviewed this notice and found it right. Only the dates of the reviews have changed.")
    draft.describe_change(note=note, reason=ChangeReason.ANNUAL_REVIEW, size=ChangeSize.MINOR)
    revision = draft.save_revision(user=user, log_action=True)
    if not publish:
        return Mended(revision, is_published=False)
    try:
        with transaction.atomic():
            revision.publish(user=user)
    except ResolutionError as error:
        return Mended(revision, is_published=False, problems=error.problems)
    return Mended(revision, is_published=True)


def _state(page: Any, review: Review, agreed: str) -> bool:
    """Write the dates into the section that states when it is reviewed next; whether there is one."""
    for child in page.body:
        if child.block_type == GOVERNANCE and child.value.get("review_due"):
            child.value["review_due"] = agreed
            # A day that was never said is not added to the text.
            if child.value.get("reviewed"):
                child.value["reviewed"] = review.reviewed_on.isoformat()
            return True
    return False
