"""What a request to the admin needs around a publication: one cache, clear refusals, notes for the editor."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.auth import permission_denied
from wagtail.admin.utils import get_valid_next_url_from_request

from wagtail_privacy.admin_requests import is_in_admin
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.admin import views
from wagtail_privacy.notices.admin.narrowed_views import narrowed
from wagtail_privacy.notices.blocks.kept import KeptValueError
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.organisations.refusals import AdvisedRefusalError, lead_to_advice


class PublicationMiddleware:
    """Resolves a text once in a request, answers a refusal with its reasons, and passes on what editors have to know.

    Approving in a workflow, copying a published page and other views of Wagtail's publish without a form that could
    refuse: what they had begun is undone with the publication, and a :class:`ResolutionError` becomes a message that
    leads back to the notice instead of a server error. A form that came back damaged is refused in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_in_admin(request):
            return self.get_response(request)
        with publication.request_cache(), publication.collecting_notes() as notes:
            response = self.get_response(request)
        for note in notes:
            views.show_note(request, note)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Hold views that know of no organisation to what the user may see."""
        if not (is_in_admin(request) and request.user.is_authenticated):
            return None
        try:
            return narrowed(request, view, args, kwargs)
        except PermissionDenied:
            return permission_denied(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_in_admin(request):
            return None
        match exception:
            case KeptValueError():
                return views.explain_bad_form(request, str(exception))
            case AdvisedRefusalError():
                return lead_to_advice(request, exception)
            case ResolutionError(page=NoticeMixin() as page):
                return self._lead_back_to(page, exception, request)
        return None

    def _lead_back_to(self, page: NoticeMixin, error: ResolutionError, request: HttpRequest) -> HttpResponse:
        views.refuse(request, [(page, error.messages)])
        home = reverse("wagtailadmin_home")
        url = get_valid_next_url_from_request(request) or (views.edit_url(page) if views.is_stored(page) else home)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What the dialogue of a workflow expects when it is done.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)
