"""Where the screens of this room stand."""

from django.urls import reverse


def review_url(schedule: int) -> str:
    """The screen on which the object of this schedule, by its key, is reviewed."""
    return reverse("wagtail_privacy_reviews:review", args=[schedule])
