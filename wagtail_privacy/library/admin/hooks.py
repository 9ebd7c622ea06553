"""Wagtail hooks of the library."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLResolver, include, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from wagtail_privacy.library.actions import PublishLibraryItemAction
from wagtail_privacy.library.admin import says
from wagtail_privacy.library.admin.views import refusal
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.moves import MERGE_ACTION, PROMOTE_ACTION

if TYPE_CHECKING:
    from wagtail.actions.registry import ActionRegistry
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import ModelLogEntry


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the addresses of the library to the admin."""
    return [path("privacy/", include((says.urlpatterns, "wagtail_privacy_library")))]


@hooks.register("before_delete_snippet")
def refuse_deletion_of_items_in_use(request: HttpRequest, instances: Iterable[Model]) -> TemplateResponse | None:
    """Show where the items are used instead of asking for confirmation; runs for one item and for many."""
    return refusal(request, [instance for instance in instances if isinstance(instance, LibraryItem)])


@hooks.register("register_actions")
def register_actions(registry: "ActionRegistry") -> None:
    """Have the API publish library items with our own action; before Wagtail 8 there is no register of actions."""
    registry.register(LibraryItem, PublishLibraryItemAction)


@hooks.register("register_log_actions")
def register_log_actions(actions: "LogActionRegistry") -> None:
    """Register how the history of an item shows what was promoted and merged."""

    @actions.register_action(PROMOTE_ACTION)
    class PromoteFormatter(LogFormatter):
        label = _("Promote")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            data = log_entry.data
            if data.get("to") is None:
                return gettext("Promoted from %(owner)s to everyone") % {"owner": data.get("from")}
            return gettext("Promoted from %(owner)s to %(organisation)s") % {
                "owner": data.get("from"),
                "organisation": data["to"],
            }

    @actions.register_action(MERGE_ACTION)
    class MergeFormatter(LogFormatter):
        label = _("Merge")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            if "into" in log_entry.data:
                return gettext("Merged into “%(item)s”") % {"item": log_entry.data["into"]}
            return gettext("“%(item)s” was merged into it") % {"item": log_entry.data.get("from")}
