"""Admin hooks of this room: every shared thing leads to whom it touches."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.snippets.action_menu import ActionMenuItem

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, is_scoped, policy_for, scope_of
from wagtail_privacy.propagation.admin import urls as admin_urls
from wagtail_privacy.propagation.admin.organisations import ask_about_organisation
from wagtail_privacy.propagation.questions import question_url
from wagtail_privacy.propagation.services import CHANGE_ACTION

if TYPE_CHECKING:
    from wagtail.actions.registry import ActionRegistry
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import ModelLogEntry

# Before Wagtail 8 there is nothing to edit with, and nobody asks the hook.
with suppress(ImportError):
    from wagtail_privacy.propagation.api_actions import EditLibraryItemAction, EditOrganisationAction

LABEL = _("Whom this touches")


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the URLs of this room to the admin."""
    return [path("privacy/", include((admin_urls.urlpatterns, "wagtail_privacy_propagation")))]


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(snippet: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    """A link in the list for those who may change the item or the organisation."""
    if not is_scoped(type(snippet)):
        return
    if policy_for(type(snippet)).user_has_permission_for_instance(user, "change", snippet):
        yield Button(LABEL, question_url(snippet), icon_name="group", priority=35)


class TouchedMenuItem(ActionMenuItem):
    """A link among the actions of the edit view; the screen is about the draft that was saved last."""

    name = "privacy-touched"
    label = LABEL
    icon_name = "group"
    # Below all that saves or publishes.
    order = 900

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and is_scoped(type(context["instance"]))

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return question_url(parent_context["instance"])


@hooks.register("register_snippet_action_menu_item")
def register_action_menu_item(model: type[Model]) -> TouchedMenuItem | None:
    """Offer it for what organisations share."""
    return TouchedMenuItem() if is_scoped(model) else None


@hooks.register("before_edit_snippet")
def ask_before_an_organisation_is_saved(request: HttpRequest, instance: Model) -> HttpResponse | None:
    """Show whom it touches before what notices say of an organisation changes."""
    if request.method != "POST" or not isinstance(instance, Organisation):
        return None
    return ask_about_organisation(request, instance)


class ChangesMenuItem(MenuItem):
    """In the menu for whoever sees any organisation."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).sees_anything


@hooks.register("register_reports_menu_item")
def register_changes_menu_item() -> ChangesMenuItem:
    """List shared changes among the reports."""
    url = reverse("wagtail_privacy_propagation:changes")
    return ChangesMenuItem(_("Shared changes"), url, name="privacy-changes", icon_name="history", order=1200)


@hooks.register("register_log_actions")
def register_log_actions(actions: "LogActionRegistry") -> None:
    """Register how decisions about shared changes are shown in histories."""

    @actions.register_action(CHANGE_ACTION)
    class ChangeFormatter(LogFormatter):
        label = _("Decide about a shared change")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            messages = {
                "decided": gettext("Decided when notices say it, and whether readers are told"),
                "cancelled": gettext("Cancelled a change before its day"),
                "taken back": gettext("Took a change back, as a new draft"),
                "copied": gettext("Took a copy for %(organisation)s")
                % {"organisation": log_entry.data.get("organisation", "")},
            }
            return messages.get(log_entry.data.get("what", ""), str(self.label))


@hooks.register("register_actions")
def register_actions(registry: "ActionRegistry") -> None:
    """Have the API edit with our own actions; before Wagtail 8 there is no register of actions."""
    registry.register(LibraryItem, EditLibraryItemAction)
    registry.register(Organisation, EditOrganisationAction)
