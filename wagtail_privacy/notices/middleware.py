"""A clear answer where a notice cannot be published and no form is there to say so."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.utils import get_valid_next_url_from_request

from wagtail_privacy.notices import views
from wagtail_privacy.notices.problems import ResolutionError


class PublicationRefusalMiddleware:
    """Answers a :class:`ResolutionError` in the admin with its reasons instead of a server error.

    Approving in a workflow, copying a published page and other views of Wagtail's publish without a form that could
    refuse. What they had begun is undone with the publication; this middleware says so and leads back to the notice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ResolutionError) or not self._is_in_admin(request):
            return None
        page: Any = exception.page
        views.refuse(request, [(page, exception.messages)])
        home = reverse("wagtailadmin_home")
        url = get_valid_next_url_from_request(request) or (views.edit_url(page) if views.is_stored(page) else home)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What the dialogue of a workflow expects when it is done.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)

    @staticmethod
    def _is_in_admin(request: HttpRequest) -> bool:
        return request.path.startswith(reverse("wagtailadmin_home"))
