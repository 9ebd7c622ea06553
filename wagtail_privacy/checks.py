"""Django system checks: what a host has to set up for the plugin to work."""

from collections.abc import Iterable

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.template import TemplateSyntaxError

from wagtail_privacy import base_template, conf
from wagtail_privacy.versions.record import triggers

UPLOAD_FIELDS = 10_000
"""The number of form fields that Wagtail's own project template allows; a long notice sends several thousand."""


def check_upload_fields(**kwargs: object) -> list[CheckMessage]:
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


def check_middleware(**kwargs: object) -> list[CheckMessage]:
    """Without it a refusal outside the edit form, for example in a workflow, is a server error to the editor."""
    return _check_middleware(
        "wagtail_privacy.notices.middleware.PublicationMiddleware",
        "Editors will get a server error where a notice cannot be published from a workflow or a copy.",
        "wagtail_privacy.W002",
    )


def check_address_middleware(**kwargs: object) -> list[CheckMessage]:
    """Without it a link to a notice is dead once the notice is moved, renamed or deleted."""
    return _check_middleware(
        "wagtail_privacy.public.middleware.NoticeAddressMiddleware",
        "Links to notices that have moved, or were deleted, will lead nowhere.",
        "wagtail_privacy.W004",
    )


def check_deletion_middleware(**kwargs: object) -> list[CheckMessage]:
    """Without it the refusal to delete the site of an organisation that has notices is a server error."""
    return _check_middleware(
        "wagtail_privacy.organisations.middleware.DeletionRefusalMiddleware",
        "Editors will get a server error where a site cannot be deleted because it has notices.",
        "wagtail_privacy.W006",
    )


def check_reapproval(**kwargs: object) -> list[CheckMessage]:
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


def check_default_language(**kwargs: object) -> list[CheckMessage]:
    """Django leaves out the prefix for ``LANGUAGE_CODE`` to the letter, and readers are answered in one of the list."""
    code = conf.unlisted_default_language()
    if not code:
        return []
    return [
        CheckWarning(
            f"LANGUAGE_CODE is “{code}”, which is none of LANGUAGES: pages in it have two addresses, with and without "
            "the prefix of a language, and search engines are told of both.",
            hint='Set LANGUAGE_CODE to one of the codes in LANGUAGES, such as "en" in the place of "en-gb".',
            id="wagtail_privacy.W008",
        )
    ]


def check_base_template(**kwargs: object) -> list[CheckMessage]:
    """Public pages stand in the base template of the host, as far as its blocks allow it."""
    name = conf.base_template_name()
    if base_template.is_replaced():
        return []
    try:
        template = base_template.host_template()
        blocks = base_template.base_blocks(template) if template is not None else None
    except TemplateSyntaxError as error:
        return [_base_template_warning(f"Public pages are a server error: “{name}” is not valid. {error}", "Mend it.")]
    if blocks is None:
        return [
            _base_template_warning(
                f"There is no Django template “{name}”: public pages come without the header and footer of your site.",
                "Name your base template in WAGTAIL_PRIVACY_BASE_TEMPLATE. If you want the plain page, set it to "
                f'"{base_template.STANDALONE}".',
            )
        ]
    if name == base_template.STANDALONE:
        return []
    lacking = {
        "content": "no block for content: public pages come without the header and footer of your site",
        "head": "no block for style sheets in its head: pages link to theirs in the body, and say only in HTTP headers "
        "what search engines may index",
        "title": "no block for its title: in browser tabs and search results all notices have the same name",
    }
    examples = {"content": "content", "head": "extra_css", "title": "title"}
    return [
        _base_template_warning(
            f"The base template “{name}” has {text}.",
            f"Add {{% block {examples[purpose]} %}}, or name the block that takes it in WAGTAIL_PRIVACY_BASE_BLOCKS = "
            f'{{"{purpose}": "…"}}; with None this warning goes. It has: {", ".join(blocks.names) or "no block"}.',
        )
        for purpose, text in lacking.items()
        if getattr(blocks, purpose) is None and conf.base_blocks().get(purpose, "") is not None
    ]


def _base_template_warning(message: str, hint: str) -> CheckWarning:
    return CheckWarning(message, hint=hint, id="wagtail_privacy.W007")


def check_triggers(databases: Iterable[str] | None = None, **kwargs: object) -> list[CheckMessage]:
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
