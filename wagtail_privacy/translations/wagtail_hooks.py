"""Admin hooks of this app. Wagtail looks for a module of this name in every app."""

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from wagtail_privacy.translations import views


@hooks.register("before_edit_page", order=-1)
def explain_refusal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Have a translation of a notice that is not published say why."""
    return views.edit_translation(request, page)
