"""All that a part of a document says, as labels with texts: what came or went with a part that is new or gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Choices

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.diff.labels import ONE_FACT, TRANSPARENT, UNSEEN, field_label, item_label
from wagtail_privacy.documents.diff.written import PERIOD, item_name, period, written
from wagtail_privacy.documents.items import RetentionUse
from wagtail_privacy.documents.sections import SectionBase


@dataclass(frozen=True)
class Detail:
    """What a field says: one text, or one for each entry of a list."""

    label: str
    texts: tuple[str, ...]


def details(part: Data) -> tuple[Detail, ...]:
    """What ``part`` says, in the active language, without what goes without saying and without the parts within it
    that have no name.
    """
    name = part.heading if isinstance(part, SectionBase) else item_name(part)
    found = (Detail(label, tuple(text for text in texts if text and text != name)) for label, texts in _said(part))
    return tuple(detail for detail in found if detail.texts)


def _said(part: Data) -> Iterator[tuple[str, list[str]]]:
    model = type(part)
    for name, field in model.model_fields.items():
        value = getattr(part, name)
        if name in UNSEEN or value in (None, "", ()) or (isinstance(value, Choices) and value == field.default):
            continue
        if isinstance(part, RetentionUse) and name in PERIOD:
            if name == next(field for field in PERIOD if getattr(part, field) not in (None, "")):
                yield field_label(model, name), [period(part.period_number, part.period_unit, part.period)]
        elif f"{model.__name__}.{name}" in TRANSPARENT:
            yield from _said(value)
        else:
            yield _label(model, name, value), _texts(name, value, is_date=holds_date(field))


def _label(model: type[Data], name: str, value: Any) -> str:
    entry = value[0] if isinstance(value, tuple) else value
    return field_label(model, name) if isinstance(entry, Prose | SectionBase) else item_label(model, name, entry)


def _texts(name: str, value: Any, *, is_date: bool) -> list[str]:
    if isinstance(value, tuple) and name not in ONE_FACT and not isinstance(value[0], Choices):
        return [written(entry) for entry in value]
    return [written(value, is_date=is_date)]
