"""From two documents to their difference."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from django.db.models import Choices

from wagtail_privacy.documents.base import Data, ItemRef, Prose
from wagtail_privacy.documents.contacts import untold_contacts
from wagtail_privacy.documents.diff.changes import (
    Change,
    ChangeKind,
    Difference,
    FactChange,
    ItemChange,
    SectionChange,
    Step,
    Value,
    walk_items,
    walk_sections,
)
from wagtail_privacy.documents.diff.identity import is_same, may_match, name_key, normalise, ref_key
from wagtail_privacy.documents.diff.matching import Pairing, Rules, align
from wagtail_privacy.documents.diff.substance import Subject, subject_of, substance
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import FieldKind, is_read, period_fields, spec
from wagtail_privacy.documents.items import Contact, RecipientUse
from wagtail_privacy.documents.sections import Activity, AppendixSection, SectionBase, TextSection
from wagtail_privacy.documents.wording import says_nothing

AnyChange = TypeVar("AnyChange", bound=FactChange | ItemChange)

_PARTIES: Final = ("organisation", "controller", "trust")

_STATEMENTS: Final = Rules[Any](keys=(normalise,), min_similarity=0.6)
_ITEMS: Final = Rules[Any](
    keys=(lambda item: (key, name_key(item)) if (key := ref_key(item)) else None, ref_key, name_key),
    min_similarity=0.5,
    may_match=may_match,
)
_SECTIONS: Final = Rules[Any](
    keys=(
        lambda section: (section.type, section.anchor) if section.anchor else None,
        lambda section: (section.type, normalise(section.heading)),
        lambda section: (section.type, section.clause.key) if section.clause else None,
    ),
    min_similarity=0.5,
    may_match=lambda one, other: type(one) is type(other),
    # A notice has one of most sections: whatever it says, it is the same one. Texts and appendices have no such role.
    singleton_key=lambda section: None if isinstance(section, TextSection | AppendixSection) else section.type,
)


def difference(before: Document, after: Document) -> Difference:
    """What changed from ``before`` to ``after``, part by part.

    The result, given to :func:`~wagtail_privacy.documents.diff.patch` with ``before``, rebuilds ``after`` exactly. The
    same documents always give the same difference, in any language.
    """
    parts = _compared(before, after)
    # What stayed is listed as well, for a page that says how much did.
    sections = parts.sections or list(_sections(before.sections, after.sections))
    repeated = _repeated_parties(before, after)
    facts, repeated_facts = _parted(parts.facts, repeated)
    items, repeated_items = _parted(parts.items, repeated)
    untold = [item for item in items if _is_told_elsewhere(item, before, after)]
    return Difference(
        head=facts,
        items=tuple(item for item in items if item not in untold),
        sections=tuple(sections),
        unseen=(*repeated_facts, *repeated_items, *untold, *parts.unseen),
        substance=substance(before, after, _renamed(sections)),
    )


@dataclass
class _Parts:
    facts: list[FactChange] = field(default_factory=list)
    items: list[ItemChange] = field(default_factory=list)
    sections: list[SectionChange] = field(default_factory=list)
    unseen: list[Change] = field(default_factory=list)

    @property
    def has_content(self) -> bool:
        return bool(self.facts or self.items or any(section.kind != ChangeKind.UNCHANGED for section in self.sections))

    def take(self, item: ItemChange) -> None:
        (self.unseen if item.kind == ChangeKind.UNCHANGED else self.items).append(item)

    def take_in(self, parts: "_Parts", step: Step) -> None:
        """What changed in a part that is not an item of its own belongs to the part around it."""
        self.facts += [_further_in(fact, step) for fact in parts.facts]
        self.items += [_further_in(item, step) for item in parts.items]
        self.unseen += [_further_in(change, step) for change in parts.unseen]


def _compared(before: Data, after: Data) -> _Parts:
    parts = _Parts()
    model = type(before)
    changed = [name for name in model.model_fields if getattr(before, name) != getattr(after, name)]
    periods = period_fields(model)
    if not set(periods).isdisjoint(changed):
        changed = [name for name in changed if name not in periods]
        parts.facts.append(_fact(before, after, *periods))
    for name in changed:
        _compare_field(parts, before, after, name)
    return parts


def _compare_field(parts: _Parts, before: Data, after: Data, name: str) -> None:
    model, old, new = type(before), getattr(before, name), getattr(after, name)
    is_seen = is_read(before, name) or is_read(after, name)
    if not is_seen or (says_nothing(old) and says_nothing(new)):
        parts.unseen.append(_fact(before, after, name))
    elif _is_one_fact(model, name, old, new):
        parts.facts.append(_fact(before, after, name))
    elif isinstance(old, tuple):
        if isinstance((old or new)[0], SectionBase):
            parts.sections = list(_sections(old, new))
        else:
            for item in _items(model, name, old, new):
                parts.take(item)
    elif old is not None and new is not None and is_same(old, new):
        parts.take_in(_as_read(_compared(old, new), model, name), (model, name))
    else:
        if old is not None:
            parts.items.append(ItemChange(ChangeKind.REMOVED, model, name, old, None))
        if new is not None:
            parts.items.append(ItemChange(ChangeKind.ADDED, model, name, None, new))


def _as_read(parts: _Parts, model: type[Data], name: str) -> _Parts:
    """What changed in an item that stands in the field ``name``, as people can see it there."""
    only = spec(model, name).only
    if not only:
        return parts
    seen = [fact for fact in parts.facts if _first_field(fact) in only]
    unseen = [fact for fact in parts.facts if _first_field(fact) not in only]
    return replace(parts, facts=seen, unseen=[*parts.unseen, *unseen])


def _is_one_fact(model: type[Data], name: str, old: object, new: object) -> bool:
    value = old or new
    if isinstance(value, tuple):
        return spec(model, name).single or isinstance(value[0], Choices)
    return not isinstance(value, Data) or isinstance(value, Prose | ItemRef)


def _fact(before: Data, after: Data, *names: str) -> FactChange:
    values = tuple(Value(name, getattr(before, name), getattr(after, name)) for name in names)
    model, first = type(before), values[0]
    prose = isinstance(first.before, Prose) or isinstance(first.after, Prose)
    return FactChange(model, values, is_wording=prose or spec(model, first.field).kind == FieldKind.WORDING)


def _items(model: type[Data], name: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[ItemChange]:
    rules = _STATEMENTS if isinstance((old or new)[0], str) else _ITEMS
    for entry in align(old, new, rules):
        was = None if entry.before is None else old[entry.before]
        now = None if entry.after is None else new[entry.after]
        item = _item(model, name, was, now, entry)
        if item.kind != ChangeKind.UNCHANGED or item.unseen:
            yield item


def _item(model: type[Data], name: str, was: Data | str | None, now: Data | str | None, entry: Pairing) -> ItemChange:
    parts = _Parts()
    if was is None or now is None:
        kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED
    else:
        if isinstance(was, Data) and isinstance(now, Data):
            parts = _as_read(_compared(was, now), model, name)
        elif was != now:
            parts.facts.append(FactChange(model, (Value(name, was, now),), is_wording=True))
        kind = _kind(parts, entry)
    return ItemChange(
        kind,
        model,
        name,
        was,
        now,
        entry.before,
        entry.after,
        entry.moved,
        tuple(parts.facts),
        tuple(parts.items),
        tuple(parts.unseen),
    )


def _sections(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[SectionChange]:
    for entry in align(old, new, _SECTIONS):
        was = None if entry.before is None else old[entry.before]
        now = None if entry.after is None else new[entry.after]
        parts = _Parts()
        if was is None or now is None:
            kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED
        else:
            parts = _compared(was, now)
            kind = _kind(parts, entry)
        yield SectionChange(
            kind,
            was,
            now,
            entry.before,
            entry.after,
            entry.moved,
            tuple(parts.facts),
            tuple(parts.items),
            tuple(parts.sections),
            tuple(parts.unseen),
        )


def _kind(parts: _Parts, entry: Pairing) -> ChangeKind:
    if parts.has_content:
        return ChangeKind.CHANGED
    return ChangeKind.MOVED if entry.moved else ChangeKind.UNCHANGED


def _further_in(change: AnyChange, step: Step) -> AnyChange:
    return replace(change, within=(step, *change.within))


def _parted(changes: list[AnyChange], fields: set[str]) -> tuple[tuple[AnyChange, ...], tuple[AnyChange, ...]]:
    """``changes`` that do not stand in ``fields`` of the document, and those that do."""
    inside = {place for place, change in enumerate(changes) if _first_field(change) in fields}
    return (
        tuple(change for place, change in enumerate(changes) if place not in inside),
        tuple(changes[place] for place in sorted(inside)),
    )


def _first_field(change: Change) -> str:
    return change.within[0][1] if change.within else change.field


def _repeated_parties(before: Document, after: Document) -> set[str]:
    """Parties that the notice shows once because they are one: a school is often its own controller."""
    seen: list[tuple[Any, Any]] = []
    repeated = set()
    for name in _PARTIES:
        party = getattr(before, name), getattr(after, name)
        if party in seen:
            repeated.add(name)
        seen.append(party)
    return repeated


def _is_told_elsewhere(item: ItemChange, before: Document, after: Document) -> bool:
    """Whether the item is a contact of an organisation that sections of both documents name already."""
    if item.field != "contacts" or not item.within:
        return False
    name = item.within[0][1]
    return not any(
        isinstance(contact, Contact) and contact in untold_contacts(document, getattr(document, name))
        for document, contact in ((before, item.before), (after, item.after))
    )


def _renamed(sections: list[SectionChange]) -> dict[Subject, Subject]:
    """Activities and recipients that the comparison found to be the same under another name."""
    names: dict[Subject, Subject] = {}
    for section in walk_sections(tuple(sections)):
        for item in walk_items(section.items):
            was, now = item.before, item.after
            if isinstance(was, Activity | RecipientUse) and isinstance(now, Activity | RecipientUse):
                names[subject_of(was)] = subject_of(now)
    return names
