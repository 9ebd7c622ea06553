"""The screen on which something is reviewed."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.reviews.addresses import plan_url, review_url
from wagtail_privacy.reviews.admin.forms import ReviewForm
from wagtail_privacy.reviews.doing.errors import ChangedMeanwhileError, ReviewError
from wagtail_privacy.reviews.doing.questions import questions_for
from wagtail_privacy.reviews.doing.reviewed import edit_url, may_retire, may_review, object_of
from wagtail_privacy.reviews.doing.reviewing import record_review
from wagtail_privacy.reviews.doing.situation import MOST_SHOWN, Situation
from wagtail_privacy.reviews.doing.stated_dates import state_agreed_date
from wagtail_privacy.reviews.models import Review, ReviewSchedule
from wagtail_privacy.reviews.timing.reasons import when, why, why_early


class ReviewedMixin:
    """Something about the object of a schedule: 404 where it is gone, 403 for whoever may not change it."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_review(request.user, self.obj):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @cached_property
    def today(self) -> dt.date:
        return site_day()

    @cached_property
    def schedule(self) -> ReviewSchedule:
        rows = ReviewSchedule.objects.select_related("content_type", "organisation__parent__parent")
        schedule: ReviewSchedule = get_object_or_404(rows, pk=self.kwargs["pk"])
        return schedule

    @cached_property
    def obj(self) -> Any:
        obj = object_of(self.schedule)
        if obj is None:
            raise Http404
        return obj


class ReviewView(ReviewedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What readers read, what has changed and what is wrong, the questions, and what came of the review."""

    template_name = "wagtail_privacy/reviews/review.html"
    page_title = _("Review")
    header_icon = "circle-check"

    @cached_property
    def situation(self) -> Situation:
        return Situation(self.schedule, self.obj, self.today)

    def get_page_subtitle(self) -> str:
        return self.situation.standing.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = edit_url(self.obj, self.request.user)
        above = [{"url": editor, "label": self.get_page_subtitle()}] if editor else []
        current = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *above, current]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation, editor = self.situation, edit_url(self.obj, self.request.user)
        problems = zip(situation.soundness.problems, situation.soundness.places, strict=True)
        url = self.obj.get_url(self.request) if situation.is_notice and self.obj.live else ""
        return super().get_context_data(**kwargs) | {
            "situation": situation,
            "schedule": self.schedule,
            "item": self.obj if isinstance(self.obj, LibraryItem) else None,
            "form": kwargs.get("form") or self.form(),
            "edit_url": editor,
            "public_url": url or "",
            "versions_url": reverse("wagtail_privacy_admin:versions", args=[self.obj.pk])
            if situation.is_notice
            else "",
            "problems": [
                (problem, f"{editor}#block-{place}-section" if editor and place else editor)
                for problem, place in problems
            ],
            "is_due": self.schedule.is_due(self.today),
            "is_overdue": self.schedule.is_overdue(self.today),
            "due": when(self.schedule),
            "why": why(self.schedule),
            "causes": [(why_early(early), early.opened_on) for early in situation.early],
            "plan_url": plan_url(self.schedule.pk),
            "most_shown": MOST_SHOWN,
            "shown_reviews": situation.reviews[:MOST_SHOWN],
            "shown_versions": situation.versions[:MOST_SHOWN],
            "shown_changes": situation.shared_changes[:MOST_SHOWN],
            "may_publish": situation.is_notice and bool(self.obj.permissions_for_user(self.request.user).can_publish()),
        }

    def form(self, data: QueryDict | None = None) -> ReviewForm:
        situation = self.situation
        outcomes = [Review.Outcome.NEEDS_CHANGES.value]
        if situation.standing.is_published:
            outcomes.insert(0, Review.Outcome.STILL_RIGHT.value)
        if may_retire(self.request.user, self.obj):
            outcomes.append(Review.Outcome.RETIRED.value)
        initial = {"role": situation.role, "next_due": situation.offered_date, **self.seen()}
        return ReviewForm(data, questions=questions_for(self.schedule.kind), outcomes=outcomes, initial=initial)

    def seen(self) -> dict[str, Any]:
        """What is on the screen, for the form to bring back."""
        standing, last = self.situation.standing, self.situation.last_review
        return {
            "seen_number": standing.number,
            "seen_digest": standing.digest if standing.version is None else "",
            "seen_sequence": last.sequence if last is not None else 0,
        }

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                review = record_review(self.schedule, user=request.user, today=self.today, **form.review())
            except ReviewError as error:
                form.refuse(error)
                if isinstance(error, ChangedMeanwhileError):
                    form.look_again(self.seen())
            else:
                return redirect(self._report(review))
        messages.error(request, gettext("Nothing was recorded. The reasons are given below."))
        return self.render_to_response(self.get_context_data(form=form))

    def _report(self, review: Review) -> str:
        """Say what was recorded, and give the screen that comes next."""
        title = {"title": review.title}
        if review.outcome == Review.Outcome.NEEDS_CHANGES:
            messages.success(
                self.request,
                gettext("Recorded: “%(title)s” needs changes. It stays due until a review finds it right.") % title,
            )
            return edit_url(self.obj, self.request.user) or review_url(self.schedule.pk)
        if review.outcome == Review.Outcome.RETIRED:
            messages.success(
                self.request,
                gettext("Recorded: “%(title)s” is retired. It is not published any more; its versions are kept.")
                % title,
            )
        elif review.next_due_date is not None:
            messages.success(
                self.request,
                gettext("Recorded: “%(title)s” is still right. The next review is due: %(date)s.")
                % {**title, "date": review.next_due_date.written()},
            )
        else:
            messages.success(self.request, gettext("Recorded: “%(title)s” is still right.") % title)
        return review_url(self.schedule.pk)


class StatedDateView(ReviewedMixin, View):
    """Brings the date in the text of a notice up to date: as a draft in the editor, or published at once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        situation = Situation(self.schedule, self.obj, self.today)
        review, outdated = situation.last_review, situation.outdated
        if review is None or outdated is None:
            messages.warning(request, gettext("The date in the text is up to date already."))
            return redirect(review_url(pk))
        editor = reverse("wagtailadmin_pages:edit", args=[self.obj.pk])
        publish = "publish" in request.POST
        try:
            mended = state_agreed_date(self.obj, review, self.schedule, user=request.user, publish=publish)
        except ReviewError as error:
            messages.warning(request, str(error))
            return redirect(editor)
        if mended.is_published:
            messages.success(
                request,
                gettext("The notice says “%(date)s” now, in a new version.")
                % {"date": PartialDate.parse(outdated.agreed).written()},
            )
            return redirect(review_url(pk))
        if mended.problems:
            reasons = " ".join(str(problem) for problem in mended.problems)
            text = gettext("The date is changed in a draft. It could not be published: %(reasons)s")
            messages.warning(request, text % {"reasons": reasons})
        else:
            messages.success(request, gettext("The date is changed in a draft. Look at it, then publish it."))
        return redirect(editor)
