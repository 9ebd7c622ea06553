"""Admin hooks: a model leads to its schools, a notice to the model that it follows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.model_notices import actions
from wagtail_privacy.propagation.model_notices.admin import urls as admin_urls
from wagtail_privacy.propagation.model_notices.models import RollOut

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User

NAMESPACE = "wagtail_privacy_models"


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the URLs of models to the admin."""
    return [path("privacy/", include((admin_urls.urlpatterns, NAMESPACE)))]


@hooks.register("register_page_header_buttons")
def page_header_buttons(page: "Page", user: "User", view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """A link from a model to its schools, from what may become a model to where it does, from a notice to its model."""
    if not issubclass(type(page), NoticeMixin) or not page.permissions_for_user(user).can_edit():
        return
    if page.is_model:
        yield _button(_("Schools that follow it"), "model", page)
    elif RollOut.objects.filter(page_id=page.pk).exists():
        yield _button(_("What the trust has changed"), "following", page)
    elif page.first_published_at is None and _is_of_a_trust(page):
        yield _button(_("Make it a model for schools"), "model", page)


def _button(label: object, name: str, page: "Page") -> Button:
    return Button(label, reverse(f"{NAMESPACE}:{name}", args=[page.pk]), icon_name="group", priority=67)


def _is_of_a_trust(page: "Page") -> bool:
    keys = Organisation.objects.keys_for_pages([page]).values()
    return Organisation.objects.filter(parent__in=keys).exists()


@hooks.register("register_log_actions")
def register_log_actions(registry: "LogActionRegistry") -> None:
    """Say in the history of a page what was done with models."""
    actions.register(registry)
