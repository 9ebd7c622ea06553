"""Admin hooks of this app. Wagtail looks for a module of this name in every app."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from wagtail import hooks

from wagtail_privacy.translations import views


# Before wagtail-localize, which answers every request for a translation.
@hooks.register("before_edit_page", order=-1)
@hooks.register("before_edit_snippet", order=-1)
def publish_translation(request: HttpRequest, target: Model) -> HttpResponse | None:
    """Publish translations of notices and items ourselves."""
    return views.publish(request, target)
