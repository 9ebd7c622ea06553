"""How values of a document are written for readers. Pure: values in, text out, in the active language."""

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Choices
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, pgettext

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.items import BasisUse, Citation, ConditionUse, Party, RecipientIdentity, RetentionUse
from wagtail_privacy.documents.vocabulary import BASIS_ARTICLE, CONDITION_ARTICLE, LegislationKind, Occasion, PeriodUnit

_RIGHT_TO_LEFT_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "nkoo", "syrc", "thaa"})
_LINKED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_BARE_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#].*)?", re.IGNORECASE)

_YEAR_AND_NUMBER = re.compile(r"\d{4}/\d+")

_PERIODS = {
    PeriodUnit.DAYS: ngettext_lazy("%(count)d day", "%(count)d days", "count"),
    PeriodUnit.WEEKS: ngettext_lazy("%(count)d week", "%(count)d weeks", "count"),
    PeriodUnit.MONTHS: ngettext_lazy("%(count)d month", "%(count)d months", "count"),
    PeriodUnit.SCHOOL_YEARS: ngettext_lazy("%(count)d school year", "%(count)d school years", "count"),
    PeriodUnit.YEARS: ngettext_lazy("%(count)d year", "%(count)d years", "count"),
}


def direction(language: str) -> str:
    """``"rtl"`` or ``"ltr"`` for a BCP 47 tag, such as ``ar`` or ``pa-Arab``; a script in the tag decides.

    Django knows the direction of its own languages only, and schools write in more.
    """
    primary, *rest = re.split(r"[-_]", language.lower())
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if script is not None:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT_LANGUAGES else "ltr"


def written_date(text: str) -> str:
    """``2025``, ``May 2025`` or ``14 May 2025`` for a partial date; empty for empty text.

    Raises ``ValueError`` for text that is no partial date.
    """
    if not text:
        return ""
    date = PartialDate.parse(text)
    if date.day:
        # Translators: how a day is written, in the codes of Django's date filter.
        return format_date(date.first_day, pgettext("date format", "j E Y"))
    if date.month:
        # Translators: how a month of a year is written, in the codes of Django's date filter.
        return format_date(date.first_day, pgettext("date format", "F Y"))
    return str(date.year)


def written_day(moment: dt.date | dt.datetime) -> str:
    """``14 May 2025`` for a day, or for a moment the day that it was here."""
    day = site_day(moment) if isinstance(moment, dt.datetime) else moment
    return written_date(day.isoformat())


def valid_date(text: str, instead: dt.date | None = None) -> str:
    """``text`` where it is a partial date, else the day ``instead``, or empty: a damaged row must not break a page."""
    try:
        return PartialDate.parse(text).isoformat()
    except ValueError:
        return instead.isoformat() if instead else ""


def listed(words: Iterable[object], last: str = "and") -> str:
    """Words as one phrase: ``a``, ``a and b``, ``a, b and c``; with ``last="or"`` alternatives."""
    parts = [text for text in map(str, words) if text]
    if len(parts) < 2:
        return "".join(parts)
    # Translators: joins all words of a list but the last.
    start = pgettext("between words of a list", ", ").join(parts[:-1])
    values = {"start": start, "end": parts[-1]}
    if last == "or":
        return _("%(start)s or %(end)s") % values
    return _("%(start)s and %(end)s") % values


def labels(choices: Iterable[Choices]) -> tuple[str, ...]:
    """What readers see for each value of a closed list."""
    return tuple(str(choice.label) for choice in choices)


def shown_name(party: RecipientIdentity | Party) -> str:
    """The name that readers see: as the notice cites it, else the library's, which is joined by its abbreviation."""
    if isinstance(party, RecipientIdentity) and party.cited_as:
        return party.cited_as
    if not party.abbreviation or _says(party.name, party.abbreviation):
        return party.name
    return _("%(name)s (%(abbreviation)s)") % {"name": party.name, "abbreviation": party.abbreviation}


def unsaid_name(identity: RecipientIdentity, heading: str) -> str:
    """What is left to say of a name below ``heading``: all of it, its abbreviation alone, or nothing."""
    name = shown_name(identity)
    bare_name, bare_heading = (
        " ".join(text.replace(f"({identity.abbreviation})", "").split()).casefold() for text in (name, heading)
    )
    if not _says(bare_heading, bare_name):
        return name
    abbreviation = identity.abbreviation
    return abbreviation if abbreviation and _says(name, abbreviation) and not _says(heading, abbreviation) else ""


def _says(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


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


def period(rule: RetentionUse) -> str:
    """How long a rule keeps something: its own words, or the number with its unit; empty where it gives neither."""
    if rule.period or rule.period_number is None or rule.period_unit is None:
        return rule.period or ("" if rule.period_number is None else str(rule.period_number))
    return str(_PERIODS[rule.period_unit] % {"count": rule.period_number})


def basis_name(basis: BasisUse) -> str:
    """A lawful basis as the notice cites it, else the canonical one with its article (UK GDPR Article 6(1))."""
    if basis.cited_as or basis.basis is None:
        return basis.cited_as
    return _("%(name)s (UK GDPR Article %(article)s)") % {
        "name": basis.basis.label,
        "article": BASIS_ARTICLE[basis.basis],
    }


def bases_by_occasion(bases: Iterable[BasisUse]) -> tuple[tuple[Occasion | None, tuple[BasisUse, ...]], ...]:
    """Lawful bases in groups: without an occasion first, then most often, then sometimes; no empty group."""
    listed_bases = tuple(bases)
    groups = ((occasion, tuple(b for b in listed_bases if b.occasion == occasion)) for occasion in (None, *Occasion))
    return tuple((occasion, group) for occasion, group in groups if group)


def condition_name(use: ConditionUse) -> str:
    """A special category condition as cited, else the canonical one with its article (UK GDPR Article 9(2))."""
    if use.cited_as or use.condition is None:
        return use.cited_as
    return _("%(name)s (UK GDPR Article %(article)s)") % {
        "name": use.condition.label,
        "article": CONDITION_ARTICLE[use.condition],
    }


def canonical_detail(citation: Citation) -> str:
    """What identifies the instrument: its members, the chapter of an Act, the number of a statutory instrument.

    Empty where the notice cites it in its own words: what the notice says is never filled up or put right (see
    :class:`~wagtail_privacy.documents.items.Citation`).
    """
    instrument = citation.instrument
    if citation.cited_as or instrument is None:
        return ""
    if instrument.members:
        return listed(instrument.members)
    if instrument.kind == LegislationKind.ACT:
        return _chapter(instrument.number)
    if instrument.kind == LegislationKind.STATUTORY_INSTRUMENT:
        return _series(instrument.year, instrument.number)
    return ""


def _chapter(number: str) -> str:
    if not number.isdecimal():
        return number
    # Translators: the chapter number of an Act of Parliament.
    return _("c. %(number)s") % {"number": number}


def _series(year: int | None, number: str) -> str:
    if number.isdecimal():
        # A number without its year names no instrument: numbers start anew each January.
        number = f"{year}/{number}" if year else ""
    if not _YEAR_AND_NUMBER.fullmatch(number):
        return number
    # Translators: the number of a statutory instrument, such as SI 2013/2094.
    return _("SI %(number)s") % {"number": number}
