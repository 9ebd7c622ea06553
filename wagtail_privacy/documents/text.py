"""A document as plain text, for search, mail and counting words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import is_read, specs
from wagtail_privacy.documents.items import NAMES, BasisUse, ConditionUse, Party, RecipientIdentity
from wagtail_privacy.documents.prose import one_line, prose_text
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import (
    display_text,
    field_text,
    goes_without_saying,
    item_name,
    says_nothing,
    separator,
)

_IN_NAME: dict[type[Data], tuple[str, ...]] = {
    BasisUse: ("basis", "cited_as"),
    ConditionUse: ("condition", "cited_as", "schedule_1"),
    Party: NAMES,
    RecipientIdentity: NAMES,
}
"""The fields that people read as one name, by the class that they are in."""


@dataclass(frozen=True)
class WordCount:
    """Words of a document: all of them, those in free text, and those in fields that take whatever no other can say."""

    total: int
    free: int
    catch_all: int = 0

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


def section_text(section: SectionBase, language: str) -> str:
    """As :func:`plain_text`, of one section; ``language`` is that of its document, as a BCP 47 tag."""
    with translation.override(language):
        return "\n".join(_lines(section)).strip()


def free_text_share(document: Document) -> WordCount:
    """How many words :func:`plain_text` has, how many of them stand in a ``Prose`` value and how many in catch-alls.

    Neither of these can be checked against the law, compared fact by fact or translated part by part.
    """
    free = sum(_words(prose_text(prose.html)) for prose in _proses(document))
    catch_all = sum(_words(text) for text in _catch_all_texts(document))
    return WordCount(total=_words(plain_text(document)), free=free, catch_all=catch_all)


def _lines(data: Data) -> Iterator[str]:
    by_line = isinstance(data, Document | SectionBase)
    if isinstance(data, SectionBase):
        yield ""
    texts: list[str] = []
    parties: list[Party] = []
    for value in _values(data):
        # What identifies a contact or a law reads as one line; a section says one thing a line.
        if isinstance(value, str):
            texts.append(value)
            if not by_line:
                continue
        if texts:
            yield separator().join(texts)
            texts = []
        if isinstance(value, Party):
            # A school that is its own controller is introduced once.
            if value in parties:
                continue
            parties.append(value)
        if not isinstance(value, str):
            yield from _nested(value)
    if texts:
        yield separator().join(texts)


def _nested(value: Data | tuple[Data | str, ...]) -> Iterator[str]:
    if isinstance(value, Prose):
        yield from prose_text(value.html).splitlines()
    elif isinstance(value, Data):
        yield from _lines(value)
    else:
        for entry in value:
            if isinstance(entry, Data):
                yield from _lines(entry)
            elif text := one_line(display_text(entry)):
                yield f"- {text}"


def _values(data: Data) -> Iterator[str | Data | tuple[Data | str, ...]]:
    model = type(data)
    in_name = _IN_NAME.get(model, ())
    if in_name and (text := one_line(item_name(data))):
        yield text
    for name, spec in specs(model).items():
        value, info = getattr(data, name), model.model_fields[name]
        if name in in_name or not is_read(data, name) or says_nothing(value):
            continue
        if spec.only:
            value = tuple(map(display_text, value)) if isinstance(value, tuple) else display_text(value)
        if goes_without_saying(model, name, value):
            continue
        # An address has a line for each of its parts, though it is one value.
        is_one_phrase = spec.single and isinstance(value, tuple) and isinstance(value[0], Choices)
        if isinstance(value, Data | tuple) and not is_one_phrase:
            yield value
        elif text := one_line(value if spec.only else field_text(data, name)):
            # A statement in words says what it is; a number, a date or a yes does not.
            needs_label = not spec.part and (isinstance(value, int) or holds_date(info))
            yield _("%(label)s: %(value)s") % {"label": spec.label, "value": text} if needs_label else text


def _proses(value: object) -> Iterator[Prose]:
    if isinstance(value, Prose):
        yield value
    elif isinstance(value, Data):
        for name in type(value).model_fields:
            yield from _proses(getattr(value, name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from _proses(entry)


def _catch_all_texts(value: object) -> Iterator[str]:
    if isinstance(value, Data):
        for name, spec in specs(type(value)).items():
            inner = getattr(value, name)
            if spec.catch_all:
                yield display_text(inner)
            else:
                yield from _catch_all_texts(inner)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _catch_all_texts(entry)


def _words(text: str) -> int:
    return sum(1 for word in text.split() if any(character.isalnum() for character in word))
