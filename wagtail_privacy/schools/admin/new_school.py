"""A new school on one screen, and what comes next."""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import GroupPagePermission, Page

from wagtail_privacy.notices.models import PrivacyHubMixin
from wagtail_privacy.notices.page_types import page_types
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import can_act_for
from wagtail_privacy.schools.admin.forms import SchoolForm
from wagtail_privacy.schools.admin.links import write_url
from wagtail_privacy.schools.notice_pages import page_above_notices
from wagtail_privacy.schools.permissions import may_add_school
from wagtail_privacy.schools.services import add_school


class AddSchoolView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Asks for all that a school needs, and makes it. For those who could make each thing by hand."""

    template_name = "wagtail_privacy/schools/add_school.html"
    form_class = SchoolForm
    page_title = _("A new school")
    header_icon = "plus"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_add_school(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        overview = {"url": reverse("wagtail_privacy_schools:overview"), "label": gettext("Overview of notices")}
        return [*self.breadcrumbs_items, overview, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user}

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["has_hubs"] = bool(page_types(PrivacyHubMixin))
        context["has_homes"] = bool(context["form"].fields["home_type"].choices)
        return context

    def form_valid(self, form: SchoolForm) -> HttpResponse:
        try:
            school = add_school(form.plan(), user=self.request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("“%(name)s” is set up.") % {"name": school.organisation.name})
        return redirect("wagtail_privacy_schools:next_steps", school.organisation.pk)


class NextStepsView(WagtailAdminTemplateMixin, TemplateView):
    """What a school needs now: people, contacts and its first notice. For those who act for the school."""

    template_name = "wagtail_privacy/schools/next_steps.html"
    page_title = _("What comes next")
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not can_act_for(request.user, self.school):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def school(self) -> Organisation:
        organisations = Organisation.objects.with_chain().select_related("site__root_page")
        school: Organisation = get_object_or_404(organisations, pk=self.kwargs["pk"], kind="school")
        return school

    def get_page_subtitle(self) -> str:
        return str(self.school)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        overview = {"url": reverse("wagtail_privacy_schools:overview"), "label": gettext("Overview of notices")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, overview, here]

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        user = self.request.user
        parent = page_above_notices(self.school)
        viewset = Organisation.snippet_viewset
        may_change = viewset.permission_policy.user_has_permission_for_instance(user, "change", self.school)
        return super().get_context_data(**kwargs) | {
            "school": self.school,
            "write_url": write_url(user, parent) if parent is not None else "",
            "organisation_url": reverse(viewset.get_url_name("edit"), args=[quote(self.school.pk)])
            if may_change
            else "",
            "groups": self._groups(),
            "add_person_url": _url("wagtailusers_users:add") if user.has_perm("auth.add_user") else "",
        }

    def _groups(self) -> list[dict[str, str]]:
        """The groups that may do something with the home page of the school itself, with the people in them."""
        home: Page | None = self.school.site.root_page if self.school.site else None
        if home is None or not self.request.user.has_perm("auth.change_group"):
            return []
        groups = {
            permission.group_id: permission.group.name
            for permission in GroupPagePermission.objects.filter(page_id=home.pk).select_related("group")
        }
        return [
            {"name": name, "url": _url("wagtailusers_groups:edit", key)}
            for key, name in sorted(groups.items(), key=lambda item: item[1])
        ]


def _url(name: str, *args: object) -> str:
    """Empty on a site without the app that has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
