"""Admin views of this room."""

from typing import TYPE_CHECKING, Any

import swapper
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.diff import Difference
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.versions.admin.forms import BackdatedVersionForm, CompareForm, ReissueForm
from wagtail_privacy.versions.comparing import difference_between
from wagtail_privacy.versions.history import history_of
from wagtail_privacy.versions.labels import STATE_LABELS, life_sentence
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion
from wagtail_privacy.versions.publishing.services import (
    BackdatedVersionError,
    ReissueError,
    record_backdated_version,
    reissue_version,
)
from wagtail_privacy.versions.timeline import Timeline
from wagtail_privacy.versions.visibility import ReleaseError, awaiting_release, release_version

if TYPE_CHECKING:
    from django.http import QueryDict
    from wagtail.models import Page, PagePermissionTester

MAX_EVENTS_SHOWN = 100


class NoticeAdminMixin(WagtailAdminTemplateMixin):
    """A screen about one notice: 404 for any other page, 403 without permission.

    For those who may edit or publish the page, approvers in a workflow included; with ``for_publishers`` only for those
    who may publish it.
    """

    for_publishers = False
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not issubclass(type(self.page), NoticeMixin):
            raise Http404
        if not (self.may_publish or (self.permissions.can_edit() and not self.for_publishers)):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def page(self) -> "Page":
        """The specific page of the URL."""
        return get_object_or_404(swapper.load_model("wagtailcore", "Page"), pk=self.kwargs["page_id"]).specific

    @cached_property
    def permissions(self) -> "PagePermissionTester":
        return self.page.permissions_for_user(self.request.user)

    @cached_property
    def may_publish(self) -> bool:
        return bool(self.permissions.can_publish())

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        pages = get_breadcrumbs_items_for_page(self.page, self.request.user)
        current = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*pages, *self.parent_breadcrumbs(), current]

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        """The breadcrumbs between the page and this screen."""
        return [{"url": self.admin_url("versions"), "label": gettext("Versions")}]

    def admin_url(self, name: str, *args: object) -> str:
        return reverse(f"wagtail_privacy_admin:{name}", args=[self.page.pk, *args])

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "page": self.page,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            "may_publish": self.may_publish,
        }


class ChangesView(NoticeAdminMixin, TemplateView):
    """What publishing the latest saved draft would change for readers."""

    template_name = "wagtail_privacy/versions/changes.html"
    page_title = _("What will change")

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        preview = publication.preview(self.page.get_latest_revision_as_object())
        return super().get_context_data(**kwargs) | {
            "change": preview,
            "problems": preview.problems if preview is not None else (),
        }


class VersionsView(NoticeAdminMixin, TemplateView):
    """Every version of a notice with its state and days, and the events of the notice."""

    template_name = "wagtail_privacy/versions/versions.html"
    page_title = _("Versions of this notice")

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        versions = list(NoticeVersion.objects.for_page(self.page.pk).light().with_release())
        timeline = Timeline.of(versions, site_day())
        newest = timeline.newest
        url = self.page.get_url(self.request) if self.page.live else None
        is_open = not self.page.get_view_restrictions().exists()
        events = list(NoticeEvent.objects.for_page(self.page.pk)[: MAX_EVENTS_SHOWN + 1])
        return super().get_context_data(**kwargs) | {
            "rows": [
                {
                    "period": period,
                    "version": period.version,
                    "state": period.state,
                    "state_label": STATE_LABELS[period.state],
                    "life": life_sentence(period, timeline),
                    "purge": getattr(period.version, "purge", None),
                    "may_be_released": is_open and self.may_publish and not period.version.is_public,
                    # Versions have no public address while the page is not live.
                    "url": f"{url}versions/{period.number}/" if url else None,
                    "may_be_put_back": self.page.live and self.may_publish and period != newest,
                }
                for period in timeline.periods
            ],
            "is_awaiting_release": bool(awaiting_release([self.page])),
            "compare_form": _compare_form(versions),
            "events": events[:MAX_EVENTS_SHOWN],
            "has_more_events": len(events) > MAX_EVENTS_SHOWN,
            "history": history_of(self.page.pk),
        }


