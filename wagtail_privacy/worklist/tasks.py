"""Background work: a thin caller of what the command ``send_review_reminders`` does."""

from django_tasks import task

from wagtail_privacy.days import site_day
from wagtail_privacy.worklist.digests.services import send_reminders


@task()
def send_review_reminders() -> None:
    """Write and send the digests that are due today, and send again what did not go out before."""
    send_reminders(site_day())
