"""The screen of a review, and the minor change that brings the date in the text up to date."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.notice_factories import published
from tests.queries import query_count
from tests.reviews.reviewed_notices import (
    governance,
    make_reviewed_notice,
    overdue,
    publish_again,
    recipients,
    review,
    schedule_for,
    version_of,
)
from tests.trees import SiteTree
from wagtail_privacy import work_items
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import ReviewRule
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.columns import ReviewColumn
from wagtail_privacy.reviews.doing.questions import questions_for
from wagtail_privacy.reviews.models import EarlyReview, Review
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.work_items import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def notice(site_tree: SiteTree) -> Any:
    return make_reviewed_notice(site_tree, governance(), recipients())


@pytest.fixture
def schedule(notice: Any) -> Any:
    return overdue(notice)


@pytest.fixture
def client(school_editor: Any) -> Client:
    client = Client()
    client.force_login(school_editor)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def filled_in(response: Any, **given: str) -> dict[str, str]:
    """The form as it is on the screen, every question answered with yes."""
    form = response.context["form"]
    data = {name: str(form[name].value() or "") for name in form.fields if not name.startswith("answer_")}
    data["seen_sequence"] = str(form["seen_sequence"].value())
    return (
        data | {name: "yes" for name in form.fields if name.startswith("answer_")} | {"outcome": "still_right"} | given
    )


class TestWhatItShows:
    def test_the_notice_what_is_due_and_the_questions(self, client: Client, schedule: Any, notice: Any) -> None:
        ReviewRule.objects.create(organisation=Organisation.objects.get(name="Test Trust"), kind="", months=24)
        Organisation.objects.filter(name="Test Trust").update(responsible_role="the Trust’s Privacy Lead")
        text = text_of(client.get(review_url(schedule.pk)))
        assert "Its review was due by 30 September 2026." in text
        assert "Version 1 as readers see it" in text
        assert "Department for Education" in text
        assert 'value="November 2028"' in text
        assert 'value="the Trust’s Privacy Lead"' in text
        for question in questions_for("privacy_notice"):
            assert str(question.text) in text

    def test_what_has_changed_since_the_last_review(self, client: Client, schedule: Any, notice: Any) -> None:
        review(notice, next_due=PartialDate(2027, 11), role="the Lead")
        publish_again(notice, "Another title", note="A new app for meals.")
        item = Recipient.objects.get()
        Recipient.objects.filter(pk=item.pk).update(name="Department of Schools")
        EarlyReview.objects.create(
            schedule=schedule, kind="renamed", key="x", before="Old Body", after="New Body",
            opened_on=dt.date(2026, 11, 2), due_on=dt.date(2026, 12, 2),
        )  # fmt: skip
        text = text_of(client.get(review_url(schedule.pk)))
        assert "A new app for meals." in text
        assert "Version 1, from" not in text
        assert "“Old Body” is now called “New Body”. (2 November 2026)" in text
        assert "Changed in the library, and not in this notice yet" in text
        assert "Last found right on 3 November 2026 by the Lead." in text

    def test_errors_lead_to_the_section_in_the_editor(self, client: Client, schedule: Any, notice: Any) -> None:
        Recipient.objects.update(live=False)
        text = text_of(client.get(review_url(schedule.pk)))
        block = notice.body[1].id
        assert f'href="{reverse("wagtailadmin_pages:edit", args=[notice.pk])}#block-{block}-section"' in text
        assert "Why is it right although checks find errors?" in text

    def test_what_other_rooms_say_it_needs(self, client: Client, schedule: Any, notice: Any, monkeypatch: Any) -> None:
        class Work:
            name = "drafts"
            label = "Drafts"

            def annotations(self, today: dt.date) -> dict[str, Any]:
                return {}

            def work_items(self, page: Any, known: Any, organisation: int | None, today: dt.date) -> list[WorkItem]:
                assert page.pk == notice.pk
                common = {
                    "kind": "drafts",
                    "what": "x",
                    "since": today,
                    "organisation": organisation,
                    "why": "A draft waits.",
                }
                return [
                    WorkItem(key="1", to_do="Publish it.", url="/there/", **common),
                    WorkItem(key="2", to_do="Review it.", url=review_url(schedule.pk), **common),
                ]

        monkeypatch.setattr(work_items, "_sources", {"drafts": Work()})
        text = text_of(client.get(review_url(schedule.pk)))
        assert '<a href="/there/">Publish it.</a>' in text
        assert "Review it.</a>" not in text

    def test_a_notice_that_is_not_published_cannot_be_right(self, client: Client, schedule: Any, notice: Any) -> None:
        notice.unpublish()
        response = client.get(review_url(schedule.pk))
        assert [value for value, _ in response.context["form"].fields["outcome"].choices] == [
            "needs_changes",
            "retired",
        ]
        assert "It is not published" in text_of(response)

    def test_library_items_and_erased_content_have_a_screen(
        self, site_tree: SiteTree, trust_editor: Any, client: Client
    ) -> None:
        item = published(Recipient(name="The regulator", source="Their website", owner=site_tree.trust))
        client.force_login(trust_editor)
        text = text_of(client.get(review_url(schedule_for(item).pk)))
        assert "Their website" in text
        assert "Do the facts still agree with their source?" in text

    @pytest.mark.parametrize("count", [1, 20])
    def test_the_number_of_queries_is_bounded(self, client: Client, schedule: Any, notice: Any, count: int) -> None:
        for number in range(count):
            notice = publish_again(notice, f"Title {number}")
        url = review_url(schedule.pk)
        assert query_count(lambda: client.get(url)) <= 32

    def test_many_reviews_cost_no_more(self, client: Client, schedule: Any, notice: Any) -> None:
        review(notice)
        few = query_count(lambda: client.get(review_url(schedule.pk)))
        for number in range(30):
            review(notice, note=str(number))
        assert query_count(lambda: client.get(review_url(schedule.pk))) == few


class TestRecording:
    def test_still_right_is_recorded_and_said(self, client: Client, schedule: Any, notice: Any) -> None:
        url = review_url(schedule.pk)
        response = client.post(url, filled_in(client.get(url), next_due="November 2027", role="the Lead"), follow=True)
        assert "is still right. The next review is due: November 2027." in text_of(response)
        kept = Review.objects.get()
        assert (kept.by, kept.role, kept.next_due, kept.number) == ("school_editor", "the Lead", "2027-11", 1)
        assert kept.answers[0]["question"] == str(questions_for("privacy_notice")[0].text)
        assert {answer["reply"] for answer in kept.answers} == {"yes"}
        assert NoticeVersion.objects.filter(page_id=notice.pk).count() == 1

    def test_needs_changes_opens_the_editor(self, client: Client, schedule: Any, notice: Any) -> None:
        url = review_url(schedule.pk)
        response = client.post(url, {"outcome": "needs_changes"})
        assert response.url == reverse("wagtailadmin_pages:edit", args=[notice.pk])

    def test_retired_takes_it_off_the_website(self, client: Client, schedule: Any, notice: Any) -> None:
        url = review_url(schedule.pk)
        response = client.post(url, {"outcome": "retired"}, follow=True)
        assert "is retired" in text_of(response)
        notice.refresh_from_db()
        assert not notice.live

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"next_due": "3 November 2026"}, "The next review has to be after today."),
            ({"next_due": "soon"}, "Enter a year, a month or a day"),
            ({"next_due": "2050"}, "too far in the future"),
            ({"answer_laws": ""}, "Answer each question"),
            ({"answer_laws": "no"}, "You answered “No”"),
            ({"outcome": ""}, "Say what came of the review."),
            ({"outcome": "nonsense"}, "nonsense is not one of the available choices"),
            ({"answer_laws": "perhaps"}, "perhaps is not one of the available choices"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_recorded(
        self, client: Client, schedule: Any, given: dict[str, str], said: str
    ) -> None:
        url = review_url(schedule.pk)
        response = client.post(url, filled_in(client.get(url), note="What I typed.", **given))
        text = text_of(response)
        assert said in text
        assert "What I typed." in text
        assert not Review.objects.exists()

    def test_errors_refuse_it_until_somebody_says_why(self, client: Client, schedule: Any) -> None:
        url = review_url(schedule.pk)
        Recipient.objects.update(live=False)
        sent = filled_in(client.get(url))
        assert "Checks find errors in this notice" in text_of(client.post(url, sent))
        assert not Review.objects.exists()
        client.post(url, sent | {"override_reason": "It closes in May."})
        assert Review.objects.get().override_reason == "It closes in May."

    def test_who_looked_at_another_version_is_told_and_may_send_it_again(
        self, client: Client, schedule: Any, notice: Any
    ) -> None:
        url = review_url(schedule.pk)
        sent = filled_in(client.get(url))
        publish_again(notice, "Another title")
        response = client.post(url, sent)
        assert "Version 1, which you looked at, is not in force any more" in text_of(response)
        assert not Review.objects.exists()
        assert client.post(url, filled_in(response)).status_code == 302
        assert Review.objects.get().number == 2


class TestWhoMay:
    def test_it_is_for_those_who_may_change_the_page(
        self, client: Client, schedule: Any, other_school_editor: Any, site_tree: SiteTree
    ) -> None:
        client.force_login(other_school_editor)
        for send in (client.get, client.post):
            response = send(review_url(schedule.pk), follow=True)
            assert "How we use pupil information" not in text_of(response)
        response = client.post(reverse("wagtail_privacy_reviews:review_date", args=[schedule.pk]))
        assert response.status_code in (302, 403)
        assert not Review.objects.exists()

    def test_a_schedule_of_something_deleted_or_of_nothing_is_not_found(
        self, client: Client, schedule: Any, notice: Any
    ) -> None:
        assert client.get(review_url(0)).status_code == 404
        notice.delete()
        assert client.get(review_url(schedule.pk)).status_code == 404


class TestStatedDate:
    @pytest.fixture
    def url(self, schedule: Any, notice: Any) -> str:
        review(notice, next_due=PartialDate(2027, 11), role="the Lead")
        return reverse("wagtail_privacy_reviews:review_date", args=[schedule.pk])

    def test_it_is_offered_after_a_review_where_the_text_says_something_else(
        self, client: Client, schedule: Any, notice: Any
    ) -> None:
        assert "The date in the text" not in text_of(client.get(review_url(schedule.pk)))
        review(notice, "needs_changes")
        assert "The date in the text" not in text_of(client.get(review_url(schedule.pk)))
        review(notice, next_due=PartialDate(2027, 11))
        assert "“September 2026” for its next review; “November 2027” was agreed" in text_of(
            client.get(review_url(schedule.pk))
        )

    def test_it_is_published_at_once_as_a_minor_change(
        self, client: Client, notice: Any, url: str, schedule: Any
    ) -> None:
        response = client.post(url, {"publish": "1"}, follow=True)
        assert "The notice says “November 2027” now" in text_of(response)
        assert "The date in the text" not in text_of(response)
        version = version_of(notice)
        assert (version.number, version.change_size, version.review_due) == (2, "minor", "2027-11")
        assert version.as_document().governance.reviewed == "2026-11-03"
        assert "Only the dates of the reviews have changed." in version.change_note

    def test_or_made_as_a_draft_and_opened_in_the_editor(self, client: Client, notice: Any, url: str) -> None:
        response = client.post(url)
        assert response.url == reverse("wagtailadmin_pages:edit", args=[notice.pk])
        notice.refresh_from_db()
        assert notice.has_unpublished_changes
        assert version_of(notice).number == 1
        assert notice.get_latest_revision_as_object().body[0].value["review_due"] == "2027-11"

    def test_changes_that_are_not_published_are_neither_published_nor_touched(
        self, client: Client, notice: Any, url: str
    ) -> None:
        draft = notice.get_latest_revision_as_object()
        draft.title = "A draft"
        revision = draft.save_revision()
        response = client.post(url, {"publish": "1"}, follow=True)
        assert "This notice has changes that are not published yet" in text_of(response)
        notice.refresh_from_db()
        assert notice.latest_revision_id == revision.pk
        assert version_of(notice).number == 1

    def test_who_may_not_publish_makes_a_draft_only(
        self, client: Client, notice: Any, url: str, school_editor: Any, schedule: Any
    ) -> None:
        school_editor.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
        assert "Bring the date up to date and publish" not in text_of(client.get(review_url(schedule.pk)))
        client.post(url, {"publish": "1"})
        assert version_of(notice).number == 1

    def test_an_approval_that_is_required_keeps_it_a_draft(
        self, client: Client, notice: Any, url: str, settings: Any
    ) -> None:
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
        response = client.post(url, {"publish": "1"}, follow=True)
        assert version_of(notice).number == 1
        assert "could not be published" in text_of(response)


def test_reviews_stand_on_the_screen_of_versions(client: Client, notice: Any) -> None:
    url = reverse("wagtail_privacy_admin:versions", args=[notice.pk])
    assert "Reviews" not in text_of(client.get(url))
    review(notice, role="the Lead", note="All fine.", next_due=PartialDate(2027, 11))
    text = text_of(client.get(url))
    assert "Still right: version 1" in text
    assert "Readers see: the Lead." in text
    assert "All fine." in text


class TestColumn:
    @pytest.fixture
    def overview(self, client: Client) -> Callable[[], str]:
        return lambda: text_of(client.get(reverse("wagtail_privacy_schools:overview")))

    def test_the_overview_says_when_and_leads_to_the_review(self, overview: Callable[[], str], schedule: Any) -> None:
        assert f'<a href="{review_url(schedule.pk)}">Overdue: 30 September 2026</a>' in overview()

    def test_who_may_not_change_the_notice_is_given_no_link(
        self, client: Client, schedule: Any, editor_of: Any, site_tree: SiteTree
    ) -> None:
        client.force_login(editor_of(site_tree.trust_home, username="trust_only"))
        text = text_of(client.get(reverse("wagtail_privacy_schools:overview")))
        assert "Overdue: 30 September 2026" in text
        assert review_url(schedule.pk) not in text

    def test_what_has_ended_has_no_date(self, overview: Callable[[], str], notice: Any) -> None:
        schedule_for(notice, due_on=dt.date(2026, 9, 30), is_active=False)
        assert "30 September 2026" not in overview()
        assert ReviewColumn().value_of(1, None) is None
