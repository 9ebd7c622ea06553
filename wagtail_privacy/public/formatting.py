"""How the page writes addresses, numbers and groups of values. Pure: values in, text out, in the active language.

The words themselves come from :mod:`wagtail_privacy.documents.wording`.
"""

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Choices

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.items import BasisUse, RecipientIdentity
from wagtail_privacy.documents.vocabulary import Occasion
from wagtail_privacy.documents.wording import contains_words, date_text, display_name

_LINKED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_BARE_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#].*)?", re.IGNORECASE)


def day_text(moment: dt.date | dt.datetime) -> str:
    """``14 May 2025`` for a day, or for a moment the day that it was here."""
    day = site_day(moment) if isinstance(moment, dt.datetime) else moment
    return date_text(day.isoformat())


def valid_date(text: str, instead: dt.date | None = None) -> str:
    """``text`` where it is a partial date, else the day ``instead``, or empty: a damaged row must not break a page."""
    try:
        return PartialDate.parse(text).isoformat()
    except ValueError:
        return instead.isoformat() if instead else ""


def labels(choices: Iterable[Choices]) -> tuple[str, ...]:
    """What readers see for each value of a closed list."""
    return tuple(str(choice.label) for choice in choices)


def unsaid_name(identity: RecipientIdentity, heading: str) -> str:
    """What is left to say of a name below ``heading``: all of it, its abbreviation alone, or nothing."""
    name = display_name(identity)
    bare_name, bare_heading = (
        " ".join(text.replace(f"({identity.abbreviation})", "").split()).casefold() for text in (name, heading)
    )
    if not contains_words(bare_heading, bare_name):
        return name
    abbreviation = identity.abbreviation
    is_new = abbreviation and contains_words(name, abbreviation) and not contains_words(heading, abbreviation)
    return abbreviation if is_new else ""


def shown_url(url: str) -> str:
    """A web address as people write it: without the scheme and a closing slash."""
    return re.sub(r"^https?://", "", url.strip(), flags=re.IGNORECASE).removesuffix("/")


def safe_href(url: str) -> str:
    """The address that a link may lead to, or empty where a browser could be made to run something.

    Addresses without a scheme ("www.example.org") are taken as https; a path of this site is kept.
    """
    url = url.strip()
    if url.startswith("/") and not url.startswith(("//", "/\\")):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() in _LINKED_SCHEMES and (parts.netloc or parts.scheme.lower() in {"mailto", "tel"}):
        return url
    return f"https://{url}" if _BARE_HOST.fullmatch(url) else ""


def dialled(phone: str) -> str:
    """A telephone number as ``tel:`` wants it: digits, with the plus of a country code."""
    digits = re.sub(r"\D", "", re.split(r"ext|x", phone, maxsplit=1, flags=re.IGNORECASE)[0].replace("(0)", ""))
    return f"+{digits}" if phone.lstrip().startswith("+") else digits


def shown_phone(phone: str) -> str:
    """A telephone number that no line break tears apart."""
    return phone.replace(" ", "\N{NO-BREAK SPACE}")


def bases_by_occasion(bases: Iterable[BasisUse]) -> tuple[tuple[Occasion | None, tuple[BasisUse, ...]], ...]:
    """Lawful bases in groups: without an occasion first, then most often, then sometimes; no empty group."""
    listed_bases = tuple(bases)
    groups = ((occasion, tuple(b for b in listed_bases if b.occasion == occasion)) for occasion in (None, *Occasion))
    return tuple((occasion, group) for occasion, group in groups if group)
