"""Whom the draft of a library item, or a change of an organisation, touches: shown before it is published."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import policy_for, scope_of, scoped_models
from wagtail_privacy.propagation.impact import NoticeImpact, Shared, TouchedNotice, impact_of, touched_notices

PER_PAGE = 10
"""Each notice is resolved twice, with and without the draft."""


@dataclass(frozen=True)
class Row:
    """A touched notice as the screen shows it: ``url`` leads to its edit view, for those who may open it."""

    impact: NoticeImpact
    organisation: str
    url: str | None


class TouchedView(WagtailAdminTemplateMixin, TemplateView):
    """The notices that show what is shared, school by school, with what their readers would read.

    For those who may change it. Of notices of organisations that they do not see, only the number is told.
    """

    template_name = "wagtail_privacy/propagation/touched.html"
    page_title = _("Whom this touches")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        policy = policy_for(type(self.shared))
        if not policy.user_has_permission_for_instance(request.user, "change", self.shared):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def shared(self) -> Shared:
        """The library item as its newest draft has it, or the organisation as it is."""
        models = {str(model._meta.model_name): model for model in scoped_models()}
        model = models.get(self.kwargs["model_name"])
        if model is None:
            raise Http404
        stored: Any = get_object_or_404(model._default_manager, pk=self.kwargs["pk"])
        draft: Shared = stored.get_latest_revision_as_object() if isinstance(stored, LibraryItem) else stored
        return draft

    def get_page_subtitle(self) -> str:
        return str(self.shared)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = type(self.shared).snippet_viewset
        plural = capfirst(str(self.shared._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse(viewset.get_url_name("list")), "label": plural},
            {"url": self.edit_url, "label": str(self.shared)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @property
    def edit_url(self) -> str:
        viewset = type(self.shared).snippet_viewset
        return reverse(viewset.get_url_name("edit"), args=[quote(self.shared.pk)])

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        scope = scope_of(self.request.user)
        touched = touched_notices(self.shared)
        seen = [notice for notice in touched if scope.can_see(notice.organisation_id)]
        names = dict(
            Organisation.objects.filter(pk__in={notice.organisation_id for notice in seen}).values_list("pk", "name")
        )
        seen.sort(key=lambda notice: names.get(notice.organisation_id, ""))
        page = Paginator(seen, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "rows": self._rows(list(page), names),
            "page_obj": page,
            "notices": len({notice.page.pk for notice in touched}),
            "schools": len({notice.organisation_id for notice in touched}),
            "hidden": len({notice.page.pk for notice in touched} - {notice.page.pk for notice in seen}),
            "is_organisation": isinstance(self.shared, Organisation),
            "has_draft": bool(getattr(self.shared, "has_unpublished_changes", False)),
            "edit_url": self.edit_url,
        }

    def _rows(self, notices: list[TouchedNotice], names: dict[int, str]) -> list[Row]:
        finder = AdminURLFinder(self.request.user)
        return [
            Row(impact, names.get(impact.notice.organisation_id or 0, ""), finder.get_edit_url(impact.notice.page))
            for impact in impact_of(self.shared, notices)
        ]
