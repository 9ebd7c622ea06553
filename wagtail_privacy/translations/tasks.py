"""Background work: thin callers of what the command ``submit_translations`` does."""

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import work_through

if TYPE_CHECKING:
    from django.db.models import QuerySet

SECONDS = 2.0
"""How long a request goes on with a submission where no worker does."""


@task()
def submit_translations() -> None:
    """Make the drafts that submissions for translation still wait for."""
    work_through()


def has_worker() -> bool:
    """Whether background work is done by somebody else than the request that asks for it."""
    return not isinstance(task_backends[submit_translations.backend], ImmediateBackend)


def work_on(rows: "QuerySet[SubmittedTranslation]") -> None:
    """Have the drafts made that ``rows`` wait for: in the background, or a part of them, by the request itself."""
    if has_worker():
        transaction.on_commit(submit_translations.enqueue)
    else:
        work_through(rows, seconds=SECONDS)
