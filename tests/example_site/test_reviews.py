"""What the demo shows of reviews: one overdue, one due soon, one just done, and somebody without an account."""

import datetime as dt
from typing import Any

import pytest

from example_site.demo import reviews, sharing
from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.reviews.models import Review, ReviewSchedule
from wagtail_privacy.reviews.timing.scheduling import schedule_of
from wagtail_privacy.worklist.digests.services import planned_reminders

pytestmark = pytest.mark.django_db


def scheduled(page: Any) -> ReviewSchedule:
    schedule = schedule_of(page)
    assert schedule is not None
    return schedule


def test_one_notice_is_overdue_one_due_in_25_days_and_one_just_reviewed(pages: list[Any]) -> None:
    by_slug = {page.slug: page for page in pages if page.slug != "data-sharing"}
    assert scheduled(by_slug[reviews.OVERDUE[1]]).is_overdue(site_day())
    for page in PrivacyNoticePage.objects.filter(slug=sharing.SLUG):
        assert scheduled(page).due_on == site_day() + dt.timedelta(days=25)
    reviewed = Review.objects.get()
    assert reviewed.outcome == Review.Outcome.STILL_RIGHT
    assert scheduled(PrivacyNoticePage.objects.get(pk=reviewed.object_id)).source == "outcome"
    assert reviewed.number is not None


def test_somebody_without_an_account_and_the_overdue_school_are_written_to(pages: list[Any]) -> None:
    addresses = {planned.address for planned in planned_reminders(site_day())}
    hawthorn = Organisation.objects.get(site__hostname=f"{reviews.WITHOUT_ACCOUNT}.localhost")
    assert hawthorn.responsible_user is None
    assert hawthorn.responsible_mailbox in addresses
