"""Admin hooks of this app. Wagtail looks for a module of this name in every app."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path
from wagtail import hooks

from wagtail_privacy.translations import screens, views


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the addresses of this app to the admin."""
    return [path("privacy/", include((screens.urlpatterns, "wagtail_privacy_translations")))]


# Before wagtail-localize, which answers every request for a translation.
@hooks.register("before_edit_page", order=-1)
@hooks.register("before_edit_snippet", order=-1)
def publish_translation(request: HttpRequest, target: Model) -> HttpResponse | None:
    """Publish translations of notices and items ourselves, and start none again that has no source."""
    return views.publish(request, target) or views.refuse_restart(request, target)
