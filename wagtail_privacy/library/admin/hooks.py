"""Wagtail hooks of the library."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail import hooks

from wagtail_privacy.library.actions import PublishLibraryItemAction
from wagtail_privacy.library.admin.views import refusal
from wagtail_privacy.library.models import LibraryItem

if TYPE_CHECKING:
    from wagtail.actions.registry import ActionRegistry


@hooks.register("before_delete_snippet")
def refuse_deletion_of_items_in_use(request: HttpRequest, instances: Iterable[Model]) -> TemplateResponse | None:
    """Show where the items are used instead of asking for confirmation; runs for one item and for many."""
    return refusal(request, [instance for instance in instances if isinstance(instance, LibraryItem)])


@hooks.register("register_actions")
def register_actions(registry: "ActionRegistry") -> None:
    """Have the API publish library items with our own action; before Wagtail 8 there is no register of actions."""
    registry.register(LibraryItem, PublishLibraryItemAction)
