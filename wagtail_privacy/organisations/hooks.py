"""Wagtail hooks of this room: a refusal is shown instead of the question whether to delete."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from wagtail_privacy.organisations.deletion import obstacles_of
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import can_review, is_scoped, policy_for
from wagtail_privacy.organisations.refusals import refuse_deletion_of_organisations


@hooks.register("before_delete_snippet", order=-1)
def refuse_deletion_of_what_is_not_theirs(request: HttpRequest, instances: Iterable[Model]) -> None:
    """Refuse to delete what belongs to others: the bulk action of Wagtail before 8 asks for the model only."""
    for instance in instances:
        model = type(instance)
        if is_scoped(model) and not policy_for(model).user_has_permission_for_instance(
            request.user, "delete", instance
        ):
            raise PermissionDenied


@hooks.register("construct_homepage_panels")
def keep_to_own_moderation(request: HttpRequest, panels: list[Component]) -> None:
    """Show approvers no object of an organisation that they have nothing to do with, whatever group they are in."""
    for index, panel in enumerate(panels):
        if type(panel) is WorkflowObjectsToModeratePanel:
            panels[index] = ScopedModerationPanel()


class ScopedModerationPanel(WorkflowObjectsToModeratePanel):
    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["states"] = [state for state in context["states"] if can_review(user, state["obj"])]
        return context


@hooks.register("before_delete_snippet")
def refuse_snippet_deletion(request: HttpRequest, instances: Iterable[Model]) -> TemplateResponse | None:
    """Show what needs the organisations instead of asking for confirmation, for one and for many."""
    organisations = [instance for instance in instances if isinstance(instance, Organisation)]
    return refuse_deletion_of_organisations(request, obstacles_of(organisations))


@hooks.register("before_delete_page")
def refuse_page_deletion(request: HttpRequest, page: Page) -> TemplateResponse | None:
    """Show what needs the organisations whose home page is ``page`` or below it."""
    return _refuse_for_home_pages(request, [page])


@hooks.register("before_bulk_action")
def refuse_bulk_page_deletion(
    request: HttpRequest, action_type: str, objects: Iterable[Page], action: PageBulkAction
) -> TemplateResponse | None:
    """As :func:`refuse_page_deletion`, for many pages at once: all of them stay, or none."""
    return _refuse_for_home_pages(request, objects) if isinstance(action, DeleteBulkAction) else None


def _refuse_for_home_pages(request: HttpRequest, pages: Iterable[Page]) -> TemplateResponse | None:
    return refuse_deletion_of_organisations(request, obstacles_of(Organisation.objects.at_home_in(pages)))
