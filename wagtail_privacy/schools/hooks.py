"""Admin hooks of this room: the addresses, and the first items of the Privacy menu."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wagtail_privacy import conf
from wagtail_privacy.schools.admin import urls as admin_urls
from wagtail_privacy.schools.permissions import has_overview


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the URLs of this room to the admin."""
    return [path("privacy/", include((admin_urls.urlpatterns, "wagtail_privacy_schools")))]


class OverviewMenuItem(MenuItem):
    """Leads everybody who works for a school to the notices of that school."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_overview(request.user)


def overview_menu_item() -> OverviewMenuItem:
    """The item, above all others of its menu."""
    url = reverse_lazy("wagtail_privacy_schools:overview")
    return OverviewMenuItem(_("Overview"), url, name="privacy-overview", icon_name="list-ul", order=0)


class TranslationsMenuItem(OverviewMenuItem):
    """Leads the same people to the languages of these notices, where there may be any."""

    def is_shown(self, request: HttpRequest) -> bool:
        return conf.has_languages() and super().is_shown(request)


def translations_menu_item() -> TranslationsMenuItem:
    """The item below the overview."""
    url = reverse_lazy("wagtail_privacy_schools:translations")
    return TranslationsMenuItem(_("Translations"), url, name="privacy-translations", icon_name="globe", order=0)
