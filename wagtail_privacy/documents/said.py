"""What a document says, passage by passage.

A passage is one field of one part of a document. It is known by what it says and of what, not by where it stands.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from types import NoneType
from typing import NamedTuple

from django.db.models import Choices
from pydantic import JsonValue

from wagtail_privacy.documents.base import Data, ItemRef, Prose, holds_date
from wagtail_privacy.documents.canonical import canonical_bytes
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import FieldKind, specs
from wagtail_privacy.documents.items import Party

Path = tuple[str | int, ...]
"""Field names and indexes, from the document down: ``("sections", 3, "recipients", 0, "uses")``."""

_ADDRESS = re.compile(r"\S+@\S+|[a-z][a-z0-9+.-]*:\S+|(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", re.IGNORECASE)
"""A web or e-mail address, which is the same in every language."""


_TEXTS = (str, Prose)
_NO_PARTS = (str, tuple, NoneType)

_LETTER = re.compile(r"[^\W\d_]")


class Passage(NamedTuple):
    """One field of one part of a document: a text, a list of texts, rich text, or a fact.

    ``text`` is the value as plain data, rich text as HTML; ``words`` is the type of it, or of its entries, where it may
    hold words. ``item`` is the library item that the part is about. ``holder`` is the class of the part, the item and
    the field, ``slot`` the place without numbers; both only to be compared.
    """

    path: Path
    text: JsonValue
    words: type[object] | None = None
    item: ItemRef | None = None
    holder: str = ""
    slot: str = ""

    @property
    def is_words(self) -> bool:
        """Whether it is for a translator to put into other words.

        Closed lists have labels in each language, and addresses need none.
        """
        if self.words is None:
            return False
        entries = self.text if isinstance(self.text, list) else [self.text]
        return any(_is_words(str(entry), is_prose=self.words is Prose) for entry in entries)

    @property
    def hash(self) -> str:
        """The sha256 of the class of the part, the library item that it is about, the field and the value."""
        return hashlib.sha256(canonical_bytes([self.holder, self.text])).hexdigest()


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of ``document`` that people read, in the order of its schema."""
    found: list[Passage] = []
    _walk(document, (), "", None, found)
    return tuple(found)


def passages_beside(document: Document, other: Document, known: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of ``document``, of which most says what ``other`` says, whose passages are ``known``.

    As :func:`passages`, and quicker: sections that are equal are not read a second time.
    """
    item = _item_of(document)
    if item != _item_of(other):
        return passages(document)
    known_sections: dict[int, list[Passage]] = {}
    for passage in known:
        if passage.path[0] == "sections":
            known_sections.setdefault(int(passage.path[1]), []).append(passage)
    found: list[Passage] = []
    _walk(document.model_copy(update={"sections": ()}), (), "", None, found)
    slot = f"/{_holder(Document, item)}.sections"
    for index, section in enumerate(document.sections):
        if index < len(other.sections) and section == other.sections[index]:
            found += known_sections.get(index, ())
        else:
            _walk(section, ("sections", index), slot, item, found)
    return tuple(found)


class _Field(NamedTuple):
    """What the walk asks of a field, found once for each class."""

    name: str
    unless: str
    is_hidden: bool
    may_be_words: bool


@cache
def _fields(model: type[Data]) -> tuple[_Field, ...]:
    """The fields of ``model`` that hold something for people."""
    # Who publishes has one name and one address.
    is_same = issubclass(model, Party)
    return tuple(
        _Field(
            name,
            spec.unless,
            spec.hidden,
            not (is_same or spec.unit or spec.single or spec.kind == FieldKind.PERIOD)
            and not holds_date(model.model_fields[name]),
        )
        for name, spec in specs(model).items()
        if not spec.is_machine
    )


def _walk(part: Data, path: Path, slot: str, item: ItemRef | None, found: list[Passage]) -> None:
    item = _item_of(part) or item
    model = type(part)
    holder = _holder(model, item)
    slot = f"{slot}/{holder}"
    values = vars(part)
    for name, unless, is_hidden, may_be_words in _fields(model):
        value = values[name]
        if not value and (value is None or value in ("", ())):
            continue
        # Of every reader's time, most goes into this: a text needs no look at what else it could be.
        kind = type(value)
        if kind is tuple and type(value[0]) is not str and isinstance(value[0], Data):
            for index, inner in enumerate(value):
                _walk(inner, (*path, name, index), f"{slot}.{name}", item, found)
        elif kind not in _TEXTS and kind is not tuple and isinstance(value, Data):
            _walk(value, (*path, name), f"{slot}.{name}", item, found)
        elif not is_hidden and not (unless and values[unless]):
            words = type(value[0]) if kind is tuple else kind
            found.append(
                Passage(
                    (*path, name),
                    value if kind is str else _plain(value),
                    words if may_be_words and words in _TEXTS else None,
                    item,
                    f"{holder}.{name}",
                    f"{slot}.{name}",
                )
            )


def _holder(model: type[Data], item: ItemRef | None) -> str:
    return f"{model.__name__}[{item.model}:{item.key}]" if item is not None else model.__name__


def _item_of(part: Data) -> ItemRef | None:
    """The item that a part is about: its own, or that of what stands right in it, such as the recipient of a use."""
    values = vars(part)
    own = values.get("ref")
    if own is None:
        for value in values.values():
            if type(value) in _NO_PARTS:
                continue
            if isinstance(value, Data) and (own := vars(value).get("ref")) is not None:
                break
    return own if isinstance(own, ItemRef) else None


def _plain(value: object) -> JsonValue:
    if type(value) is str:
        return value
    if type(value) is tuple:
        return [_plain(entry) for entry in value]
    if isinstance(value, Prose):
        return value.html
    if isinstance(value, Choices):
        return str(value.value)
    return value if isinstance(value, bool | int | float) else str(value)


def _is_words(text: str, *, is_prose: bool) -> bool:
    """Whether a text is in some language."""
    if is_prose:
        return _LETTER.search(re.sub("<[^>]*>", "", text)) is not None
    return _LETTER.search(text) is not None and _ADDRESS.fullmatch(text) is None
