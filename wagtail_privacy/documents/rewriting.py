"""Documents in which some parts are replaced."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from wagtail_privacy.documents.base import Data, ItemRef
from wagtail_privacy.documents.document import Document

AnyData = TypeVar("AnyData", bound=Data)

ItemKey = tuple[str, str]
"""A library item as documents name it: the lower-case model name and the translation key."""


def rewritten(part: AnyData, change: "Callable[[Data], Data]") -> AnyData:
    """``part`` after ``change`` has replaced each part inside, the innermost first, and ``part`` itself.

    What has nothing to be replaced comes back as it was: the comparison is by identity, since whole notices are read.
    """
    inside = ((name, value, _inside(value, change)) for name, value in vars(part).items())
    update = {name: new for name, value, new in inside if new is not value}
    whole = part.model_copy(update=update) if update else part
    return change(whole)  # type: ignore[return-value]


def _inside(value: object, change: "Callable[[Data], Data]") -> object:
    if isinstance(value, Data):
        return rewritten(value, change)
    if not isinstance(value, tuple):
        return value
    entries = tuple(_inside(entry, change) for entry in value)
    return entries if any(new is not old for new, old in zip(entries, value, strict=True)) else value


def item_keys(document: Document) -> set[ItemKey]:
    """The keys of all library items that ``document`` names."""
    return {(ref.model, ref.key) for ref in _refs(document)}


def _refs(value: object) -> Iterator[ItemRef]:
    if isinstance(value, ItemRef):
        yield value
    elif isinstance(value, Data):
        for inner in vars(value).values():
            yield from _refs(inner)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _refs(entry)


def with_item_keys(document: Document, present: Mapping[ItemKey, ItemKey]) -> Document:
    """``document`` with the keys of library items that are in ``present`` replaced; all else as it was."""

    def change(part: Data) -> Data:
        key = present.get((part.model, part.key)) if isinstance(part, ItemRef) else None
        return part if key is None else part.model_copy(update={"model": key[0], "key": key[1]})

    return rewritten(document, change) if present else document
