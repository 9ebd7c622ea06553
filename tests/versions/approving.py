"""Workflows for tests: a head teacher's group that approves, and people who do."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

ROLE = "Head teachers"


def make_approver(hub: Any, username: str = "head") -> Any:
    """Somebody in the group that approves. It may publish: Wagtail publishes in the name of whoever approves last."""
    group, is_new = Group.objects.get_or_create(name=ROLE)
    if is_new:
        content_type = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")[0]
        group.permissions.add(
            Permission.objects.get_or_create(
                content_type=content_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
            )[0]
        )
        GroupPagePermission.objects.create(group=group, page=hub, permission_type="publish")
    user = get_user_model().objects.create_user(username, f"{username}@example.org", "password")
    user.groups.add(group)
    return user


def make_workflow(hub: Any, *, steps: int = 1) -> tuple[Any, Any]:
    """A workflow for the notices below ``hub`` with so many steps of the same group; gives it and one approver."""
    approver = make_approver(hub)
    workflow = Workflow.objects.create(name="Approval")
    for step in range(steps):
        task = GroupApprovalTask.objects.create(name=f"Reading {step + 1}")
        task.groups.set(Group.objects.filter(name=ROLE))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=step)
    WorkflowPage.objects.create(workflow=workflow, page=hub)
    return workflow, approver


def approve(page: Any, user: Any) -> None:
    """Approve the step that the page is at, as the button does."""
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    state.task.specific.on_action(state, user, "approve")


def submit(page: Any, user: Any) -> Any:
    """Send the newest draft of the page into its workflow."""
    page = type(page).objects.get(pk=page.pk)
    return page.get_workflow().start(page, user)


def approved(page: Any, author: Any, approver: Any) -> None:
    """Send the newest draft through a workflow of one step."""
    submit(page, author)
    approve(page, approver)
