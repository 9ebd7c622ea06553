"""Admin hooks of this room: every shared thing leads to whom it touches."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem

from wagtail_privacy.organisations.permissions import User, is_scoped, policy_for
from wagtail_privacy.propagation.admin import urls as admin_urls

LABEL = _("Whom this touches")


def touched_url(shared: Model) -> str:
    """The address of the screen about ``shared``."""
    return reverse("wagtail_privacy_propagation:touched", args=[shared._meta.model_name, shared.pk])


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
        yield Button(LABEL, touched_url(snippet), icon_name="group", priority=35)


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
        return touched_url(parent_context["instance"])


@hooks.register("register_snippet_action_menu_item")
def register_action_menu_item(model: type[Model]) -> TouchedMenuItem | None:
    """Offer it for what organisations share."""
    return TouchedMenuItem() if is_scoped(model) else None
