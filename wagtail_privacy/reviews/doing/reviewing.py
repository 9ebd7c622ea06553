"""Recording what came of a review: the one mutation of this room that leaves evidence."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page, Revision

from wagtail_privacy.documents.dates import PartialDate, check_bounds
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.reviews.doing.errors import ChangedMeanwhileError, ProblemsFoundError, ReviewError
from wagtail_privacy.reviews.doing.problems import soundness_of
from wagtail_privacy.reviews.doing.questions import Answer, Reply
from wagtail_privacy.reviews.doing.reviewed import (
    Standing,
    may_retire,
    may_review,
    object_of,
    retire,
    standing_of,
)
from wagtail_privacy.reviews.models import EarlyReview, Review, ReviewSchedule
from wagtail_privacy.reviews.record.sealing import seal
from wagtail_privacy.reviews.timing.scheduling import reschedule
from wagtail_privacy.signals import review_recorded
from wagtail_privacy.versions.events import actor

REVIEW_ACTION = "wagtail_privacy.review"
"""The log action of a review."""


@dataclass(frozen=True)
class Seen:
    """What was on the screen of whoever reviewed: compared with what is there when the review is recorded.

    ``number`` is that of the version, ``digest`` that of what a library item said, ``sequence`` the place of the last
    review, 0 where there was none. ``None`` and an empty text are not compared.
    """

    number: int | None = None
    digest: str = ""
    sequence: int | None = None


@transaction.atomic
def record_review(
    schedule: ReviewSchedule,
    outcome: str,
    *,
    user: User | None,
    today: dt.date,
    answers: Iterable[Answer] = (),
    note: str = "",
    role: str = "",
    next_due: PartialDate | None = None,
    override_reason: str = "",
    seen_number: int | None = None,
    seen_digest: str = "",
    seen_sequence: int | None = None,
) -> Review:
    """Store that the object of ``schedule`` was reviewed on ``today``, and do what follows from ``outcome``.

    “Still right” makes no version and no revision: it closes early reviews, and sets the day on which the facts of a
    library item were checked. “Needs changes” leaves the object due. “Retired” unpublishes it and ends its schedule.
    ``override_reason`` says why a notice is still right although checks find errors. Sends
    :data:`~wagtail_privacy.signals.review_recorded`.

    Reviews of one object are recorded one after the other. Whoever did not see the review before theirs, or the version
    that is in force, is told, and decides again; the same review sent twice is recorded once. Raises
    ``PermissionDenied`` and :class:`~wagtail_privacy.reviews.doing.errors.ReviewError`, a ``ValueError``; then nothing
    is stored.
    """
    schedule = _locked(schedule)
    obj = object_of(schedule)
    if obj is None:
        raise ReviewError(gettext("It has been deleted, so there is nothing to review."))
    _require_permission(obj, outcome, user)
    standing = standing_of(obj, today)
    given = Review(
        model=schedule.model_label,
        object_id=schedule.object_id,
        organisation_id=schedule.organisation_id,
        title=standing.title[:255],
        outcome=outcome,
        at=timezone.now(),
        reviewed_on=today,
        by=actor(user),
        role=role.strip(),
        number=standing.number,
        version_digest=standing.digest,
        answers=[answer.as_data() for answer in answers],
        note=note.strip(),
        override_reason=override_reason.strip() if outcome == Review.Outcome.STILL_RIGHT else "",
        next_due=next_due.isoformat() if next_due is not None and outcome == Review.Outcome.STILL_RIGHT else "",
    )
    before: Review | None = Review.objects.of_object(given.model, given.object_id).first()
    if before is not None and _is_repeated(given, before, seen_sequence):
        return before
    _require_seen(standing, before, Seen(seen_number, seen_digest, seen_sequence))
    if outcome == Review.Outcome.STILL_RIGHT:
        _require_right(obj, standing, given, today)
    review = seal(given, before)
    review.save()
    _carry_out(obj, schedule, review, user)
    reschedule([schedule], today)
    schedule.refresh_from_db()
    log(
        instance=obj,
        action=REVIEW_ACTION,
        user=user or get_active_log_context().user,
        data={"outcome": outcome, "number": standing.number, "next_due": review.next_due},
    )
    review_recorded.send(sender=Review, review=review, schedule=schedule)
    return review


def _locked(schedule: ReviewSchedule) -> ReviewSchedule:
    """The schedule as it is stored, locked after the row of its page, which is what everybody else locks first."""
    if _is_page(schedule):
        publication.lock_pages([int(schedule.object_id)])
    rows = ReviewSchedule.objects.select_related("content_type", "organisation")
    stored: ReviewSchedule | None = lock_rows(rows).filter(pk=schedule.pk).first()
    if stored is None:
        raise ReviewError(gettext("It is not reviewed any more."))
    return stored


def _is_page(schedule: ReviewSchedule) -> bool:
    model = schedule.content_type.model_class()
    return model is not None and issubclass(model, Page)


def _require_permission(obj: Any, outcome: str, user: User | None) -> None:
    if not may_review(user, obj) or (outcome == Review.Outcome.RETIRED and not may_retire(user, obj)):
        raise PermissionDenied


def _is_repeated(given: Review, before: Review, seen_sequence: int | None) -> bool:
    """Whether the same person has sent the same review twice, by pressing a button twice."""
    fields = ("by", "outcome", "number", "version_digest", "reviewed_on", "answers", "note", "role", "next_due")
    return before.sequence - 1 == seen_sequence and all(
        getattr(given, name) == getattr(before, name) for name in fields
    )


def _require_seen(standing: Standing, before: Review | None, seen: Seen) -> None:
    if standing.number is not None and seen.number is not None and seen.number != standing.number:
        raise ChangedMeanwhileError(
            gettext(
                "Version %(seen)s, which you looked at, is not in force any more: version %(number)s is. Look at what "
                "changed, then decide again."
            )
            % {"seen": seen.number, "number": standing.number}
        )
    if seen.digest and seen.digest != standing.digest:
        raise ChangedMeanwhileError(
            gettext("It says something else than when you looked at it. Look at it again, then decide.")
        )
    if seen.sequence is not None and before is not None and before.sequence != seen.sequence:
        raise ChangedMeanwhileError(
            gettext("Meanwhile %(person)s recorded a review: “%(outcome)s”. Decide again if yours is still needed.")
            % {"person": before.by or gettext("somebody"), "outcome": before.get_outcome_display()}
        )


def _require_right(obj: Any, standing: Standing, review: Review, today: dt.date) -> None:
    if not standing.is_published:
        raise ReviewError(gettext("It is not published, so there is nothing that readers see and that could be right."))
    _require_answers(review.answers)
    if review.next_due_date is not None:
        _require_next_day(review.next_due_date, today)
    if isinstance(obj, NoticeMixin) and standing.version is not None and not review.override_reason:
        problems = soundness_of(obj, standing.version).problems
        if problems:
            raise ProblemsFoundError(
                gettext(
                    "Checks find errors in this notice, so it is not still right. Choose “Needs changes” and mend "
                    "them, or say why it is right all the same."
                ),
                problems,
            )


def _require_answers(answers: Iterable[dict[str, str]]) -> None:
    for answer in answers:
        field = f"answer_{answer['key']}"
        if not answer["reply"]:
            raise ReviewError(gettext("Answer each question: “%(question)s”") % {"question": answer["question"]}, field)
        if answer["reply"] == Reply.NO and not answer["note"]:
            raise ReviewError(
                gettext(
                    "You answered “No” to “%(question)s” Say in the note beside it why the notice is right all the "
                    "same, or choose “Needs changes”."
                )
                % {"question": answer["question"]},
                f"note_{answer['key']}",
            )


def _require_next_day(next_due: PartialDate, today: dt.date) -> None:
    if next_due.first_day <= today:
        raise ReviewError(gettext("The next review has to be after today."), "next_due")
    try:
        check_bounds(next_due, today=today)
    except ValueError as error:
        raise ReviewError(str(error), "next_due") from error


def _carry_out(obj: Any, schedule: ReviewSchedule, review: Review, user: User | None) -> None:
    if review.outcome == Review.Outcome.NEEDS_CHANGES:
        return
    EarlyReview.objects.filter(schedule=schedule, closed_on=None).update(closed_on=review.reviewed_on)
    if review.outcome == Review.Outcome.RETIRED:
        retire(obj, user)
        schedule.is_active = False
        ReviewSchedule.objects.filter(pk=schedule.pk).update(is_active=False)
    elif isinstance(obj, LibraryItem):
        _note_checked(obj, review.reviewed_on)


def _note_checked(item: LibraryItem, day: dt.date) -> None:
    """Note in the item and in the revisions that it may be loaded from that its facts were checked on ``day``.

    No notice shows the day, so nobody is asked whom it touches, and no revision is made: a new one would take the place
    of a draft. What was saved of the draft keeps the day, and every other word of it.
    """
    type(item)._default_manager.filter(pk=item.pk).update(checked_on=day)
    drafts = Q(pk__in={item.latest_revision_id, item.live_revision_id} - {None})
    for revision in item.revisions.filter(drafts | Q(approved_go_live_at__isnull=False)):
        # Saving a revision would make it the latest one.
        content = {**revision.content, "checked_on": day.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(content=content)
