"""From a document and a difference to the other document."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.diff.changes import Change, Difference, FactChange, ItemChange, SectionChange
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.sections import SectionBase

AnyData = TypeVar("AnyData", bound=Data)


def patch(change: Difference, document: Document) -> Document:
    """``document`` with ``change`` made: ``patch(difference(a, b), a)`` equals ``b``.

    Raises ``ValueError`` where the difference does not fit: a value that changed, an entry that is gone or a place is
    not what the difference says. What the difference does not mention is taken from ``document`` as it is.
    """
    applied = _applied(document, (*change.head, *change.items, *change.unseen))
    return _with_sections(applied, change.sections)


def _applied(part: AnyData, changes: Iterable[Change], depth: int = 0) -> AnyData:
    """``part`` with ``changes`` made, of which the first ``depth`` steps have led to it."""
    updates: dict[str, Any] = {}
    further: dict[str, list[Change]] = defaultdict(list)
    entries: dict[str, list[ItemChange]] = defaultdict(list)
    for change in changes:
        if len(change.within) > depth:
            further[change.within[depth][1]].append(change)
        elif isinstance(change, FactChange):
            for value in change.values:
                _require(_value(part, value.field) == value.before, f"{value.field} is not what it was")
                updates[value.field] = value.after
        else:
            entries[change.field].append(change)
    for name, inner in further.items():
        value = _value(part, name)
        _require(isinstance(value, Data), f"there is no {name}")
        updates[name] = _applied(value, inner, depth + 1)
    for name, items in entries.items():
        value = _value(part, name)
        updates[name] = _with_entries(value, items) if isinstance(value, tuple) else _with_one(value, items)
    return part.model_copy(update=updates)


def _with_one(value: object, items: Sequence[ItemChange]) -> object:
    for item in items:
        _require(value == item.before, f"{item.field} is not what it was")
        value = item.after
    return value


def _with_entries(values: tuple[Any, ...], items: Sequence[ItemChange]) -> tuple[Any, ...]:
    """What the changes do not mention keeps its order and fills the places that they leave."""
    untouched = dict(enumerate(values))
    placed: dict[int, Any] = {}
    for item in items:
        was = None
        if item.index_before is not None:
            _require(item.index_before in untouched, f"{item.field} has no such entry")
            was = untouched.pop(item.index_before)
        if item.index_after is not None:
            _require(item.index_after not in placed, f"{item.field} has two entries in one place")
            placed[item.index_after] = _entry(item, was)
        else:
            _require(was == item.before, f"an entry of {item.field} is not what it was")
    rest = iter(untouched.values())
    total = len(untouched) + len(placed)
    _require(all(place < total for place in placed), "an entry has no place")
    return tuple(placed[place] if place in placed else next(rest) for place in range(total))


def _entry(item: ItemChange, was: object) -> object:
    if item.index_before is None:
        return item.after
    if isinstance(was, Data):
        return _applied(was, (*item.facts, *item.items, *item.unseen))
    _require(was == item.before, f"an entry of {item.field} is not what it was")
    return item.after


def _with_sections(part: AnyData, changes: Sequence[SectionChange]) -> AnyData:
    """``part`` with its sections as ``changes`` say; where there are none, ``part`` has no sections or keeps them."""
    if not changes:
        return part
    sections = _value(part, "sections")
    known = sorted(change.index_before for change in changes if change.index_before is not None)
    _require(known == list(range(len(sections))), "the sections are others")
    placed: dict[int, SectionBase] = {}
    for change in changes:
        was = None if change.index_before is None else sections[change.index_before]
        if change.index_after is None:
            _require(was == change.before, "a section is not what it was")
        elif was is None:
            placed[change.index_after] = _added(change)
        else:
            changed = _applied(was, (*change.facts, *change.items, *change.unseen))
            placed[change.index_after] = _with_sections(changed, change.sections)
    _require(sorted(placed) == list(range(len(placed))), "a section has no place")
    return part.model_copy(update={"sections": tuple(placed[place] for place in range(len(placed)))})


def _added(change: SectionChange) -> SectionBase:
    if change.after is None:
        raise ValueError("The difference does not fit: a section that was added is missing.")
    return change.after


def _value(part: Data, name: str) -> Any:
    _require(name in type(part).model_fields, f"there is no {name}")
    return getattr(part, name)


def _require(fits: bool, what: str) -> None:
    if not fits:
        raise ValueError(f"The difference does not fit: {what}.")
