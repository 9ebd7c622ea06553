"""The workflow in which the notices of a school are approved."""

from typing import Any

from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from example_site.demo.organisations import Approver, Place
from example_site.demo.users import approver_account, approver_group


def set_up_workflow(place: Place) -> Workflow:
    """The workflow that a school's editors submit notices to, made where it is missing.

    It has one step, in which the headteacher or the governing board approves.
    """
    workflow, created = Workflow.objects.get_or_create(name=f"Approval of notices, {place.organisation.name}")
    if created:
        task = GroupApprovalTask.objects.create(name=f"Approval, {place.organisation.name}")
        task.groups.set([approver_group(place, approver) for approver in Approver])
        WorkflowTask.objects.create(workflow=workflow, task=task)
        WorkflowPage.objects.update_or_create(page_id=place.hub.pk, defaults={"workflow": workflow})
    return workflow


def approve(page: Any, place: Place, approver: Approver) -> None:
    """Submit the newest revision of ``page`` and approve it at once, which publishes it."""
    state = set_up_workflow(place).start(page, None)
    state.current_task_state.approve(user=approver_account(place, approver))
