"""Django system checks: what a host has to set up for the plugin to work."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from wagtail_privacy import conf
from wagtail_privacy.versions import triggers

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


def _check_middleware(path: str, warning: str, check_id: str) -> list[CheckMessage]:
    if conf.has_middleware(path):
        return []
    return [CheckWarning(warning, hint=f'Add "{path}" to MIDDLEWARE.', id=check_id)]


def check_middleware(**kwargs: Any) -> list[CheckMessage]:
    """Without it a refusal outside the edit form, in a workflow for one, is a server error to the editor."""
    return _check_middleware(
        "wagtail_privacy.notices.middleware.PublicationMiddleware",
        "Editors will get a server error where a notice cannot be published from a workflow or a copy.",
        "wagtail_privacy.W002",
    )


def check_address_middleware(**kwargs: Any) -> list[CheckMessage]:
    """Without it a link to a notice is dead once the notice is moved, renamed or deleted."""
    return _check_middleware(
        "wagtail_privacy.public.middleware.NoticeAddressMiddleware",
        "Links to notices that have moved, or were deleted, will lead nowhere.",
        "wagtail_privacy.W004",
    )


def check_deletion_middleware(**kwargs: Any) -> list[CheckMessage]:
    """Without it the refusal to delete the site of an organisation that has notices is a server error."""
    return _check_middleware(
        "wagtail_privacy.organisations.middleware.DeletionRefusalMiddleware",
        "Editors will get a server error where a site cannot be deleted because it has notices.",
        "wagtail_privacy.W006",
    )


def check_reapproval(**kwargs: Any) -> list[CheckMessage]:
    """Without it a text that was changed inside a workflow is refused at its end, and nobody knows until then."""
    if not conf.required_approval() or conf.reapproves_on_edit():
        return []
    return [
        CheckWarning(
            "A notice that is changed in the middle of a workflow will be refused at the end of it.",
            hint="Set WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True, so that the step comes again instead.",
            id="wagtail_privacy.W005",
        )
    ]


def check_triggers(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """On other databases than PostgreSQL and SQLite only Python keeps versions from being changed."""
    return [
        CheckWarning(
            f"Whoever can write to the database “{alias}” can change published versions: there are no triggers for it.",
            hint="Use PostgreSQL or SQLite, or let nobody else write to it and run verify_versions often.",
            id="wagtail_privacy.W003",
        )
        for alias in databases or ()
        if triggers.unguarded(alias)
    ]