class CompareView(NoticeAdminMixin, TemplateView):
    """What is different between two versions of a notice, given as ``?from=1&to=2``."""

    template_name = "wagtail_privacy/versions/compare.html"
    page_title = _("Compare versions")

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        versions = list(NoticeVersion.objects.for_page(self.page.pk).light())
        form = _compare_form(versions, self.request.GET or None)
        context = super().get_context_data(**kwargs) | {"compare_form": form}
        if form is None or not form.is_valid():
            return context
        numbers = (form.cleaned_data["from"], form.cleaned_data["to"])
        compared = NoticeVersion.objects.for_page(self.page.pk).filter(number__in=numbers)
        by_number = {version.number: version for version in compared}
        before, after = (by_number[number] for number in numbers)
        return context | {"before": before, "after": after, "difference": _difference(before, after)}


class RecordBackdatedVersionView(NoticeAdminMixin, FormView):  # type: ignore[type-arg]
    """Records the latest draft of a notice as a backdated version, for those who may publish the page."""

    for_publishers = True
    form_class = BackdatedVersionForm
    template_name = "wagtail_privacy/versions/record_backdated_version.html"
    page_title = _("Record a backdated version")
    problems: tuple[Problem, ...] = ()

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"problems": self.problems}

    def form_valid(self, form: BackdatedVersionForm) -> HttpResponse:
        draft = self.page.get_latest_revision_as_object()
        try:
            version = record_backdated_version(draft, effective=form.cleaned_data["effective"], user=self.request.user)
        except BackdatedVersionError as error:
            form.add_error("effective", str(error))
            return self.form_invalid(form)
        except ResolutionError as error:
            self.problems = error.problems
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("Recorded as version %(number)s, in force from %(date)s.")
            % {"number": version.number, "date": form.cleaned_data["effective"].written()},
        )
        return redirect(self.admin_url("versions"))

    def form_invalid(self, form: BackdatedVersionForm) -> HttpResponse:
        messages.error(self.request, gettext("Nothing was recorded. The reasons are given below."))
        return super().form_invalid(form)


class ReleaseView(NoticeAdminMixin, View):
    """Opens a version to everybody that was published behind a view restriction, for those who may publish the page."""

    for_publishers = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, page_id: int, number: int) -> HttpResponse:
        try:
            release_version(self.page, number, user=request.user)
        except ReleaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, gettext("Everybody may read version %(number)s now.") % {"number": number})
        return redirect(self.admin_url("versions"))


class ReissueView(NoticeAdminMixin, FormView):  # type: ignore[type-arg]
    """Publishes an earlier version again as it was, for those who may publish the page."""

    for_publishers = True
    form_class = ReissueForm
    template_name = "wagtail_privacy/versions/reissue.html"
    header_icon = "rotate"

    def get_page_title(self) -> str:
        return gettext("Put version %(number)s back") % {"number": self.kwargs["number"]}

    @cached_property
    def version(self) -> NoticeVersion:
        return get_object_or_404(NoticeVersion.objects.for_page(self.page.pk), number=self.kwargs["number"])

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        newest = NoticeVersion.objects.published().for_page(self.page.pk).first()
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "newest": newest,
            "is_readable": _is_readable(self.version),
            "is_newest": newest is not None and newest.digest == self.version.digest,
            "difference": _difference(newest, self.version) if newest is not None else None,
            "versions_url": self.admin_url("versions"),
        }

    def form_valid(self, form: ReissueForm) -> HttpResponse:
        try:
            version = reissue_version(self.page, self.version.number, user=self.request.user, **form.cleaned_data)
        except ReissueError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("Version %(old)s was put back as version %(new)s.")
            % {"old": self.version.number, "new": version.number},
        )
        return redirect(self.admin_url("versions"))


def _compare_form(versions: list[NoticeVersion], data: "QueryDict | None" = None) -> CompareForm | None:
    """A form that starts with the two newest versions; ``None`` where there are not two."""
    if len(versions) < 2:
        return None
    numbers = [version.number for version in versions]
    return CompareForm(data, numbers=numbers, initial={"from": numbers[1], "to": numbers[0]})


def _is_readable(version: NoticeVersion) -> bool:
    try:
        version.as_document()
    except UnreadableDocument:
        return False
    return True


def _difference(before: NoticeVersion, after: NoticeVersion) -> Difference | None:
    """What changed from one version to the other; ``None`` where one of them cannot be read."""
    try:
        return difference_between(before.as_document(), after.as_document())
    except UnreadableDocument:
        return None
