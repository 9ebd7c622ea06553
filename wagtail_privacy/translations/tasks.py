"""Background work: thin callers of what the command ``submit_translations`` does."""

from django_tasks import task

from wagtail_privacy.translations.services import work_through


@task()
def submit_translations() -> None:
    """Make the drafts that submissions for translation still wait for."""
    work_through()
