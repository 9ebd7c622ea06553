"""Admin hooks of this room."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def register_log_actions(actions: Any) -> None:
    """Name what this room writes into the page history."""

    @actions.register_action("wagtail_privacy.freeze")  # type: ignore[untyped-decorator]
    class FreezeFormatter(LogFormatter):  # type: ignore[misc]
        label = _("Freeze a version")

        def format_message(self, log_entry: Any) -> str:
            if log_entry.data.get("is_past"):
                return gettext("Recorded past version %(number)s") % {"number": log_entry.data.get("version")}
            return gettext("Froze version %(number)s") % {"number": log_entry.data.get("version")}
