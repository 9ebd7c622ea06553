"""Words for readers: values and items of a document as people read them, in the active language.

The page, the difference, the plain text, feeds and the admin all take their words from here, so that a thing is called
the same wherever somebody meets it. Pure: values in, text out.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, singledispatch
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.lists import format_list
from babel.units import format_unit
from django.db.models import Choices
from django.utils.translation import get_language, ngettext, ngettext_lazy, pgettext
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from wagtail_privacy.documents.base import Data, Prose, holds_date, name_parts
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.extensions import Extension
from wagtail_privacy.documents.fields import FieldKind, field_label, period_fields, spec
from wagtail_privacy.documents.items import (
    BasisUse,
    Citation,
    ConditionUse,
    Contact,
    OnwardSharing,
    Party,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
)
from wagtail_privacy.documents.prose import prose_text
from wagtail_privacy.documents.sections import AppendixSection, SectionBase
from wagtail_privacy.documents.vocabulary import (
    BASIS_ARTICLE,
    CONDITION_ARTICLE,
    ContactRole,
    LegislationKind,
    PeriodUnit,
)

MAX_NAMED = 3
"""How many names a sentence gives before it counts the rest."""

_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "armi", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})
_YEAR_AND_NUMBER = re.compile(r"\d{4}/\d+")

_CLDR_UNITS = {PeriodUnit.DAYS: "day", PeriodUnit.WEEKS: "week", PeriodUnit.MONTHS: "month", PeriodUnit.YEARS: "year"}
_SCHOOL_YEARS = ngettext_lazy("%(count)d school year", "%(count)d school years", "count")


def direction(language: str) -> str:
    """``"rtl"`` or ``"ltr"`` for a BCP 47 tag, such as ``ar`` or ``pa-Arab``; a script in the tag decides.

    Django knows the direction of its own languages only, and schools write in more.
    """
    primary, *rest = re.split(r"[-_]", language.lower())
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if script is None:
        likely = get_global("likely_subtags").get(primary, "").lower().split("_")
        script = likely[1] if len(likely) > 1 else ""
    return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"


def language_name(language: str) -> str:
    """What the language of a BCP 47 tag is called in the active language ("Polish"); the tag where nobody knows it."""
    try:
        return (
            Locale.parse(language, sep="-" if "-" in language else "_").get_display_name(_locale(get_language()))
            or language
        )
    except (UnknownLocaleError, ValueError):
        return language


def join_and(words: Iterable[object]) -> str:
    """Words as one phrase: ``a``, ``a and b``, ``a, b and c``; empty ones are left out."""
    return _joined(words, "standard")


def join_or(words: Iterable[object]) -> str:
    """Alternatives as one phrase: ``a``, ``a or b``, ``a, b or c``."""
    return _joined(words, "or")


def join_commas(words: Iterable[object]) -> str:
    """Words with commas between them; empty ones are left out."""
    parts = [text for text in map(str, words) if text]
    return pgettext("between words of a list", ", ").join(parts) if len(parts) > 1 else "".join(parts)


def join_semicolons(words: Iterable[str]) -> str:
    """Words, of which some hold commas themselves, with a stronger mark between them; empty ones are left out."""
    return pgettext("between names that hold commas", "; ").join(filter(None, words))


def first_few(names: Sequence[str]) -> str:
    """The first few names as one phrase, and how many more there are."""
    rest = len(names) - MAX_NAMED
    if rest > 1:
        names = (*names[:MAX_NAMED], ngettext("%(count)s more", "%(count)s more", rest) % {"count": rest})
    if len(names) < 3 or not any("," in name for name in names):
        return join_and(names)
    # Names with commas in them, such as laws with their sections, need a stronger mark between them.
    start = join_semicolons(names[:-1])
    return _("%(start)s; and %(end)s") % {"start": start, "end": names[-1]}


def counted(number: int, unit: str) -> str:
    """A number with its unit: ``counted(30, "day")`` is "30 days", ``counted(13, "age")`` "the age of 13".

    Every other ``unit`` is one of time, as CLDR names it.
    """
    if unit == "age":
        return _("the age of %(age)s") % {"age": number}
    return format_unit(number, f"duration-{unit}", length="long", locale=_locale(get_language()))


def period_text(number: int | None, unit: PeriodUnit | None, in_words: str) -> str:
    """A length of time: "6 years", and what the notice adds in words; the unit alone where there is no number."""
    if number is None or unit is None:
        text = str(unit.label) if unit else display_text(number)
    elif unit in _CLDR_UNITS:
        text = counted(number, _CLDR_UNITS[unit])
    else:
        text = str(_SCHOOL_YEARS % {"count": number})
    return join_commas((text, in_words))


def retention_period(rule: RetentionUse) -> str:
    """How long a rule keeps something: a number with its unit, and the notice's words; empty where it gives neither."""
    return period_text(rule.period_number, rule.period_unit, rule.period)


