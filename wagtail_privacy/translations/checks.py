"""Django system checks: what a site that translates has to set up."""

from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django calls it so

from wagtail_privacy import conf


def check_drafts(**kwargs: object) -> list[CheckMessage]:
    """Warn where what is submitted goes live at once, in the language that it came from."""
    if not conf.submits_live():
        return []
    return [
        Warning(
            "What is submitted for translation goes live at once, and nobody has translated it yet.",
            hint="Set WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False.",
            id="wagtail_privacy_translations.W001",
        )
    ]


def check_deletions(**kwargs: object) -> list[CheckMessage]:
    """Warn where all that was translated is thrown away with a page or an item that somebody deletes by mistake."""
    if conf.keeps_deleted_translations():
        return []
    return [
        Warning(
            "Whoever deletes a translation deletes all texts that were translated for it as well.",
            hint="Set WAGTAILLOCALIZE_DISABLE_ON_DELETE = True: submitted again, it is made from them anew.",
            id="wagtail_privacy_translations.W002",
        )
    ]
