"""Refusals of a deletion that Wagtail has no hook for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wagtail_privacy.admin_requests import is_in_admin
from wagtail_privacy.organisations.deletion import OrganisationInUseError
from wagtail_privacy.organisations.refusals import refuse_deletion_of_organisations


class DeletionRefusalMiddleware:
    """Answers an :class:`OrganisationInUseError` in the admin with its reasons instead of a server error.

    Wagtail asks no hook before it deletes a site, and a notice may be published after the hook was asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OrganisationInUseError) or not is_in_admin(request):
            return None
        return refuse_deletion_of_organisations(request, {exception.organisation: exception.obstacles})
