"""Django system checks: what a host has to set up for the plugin to work."""

from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from wagtail_privacy import conf

UPLOAD_FIELDS = 10_000
"""The number of form fields that Wagtail's own project template allows; a long notice sends several thousand."""


def check_upload_fields(**kwargs: Any) -> list[CheckMessage]:
    """Saving a notice sends a field for everything in it; Django refuses more than 1,000 unless told otherwise."""
    limit = conf.upload_fields()
    if limit is None or limit >= UPLOAD_FIELDS:
        return []
    return [
        CheckWarning(
            f"DATA_UPLOAD_MAX_NUMBER_FIELDS is {limit}: editors will not be able to save long notices.",
            hint=f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {UPLOAD_FIELDS:_} in your settings.",
            id="wagtail_privacy.W001",
        )
    ]


MIDDLEWARE = "wagtail_privacy.notices.middleware.PublicationRefusalMiddleware"


def check_middleware(**kwargs: Any) -> list[CheckMessage]:
    """Without it a refusal outside the edit form, in a workflow for one, is a server error to the editor."""
    if conf.has_middleware(MIDDLEWARE):
        return []
    return [
        CheckWarning(
            "Editors will get a server error where a notice cannot be published from a workflow or a copy.",
            hint=f'Add "{MIDDLEWARE}" to MIDDLEWARE.',
            id="wagtail_privacy.W002",
        )
    ]