def date_text(text: str) -> str:
    """``2025``, ``May 2025`` or ``14 May 2025`` for a partial date; empty for empty text.

    Raises ``ValueError`` for text that is no partial date.
    """
    return PartialDate.parse(text).written() if text else ""


def display_text(value: object, *, is_date: bool = False, unit: str = "") -> str:
    """``value`` in words: closed lists by label, dates in full, lists with commas; empty for nothing.

    ``unit`` is what a number counts, see :func:`counted`.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return join_commas(display_text(entry, is_date=is_date) for entry in value)
    if isinstance(value, Data):
        return prose_text(value.html) if isinstance(value, Prose) else item_name(value)
    text = str(value.label if isinstance(value, Choices) else value)
    if unit:
        return language_name(text) if unit == "language" else counted(int(text), unit)
    return date_text(text) if is_date else text


def field_text(part: Data, field: str) -> str:
    """What ``field`` of ``part`` says; of the fields of a period the first that says something says all of them."""
    model = type(part)
    periods = period_fields(model)
    if spec(model, field).kind == FieldKind.OPAQUE:
        return field_label(model, field)
    if field in periods:
        first = next((name for name in periods if getattr(part, name) not in (None, "")), None)
        return period_text(*(getattr(part, name) for name in periods)) if field == first else ""
    info: FieldInfo = model.model_fields[field]
    return display_text(getattr(part, field), is_date=holds_date(info), unit=spec(model, field).unit)


def goes_without_saying(model: type[Data], field: str, value: object) -> bool:
    """Whether ``value`` is what readers assume anyway: a pupil, an organisation of no special kind."""
    return isinstance(value, Choices) and value == model.model_fields[field].default


def says_nothing(value: object) -> bool:
    """Whether there is nothing to read in ``value``: it is empty, or a role that says nothing."""
    return value is None or value is ContactRole.OTHER or value in ("", ())


def role_text(contact: Contact) -> str:
    """The role of a contact, where its job title does not say it already; empty for a role that says nothing."""
    if contact.role is None or says_nothing(contact.role):
        return ""
    role = str(contact.role.label)
    return "" if contains_words(contact.title.casefold(), role.casefold()) else role


def heading_text(section: SectionBase) -> str:
    """The heading of a section as readers see it: that of an appendix begins with its letter."""
    if isinstance(section, AppendixSection) and section.label:
        return _("Appendix %(label)s: %(heading)s") % {"label": section.label, "heading": section.heading}
    return section.heading


def item_label(model: type[Data], field: str, value: object) -> str:
    """What sort of item ``value`` in ``field`` of ``model`` is, in the active language.

    A statement has no sort of its own and goes by the name of its field, and so does an item whose part in it the field
    names ("Run by").
    """
    if isinstance(value, Extension):
        return item_name(value)
    if not isinstance(value, Data) or spec(model, field).is_role or not value.item_label:
        return field_label(model, field)
    return str(value.item_label)


@singledispatch
def item_name(item: Data | str) -> str:
    """What readers know ``item`` by; empty where it says nothing that could name it."""
    if isinstance(item, str):
        return item
    name, *more = [text for part in name_parts(item) if (text := display_text(part))] or [""]
    return _named_with(name, join_commas(more))


@item_name.register
def _of_onward_sharing(onward: OnwardSharing) -> str:
    return join_commas(display_text(part) for part in name_parts(onward))


@item_name.register
def display_name(party: RecipientIdentity | Party) -> str:
    """The name that readers see: as the notice cites it, else the library's, which is joined by its abbreviation."""
    if isinstance(party, RecipientIdentity) and party.cited_as:
        return party.cited_as
    if not party.abbreviation or contains_words(party.name, party.abbreviation):
        return party.name
    return _named_with(party.name, party.abbreviation)


