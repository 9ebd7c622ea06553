"""Reviews that are due, and people who cannot see to them: in the list while that is so, at their school only."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.notice_factories import make_hub, make_notice
from tests.trees import SiteTree, make_editor
from tests.worklist.things import TODAY, forget_missing, items_of, only, schedule
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import EarlyReview, ReviewSchedule
from wagtail_privacy.reviews.people.responsible import abilities_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_missing(site_tree: SiteTree) -> None:
    forget_missing()


@pytest.fixture
def page(site_tree: SiteTree) -> Any:
    return make_notice(make_hub(site_tree.alpha_home), title="Of pupils")


class TestReviews:
    def test_it_is_there_from_the_day_from_which_it_is_spoken_of(self, page: Any, site_tree: SiteTree) -> None:
        made = schedule(page, site_tree.alpha)
        assert only(site_tree, "reviews", made.remind_on - dt.timedelta(days=1)) is None
        item = only(site_tree, "reviews", made.remind_on)
        assert item is not None
        assert (item.what, item.why) == ("Of pupils", "The review is due by 31 May 2026.")
        assert (item.since, item.due, item.page_id) == (made.remind_on, made.due_on, page.pk)
        assert item.url == f"/admin/privacy/reviews/{made.pk}/"
        overdue = only(site_tree, "reviews", TODAY)
        assert overdue is not None
        assert overdue.why == "The review was due by 31 May 2026 and has not been done."

    def test_a_month_is_said_as_it_was_stated_until_it_is_over(self, page: Any, site_tree: SiteTree) -> None:
        schedule(page, site_tree.alpha, stated="2026-05")
        item = only(site_tree, "reviews", dt.date(2026, 5, 20))
        assert item is not None
        assert item.why == "The review is due in May 2026."

    def test_it_is_gone_when_it_is_done_or_when_nothing_is_published(self, page: Any, site_tree: SiteTree) -> None:
        made = schedule(page, site_tree.alpha)
        ReviewSchedule.objects.filter(pk=made.pk).update(is_active=False)
        assert only(site_tree, "reviews", TODAY) is None
        later = TODAY + dt.timedelta(days=365)
        ReviewSchedule.objects.filter(pk=made.pk).update(is_active=True, due_on=later, remind_on=later)
        assert only(site_tree, "reviews", TODAY) is None

    @pytest.mark.parametrize(
        ("kind", "before", "after", "cause"),
        [
            ("ended", "Old Act", "", "“Old Act” has ended."),
            ("superseded", "Old Act", "New Act", "“Old Act” was superseded by “New Act”."),
            ("superseded", "Old Act", "", "“Old Act” has ended."),
            ("renamed", "DfES", "DfE", "“DfES” is now called “DfE”."),
            ("shared_change", "", "The council", "“The council”, which it shares with other notices, has changed."),
        ],
    )
    def test_what_brought_it_forward_is_said(
        self, page: Any, site_tree: SiteTree, kind: str, before: str, after: str, cause: str
    ) -> None:
        made = schedule(page, site_tree.alpha)
        early = EarlyReview(schedule=made, kind=kind, key="1", before=before, after=after)
        early.opened_on = early.due_on = TODAY
        early.save()
        item = only(site_tree, "reviews", TODAY)
        assert item is not None
        assert item.why.startswith(f"{cause} The review was due")
        EarlyReview.objects.create(
            schedule=made, kind="ended", key="2", before="X", opened_on=TODAY, due_on=TODAY + dt.timedelta(days=1)
        )
        item = only(site_tree, "reviews", TODAY)
        assert item is not None
        assert item.why.startswith(f"{cause} 1 more thing that it names has changed.")
        EarlyReview.objects.update(closed_on=TODAY)
        item = only(site_tree, "reviews", TODAY)
        assert item is not None
        assert item.why.startswith("The review was due")

    def test_a_host_may_review_things_whose_keys_are_no_numbers(self, site_tree: SiteTree) -> None:
        schedule(None, site_tree.alpha, object_id="e58ed763-928c-4155-bee9-fdbaaadc15f3", title="A snippet")
        item = only(site_tree, "reviews", TODAY)
        assert item is not None
        assert (item.what, item.page_id) == ("A snippet", None)


class TestReviewers:
    def test_whoever_has_left_or_may_not_change_it_is_named_until_somebody_else_is(
        self, page: Any, site_tree: SiteTree, school_editor: Any, other_school_editor: Any
    ) -> None:
        made = schedule(page, site_tree.alpha, responsible_user=school_editor)
        assert only(site_tree, "reviewers") is None
        get_user_model().objects.filter(pk=school_editor.pk).update(is_active=False, first_name="Ada", last_name="L")
        item = only(site_tree, "reviewers")
        assert item is not None
        assert item.why == "Ada L is named for the review and has no account any more."
        assert (item.what, item.page_id) == ("Of pupils", page.pk)
        ReviewSchedule.objects.filter(pk=made.pk).update(responsible_user=other_school_editor)
        item = only(site_tree, "reviewers")
        assert item is not None
        assert item.why == "other_school_editor is named for the review and may not change it."
        ReviewSchedule.objects.filter(pk=made.pk).update(responsible_user=None)
        assert only(site_tree, "reviewers") is None

    def test_it_agrees_with_whoever_is_passed_over(
        self, page: Any, site_tree: SiteTree, trust_editor: Any, school_editor: Any, other_school_editor: Any
    ) -> None:
        below = make_editor("below", [page])
        boss = get_user_model().objects.create_superuser("boss", "b@b.example", "password")
        gone = get_user_model().objects.create_superuser("gone", "g@b.example", "password", is_active=False)
        made = schedule(page, site_tree.alpha)
        for user in (trust_editor, school_editor, other_school_editor, below, boss, gone):
            ReviewSchedule.objects.filter(pk=made.pk).update(responsible_user=user)
            made.refresh_from_db()
            able = abilities_of([made]).can_see_to(made.responsible_user, page.path)
            assert (only(site_tree, "reviewers") is None) == able, user

    def test_what_is_everyones_takes_the_right_to_change_every_page(
        self, site_tree: SiteTree, school_editor: Any, trust_editor: Any
    ) -> None:
        made = schedule(None, None, responsible_user=school_editor)
        assert len(items_of(site_tree.alpha, kind="reviewers", for_everyone=True)) == 1
        ReviewSchedule.objects.filter(pk=made.pk).update(responsible_user=trust_editor)
        assert items_of(site_tree.alpha, kind="reviewers", for_everyone=True) == []


class TestReviewersOfOrganisations:
    kind = "organisation_reviewers"

    def test_whoever_has_left_or_may_change_no_page_is_named(
        self, site_tree: SiteTree, school_editor: Any, other_school_editor: Any
    ) -> None:
        alpha = Organisation.objects.filter(pk=site_tree.alpha.pk)
        alpha.update(responsible_user=school_editor)
        assert only(site_tree, self.kind) is None
        alpha.update(responsible_user=other_school_editor)
        item = only(site_tree, self.kind)
        assert item is not None
        assert item.why == "other_school_editor is in charge of reviews and may change no page of Alpha School."
        assert item.url == f"/admin/snippets/wagtail_privacy/organisation/edit/{site_tree.alpha.pk}/"
        get_user_model().objects.update(is_active=False)
        item = only(site_tree, self.kind)
        assert item is not None
        assert "has no account any more" in item.why
        alpha.update(responsible_user=None)
        assert only(site_tree, self.kind) is None

    def test_who_may_change_a_page_below_the_home_page_will_do(self, page: Any, site_tree: SiteTree) -> None:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_user=make_editor("below", [page]))
        assert only(site_tree, self.kind) is None

    def test_nobody_is_in_charge_where_no_level_has_anybody(
        self, page: Any, site_tree: SiteTree, trust_editor: Any
    ) -> None:
        Organisation.objects.update(email="")
        ReviewSchedule.objects.all().delete()
        assert only(site_tree, self.kind) is None
        made = schedule(page, site_tree.alpha)
        item = only(site_tree, self.kind)
        assert item is not None
        assert item.why == "Nobody is in charge of the reviews of Alpha School."
        trust = Organisation.objects.filter(pk=site_tree.trust.pk)
        for named in ({"email": "a@b.example"}, {"responsible_mailbox": "a@b.example"}):
            trust.update(**named)
            assert only(site_tree, self.kind) is None
            trust.update(**dict.fromkeys(named, ""))
        trust.update(responsible_user=trust_editor)
        assert only(site_tree, self.kind) is None
        get_user_model().objects.update(is_active=False)
        assert only(site_tree, self.kind) is not None
        ReviewSchedule.objects.filter(pk=made.pk).update(responsible_mailbox="own@b.example")
        assert only(site_tree, self.kind) is None
