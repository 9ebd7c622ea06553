"""Publishes a translated notice together with the translations of what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.translations import source_page
from wagtail_privacy.versions.admin.views import NoticeAdminMixin
from wagtail_privacy.versions.publishing.together import (
    Outcome,
    WaitingTranslation,
    publish_together,
    waiting_translations,
)

if TYPE_CHECKING:
    from wagtail_privacy.organisations.permissions import User

SECONDS = 8.0
"""How long one request goes on publishing; what is left waits for another."""


@dataclass(frozen=True)
class Listed:
    """A translation that waits, and where whoever looks may edit it; ``None`` where they may not."""

    waiting: WaitingTranslation
    url: str | None


def listed(page: NoticeMixin, user: "User") -> list[Listed]:
    """What waits of a translated notice, for a screen."""
    finder = AdminURLFinder(user)
    return [Listed(one, finder.get_edit_url(one.thing)) for one in waiting_translations(page, user)]


class PublishTogetherView(NoticeAdminMixin, View):
    """Publishes what was chosen, each by itself, and says of each that was not published why."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Back to the screen of the translation, with what became of each."""
        if source_page(self.page) is None:
            return redirect(self.admin_url("languages"))
        page: Any = self.page
        chosen = request.POST.getlist("together")
        outcomes = list(publish_together(page, set(chosen), request.user, SECONDS))
        published = [outcome for outcome in outcomes if not outcome.refusal and not outcome.is_left]
        left = sum(outcome.is_left for outcome in outcomes)
        if published:
            messages.success(request, _list(gettext("These are published:"), published))
        if refused := [outcome for outcome in outcomes if outcome.refusal]:
            messages.warning(request, _list(gettext("These were not published:"), refused))
        if left:
            text = ngettext(
                "%(count)s more waits for another go, so that this one does not last too long. Publish it now.",
                "%(count)s more wait for another go, so that this one does not last too long. Publish them now.",
                left,
            )
            messages.info(request, text % {"count": left})
        if not outcomes:
            messages.info(request, gettext("Nothing was published. Choose what is to be published."))
        return redirect(self.admin_url("translation"))


def _list(heading: str, outcomes: Iterable[Outcome]) -> SafeString:
    return format_html("{}<ul>{}</ul>", heading, format_html_join("", "<li>{}</li>", map(_line, outcomes)))


def _line(outcome: Outcome) -> tuple[SafeString]:
    if not outcome.refusal:
        return (format_html("{}", outcome.thing),)
    if not outcome.url:
        return (format_html("<strong>{}</strong>: {}", outcome.thing, outcome.refusal),)
    words = gettext("Go on")
    return (
        format_html('<strong>{}</strong>: {} <a href="{}">{}</a>', outcome.thing, outcome.refusal, outcome.url, words),
    )