@item_name.register
def _of_recipient_use(use: RecipientUse) -> str:
    return display_name(use.recipient)


@item_name.register
def basis_text(basis: BasisUse) -> str:
    """A lawful basis as the notice cites it, else the canonical one with its article (UK GDPR Article 6(1))."""
    if basis.cited_as or basis.basis is None:
        return basis.cited_as
    article = _("UK GDPR Article %(article)s") % {"article": BASIS_ARTICLE[basis.basis]}
    return _named_with(str(basis.basis.label), article)


@item_name.register
def condition_text(use: ConditionUse) -> str:
    """A special category condition as cited, else the canonical one with its article (UK GDPR Article 9(2)); with the
    paragraph of Schedule 1 to the Data Protection Act 2018 that the notice names.
    """
    schedule = ""
    if use.schedule_1:
        schedule = _("Data Protection Act 2018, Schedule 1: %(paragraph)s") % {"paragraph": use.schedule_1}
    if use.cited_as or use.condition is None:
        return _named_with(use.cited_as, schedule)
    article = _("UK GDPR Article %(article)s") % {"article": CONDITION_ARTICLE[use.condition]}
    return _named_with(str(use.condition.label), join_semicolons((article, schedule)))


@item_name.register
def citation_text(citation: Citation) -> str:
    """A law as the notice cites it: its name, what identifies it and the provisions relied on."""
    name = _named_with(citation.name, canonical_detail(citation))
    return join_commas((name, join_and(citation.provisions)))


def amendment_text(citation: Citation) -> str:
    """What the notice says of where a law comes from: what amended it, under which Act it was made."""
    texts = []
    if citation.amended_by:
        texts.append(_("as amended by %(names)s") % {"names": join_and(citation.amended_by)})
    if citation.made_under:
        power = join_commas((citation.made_under.instrument.name, join_and(citation.made_under.provisions)))
        texts.append(_("made under %(name)s") % {"name": power})
    return join_semicolons(texts)


def canonical_detail(citation: Citation) -> str:
    """What identifies the instrument: its members, the chapter of an Act, the number of a statutory instrument.

    Empty where the notice cites it in its own words: what the notice says is never filled up or put right (see
    :class:`~wagtail_privacy.documents.items.Citation`).
    """
    instrument = citation.instrument
    if citation.cited_as or instrument is None:
        return ""
    if instrument.members:
        return join_and(instrument.members)
    if instrument.kind == LegislationKind.ACT:
        return _chapter(instrument.number)
    if instrument.kind == LegislationKind.STATUTORY_INSTRUMENT:
        return _series(instrument.year, instrument.number)
    return ""


def contains_words(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text`` as whole words."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _named_with(name: str, more: str) -> str:
    if not name or not more:
        return name or more
    # Translators: a law with its number, a ground with its article, a body with its abbreviation or a person there.
    return _("%(name)s (%(more)s)") % {"name": name, "more": more}


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


def _joined(words: Iterable[object], style: Literal["standard", "or"]) -> str:
    texts, locale = [text for text in map(str, words) if text], _locale(get_language())
    joined = format_list(texts, style=style, locale=locale)
    return _with_welsh_and(joined, texts[-1]) if locale.language == "cy" and len(texts) > 1 else joined


def _with_welsh_and(joined: str, last: str) -> str:
    """A list with "a" or "ac" before its last text: CLDR has "a(c)", and the first letter decides."""
    head = joined.removesuffix(last)
    letter = unicodedata.normalize("NFD", last)[:1].lower()
    if not head.endswith("a(c) "):
        return joined
    return f"{head.removesuffix('a(c) ')}{'ac' if letter in 'aeiouwy' else 'a'} {last}"


@cache
def _locale(language: str | None) -> Locale:
    """The locale of CLDR for a language tag, British English for English and for what CLDR does not know."""
    tag = (language or "en").replace("-", "_")
    for candidate in (tag, tag.partition("_")[0]):
        try:
            return Locale.parse("en_GB" if candidate.lower() == "en" else candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")
