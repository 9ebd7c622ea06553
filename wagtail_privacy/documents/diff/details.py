"""All that a part of a document says, as labels with texts: what came or went with a part that is new or gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Choices

from wagtail_privacy.documents.base import Data, Prose, name_parts
from wagtail_privacy.documents.fields import field_label, is_read, specs
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import (
    display_text,
    field_text,
    goes_without_saying,
    item_label,
    item_name,
    says_nothing,
)


@dataclass(frozen=True)
class Detail:
    """What a field says: one text, or one for each entry of a list."""

    label: str
    texts: tuple[str, ...]


def details(part: Data, only: tuple[str, ...] = ()) -> tuple[Detail, ...]:
    """What ``part`` says, in the active language, without what goes without saying and without the parts within it
    that have no name. ``only`` are the fields that are read, where these are not all.
    """
    if isinstance(part, SectionBase):
        in_name = {"", part.heading}
    else:
        in_name = {"", item_name(part), *map(display_text, name_parts(part))}
    every = (
        Detail(label, tuple(text for text in texts if text not in in_name))
        for label, texts in _texts_by_label(part, only)
    )
    return tuple(detail for detail in every if detail.texts)


def _texts_by_label(part: Data, only: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    model = type(part)
    for name, spec in specs(model).items():
        value = getattr(part, name)
        if not is_read(part, name) or (only and name not in only) or says_nothing(value):
            continue
        if goes_without_saying(model, name, value):
            continue
        if spec.inline and isinstance(value, Data):
            yield from _texts_by_label(value, spec.only)
        elif isinstance(value, tuple) and not spec.single and not isinstance(value[0], Choices):
            yield _label(model, name, value[0]), [display_text(entry) for entry in value]
        else:
            yield _label(model, name, value), [field_text(part, name)]


def _label(model: type[Data], name: str, value: object) -> str:
    return field_label(model, name) if isinstance(value, Prose | SectionBase) else item_label(model, name, value)
