"""Admin hooks of this part of the room."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for
from wagtail_privacy.reviews.planning.services import PLAN_ACTION

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(snippet: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    """A link in the list of organisations for those who may change the organisation."""
    if not isinstance(snippet, Organisation):
        return
    if policy_for(Organisation).user_has_permission_for_instance(user, "change", snippet):
        url = reverse("wagtail_privacy_reviews:closures", args=[snippet.pk])
        yield Button(_("Holidays from a table"), url, icon_name="calendar", priority=40)


@hooks.register("register_log_actions")
def register_log_actions(actions: "LogActionRegistry") -> None:
    """Register how a decision about reviews is shown in histories."""
    actions.register_action(PLAN_ACTION, _("Plan reviews"), _("Said who reviews it, or how often"))
