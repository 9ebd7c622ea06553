"""Where a field of a document stands, in words for people."""

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail_privacy.documents.base import Data, Prose
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import specs
from wagtail_privacy.documents.prose import prose_text
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import heading_text, item_name

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


def text_of(value: object, *, is_prose: bool = False) -> str:
    """A value, as plain data, as one text: a line for each entry of a list, and for each paragraph of rich text."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(text_of(entry) for entry in value)
    return prose_text(str(value)) if is_prose else str(value)
