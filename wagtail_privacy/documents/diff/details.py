"""All that a part of a document says, as labels with texts: what came or went with a part that is new or gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Choices

from wagtail_privacy.documents.base import Data, Prose, name_parts
from wagtail_privacy.documents.fields import field_label, specs
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import display_text, field_text, item_label, item_name


@dataclass(frozen=True)
class Detail:
    """What a field says: one text, or one for each entry of a list."""

    label: str
    texts: tuple[str, ...]


def details(part: Data) -> tuple[Detail, ...]:
    """What ``part`` says, in the active language, without what goes without saying and without the parts within it
    that have no name.
    """
    if isinstance(part, SectionBase):
        in_name = {"", part.heading}
    else:
        in_name = {"", item_name(part), *map(display_text, name_parts(part))}
    every = (
        Detail(label, tuple(text for text in texts if text not in in_name)) for label, texts in _texts_by_label(part)
    )
    return tuple(detail for detail in every if detail.texts)


def _texts_by_label(part: Data) -> Iterator[tuple[str, list[str]]]:
    model = type(part)
    for name, spec in specs(model).items():
        value = getattr(part, name)
        if spec.is_machine or value in (None, "", ()):
            continue
        if isinstance(value, Choices) and value == model.model_fields[name].default:
            continue
        if spec.inline and isinstance(value, Data):
            yield from _texts_by_label(value)
        elif isinstance(value, tuple) and not spec.single and not isinstance(value[0], Choices):
            yield _label(model, name, value[0]), [display_text(entry) for entry in value]
        else:
            yield _label(model, name, value), [field_text(part, name)]


def _label(model: type[Data], name: str, value: object) -> str:
    return field_label(model, name) if isinstance(value, Prose | SectionBase) else item_label(model, name, value)
