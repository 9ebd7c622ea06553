"""Django system checks: what a site that translates has to set up."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django calls it so

_SETTING = "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE"


def check_drafts(**kwargs: object) -> list[CheckMessage]:
    """Warn where what is submitted goes live at once, in the language that it came from."""
    if not getattr(settings, _SETTING, True):
        return []
    return [
        Warning(
            "What is submitted for translation goes live at once, and nobody has translated it yet.",
            hint=f"Set {_SETTING} = False.",
            id="wagtail_privacy_translations.W001",
        )
    ]
