"""Where the screens of this room are."""

from django.urls import reverse


def review_url(schedule_pk: int) -> str:
    """The address of the screen on which the object of this schedule is reviewed."""
    return reverse("wagtail_privacy_reviews:review", args=[schedule_pk])


def plan_url(schedule_pk: int) -> str:
    """The address of the screen that says who reviews the object of this schedule, and how often."""
    return reverse("wagtail_privacy_reviews:plan", args=[schedule_pk])
