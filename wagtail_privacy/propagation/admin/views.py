"""Whom the draft of a library item touches, shown before it is published, and what is asked then."""

from functools import partial
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
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

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for
from wagtail_privacy.propagation.admin.forms import NOW, ON_A_DAY, AnswerForm
from wagtail_privacy.propagation.admin.touched import AT_ONCE, Touched
from wagtail_privacy.propagation.impact import impact_of, touched_notices
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.policy import earliest_day
from wagtail_privacy.propagation.questions import ChangeError, check_answer, may_approve, may_publish, waiting_change
from wagtail_privacy.propagation.services import (
    UnpublishedDraftError,
    bring_up_to_date,
    check_bring_up_to_date,
    publish_change,
)
from wagtail_privacy.propagation.states import Shared, digest_of, shared_model


class TouchedView(WagtailAdminTemplateMixin, TemplateView):
    """The notices that show what is shared, school by school, with what their readers would read, and the question.

    For those who may change it, and for those who are asked to approve it.
    """

    template_name = "wagtail_privacy/propagation/touched.html"
    page_title = _("Whom this touches")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        policy = policy_for(type(self.shared))
        if not policy.user_has_permission_for_instance(request.user, "change", self.shared) and not self.may_approve:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def shared(self) -> Shared:
        """The library item as its newest draft has it, or the organisation as it is."""
        model = shared_model(self.kwargs["model_name"])
        if model is None:
            raise Http404
        stored: Any = get_object_or_404(model._default_manager, pk=self.kwargs["pk"])
        draft: Shared = stored.get_latest_revision_as_object() if isinstance(stored, LibraryItem) else stored
        return draft

    @cached_property
    def may_approve(self) -> bool:
        return isinstance(self.shared, LibraryItem) and may_approve(self.shared, self.request.user)

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

    @property
    def has_draft(self) -> bool:
        return isinstance(self.shared, LibraryItem) and bool(self.shared.has_unpublished_changes)

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        touched = touched_by(self.shared, self.request.user, self.request.GET.get("p"))
        waiting = waiting_change(self.shared)
        may_ask = touched.is_behind and (self.may_publish_draft or self.may_bring) and waiting is None
        return super().get_context_data(**kwargs) | {
            "touched": touched,
            "is_organisation": isinstance(self.shared, Organisation),
            "has_draft": self.has_draft,
            "edit_url": self.edit_url,
            "waiting": waiting,
            "changes": SharedChange.objects.of(self.shared).exists(),
            "answer_form": kwargs.get("answer_form") or (self.answer_form() if may_ask else None),
            "may_approve": self.may_approve,
        }

    @cached_property
    def may_publish_draft(self) -> bool:
        """Whether the draft may be published from here, or approved."""
        item = self.shared
        if not isinstance(item, LibraryItem) or not self.has_draft:
            return False
        return self.may_approve or may_publish(item, self.request.user)

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

    def answer_form(self, data: QueryDict | None = None) -> AnswerForm:
        """The question, answered by ``data``; on the day that the draft itself gives, where it gives one."""
        goes_live_at = getattr(self.shared, "go_live_at", None)
        day = site_day(goes_live_at) if goes_live_at is not None else None
        is_to_come = day is not None and day > site_day()
        initial = {"seen": digest_of(self.shared), "when": ON_A_DAY if is_to_come else NOW}
        return AnswerForm(
            data,
            has_day=self.may_publish_draft,
            earliest=earliest_day(self.shared) if self.may_publish_draft else None,
            initial=initial | ({"day": day} if is_to_come else {}),
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not isinstance(self.shared, LibraryItem):
            raise Http404
        if not (self.may_publish_draft or self.may_bring):
            raise PermissionDenied
        form = self.answer_form(request.POST)
        if form.is_valid():
            try:
                change = self._carry_out(self.shared, form)
            except ChangeError as error:
                form.refuse(error)
            except UnpublishedDraftError as error:
                form.add_error(None, str(error))
            else:
                report(request, change)
                return redirect(request.path if change.is_waiting else change_url(change))
        return self.render_to_response(self.get_context_data(answer_form=form))

    def _carry_out(self, item: LibraryItem, form: AnswerForm) -> SharedChange:
        answer, user = form.answer(), self.request.user
        if self.may_publish_draft:
            return publish_change(item, answer, seen=form.cleaned_data["seen"], user=user)
        check_answer(item, answer, user=user)
        return bring_up_to_date(
            item, note=answer.note.strip(), is_major=answer.tells_readers, user=user, at_most=AT_ONCE
        )


def touched_by(shared: Shared, user: User, page_number: str | None = None) -> Touched:
    """What publishing or saving ``shared`` as it is would touch, as far as ``user`` sees it."""
    return Touched.by(touched_notices(shared), partial(impact_of, shared), user, page_number)


def change_url(change: SharedChange) -> str:
    """The address of the screen that says what became of a change."""
    return reverse("wagtail_privacy_propagation:change", args=[change.pk])


def report(request: HttpRequest, change: SharedChange) -> None:
    """Say what was decided, and what has become of it already."""
    if change.is_waiting:
        text = gettext("Notices say it from %(day)s.")
        messages.success(request, text % {"day": PartialDate.of(change.day).written()})
        return
    issued = change.notices.filter(state=ChangedNotice.State.ISSUED).count()
    left = change.notices.filter(state=ChangedNotice.State.WAITING).count()
    if issued or not left:
        text = ngettext(
            "%(count)s notice says it now, in a new version.",
            "%(count)s notices say it now, in new versions.",
            issued,
        )
        messages.success(request, text % {"count": issued})
    if left:
        text = ngettext("%(count)s notice follows.", "%(count)s notices follow.", left)
        messages.success(request, text % {"count": left})
