"""Background work: thin callers of what the command ``apply_shared_changes`` does."""

from django_tasks import task

from wagtail_privacy.propagation.applying import apply_due_changes


@task()
def apply_shared_changes() -> None:
    """Bring into notices whatever has been published and is not in them yet."""
    apply_due_changes()
