"""Whom the draft of a library item, or a change of an organisation, touches: shown before it is published."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import policy_for, scope_of, scoped_models
from wagtail_privacy.propagation.impact import NoticeImpact, Shared, TouchedNotice, impact_of, touched_notices
from wagtail_privacy.propagation.services import (
    Outcome,
    UnpublishedDraftError,
    bring_up_to_date,
    check_bring_up_to_date,
)

PER_PAGE = 10
"""Each notice is resolved twice, with and without the draft."""

AT_ONCE = 50
"""How many notices are issued anew in one request; the button brings in the rest when it is pressed again."""


class BringForm(forms.Form):
    """What readers of the notices are told."""

    note = forms.CharField(
        label=_("What readers are told"),
        required=False,
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text=_("Needed where readers have to be told. Write it as the notices would say it."),
    )
    is_major = forms.BooleanField(
        label=_("Readers have to be told"),
        required=False,
        help_text=_("The new versions are major then. Where a rule asks for it, they are in any case."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_major") and not cleaned.get("note", "").strip():
            self.add_error("note", gettext("Say what readers are told."))
        return cleaned


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
        rows = self._rows(list(page), names)
        # Of the notices on other pages it is not known.
        is_behind = page.has_other_pages() or any(row.impact.is_changed for row in rows)
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "page_obj": page,
            "notices": len({notice.page.pk for notice in touched}),
            "schools": len({notice.organisation_id for notice in touched}),
            "hidden": len({notice.page.pk for notice in touched} - {notice.page.pk for notice in seen}),
            "is_organisation": isinstance(self.shared, Organisation),
            "has_draft": bool(getattr(self.shared, "has_unpublished_changes", False)),
            "edit_url": self.edit_url,
            "bring_form": kwargs.get("bring_form") or (BringForm() if is_behind and self.may_bring else None),
        }

    @cached_property
    def may_bring(self) -> bool:
        """Whether the notices may be issued anew from here: not while a draft waits to be published."""
        if not isinstance(self.shared, LibraryItem):
            return False
        try:
            check_bring_up_to_date(self.shared, self.request.user)
        except (PermissionDenied, UnpublishedDraftError):
            return False
        return True

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not isinstance(self.shared, LibraryItem):
            raise Http404
        form = BringForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(bring_form=form))
        try:
            outcomes = bring_up_to_date(
                self.shared,
                note=form.cleaned_data["note"].strip(),
                is_major=form.cleaned_data["is_major"],
                user=request.user,
                at_most=AT_ONCE,
            )
        except UnpublishedDraftError as error:
            messages.error(request, str(error))
        else:
            self._report(outcomes)
        return redirect(request.path)

    def _report(self, outcomes: list[Outcome]) -> None:
        issued = sum(1 for outcome in outcomes if outcome.versions)
        text = ngettext(
            "%(count)s notice says it now, in a new version.",
            "%(count)s notices say it now, in new versions.",
            issued,
        )
        messages.success(self.request, text % {"count": issued})
        scope = scope_of(self.request.user)
        by_page = Organisation.objects.keys_for_pages(outcome.page for outcome in outcomes if outcome.refusal)
        for outcome in outcomes:
            if outcome.refusal and scope.can_see(by_page.get(outcome.page.pk)):
                text = gettext("“%(title)s” stays as it is. %(reason)s")
                messages.warning(self.request, text % {"title": outcome.page.title, "reason": outcome.refusal})

    def _rows(self, notices: list[TouchedNotice], names: dict[int, str]) -> list[Row]:
        finder = AdminURLFinder(self.request.user)
        return [
            Row(impact, names.get(impact.notice.organisation_id or 0, ""), finder.get_edit_url(impact.notice.page))
            for impact in impact_of(self.shared, notices)
        ]
