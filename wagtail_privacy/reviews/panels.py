"""The panel that shows in an editor when something is reviewed next."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from wagtail_privacy.days import site_day
from wagtail_privacy.reviews.addresses import plan_url, review_url
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.timing.reasons import when, why
from wagtail_privacy.reviews.timing.scheduling import schedule_of


class ReviewPanel(Panel):
    """Says when the page or snippet is reviewed next and why then, with the screens to review it and to plan it.

    Shown once there is a schedule: after it was published first. One query.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**{"heading": _("Next review"), "icon": "calendar"} | kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_privacy/reviews/panel.html"

        @cached_property
        def schedule(self) -> ReviewSchedule | None:
            """The schedule of what is edited."""
            return schedule_of(self.instance) if self.instance is not None and self.instance.pk else None

        def is_shown(self) -> bool:
            return super().is_shown() and self.schedule is not None and self.schedule.is_active

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            schedule = self.schedule
            if schedule is None:
                return context
            today = site_day()
            return context | {
                "when": when(schedule),
                "why": why(schedule),
                "is_due": schedule.is_due(today),
                "is_overdue": schedule.is_overdue(today),
                "review_url": review_url(schedule.pk),
                "plan_url": plan_url(schedule.pk),
            }
