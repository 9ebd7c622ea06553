"""A document as plain text, for search, mail and counting words."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Party, RetentionUse
from wagtail_privacy.documents.sections import SectionBase

# What identifies things to machines; nobody reads it in the notice.
_UNSAID = frozenset({"anchor", "clause", "is_us", "language", "ref", "schema_version", "type"})

_LABELS = {
    "acknowledge_days": gettext_lazy("Days to acknowledge"),
    "age": gettext_lazy("Age"),
    "applies_from_age": gettext_lazy("Applies from age"),
    "approved": gettext_lazy("Approved"),
    "effective": gettext_lazy("Effective"),
    "ended": gettext_lazy("Ended"),
    "in_force_until": gettext_lazy("In force until"),
    "review_due": gettext_lazy("Next review"),
    "reviewed": gettext_lazy("Reviewed"),
    "self_from_age": gettext_lazy("Decides for themselves from age"),
    "signed": gettext_lazy("Signed"),
    "takes_place": gettext_lazy("Takes place"),
    "window_days": gettext_lazy("Days to answer"),
    "year": gettext_lazy("Year"),
}
"""What a number, a date or a yes means. A statement in words says it itself."""

_PERIOD = frozenset({"period_number", "period_unit"})
_BLOCKS = frozenset({"br", "h3", "h4", "li", "ol", "p", "ul"})


@dataclass(frozen=True)
class WordCount:
    """Words of a document: all of them, and those in free text."""

    total: int
    free: int

    @property
    def share(self) -> float:
        """The part of the words that is free text, from 0.0 to 1.0; 0.0 where there are no words."""
        return self.free / self.total if self.total else 0.0


def plain_text(document: Document) -> str:
    """Every word of ``document`` that people read, a statement a line, an empty line before each section.

    Dates are written as "May 2025"; values of closed lists as their labels in the language of the document, unless
    they are what goes without saying (a pupil, a law in force). Free text loses its markup. The references to library
    items are not part of the text.
    """
    with translation.override(document.language):
        return "\n".join(_lines(document)).strip()


def free_text_share(document: Document) -> WordCount:
    """How many words of :func:`plain_text` there are, and how many of them stand in a ``Prose`` value."""
    free = sum(_words(prose_text(prose.html)) for prose in _proses(document))
    return WordCount(total=_words(plain_text(document)), free=free)


def prose_text(html: str) -> str:
    """The text of rich text: a line for each paragraph, heading and list item."""
    parser = _ProseParser()
    parser.feed(html)
    parser.close()
    lines = (_one_line(line) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


def _lines(data: Data) -> Iterator[str]:
    by_line = isinstance(data, Document | SectionBase)
    if isinstance(data, SectionBase):
        yield ""
    said: list[str] = []
    parties: list[Party] = []
    for value in _values(data):
        # What identifies a contact or a law reads as one line; a section says one thing a line.
        if isinstance(value, str):
            said.append(value)
            if not by_line:
                continue
        if said:
            yield "; ".join(said)
            said = []
        if isinstance(value, Party):
            # A school that is its own controller is introduced once.
            if value in parties:
                continue
            parties.append(value)
        if isinstance(value, Data | tuple):
            yield from _nested(value)
    if said:
        yield "; ".join(said)


def _nested(value: Data | tuple[Any, ...]) -> Iterator[str]:
    if isinstance(value, Prose):
        yield from prose_text(value.html).splitlines()
    elif isinstance(value, Data):
        yield from _lines(value)
    else:
        for entry in value:
            if isinstance(entry, Data):
                yield from _lines(entry)
            elif said := _said(entry):
                yield f"- {said}"


def _values(data: Data) -> Iterator[str | Data | tuple[Any, ...]]:
    for name, field in type(data).model_fields.items():
        value = getattr(data, name)
        if name in _UNSAID or value is None or value == ():
            continue
        if isinstance(value, Choices) and value == field.default:
            continue
        if isinstance(value, Data | tuple):
            yield value
        elif isinstance(data, RetentionUse) and name in _PERIOD:
            yield from _period(data, name)
        elif said := _said(value, is_date=holds_date(field)):
            label = _LABELS.get(name)
            yield _("%(label)s: %(value)s") % {"label": label, "value": said} if label else said


def _period(rule: RetentionUse, name: str) -> Iterator[str]:
    # "6" on its own says nothing: the number brings its unit along, which is not said again.
    unit = str(rule.period_unit.label) if rule.period_unit else ""
    if name == "period_number":
        yield f"{rule.period_number} {unit}".rstrip()
    elif rule.period_number is None:
        yield unit


def _said(value: Any, *, is_date: bool = False) -> str:
    if isinstance(value, Choices):
        return str(value.label)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = str(value)
    return PartialDate.parse(text).written() if is_date and text else _one_line(text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _proses(value: Any) -> Iterator[Prose]:
    if isinstance(value, Prose):
        yield value
    elif isinstance(value, Data):
        for name in type(value).model_fields:
            yield from _proses(getattr(value, name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from _proses(entry)


def _words(text: str) -> int:
    return sum(1 for word in text.split() if any(character.isalnum() for character in word))


class _ProseParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
