"""Where a field of a document stands, in words for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import specs
from wagtail_privacy.documents.prose import prose_text
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import display_text, heading_text, item_name

Path = Sequence[str | int]


@dataclass(frozen=True)
class Place:
    """A field: the heading of its section, the names of the items around it from the outside in, and its label.

    ``section`` is empty for a field of the document itself, ``label`` for one that people know by its item alone.
    ``is_prose`` says that the value is rich text.
    """

    section: str
    items: tuple[str, ...]
    label: str
    is_prose: bool = False

    @property
    def shown(self) -> str:
        """The items and the label, such as “Ofsted › Used for”."""
        return " › ".join(part for part in (*self.items, self.label) if part)


def place_of(document: Document, path: Path) -> Place:
    """Where ``path``, field names and indexes from the document down, leads; as far as it leads anywhere."""
    at: object = document
    section, items, label, is_prose = "", [], "", False
    for step in path:
        if isinstance(at, Data) and isinstance(step, str) and step in type(at).model_fields:
            label = str(specs(type(at))[step].label)
            at = getattr(at, step)
        elif isinstance(at, tuple) and isinstance(step, int) and step < len(at):
            at = at[step]
            if isinstance(at, SectionBase):
                section = heading_text(at)
            elif isinstance(at, Data) and (name := item_name(at)):
                items.append(name)
        else:
            break
        is_prose = is_prose or isinstance(at, Prose)
    return Place(section, tuple(items), label, is_prose)


def words_at(document: Document, path: Path, value: object) -> str:
    """A value of the field at ``path``, as plain data, in words of the active language, with a line for each entry.

    Closed lists by label, dates in full, numbers with their unit. What the field cannot hold is written as it is.
    """
    part: object = document
    for step in path[:-1]:
        if isinstance(part, Data) and isinstance(step, str):
            part = getattr(part, step, None)
        elif isinstance(part, tuple) and isinstance(step, int) and step < len(part):
            part = part[step]
    name = path[-1] if path else ""
    if value is None or not isinstance(part, Data) or name not in type(part).model_fields:
        return text_of(value)
    try:
        return "\n".join(_words(type(part), str(name), value))
    except ValueError:
        return text_of(value)


def _words(model: type[Data], name: str, value: object) -> Iterator[str]:
    known = _adapter(model, name).validate_python(value)
    is_date, unit = holds_date(model.model_fields[name]), specs(model)[name].unit
    for entry in known if isinstance(known, tuple) else (known,):
        yield display_text(entry, is_date=is_date, unit=unit)


@cache
def _adapter(model: type[Data], name: str) -> TypeAdapter[object]:
    annotation: Any = model.model_fields[name].annotation
    return TypeAdapter(annotation)


def text_of(value: object, *, is_prose: bool = False) -> str:
    """A value, as plain data, as one text: a line for each entry of a list, and for each paragraph of rich text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(text_of(entry) for entry in value)
    return prose_text(str(value)) if is_prose else str(value)
