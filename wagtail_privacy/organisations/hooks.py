"""Wagtail hooks of this room: a refusal is shown instead of the question whether to delete."""

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from wagtail_privacy.organisations.deletion import obstacles_of
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.refusals import refuse_deletion_of_organisations


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
