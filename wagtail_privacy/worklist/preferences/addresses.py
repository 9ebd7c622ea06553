"""Absolute addresses for mails and calendars, which are read far from the site."""

from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from wagtail.admin.utils import get_admin_base_url

from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.choices import token_of

ACCOUNT_TAB = "privacy"
"""The tab of Wagtail's account settings in which a user chooses the rhythm of digests."""


def base_url() -> str:
    """Where the admin is, such as ``https://www.trust.sch.uk``: Wagtail's setting ``WAGTAILADMIN_BASE_URL``.

    Raises ``ImproperlyConfigured`` without one: a link that leads to another site is worse than no mail.
    """
    url = get_admin_base_url()
    if not url or not urlsplit(url).hostname:
        raise ImproperlyConfigured(
            "Set WAGTAILADMIN_BASE_URL to the address of this site, such as “https://www.example.sch.uk”: the links in "
            "mails and calendars begin with it."
        )
    return str(url)


def absolute(url: str) -> str:
    """An address of this site as it is used from outside."""
    return urljoin(base_url(), url)


def domain() -> str:
    """The host name of this site, for identifiers that are unique in the world."""
    return urlsplit(base_url()).hostname or "localhost"


def work_list_url() -> str:
    """Where all work is listed; the dashboard, which counts it, where that screen is not there."""
    try:
        return reverse("wagtail_privacy_work:list")
    except NoReverseMatch:
        return reverse("wagtailadmin_home")


def preferences_url(correspondent: Correspondent) -> str | None:
    """Where somebody chooses how often to be written to: in the account, or on a page of their own.

    ``None`` where the host has not included ``wagtail_privacy.urls``.
    """
    if correspondent.user_id is not None:
        return f"{reverse('wagtailadmin_account')}#tab-{ACCOUNT_TAB}"
    return _ours("mail_preferences", token_of(correspondent))


def stop_url(correspondent: Correspondent) -> str | None:
    """Where mail programs stop the digests with one click (RFC 8058)."""
    return _ours("mail_stop", token_of(correspondent))


def calendar_url(correspondent: Correspondent) -> str | None:
    """The secret address of the calendar; ``None`` where there is none."""
    return _ours("calendar", correspondent.calendar_secret) if correspondent.calendar_secret else None


def _ours(name: str, part: str) -> str | None:
    try:
        return reverse(f"wagtail_privacy:{name}", args=[part])
    except NoReverseMatch:
        return None
