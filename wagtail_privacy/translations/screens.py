"""The screen of a submission: how far it has come in each language, and what can be done about the rest."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from wagtail_privacy.notices.translations import source_page
from wagtail_privacy.translations.progress import progress_of
from wagtail_privacy.translations.services import (
    SubmissionError,
    go_on,
    may_submit,
    rows_of,
    submit_again,
    try_again,
)
from wagtail_privacy.translations.tasks import has_worker, work_on
from wagtail_privacy.versions.admin.views import NoticeAdminMixin
from wagtail_privacy.versions.language_links import LanguageLink

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page

    from wagtail_privacy.notices.models import NoticeMixin
    from wagtail_privacy.organisations.permissions import User
    from wagtail_privacy.translations.models import SubmittedTranslation

ACTIONS: "dict[str, Callable[[NoticeMixin, User], QuerySet[SubmittedTranslation]]]" = {
    "go_on": go_on,
    "try_again": try_again,
    "submit_again": submit_again,
}
"""What the buttons of the screen do, by their value."""


class SubmissionView(NoticeAdminMixin, TemplateView):
    """The progress of the submission of a notice, for those who may edit or publish it; they go on with it here."""

    template_name = "wagtail_privacy/translations/submission.html"
    page_title = _("Submission for translation")
    header_icon = "wagtail-localize-language"

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        url = reverse("wagtail_privacy_admin:languages", args=[self.page.pk])
        return [{"url": url, "label": gettext("Languages")}]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The progress; that of the source for a translation."""
        source = source_page(self.page)
        if source is not None:
            return redirect(submission_url(source))
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        languages = progress_of(self.page, self.request.user)
        return super().get_context_data(**kwargs) | {
            "languages": languages,
            "waiting": sum(language.waiting for language in languages),
            "refused": sum(language.refused for language in languages),
            "has_worker": has_worker(),
            "may_submit": may_submit(self.page, self.request.user),
            "submit_url": reverse("wagtail_localize:submit_page_translation", args=[self.page.pk]),
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Do what a button asks for, a few seconds of it where no worker does it, and show how far that led."""
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            work_on(action(self.page, request.user))
        except SubmissionError as error:
            messages.error(request, str(error))
        return redirect(submission_url(self.page))


def submission_url(notice: "Page") -> str:
    """The address of the screen of the submission of ``notice``."""
    return reverse("wagtail_privacy_translations:submission", args=[notice.pk])


def submission_link(source: "Page", user: "User") -> LanguageLink | None:
    """A link to the screen where the notice was submitted, for those who may edit or publish it. One query."""
    permissions = source.permissions_for_user(user)
    if not (permissions.can_edit() or permissions.can_publish()) or not rows_of(source).exists():
        return None
    return LanguageLink(submission_url(source), gettext("What was submitted for translation"))


urlpatterns = [path("notices/<int:page_id>/submission/", SubmissionView.as_view(), name="submission")]
