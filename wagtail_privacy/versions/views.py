"""Admin views of this room."""

from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.versions.forms import PastVersionForm
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.services import PastVersionError, record_past_version


class RecordPastVersionView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """The versions of a notice, and a form that records what its latest draft says as an older one.

    For those who may publish the page; anybody else is refused, a page that is no notice is not found.
    """

    form_class = PastVersionForm
    template_name = "wagtail_privacy/versions/record_past_version.html"
    page_title = _("Versions of this notice")
    header_icon = "history"
    problems: tuple[Any, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not issubclass(type(self.page), NoticeMixin):
            raise Http404
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self) -> Any:
        """The page in question, of its own type."""
        return get_object_or_404(swapper.load_model("wagtailcore", "Page"), pk=self.kwargs["page_id"]).specific

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        pages = get_breadcrumbs_items_for_page(self.page, self.request.user)
        return [*pages, {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(NoticeVersion.objects.for_page(self.page.pk).light())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "page": self.page,
            "versions": [
                {
                    "version": version,
                    "date": PartialDate.parse(version.effective_on).written(),
                    "url": self._url(version),
                }
                for version in versions
            ],
            "current": next((version for version in versions if not version.is_past), None),
            "problems": self.problems,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
        }

    def form_valid(self, form: PastVersionForm) -> HttpResponse:
        draft = self.page.get_latest_revision_as_object()
        try:
            version = record_past_version(draft, effective=form.cleaned_data["effective"], user=self.request.user)
        except PastVersionError as error:
            form.add_error("effective", str(error))
            return self.form_invalid(form)
        except ResolutionError as error:
            self.problems = error.problems
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("Recorded as version %(number)s, in force from %(date)s.")
            % {"number": version.number, "date": form.cleaned_data["effective"].written()},
        )
        return redirect("wagtail_privacy_admin:record_past_version", self.page.pk)

    def form_invalid(self, form: PastVersionForm) -> HttpResponse:
        messages.error(self.request, gettext("Nothing was recorded. The reasons are given below."))
        return super().form_invalid(form)

    def _url(self, version: NoticeVersion) -> str | None:
        """Where readers find a version; nowhere while the page is not live."""
        address = self.page.get_url(self.request) if self.page.live else None
        return f"{address}versions/{version.number}/" if address else None
