"""Where the screens of this room are."""

from typing import Any

from django.urls import reverse


def review_url(schedule_pk: Any) -> str:
    """The address of the screen on which the object of this schedule is reviewed."""
    return reverse("wagtail_privacy_reviews:review", args=[schedule_pk])
