"""The screens that promote a library item, and merge it with another."""

from functools import partial
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
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
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_privacy.library.item_map import LARGEST_KEY
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.moves import MoveError, check_merge, may_move, may_promote, promote
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scope_of
from wagtail_privacy.propagation.admin.forms import ToldForm
from wagtail_privacy.propagation.admin.touched import AT_ONCE, Touched
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.moves.forms import IntoForm, PromoteForm
from wagtail_privacy.propagation.moves.services import Outcome, bring_merge_in, merge_everywhere, merge_impact
from wagtail_privacy.propagation.states import shared_model


class _MoveView(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one library item, for those who may change and publish it."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_move(request.user, self.item):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def item(self) -> LibraryItem:
        """The item of the address, as it is published."""
        model = shared_model(self.kwargs["model_name"])
        if model is None or not issubclass(model, LibraryItem) or self.kwargs["pk"] > LARGEST_KEY:
            raise Http404
        item: LibraryItem = get_object_or_404(
            model._default_manager.select_related("owner", "merged_into"), pk=self.kwargs["pk"]
        )
        return item

    def get_page_subtitle(self) -> str:
        return str(self.item)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.item._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": self.list_url, "label": plural},
            {"url": address_of(self.item), "label": str(self.item)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @property
    def list_url(self) -> str:
        return reverse(self.item.snippet_viewset.get_url_name("list"))

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"item": self.item, "item_url": address_of(self.item)}


def address_of(item: LibraryItem) -> str:
    """The address of the edit view of ``item``."""
    return reverse(item.snippet_viewset.get_url_name("edit"), args=[quote(item.pk)])


class PromoteView(_MoveView):
    template_name = "wagtail_privacy/propagation/moves/promote.html"
    page_title = _("Promote")
    header_icon = "arrow-up"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.item.merged_into_id is None and not may_promote(request.user, self.item):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        form = kwargs.pop("form", None) or PromoteForm(item=self.item, user=self.request.user)
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = PromoteForm(request.POST, item=self.item, user=request.user)
        if form.is_valid():
            try:
                item = promote(self.item, form.target, request.user)
            except MoveError as error:
                form.add_error(None, str(error))
            else:
                text = gettext("“%(item)s” belongs to %(owner)s now.")
                messages.success(request, text % {"item": item, "owner": item.owner or gettext("everyone")})
                return redirect(self.list_url)
        return self.render_to_response(self.get_context_data(form=form))


class MergeView(_MoveView):
    """Chooses what is left, shows what readers of the notices would read, asks whether they have to be told, merges.

    Once the item was merged, it brings in what is left where that was broken off or refused.
    """

    template_name = "wagtail_privacy/propagation/moves/merge.html"
    page_title = _("Merge")
    header_icon = "resubmit"

    @cached_property
    def into_form(self) -> IntoForm:
        """Which item is left, as the address says it."""
        data = self.request.GET if "into" in self.request.GET else None
        return IntoForm(data, item=self.item, user=self.request.user)

    @cached_property
    def into(self) -> LibraryItem | None:
        """What is left; ``None`` while it is not chosen."""
        if self.item.merged_into is not None:
            return self.item.merged_into
        chosen: LibraryItem | None = self.into_form.cleaned_data["into"] if self.into_form.is_valid() else None
        return chosen

    @cached_property
    def refusal(self) -> str:
        """Why the two cannot be merged; empty where they can."""
        if self.into is None or self.item.merged_into is not None:
            return ""
        try:
            check_merge(self.item, self.into, self.request.user)
        except MoveError as error:
            return str(error)
        return ""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        answer_form = kwargs.pop("answer_form", None)
        context = super().get_context_data(**kwargs) | {
            "into": self.into,
            "into_form": self.into_form,
            "is_merged": self.item.merged_into is not None,
            "refusal": self.refusal,
            "media": self.into_form.media,
        }
        if self.into is None or self.refusal:
            return context
        return context | self._preview(self.into) | {"answer_form": answer_form or ToldForm()}

    def _preview(self, into: LibraryItem) -> dict[str, Any]:
        touched = Touched.by(
            touched_notices(self.item),
            partial(merge_impact, self.item, into),
            self.request.user,
            self.request.GET.get("p"),
        )
        show_into = {notice.version.pk for notice in touched_notices(into)}
        both = [row for row in touched.rows if row.impact.notice.version.pk in show_into]
        return {
            "touched": touched,
            "both": [f"{row.title} ({row.organisation})" for row in both],
            # Of those of others it is not known.
            "is_changed": bool(touched.hidden) or touched.is_behind,
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if self.into is None or self.refusal:
            return self.render_to_response(self.get_context_data())
        form = ToldForm(request.POST)
        if form.is_valid():
            try:
                outcomes = self._merge(self.into, form)
            except MoveError as error:
                form.add_error(None, str(error))
            else:
                return self._report(self.into, outcomes)
        return self.render_to_response(self.get_context_data(answer_form=form))

    def _merge(self, into: LibraryItem, form: ToldForm) -> list[Outcome]:
        answer: dict[str, Any] = {
            "note": form.cleaned_data["note"],
            "is_major": form.cleaned_data["tells_readers"],
            "user": self.request.user,
            "at_most": AT_ONCE,
        }
        if self.item.merged_into is not None:
            return bring_merge_in(self.item, **answer)
        return merge_everywhere(self.item, into, **answer)

    def _report(self, into: LibraryItem, outcomes: list[Outcome]) -> HttpResponse:
        issued = sum(1 for outcome in outcomes if outcome.versions)
        text = ngettext(
            "“%(item)s” was merged into “%(into)s”, and %(count)s notice says so in a new version.",
            "“%(item)s” was merged into “%(into)s”, and %(count)s notices say so in new versions.",
            issued,
        )
        messages.success(self.request, text % {"item": self.item, "into": into, "count": issued})
        scope = scope_of(self.request.user)
        refused = [outcome for outcome in outcomes if outcome.refusal]
        by_page = Organisation.objects.keys_for_pages(outcome.page for outcome in refused)
        for outcome in refused:
            if scope.can_see(by_page.get(outcome.page.pk)):
                text = gettext("“%(title)s” stays as it is. %(reason)s")
                messages.warning(self.request, text % {"title": outcome.page.title, "reason": outcome.refusal})
        # What could not be brought in yet is offered there again.
        return redirect(self.request.path if refused or issued >= AT_ONCE else self.list_url)
