"""Admin hooks of this room."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.publication import REFUSED_ACTION
from wagtail_privacy.versions import admin_urls
from wagtail_privacy.versions.services import FREEZE_ACTION


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[Any]:
    """Hook our addresses into the admin."""
    patterns = (admin_urls.urlpatterns, "wagtail_privacy_admin")
    return [path("privacy/", include(patterns))]


@hooks.register("register_page_header_buttons")
def page_header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a notice to its versions, for those who may publish it."""
    if issubclass(type(page), NoticeMixin) and page.permissions_for_user(user).can_publish():
        yield Button(
            _("Versions"),
            reverse("wagtail_privacy_admin:record_past_version", args=[page.pk]),
            icon_name="history",
            priority=66,
        )


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what publishing a notice writes into the page history."""

    @actions.register_action(FREEZE_ACTION)
    class FreezeFormatter(LogFormatter):
        label = _("Freeze a version")

        def format_message(self, log_entry: Any) -> str:
            if log_entry.data.get("is_past"):
                return gettext("Recorded past version %(number)s") % {"number": log_entry.data.get("version")}
            return gettext("Froze version %(number)s") % {"number": log_entry.data.get("version")}

    @actions.register_action(REFUSED_ACTION)
    class RefuseFormatter(LogFormatter):
        label = _("Refuse to publish")
        message = _("Could not go live as scheduled")

        def format_comment(self, log_entry: Any) -> str:
            return "\n".join(log_entry.data.get("problems", ()))
