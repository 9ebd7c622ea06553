"""Pages and snippets that are no notices are reviewed too, once they join."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Page

from tests.reviewedapp.models import GuidePage, Handout, StatedGuidePage
from tests.trees import SiteTree, make_editor
from wagtail_privacy.days import site_day
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.timing.schedule import add_months
from wagtail_privacy.reviews.timing.scheduling import schedule_of

pytestmark = pytest.mark.django_db


def scheduled(reviewed: Any) -> ReviewSchedule:
    schedule = schedule_of(reviewed)
    assert schedule is not None
    return schedule


def publish(page: Any, home: Any) -> Any:
    page.live = False
    home.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_a_page_of_another_type_is_reviewed_by_the_rule(site_tree: SiteTree) -> None:
    page = publish(GuidePage(title="Guide", slug="guide"), site_tree.alpha_home)
    schedule = scheduled(page)
    assert schedule.is_active
    assert schedule.organisation == site_tree.alpha
    assert schedule.due_on == add_months(site_day(), 12)


def test_an_indirect_subclass_has_one_schedule_under_the_base_page(site_tree: SiteTree) -> None:
    page = publish(StatedGuidePage(title="Guide", slug="guide", review_by=dt.date(2027, 3, 31)), site_tree.alpha_home)
    schedule = ReviewSchedule.objects.get()
    assert schedule.content_type == ContentType.objects.get_for_model(Page)
    assert (schedule.object_id, schedule.stated) == (str(page.pk), "2027-03-31")
    assert scheduled(Page.objects.get(pk=page.pk)) == schedule


def test_an_unpublished_page_is_not_reviewed_and_a_deleted_one_is_forgotten(site_tree: SiteTree) -> None:
    page = publish(GuidePage(title="Guide", slug="guide"), site_tree.alpha_home)
    page.unpublish()
    assert not scheduled(page).is_active
    page.delete()
    assert not ReviewSchedule.objects.exists()


def test_a_snippet_without_drafts_is_reviewed_for_its_organisation(site_tree: SiteTree) -> None:
    handout = Handout.objects.create(title="For visitors", written_on=dt.date(2026, 1, 31), organisation=site_tree.beta)
    schedule = scheduled(handout)
    assert (schedule.title, schedule.organisation) == ("For visitors", site_tree.beta)
    assert schedule.due_on == dt.date(2027, 1, 31)
    handout.title = "For all visitors"
    handout.save()
    assert scheduled(handout).title == "For all visitors"
    handout.delete()
    assert not ReviewSchedule.objects.exists()


def test_the_editor_of_a_joined_page_shows_when_it_is_reviewed(site_tree: SiteTree, client: Client) -> None:
    page = publish(GuidePage(title="Guide", slug="guide"), site_tree.alpha_home)
    client.force_login(make_editor("alpha_editor", [site_tree.alpha_home]))
    content = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "The next review is due" in content
    assert f"/admin/privacy/reviews/{scheduled(page).pk}/plan/" in content
