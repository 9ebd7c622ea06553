"""What was decided about what notices share, and what became of each notice."""

from collections.abc import Callable
from typing import Any

import swapper
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scope_of
from wagtail_privacy.propagation.admin.touched import AT_ONCE
from wagtail_privacy.propagation.admin.views import change_url, report
from wagtail_privacy.propagation.applying import apply_change
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange, SharedChangeQuerySet
from wagtail_privacy.propagation.own_copies import take_own_copy
from wagtail_privacy.propagation.questions import ChangeError, question_url
from wagtail_privacy.propagation.services import cancel_change, go_on_with, may_decide, stop_change, take_back
from wagtail_privacy.propagation.states import shared_model

COUNT_LABELS = {
    "issued": _("Say it"),
    "refused": _("Stay as they are"),
}


WIDE = "privacy-wide"
"""The class of columns that a narrow screen leaves out; the screen of the change has all of it."""


def _kind(change: SharedChange) -> str:
    model = shared_model(change.model)
    return capfirst(str(model._meta.verbose_name)) if model is not None else change.model


def _owner(change: SharedChange) -> str:
    return str(change.owner or gettext("Everyone"))


def _day(change: SharedChange) -> str:
    return PartialDate.of(change.day).written()


class ChangesView(IndexView):
    """The shared changes that touch notices of organisations that the user has to do with, the newest first."""

    model = SharedChange
    page_title = _("Shared changes")
    header_icon = "history"
    template_name = "wagtail_privacy/propagation/changes.html"
    index_url_name = "wagtail_privacy_propagation:changes"
    index_results_url_name = "wagtail_privacy_propagation:changes_results"
    default_ordering = "-pk"
    paginate_by = 20
    is_searchable = False
    # Who sees which change is no matter of a permission on its model.
    any_permission_required = None

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not scope_of(request.user).sees_anything:
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> SharedChangeQuerySet:
        counted = {
            f"{name}_count": Count("notices", filter=Q(notices__state=name), distinct=True) for name in COUNT_LABELS
        }
        changes = SharedChange.objects.seen_by(self.request.user).select_related("owner", "created_by")
        counted_changes: SharedChangeQuerySet = changes.annotate(**counted)
        return counted_changes

    def get_edit_url(self, instance: SharedChange) -> str:
        return change_url(instance)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("change", label=_("Change"), accessor=str, get_url=change_url),
            Column("kind", label=_("Kind"), accessor=_kind, classname=WIDE),
            Column("owner", label=_("Owner"), accessor=_owner, classname=WIDE),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("day", label=_("Day"), accessor=_day, sort_key="day"),
            *(
                Column(name, label=label, accessor=f"{name}_count", classname=WIDE)
                for name, label in COUNT_LABELS.items()
            ),
        ]


class ChangeView(WagtailAdminTemplateMixin, TemplateView):
    """One shared change: what became of it in each notice, and what may still be done about it."""

    template_name = "wagtail_privacy/propagation/change.html"
    page_title = _("Shared change")
    header_icon = "history"

    @cached_property
    def change(self) -> SharedChange:
        seen = SharedChange.objects.seen_by(self.request.user).select_related("owner", "created_by")
        change: SharedChange = get_object_or_404(seen, pk=self.kwargs["pk"])
        return change

    def get_page_subtitle(self) -> str:
        return str(self.change)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtail_privacy_propagation:changes"), "label": gettext("Shared changes")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        change, user = self.change, self.request.user
        scope = scope_of(user)
        rows = list(change.notices.order_by("title", "pk"))
        seen = [row for row in rows if scope.can_see(row.organisation_id)]
        names = Organisation.objects.names_of(row.organisation_id for row in seen)
        pages = swapper.load_model("wagtailcore", "Page").objects.in_bulk([row.page_id for row in seen])
        finder = AdminURLFinder(user)
        listed = [
            {
                "row": row,
                "organisation": names.get(row.organisation_id, ""),
                "url": finder.get_edit_url(pages[row.page_id]) if row.page_id in pages else None,
            }
            for row in sorted(seen, key=lambda row: names.get(row.organisation_id, ""))
        ]
        may_decide_it = may_decide(change, user)
        states = {row.state for row in rows}
        schools = [key for key in names if key != change.owner_id and scope.can_act_for(key)]
        return super().get_context_data(**kwargs) | {
            "change": change,
            "kind": _kind(change),
            "rows": listed,
            "hidden": len(rows) - len(seen),
            "done": sum(1 for row in rows if row.state != ChangedNotice.State.WAITING),
            "total": len(rows),
            "may_cancel": may_decide_it and change.is_waiting,
            "may_stop": may_decide_it and change.state == SharedChange.State.APPLYING,
            "may_go_on": may_decide_it and change.is_published and bool(states & _LEFT),
            "may_take_back": may_decide_it and change.previous_revision_id is not None and change.is_published,
            "copying": [(key, names[key]) for key in schools] if _is_open_to_copies(change) else [],
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        act = self._actions().get(request.POST.get("action", ""))
        if act is None:
            raise PermissionDenied
        try:
            return redirect(act() or request.path)
        except ChangeError as error:
            messages.error(request, str(error))
            return redirect(request.path)

    def _actions(self) -> dict[str, Callable[[], str | None]]:
        return {
            "cancel": self._cancel,
            "stop": lambda: stop_change(self.change, user=self.request.user),
            "go_on": self._go_on,
            "take_back": lambda: question_url(take_back(self.change, user=self.request.user)),
            "own_copy": self._take_own_copy,
        }

    def _cancel(self) -> None:
        cancel_change(self.change, user=self.request.user)
        messages.success(self.request, gettext("The change is cancelled. What was decided stays a draft."))

    def _go_on(self) -> None:
        go_on_with(self.change, user=self.request.user)
        self.change.refresh_from_db()
        report(self.request, apply_change(self.change, at_most=AT_ONCE))

    def _take_own_copy(self) -> None:
        organisation = Organisation.objects.filter(pk=_number(self.request.POST.get("organisation"))).first()
        if organisation is None or not scope_of(self.request.user).can_act_for(organisation.pk):
            raise PermissionDenied
        copy = take_own_copy(self.change, organisation, user=self.request.user)
        text = gettext("The notices of %(organisation)s show a copy of their own now: “%(copy)s”.")
        messages.success(self.request, text % {"organisation": organisation, "copy": copy})


_LEFT = {ChangedNotice.State.WAITING, ChangedNotice.State.REFUSED}


def _is_open_to_copies(change: SharedChange) -> bool:
    return change.is_waiting and change.data_after is None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
