"""The only reader of settings. Each is read when it is asked for, never at import."""

from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.core.exceptions import ImproperlyConfigured


def menu_order() -> int:
    """Where the menu item "Privacy" stands in the admin: ``WAGTAIL_PRIVACY_MENU_ORDER``, 250 unless set."""
    return int(getattr(settings, "WAGTAIL_PRIVACY_MENU_ORDER", 250))


def user_model_name() -> str:
    """The model of the users of this site, as a foreign key names it: Django's own ``AUTH_USER_MODEL``."""
    return str(settings.AUTH_USER_MODEL)


def base_template_name() -> str:
    """The base template of the host that public pages extend.

    ``WAGTAIL_PRIVACY_BASE_TEMPLATE``, ``"base.html"`` unless set.
    """
    return str(getattr(settings, "WAGTAIL_PRIVACY_BASE_TEMPLATE", "base.html"))


def base_blocks() -> dict[str, str | None]:
    """Which block of the base template takes what: ``WAGTAIL_PRIVACY_BASE_BLOCKS``, found by their names unless set.

    The keys are ``"title"``, ``"head"`` and ``"content"``, the value ``None`` says that there is no such block. Raises
    ``ImproperlyConfigured`` for any other key.
    """
    blocks: dict[str, str | None] = dict(getattr(settings, "WAGTAIL_PRIVACY_BASE_BLOCKS", None) or {})
    if unknown := set(blocks) - {"title", "head", "content"}:
        raise ImproperlyConfigured(
            f"WAGTAIL_PRIVACY_BASE_BLOCKS knows “title”, “head” and “content”, not “{min(unknown)}”."
        )
    return blocks


def shows_breadcrumb() -> bool | None:
    """Whether public pages show a breadcrumb: ``WAGTAIL_PRIVACY_BREADCRUMB``.

    ``None``, the default, shows it where the base template has none of its own.
    """
    setting: bool | None = getattr(settings, "WAGTAIL_PRIVACY_BREADCRUMB", None)
    return setting


def render_cache_seconds() -> int:
    """How long the HTML of a stored version is kept: ``WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS``, a day unless set.

    0 turns it off. Nothing is kept while ``DEBUG`` is on, so that template authors see what they change.
    """
    return 0 if settings.DEBUG else int(getattr(settings, "WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS", 86400))


def cache_seconds() -> int:
    """How long browsers and caches may show a public page: ``WAGTAIL_PRIVACY_CACHE_SECONDS``, a minute unless set.

    0 has them ask each time, which costs little: they are told that nothing has changed.
    """
    return int(getattr(settings, "WAGTAIL_PRIVACY_CACHE_SECONDS", 60))


def session_cookie_name() -> str:
    """By which cookie somebody with a session is known: Django's own ``SESSION_COOKIE_NAME``."""
    return str(settings.SESSION_COOKIE_NAME)


def required_approval() -> str:
    """Which approval a notice needs before it goes live: ``WAGTAIL_PRIVACY_REQUIRE_APPROVAL``, none unless set.

    ``"workflow"``: somebody approved exactly this text at the end of a Wagtail workflow. ``"any"``: a recorded decision
    of a meeting will do as well. Raises ``ImproperlyConfigured`` for any other value that says something.
    """
    wanted = getattr(settings, "WAGTAIL_PRIVACY_REQUIRE_APPROVAL", None) or ""
    if wanted not in {"", "any", "workflow"}:
        raise ImproperlyConfigured('WAGTAIL_PRIVACY_REQUIRE_APPROVAL must be "workflow", "any" or None.')
    return str(wanted)


def has_languages() -> bool:
    """Whether pages of this site may be written in more than one language, by Wagtail's settings."""
    return bool(getattr(settings, "WAGTAIL_I18N_ENABLED", False))


def approves_translations() -> bool:
    """Whether translations need that approval as well: ``WAGTAIL_PRIVACY_APPROVE_TRANSLATIONS``, no unless set.

    What a translation says was approved in its first language; whether it says that is for a translator to vouch for.
    """
    return bool(getattr(settings, "WAGTAIL_PRIVACY_APPROVE_TRANSLATIONS", False))


def reapproves_on_edit() -> bool:
    """Whether a step of a workflow comes again after an edit.

    Wagtail's own ``WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT``.
    """
    return bool(getattr(settings, "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT", False))


def new_purpose_lead_days() -> int:
    """How many days before it applies a new purpose has to be announced.

    ``WAGTAIL_PRIVACY_NEW_PURPOSE_LEAD_DAYS``, 0 unless set. People have to be told of a new purpose before their data
    is used for it (UK GDPR Articles 13(3) and 14(4)); how long before is for each organisation to decide.
    """
    return int(getattr(settings, "WAGTAIL_PRIVACY_NEW_PURPOSE_LEAD_DAYS", 0))


def upload_fields() -> int | None:
    """How many fields a form may have: Django's own ``DATA_UPLOAD_MAX_NUMBER_FIELDS``; ``None`` is no limit."""
    limit: int | None = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return limit


def has_middleware(path: str) -> bool:
    """Whether Django's ``MIDDLEWARE`` names the class at this dotted path."""
    return path in settings.MIDDLEWARE


def unlisted_default_language() -> str:
    """Django's ``LANGUAGE_CODE`` where it is none of ``LANGUAGES``, and its addresses have no prefix; else empty."""
    is_used, has_prefix = is_language_prefix_patterns_used(settings.ROOT_URLCONF)
    code: str = settings.LANGUAGE_CODE
    return code if is_used and not has_prefix and code not in dict(settings.LANGUAGES) else ""


def has_light_editor() -> bool:
    """Whether the editor builds the form of a section when it is opened: ``WAGTAIL_PRIVACY_LIGHT_EDITOR``.

    On unless set to ``False``; then every form is Wagtail's own.
    """
    return bool(getattr(settings, "WAGTAIL_PRIVACY_LIGHT_EDITOR", True))


def default_language() -> str:
    """The language of whoever has chosen none: Django's own ``LANGUAGE_CODE``."""
    return str(settings.LANGUAGE_CODE)


def mail_sender() -> str:
    """Who our mails come from: Wagtail's own ``WAGTAILADMIN_NOTIFICATION_FROM_EMAIL``, else ``DEFAULT_FROM_EMAIL``."""
    return str(getattr(settings, "WAGTAILADMIN_NOTIFICATION_FROM_EMAIL", None) or settings.DEFAULT_FROM_EMAIL)


def submits_live() -> bool:
    """Whether what is submitted for translation goes live at once: wagtail-localize's own setting, true unless set."""
    return bool(getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True))


def keeps_deleted_translations() -> bool:
    """Whether what was translated outlives a page or an item: wagtail-localize's own setting, false unless set."""
    return bool(getattr(settings, "WAGTAILLOCALIZE_DISABLE_ON_DELETE", False))
