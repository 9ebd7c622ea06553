"""Admin hooks of this room: the addresses, the first item of the Privacy menu and the panel of the dashboard."""

from copy import copy
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from wagtail_privacy.schools.permissions import has_overview
from wagtail_privacy.worklist.admin import urls as admin_urls
from wagtail_privacy.worklist.admin.panel import WorkPanel
from wagtail_privacy.worklist.admin.readers import count_of_work


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the URLs of this room to the admin."""
    return [path("privacy/", include((admin_urls.urlpatterns, "wagtail_privacy_work")))]


@hooks.register("construct_homepage_panels")
def add_work_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Show on the dashboard what needs somebody."""
    panels.append(WorkPanel())


class WorkMenuItem(MenuItem):
    """Leads everybody who works for a school to what needs somebody there, and says how much that is."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_overview(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        count = count_of_work(request)
        if not count:
            return super().render_component(request)
        # The item itself is shared by all requests.
        counted = copy(self)
        counted.label = gettext("What needs you (%(count)s)") % {"count": count}
        return super(WorkMenuItem, counted).render_component(request)


def work_menu_item() -> WorkMenuItem:
    """The item, above the overview."""
    url = reverse_lazy("wagtail_privacy_work:list")
    return WorkMenuItem(_("What needs you"), url, name="privacy-work", icon_name="tasks", order=-10)
