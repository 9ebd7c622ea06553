"""Recording what came of a review: what follows from each outcome, what is refused, and to whom."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.log_actions import registry
from wagtail.models import Page, Revision

from tests.notice_factories import published
from tests.reviews.reviewed_notices import (
    TODAY,
    make_reviewed_notice,
    overdue,
    publish_again,
    recipients,
    review,
    schedule_for,
    version_of,
)
from tests.trees import SiteTree
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.reviews.doing.errors import ChangedMeanwhileError, ProblemsFoundError, ReviewError
from wagtail_privacy.reviews.doing.questions import Answer, Question, questions_for, register_questions
from wagtail_privacy.reviews.models import EarlyReview, Review, ReviewSchedule
from wagtail_privacy.signals import review_recorded
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(site_tree: SiteTree) -> Any:
    return make_reviewed_notice(site_tree, recipients())


def early(schedule: ReviewSchedule) -> EarlyReview:
    return EarlyReview.objects.create(
        schedule=schedule, kind="ended", key="law 1", before="Old Act", opened_on=TODAY, due_on=TODAY
    )


class TestStillRight:
    def test_it_is_kept_as_evidence_and_makes_no_version_and_no_revision(self, notice: Any, school_editor: Any) -> None:
        versions, revisions = NoticeVersion.objects.count(), Revision.objects.count()
        kept = review(
            notice,
            user=school_editor,
            answers=[Answer("contacts", "Are they right?", "yes")],
            role="the Data Protection Lead",
            next_due=PartialDate(2027, 11),
            note="Looked at with the office.",
            seen_number=1,
        )
        assert (NoticeVersion.objects.count(), Revision.objects.count()) == (versions, revisions)
        kept = Review.objects.get(pk=kept.pk)
        version = version_of(notice)
        assert (kept.number, kept.version_digest) == (version.number, version.digest)
        assert (kept.by, kept.role, kept.next_due) == ("school_editor", "the Data Protection Lead", "2027-11")
        assert kept.reviewed_on == TODAY
        assert kept.answers == [{"key": "contacts", "question": "Are they right?", "reply": "yes", "note": ""}]
        assert registry.get_logs_for_instance(notice).filter(action="wagtail_privacy.review").count() == 1

    def test_it_moves_the_schedule_and_closes_early_reviews(self, notice: Any) -> None:
        schedule = overdue(notice)
        opened = early(schedule)
        review(notice, next_due=PartialDate(2027, 11))
        schedule.refresh_from_db()
        opened.refresh_from_db()
        assert (schedule.due_from, schedule.due_on) == (dt.date(2027, 11, 1), dt.date(2027, 11, 30))
        assert opened.closed_on == TODAY

    def test_rooms_hear_of_it_inside_the_transaction(self, notice: Any) -> None:
        heard: list[Any] = []

        def hear(sender: type, review: Review, schedule: ReviewSchedule, **kwargs: object) -> None:
            heard.append((sender, review, schedule.due_on))
            raise RuntimeError

        review_recorded.connect(hear)
        try:
            with pytest.raises(RuntimeError):
                review(notice, next_due=PartialDate(2027, 11))
        finally:
            review_recorded.disconnect(hear)
        assert heard[0][0] is Review
        assert heard[0][2] == dt.date(2027, 11, 30)
        assert not Review.objects.exists()

    @pytest.mark.parametrize(
        "date", [PartialDate(2026, 11, 3), PartialDate(2026, 11), PartialDate(2026), PartialDate(2040)]
    )
    def test_a_next_review_that_is_not_after_today_or_out_of_bounds_is_refused(
        self, notice: Any, date: PartialDate
    ) -> None:
        with pytest.raises(ReviewError) as error:
            review(notice, next_due=date)
        assert error.value.field == "next_due"
        assert not Review.objects.exists()

    def test_it_is_refused_for_what_nobody_can_read(self, notice: Any) -> None:
        notice.unpublish()
        with pytest.raises(ReviewError, match="not published"):
            review(notice)

    def test_each_question_is_answered_and_a_no_needs_a_note(self, notice: Any) -> None:
        with pytest.raises(ReviewError, match="Answer each question") as error:
            review(notice, answers=[Answer("laws", "In force?", "")])
        assert error.value.field == "answer_laws"
        with pytest.raises(ReviewError, match="You answered “No”") as error:
            review(notice, answers=[Answer("laws", "In force?", "no")])
        assert error.value.field == "note_laws"
        review(notice, answers=[Answer("laws", "In force?", "no", "Cited for history.")])


class TestErrors:
    def test_it_is_refused_while_guards_find_errors_unless_somebody_says_why(
        self, notice: Any, monkeypatch: Any
    ) -> None:
        def guard(page: Any, resolution: Any, baseline: Any) -> list[Problem]:
            return [Problem("x", "The law is gone.")]

        monkeypatch.setattr(publication, "_guards", [guard])
        with pytest.raises(ProblemsFoundError) as error:
            review(notice)
        assert [str(problem) for problem in error.value.problems] == ["The law is gone."]
        assert not Review.objects.exists()
        assert review(notice, override_reason="It is quoted.").override_reason == "It is quoted."

    def test_what_is_in_force_is_judged_and_neither_the_draft_nor_the_announcement(
        self, notice: Any, site_tree: SiteTree
    ) -> None:
        Recipient.objects.update(live=False)
        draft = type(notice).objects.get(pk=notice.pk)
        draft.body = []
        draft.save_revision()
        with pytest.raises(ProblemsFoundError):
            review(notice)
        Recipient.objects.update(live=True)
        assert review(notice).number == 1

    def test_other_outcomes_are_recorded_whatever_is_wrong(self, notice: Any) -> None:
        Recipient.objects.update(live=False)
        assert review(notice, "needs_changes").outcome == "needs_changes"


class TestMeanwhile:
    def test_a_version_that_was_published_meanwhile_is_said(self, notice: Any) -> None:
        publish_again(notice, "Another title")
        with pytest.raises(ChangedMeanwhileError, match="version 2 is"):
            review(notice, seen_number=1)
        assert review(notice, seen_number=2).number == 2

    def test_the_second_of_two_people_is_told_and_may_record_theirs_after_it(
        self, notice: Any, school_editor: Any, trust_editor: Any
    ) -> None:
        first = review(notice, user=school_editor, seen_sequence=0)
        with pytest.raises(ChangedMeanwhileError, match="school_editor recorded a review: “Still right”"):
            review(notice, user=trust_editor, seen_sequence=0)
        second = review(notice, user=trust_editor, seen_sequence=first.sequence)
        assert [kept.sequence for kept in (first, second)] == [1, 2]

    def test_the_same_review_sent_twice_is_recorded_once(self, notice: Any, school_editor: Any) -> None:
        sent = {"user": school_editor, "seen_sequence": 0, "note": "Fine.", "next_due": PartialDate(2027, 11)}
        assert review(notice, **sent).pk == review(notice, **sent).pk
        assert Review.objects.count() == 1


class TestOtherOutcomes:
    def test_needs_changes_leaves_it_due_and_early_reviews_open(self, notice: Any) -> None:
        schedule = overdue(notice)
        opened = early(schedule)
        review(notice, "needs_changes", next_due=PartialDate(2027, 11), override_reason="No.")
        opened.refresh_from_db()
        assert opened.closed_on is None
        kept = Review.objects.get()
        assert (kept.next_due, kept.override_reason) == ("", "")

    def test_retired_unpublishes_ends_the_schedule_and_keeps_the_archive(self, notice: Any, school_editor: Any) -> None:
        schedule = overdue(notice)
        opened = early(schedule)
        review(notice, "retired", user=school_editor)
        for row in (schedule, opened, notice):
            row.refresh_from_db()
        assert not notice.live
        assert not schedule.is_active
        assert opened.closed_on == TODAY
        assert NoticeVersion.objects.filter(page_id=notice.pk).count() == 1
        assert NoticeEvent.objects.filter(page_id=notice.pk, kind=NoticeEvent.Kind.UNPUBLISHED).exists()

    def test_a_deleted_object_is_not_reviewed_and_its_reviews_stay(self, notice: Any) -> None:
        schedule = overdue(notice)
        review(notice)
        Page.objects.get(pk=notice.pk).delete()
        with pytest.raises(ReviewError):
            review(notice, schedule=schedule)
        assert Review.objects.filter(object_id=str(notice.pk)).count() == 1


class TestPermissions:
    def test_only_who_may_change_the_page_reviews_it(self, notice: Any, other_school_editor: Any) -> None:
        for outcome in Review.Outcome.values:
            with pytest.raises(PermissionDenied):
                review(notice, outcome, user=other_school_editor)
        assert not Review.objects.exists()

    def test_who_may_not_publish_does_not_retire(self, notice: Any, site_tree: SiteTree, school_editor: Any) -> None:
        permissions = school_editor.groups.get().page_permissions
        permissions.filter(permission__codename="publish_page").delete()
        with pytest.raises(PermissionDenied):
            review(notice, "retired", user=school_editor)
        notice.refresh_from_db()
        assert notice.live
        assert review(notice, user=school_editor).by == "school_editor"

    def test_a_school_does_not_review_what_its_trust_owns(
        self, site_tree: SiteTree, school_editor: Any, trust_editor: Any
    ) -> None:
        item = published(Recipient(name="The regulator", owner=site_tree.trust))
        with pytest.raises(PermissionDenied):
            review(item, user=school_editor)
        assert review(item, user=trust_editor).model == "wagtail_privacy.recipient"


class TestLibraryItems:
    def test_still_right_notes_the_day_in_the_item_and_in_its_draft_and_changes_nothing_else(
        self, site_tree: SiteTree
    ) -> None:
        item = published(Recipient(name="The regulator"))
        item.editor_note = "A draft."
        item.save_revision()
        before = item.content_hash()
        revisions = Revision.objects.count()
        kept = review(item, next_due=PartialDate(2027, 11))
        item = Recipient.objects.get(pk=item.pk)
        draft = item.get_latest_revision_as_object()
        assert (item.checked_on, draft.checked_on) == (TODAY, TODAY)
        assert (item.editor_note, draft.editor_note) == ("", "A draft.")
        assert item.has_unpublished_changes
        assert Revision.objects.count() == revisions
        assert item.content_hash() == before == kept.version_digest

    def test_retired_unpublishes_it(self, site_tree: SiteTree, trust_editor: Any) -> None:
        item = published(Recipient(name="The regulator", owner=site_tree.trust))
        review(item, "retired", user=trust_editor)
        item.refresh_from_db()
        assert not item.live

    def test_one_that_says_something_else_by_now_is_looked_at_again(self, site_tree: SiteTree) -> None:
        item = published(Recipient(name="The regulator"))
        seen = item.content_hash()
        item.name = "Another name"
        item.save_revision().publish()
        with pytest.raises(ChangedMeanwhileError):
            review(item, seen_digest=seen)


def test_a_host_adds_questions_and_replaces_ours(monkeypatch: Any) -> None:
    monkeypatch.setattr("wagtail_privacy.reviews.doing.questions._checklists", {"privacy_notice": {}})
    register_questions("privacy_notice", [Question("laws", "Old?"), Question("apps", "Apps?")])
    register_questions("privacy_notice", [Question("laws", "New?")])
    register_questions("", [Question("photos", "Photos?")])
    assert [question.text for question in questions_for("privacy_notice")] == ["New?", "Apps?", "Photos?"]
    assert [question.text for question in questions_for("anything")] == ["Photos?"]


@pytest.mark.parametrize("kind", ["privacy_notice", "data_sharing_policy", "data_protection_policy", "library_item"])
def test_each_kind_has_a_checklist(kind: str) -> None:
    keys = [question.key for question in questions_for(kind)]
    assert len(keys) == len(set(keys)) >= 3


def test_the_organisation_of_the_day_is_kept(notice: Any, site_tree: SiteTree) -> None:
    assert review(notice).organisation_id == site_tree.alpha.pk
    assert schedule_for(notice).organisation_id == site_tree.alpha.pk
