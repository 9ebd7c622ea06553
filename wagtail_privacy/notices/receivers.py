"""Two people who act on the same step of a workflow at once: the first one counts, the second is told."""

from django.db import transaction
from django.db.models.signals import pre_save
from django.utils.translation import gettext
from wagtail.models import TaskState
from wagtail.workflows import get_concrete_descendants

from wagtail_privacy.locks import lock_rows
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.problems import Problem, ResolutionError


def connect() -> None:
    """Watch every kind of step that there is on this site."""
    for model in get_concrete_descendants(TaskState):
        pre_save.connect(refuse_second_answer, sender=model, dispatch_uid=f"wagtail_privacy.answer.{model._meta.label}")


def refuse_second_answer(sender: type[TaskState], instance: TaskState, raw: bool, **kwargs: object) -> None:
    """Keep the first answer to a step for a notice, and with it the name of whoever approved the text.

    Wagtail reads the step before it waits for the other's transaction, and would put the second name over the first.
    Raises :class:`~wagtail_privacy.notices.problems.ResolutionError`, which undoes what the second person had begun.
    """
    if raw or instance.pk is None or instance.status == TaskState.STATUS_IN_PROGRESS or not _is_of_notice(instance):
        return
    # No join: PostgreSQL looks up the rows of a join before it waits for the lock.
    steps = TaskState.objects.filter(pk=instance.pk)
    if transaction.get_connection().in_atomic_block:
        steps = lock_rows(steps)
    stored = steps.first()
    if stored is None or stored.status == TaskState.STATUS_IN_PROGRESS:
        return
    if (stored.status, stored.finished_at) == (instance.status, instance.finished_at):
        return
    raise ResolutionError([Problem("answered", _message(stored))], instance.workflow_state.content_object.specific)


def _is_of_notice(state: TaskState) -> bool:
    model = state.workflow_state.content_type.model_class()
    return model is not None and issubclass(model, NoticeMixin)


def _message(stored: TaskState) -> str:
    if stored.finished_by is None:
        return gettext("Somebody else has acted on this step of the workflow by now. Look at the notice again.")
    return gettext(
        "%(name)s has acted on this step of the workflow by now: “%(status)s”. Look at the notice again."
    ) % {"name": stored.finished_by.get_username(), "status": stored.get_status_display()}
