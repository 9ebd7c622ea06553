"""Who reviews something and how often; the holidays of an organisation."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, UpdateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import policy_for
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.doing.reviewed import edit_url, may_review, object_of
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.planning.closures import add_closures
from wagtail_privacy.reviews.planning.forms import ClosuresForm, PlanForm
from wagtail_privacy.reviews.planning.services import plan_review
from wagtail_privacy.reviews.timing.reasons import when, why

if TYPE_CHECKING:
    from django.forms import ModelForm


class PlanView(WagtailAdminTemplateMixin, UpdateView):  # type: ignore[type-arg]
    """Who reviews one object and how often. For those who may change the object."""

    model = ReviewSchedule
    form_class = PlanForm
    template_name = "wagtail_privacy/reviews/plan.html"
    page_title = _("Who reviews it, and how often")
    header_icon = "calendar"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.reviewed is None:
            raise Http404
        if not may_review(request.user, self.reviewed):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def schedule(self) -> ReviewSchedule:
        """The schedule of the address."""
        schedules = ReviewSchedule.objects.select_related("content_type", "responsible_user")
        return get_object_or_404(schedules, pk=self.kwargs["pk"])

    @cached_property
    def reviewed(self) -> Any | None:
        """What is reviewed."""
        return object_of(self.schedule)

    def get_object(self, queryset: object = None) -> ReviewSchedule:
        return self.schedule

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"path": self._path()}

    def _path(self) -> str | None:
        """The place in the tree of pages whose people may be named."""
        if isinstance(self.reviewed, Page):
            return self.reviewed.path
        organisation = Organisation.objects.select_related("site__root_page").filter(pk=self.schedule.organisation_id)
        owner = organisation.first()
        return owner.home_path if owner is not None else None

    def get_page_subtitle(self) -> str:
        return str(self.schedule)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        review = {"url": review_url(self.schedule.pk), "label": gettext("Review"), "sublabel": str(self.schedule)}
        return [*self.breadcrumbs_items, review, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "when": when(self.schedule),
            "why": why(self.schedule),
            "edit_url": edit_url(self.reviewed, self.request.user),
            "review_url": review_url(self.schedule.pk),
        }

    def form_valid(self, form: "ModelForm[ReviewSchedule]") -> HttpResponse:
        schedule = plan_review(form.save(commit=False), user=self.request.user, today=site_day())
        due = when(schedule)
        text = gettext("Saved. The next review: %(when)s.") % {"when": due} if due else gettext("Saved.")
        messages.success(self.request, text)
        return redirect(review_url(schedule.pk))


class ClosuresView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Takes the holidays of an organisation from a table. For those who may change the organisation."""

    form_class = ClosuresForm
    template_name = "wagtail_privacy/reviews/closures.html"
    page_title = _("Holidays from a table")
    header_icon = "calendar"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not policy_for(Organisation).user_has_permission_for_instance(request.user, "change", self.organisation):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation of the address."""
        return get_object_or_404(Organisation, pk=self.kwargs["pk"])

    @property
    def _edit_url(self) -> str:
        return reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[quote(self.organisation.pk)])

    def get_page_subtitle(self) -> str:
        return str(self.organisation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = {"url": self._edit_url, "label": str(self.organisation)}
        return [*self.breadcrumbs_items, editor, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": site_day()}

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        closures = self.organisation.closures.all()
        return super().get_context_data(**kwargs) | {"closures": closures, "edit_url": self._edit_url}

    def form_valid(self, form: ClosuresForm) -> HttpResponse:
        count = add_closures(self.organisation, form.periods(), self.request.user)
        if count:
            text = ngettext("%(count)s closure was added.", "%(count)s closures were added.", count)
            messages.success(self.request, text % {"count": count})
        else:
            messages.info(self.request, gettext("All of these holidays were there already."))
        return redirect(self._edit_url)
