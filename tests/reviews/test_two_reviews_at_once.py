"""Several people who review one notice at the same time: needs row locks, so PostgreSQL only."""

from typing import Any

import pytest

from tests.concurrency import THREADS, at_once
from tests.reviews.reviewed_notices import make_reviewed_notice, publish_again, review, schedule_for
from tests.trees import build_site_tree
from wagtail_privacy.reviews.doing.errors import ChangedMeanwhileError
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.versions.record.verification.reading import verify_stored

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def notice(transactional_db: None) -> Any:
    page = make_reviewed_notice(build_site_tree())
    schedule_for(page)
    return page


def test_reviews_that_nobody_compares_are_kept_one_after_the_other(notice: Any) -> None:
    jobs = [lambda number=number: review(notice, note=str(number)) for number in range(THREADS)]
    assert at_once(jobs) == []
    assert sorted(Review.objects.values_list("sequence", flat=True)) == list(range(1, THREADS + 1))
    assert verify_stored().faults == []


def test_one_is_recorded_and_the_others_are_told_of_it(notice: Any) -> None:
    jobs = [lambda number=number: review(notice, note=str(number), seen_sequence=0) for number in range(THREADS)]
    errors = at_once(jobs)
    assert [type(error) for error in errors] == [ChangedMeanwhileError] * (THREADS - 1)
    assert Review.objects.count() == 1


def test_the_same_form_sent_many_times_at_once_is_one_review(notice: Any) -> None:
    assert at_once([lambda: review(notice, note="Fine.", seen_sequence=0)] * THREADS) == []
    assert Review.objects.count() == 1


def test_reviewing_and_publishing_at_once_leaves_no_review_of_what_was_not_seen(notice: Any) -> None:
    errors = at_once([lambda: publish_again(notice, "Another title"), lambda: review(notice, seen_number=1)])
    assert {type(error) for error in errors} <= {ChangedMeanwhileError}
    kept = Review.objects.first()
    assert kept is None or kept.number == 1
    assert verify_stored().faults == []
