"""What is logged of models and of the notices that follow them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry

MAKE = "wagtail_privacy.make_model"
MANDATE = "wagtail_privacy.mandate_sections"
ROLL_OUT = "wagtail_privacy.roll_out"
BRING = "wagtail_privacy.bring_model"
DECIDE = "wagtail_privacy.decide_section"


def register(actions: "LogActionRegistry") -> None:
    """Register how these actions are shown in the history of a page."""
    for action, label, message in (
        (MAKE, _("Make a model"), _("Made a model for schools")),
        (MANDATE, _("Mandate sections"), _("Changed which sections are mandated")),
        (ROLL_OUT, _("Roll out a model"), _("Made from a model of the trust")),
        (BRING, _("Bring in a model"), _("Brought the trust’s new wording into the draft")),
        (DECIDE, _("Decide a section"), _("Decided on a section that the trust had changed too")),
    ):
        actions.register_action(action, label, message)
