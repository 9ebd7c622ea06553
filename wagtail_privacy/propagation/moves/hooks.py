"""Admin hooks of promoting and merging: lists and forms of library items lead there."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.moves import may_move, may_promote
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.propagation.moves import urls

PROMOTE = _("Promote…")
MERGE = _("Merge with another…")
BRING_IN = _("Bring what is left into notices…")


def move_url(name: str, item: Model) -> str:
    """The address of the screen of this name, ``promote`` or ``merge``, for ``item``."""
    return reverse(f"wagtail_privacy_moves:{name}", args=[item._meta.model_name, item.pk])


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the addresses of promoting and merging to the admin."""
    return [path("privacy/", include((urls.urlpatterns, "wagtail_privacy_moves")))]


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(snippet: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Links in the list, for those who may do it."""
    if not isinstance(snippet, LibraryItem):
        return
    if may_promote(user, snippet):
        yield Button(PROMOTE, move_url("promote", snippet), icon_name="arrow-up", priority=36)
    if may_move(user, snippet):
        label = MERGE if snippet.merged_into_id is None else BRING_IN
        yield Button(label, move_url("merge", snippet), icon_name="resubmit", priority=37)


class _MoveMenuItem(ActionMenuItem):
    may: Callable[[User, LibraryItem], bool]
    address: str

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and type(self).may(context["request"].user, context["instance"])

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return move_url(self.address, parent_context["instance"])


class PromoteMenuItem(_MoveMenuItem):
    name = "privacy-promote"
    label = PROMOTE
    icon_name = "arrow-up"
    # Below all that saves or publishes, and whom it touches.
    order = 910
    address = "promote"
    may = staticmethod(may_promote)


class MergeMenuItem(_MoveMenuItem):
    name = "privacy-merge"
    label = MERGE
    icon_name = "resubmit"
    order = 920
    address = "merge"
    may = staticmethod(may_move)


@hooks.register("register_snippet_action_menu_item")
def register_promote(model: type[Model]) -> PromoteMenuItem | None:
    """Offer to promote library items."""
    return PromoteMenuItem() if issubclass(model, LibraryItem) else None


@hooks.register("register_snippet_action_menu_item")
def register_merge(model: type[Model]) -> MergeMenuItem | None:
    """Offer to merge library items."""
    return MergeMenuItem() if issubclass(model, LibraryItem) else None
