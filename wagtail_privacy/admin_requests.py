"""Which requests are those of Wagtail's admin."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def is_in_admin(request: HttpRequest) -> bool:
    """Whether the address is one of Wagtail's admin; false where a site does without it."""
    try:
        return request.path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False
