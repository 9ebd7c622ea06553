"""Admin hooks of this room: its screens, and how reviews are told in histories."""

from typing import TYPE_CHECKING

from django.urls import URLResolver, include, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from wagtail_privacy.reviews.admin import urls as admin_urls
from wagtail_privacy.reviews.doing.reviewing import REVIEW_ACTION
from wagtail_privacy.reviews.models import Review

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import ModelLogEntry


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the URLs of this room to the admin."""
    return [path("privacy/", include((admin_urls.urlpatterns, "wagtail_privacy_reviews")))]


@hooks.register("register_log_actions")
def register_log_actions(actions: "LogActionRegistry") -> None:
    """Register how a review is shown in histories."""

    @actions.register_action(REVIEW_ACTION)
    class ReviewFormatter(LogFormatter):
        label = _("Review")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            outcomes = dict(Review.Outcome.choices)
            outcome = str(outcomes.get(log_entry.data.get("outcome", ""), ""))
            return gettext("Reviewed: %(outcome)s") % {"outcome": outcome}
