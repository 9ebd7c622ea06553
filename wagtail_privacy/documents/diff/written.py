"""Values and items of a document as people read them, in the active language."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext

from wagtail_privacy.documents.base import Data, Link, Prose
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff.labels import UNSEEN
from wagtail_privacy.documents.items import (
    BasisUse,
    Citation,
    ConditionUse,
    Contact,
    EnablingPower,
    OnwardSharing,
    RecipientIdentity,
    RecipientUse,
    Source,
)
from wagtail_privacy.documents.sections import ComplaintStep, LegalDuty, RequestPoint, RightUse, Signatory
from wagtail_privacy.documents.text import prose_text
from wagtail_privacy.documents.vocabulary import PeriodUnit

PERIOD: Final = ("period_number", "period_unit", "period")
"""The fields of a retention rule that say one thing together."""

_NAMED = 3
"""How many names a sentence gives before it counts the rest."""

_PERIODS = {
    PeriodUnit.DAYS: ngettext_lazy("%(count)d day", "%(count)d days", "count"),
    PeriodUnit.WEEKS: ngettext_lazy("%(count)d week", "%(count)d weeks", "count"),
    PeriodUnit.MONTHS: ngettext_lazy("%(count)d month", "%(count)d months", "count"),
    PeriodUnit.SCHOOL_YEARS: ngettext_lazy("%(count)d school year", "%(count)d school years", "count"),
    PeriodUnit.YEARS: ngettext_lazy("%(count)d year", "%(count)d years", "count"),
}


def written(value: Any, *, is_date: bool = False) -> str:
    """``value`` in words: closed lists by label, dates in full, lists with commas; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        return listed(written(entry) for entry in value)
    if isinstance(value, Data):
        return prose_text(value.html) if isinstance(value, Prose) else item_name(value)
    text = str(value.label if isinstance(value, Choices) else value)
    return PartialDate.parse(text).written() if text and is_date else text


def period(number: int | None, unit: PeriodUnit | None, said: str) -> str:
    """How long something is kept: ``30 days``, and what the notice adds in words."""
    if number is None or unit is None:
        counted = str(unit.label) if unit else written(number)
    else:
        counted = str(_PERIODS[unit] % {"count": number})
    return listed((counted, said))


def listed(texts: Iterable[str]) -> str:
    """Texts that are not empty, with commas between them."""
    said = [text for text in texts if text]
    return pgettext("between words of a list", ", ").join(said) if len(said) > 1 else "".join(said)


def enumerated(texts: Iterable[str]) -> str:
    """Texts as one phrase: ``a``, ``a and b``, ``a, b and c``."""
    *start, end = texts
    return _("%(start)s and %(end)s") % {"start": listed(start), "end": end} if start else end


def some_of(names: Sequence[str]) -> str:
    """The first few names as one phrase, and how many more there are."""
    if len(names) <= _NAMED + 1:
        return enumerated(names)
    rest = len(names) - _NAMED
    return enumerated((*names[:_NAMED], ngettext("%(count)s more", "%(count)s more", rest) % {"count": rest}))


def item_name(item: Data | str) -> str:
    """What readers know ``item`` by; empty where it says nothing that could name it."""
    if isinstance(item, str):
        return item
    parts = [written(part) for part in name_parts(item)]
    if len(parts) < 2 or isinstance(item, OnwardSharing):
        return listed(parts)
    # Translators: a law with its sections, a condition with its paragraph, a body with a person there.
    return _("%(name)s (%(more)s)") % {"name": parts[0], "more": listed(parts[1:])}


def name_parts(item: Data) -> tuple[Any, ...]:
    """What :func:`item_name` is made of, before it is put into words: the same in every language."""
    parts = _NAMES.get(type(item), _plain_name)(item)
    return tuple(part for part in parts if part) or _first_text(item)


def _plain_name(item: Any) -> tuple[Any, ...]:
    return (item.name,) if "name" in type(item).model_fields else ()


def _first_text(item: Data) -> tuple[Any, ...]:
    texts = (getattr(item, name) for name in type(item).model_fields if name not in UNSEEN)
    return tuple(text for text in texts if type(text) is str and text)[:1]


_NAMES: Final[dict[type[Data], Callable[[Any], tuple[Any, ...]]]] = {
    BasisUse: lambda use: (use.cited_as or use.basis,),
    Citation: lambda citation: (citation.name, *citation.provisions),
    ComplaintStep: lambda step: (step.title,),
    ConditionUse: lambda use: (use.cited_as or use.condition, use.schedule_1),
    Contact: lambda contact: (contact.title or contact.role or contact.name or contact.organisation or contact.email,),
    EnablingPower: lambda power: (power.instrument.name, *power.provisions),
    LegalDuty: lambda duty: (duty.duty or duty.binds,) if duty.duty or duty.binds else duty.citations[:1],
    Link: lambda link: (link.text or link.url,),
    OnwardSharing: lambda onward: (*onward.recipients[:3], *onward.others[:1]),
    RecipientIdentity: lambda identity: (identity.shown_name,),
    RecipientUse: lambda use: (use.recipient.shown_name,),
    RequestPoint: lambda point: (point.recipient, point.contact),
    RightUse: lambda right: (right.statement,),
    Signatory: lambda signatory: (signatory.title, signatory.name),
    Source: lambda source: (source.name or source.recipient,),
}
