"""Recognises requests to Wagtail's admin."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def is_in_admin(request: HttpRequest) -> bool:
    """Whether the path is below Wagtail's admin; false where a site has no admin."""
    try:
        return request.path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False
