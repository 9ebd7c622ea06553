"""Fixtures for what needs somebody."""

from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from wagtail_privacy.reviews import work as review_work
from wagtail_privacy.worklist import work as digest_work


@pytest.fixture(autouse=True)
def _review_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of the review screen, also where that screen is not installed."""
    try:
        reverse("wagtail_privacy_reviews:review", args=[1])
    except NoReverseMatch:
        for module in (review_work, digest_work):
            monkeypatch.setattr(module, "review_url", _review_url)


def _review_url(schedule: Any) -> str:
    return f"/admin/privacy/reviews/{schedule}/"
