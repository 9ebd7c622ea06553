"""The screen of a model with its schools, and that of a notice with what the trust has changed."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from wagtail_privacy.notices.followed import heading_of, stored_sections
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scope_of
from wagtail_privacy.propagation.model_notices.admin.conflicts import ShownConflict, shown_conflicts
from wagtail_privacy.propagation.model_notices.bringing import (
    PendingMerge,
    bring_model_into,
    decide,
    pending_merge,
)
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.places import (
    SchoolPlace,
    may_add_below,
    owned_items,
    school_places,
    schools_below,
)
from wagtail_privacy.propagation.model_notices.services import (
    check_make_model,
    make_model,
    mandate_sections,
    roll_out,
)
from wagtail_privacy.versions.admin.views import NoticeAdminMixin


@dataclass(frozen=True)
class SchoolRow:
    """A school as the screen of a model shows it: ``edit_url`` for those who may edit its notice."""

    place: SchoolPlace
    may_add: bool
    edit_url: str = ""


class ModelView(NoticeAdminMixin, TemplateView):
    """What a model mandates and which schools follow it; of a notice that may become a model, what that means.

    For those who may edit or publish the page. Schools that the user does not see are left out.
    """

    template_name = "wagtail_privacy/propagation/model.html"
    header_icon = "group"

    def get_page_title(self) -> str:
        return gettext("Model for schools")

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not self.page.is_model:
            return context | {"refusal": self._refusal()}
        draft = self.page.get_latest_revision_as_object()
        rows = self._rows()
        return context | {
            "sections": [
                {
                    "id": section["id"],
                    "heading": heading_of(section),
                    "is_mandated": section["id"] in draft.mandated_sections,
                }
                for section in stored_sections(draft.body)
            ],
            "may_edit": self.permissions.can_edit(),
            "rows": rows,
            "may_roll_out": self.page.live and any(row.may_add for row in rows),
            "may_bring": any(row.edit_url and row.place.standing and row.place.standing.is_behind for row in rows),
        }

    def _refusal(self) -> str:
        try:
            check_make_model(self.page, self.request.user)
        except PermissionDenied:
            return gettext("Only somebody who may publish this page can make it a model.")
        except ModelNoticeError as error:
            return str(error)
        return ""

    def _rows(self) -> list[SchoolRow]:
        user, scope = self.request.user, scope_of(self.request.user)
        trust = Organisation.objects.for_page(self.page)
        schools = [school for school in schools_below(trust) if scope.can_see(school.pk)] if trust is not None else []
        rows = []
        for place in school_places(self.page, schools):
            may_edit = place.notice is not None and place.notice.permissions_for_user(user).can_edit()
            may_add = place.notice is None and place.parent is not None and may_add_below(place.parent, user)
            if may_edit or may_add or scope.can_act_for(place.organisation.pk):
                url = reverse("wagtailadmin_pages:edit", args=[place.notice.pk]) if may_edit and place.notice else ""
                rows.append(SchoolRow(place, may_add, url))
        return rows

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        act = {
            "make": self._make,
            "mandate": self._mandate,
            "roll_out": self._roll_out,
            "bring": self._bring,
        }.get(request.POST.get("action", ""))
        try:
            if act is not None:
                act()
        except ModelNoticeError as error:
            messages.error(request, str(error))
        return redirect(request.path)

    def _make(self) -> None:
        make_model(self.page, self.request.user)
        messages.success(
            self.request,
            gettext("It is a model now, and no reader will ever see it. Publish it before you roll it out to schools."),
        )

    def _mandate(self) -> None:
        mandate_sections(self.page, self.request.POST.getlist("section"), self.request.user)
        messages.success(
            self.request,
            gettext("Saved in a draft of the model. Publish the model, then bring it into the notices of the schools."),
        )

    def _roll_out(self) -> None:
        chosen = set(self.request.POST.getlist("school"))
        items = owned_items(self.page)
        done = 0
        for row in self._rows():
            if str(row.place.organisation.pk) not in chosen or not row.may_add:
                continue
            try:
                roll_out(self.page, row.place.organisation, self.request.user, items=items)
            except ModelNoticeError as error:
                messages.error(self.request, str(error))
            else:
                done += 1
        text = ngettext(
            "%(count)s school has a draft from this model now.",
            "%(count)s schools have a draft from this model now.",
            done,
        )
        self._report(done, text % {"count": done})

    def _bring(self) -> None:
        done = 0
        for row in self._rows():
            standing = row.place.standing
            if not row.edit_url or standing is None or not standing.is_behind or row.place.notice is None:
                continue
            try:
                bring_model_into(row.place.notice, self.request.user)
            except ModelNoticeError as error:
                messages.error(self.request, f"{row.place.organisation}: {error}")
            else:
                done += 1
        text = ngettext(
            "The new wording is in the draft of %(count)s school. Nothing has been published.",
            "The new wording is in the drafts of %(count)s schools. Nothing has been published.",
            done,
        )
        self._report(done, text % {"count": done})

    def _report(self, done: int, text: str) -> None:
        if done:
            messages.success(self.request, text)
        else:
            messages.warning(self.request, gettext("Nothing was changed at any school."))


class FollowingView(NoticeAdminMixin, TemplateView):
    """What the trust has changed in the model that a notice follows, and what is to be decided.

    For those who may edit or publish the notice.
    """

    template_name = "wagtail_privacy/propagation/following.html"
    page_title = _("What the trust has changed")
    header_icon = "group"

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        pending = pending_merge(self.page)
        return super().get_context_data(**kwargs) | {
            "pending": pending,
            "may_edit": self.permissions.can_edit(),
            "model_title": pending.model.title if pending is not None else "",
            "conflicts": self._conflicts(pending),
            "replaced": [heading_of(each.ours or each.theirs) for each in pending.merge.replaced] if pending else [],
        }

    def _conflicts(self, pending: PendingMerge | None) -> list[ShownConflict]:
        return shown_conflicts(pending) if pending is not None else []

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = request.POST.get("decision", "")
        try:
            if answer in ("theirs", "ours"):
                self._decide(takes_theirs=answer == "theirs")
            else:
                self._bring()
        except ModelNoticeError as error:
            messages.error(request, str(error))
        return redirect(request.path)

    def _decide(self, *, takes_theirs: bool) -> None:
        post = self.request.POST
        pending = decide(
            self.page, post.get("section", ""), post.get("stamp", ""), takes_theirs=takes_theirs, user=self.request.user
        )
        left = len(pending.merge.conflicts)
        if left:
            text = ngettext("%(count)s section is left to decide.", "%(count)s sections are left to decide.", left)
            messages.success(self.request, gettext("Decided.") + " " + text % {"count": left})
        else:
            self._all_done()

    def _bring(self) -> None:
        pending = bring_model_into(self.page, self.request.user)
        left = len(pending.merge.conflicts)
        if left:
            text = ngettext(
                "What only the trust had changed is in your draft. %(count)s section is yours to decide.",
                "What only the trust had changed is in your draft. %(count)s sections are yours to decide.",
                left,
            )
            messages.success(self.request, text % {"count": left})
        else:
            self._all_done()

    def _all_done(self) -> None:
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[self.page.pk]), gettext("Edit"))
        text = gettext("Your draft has the trust’s new wording. Look at it and publish it.")
        messages.success(self.request, text, buttons=[edit])
