"""How a published document says each fact of a list: measured in the document itself, not believed.

A file of facts stands beside each notice::

    school: {name: …, kind: school, setting: controlled, nation: northern_ireland}   # who publishes it
    language: en                   # of its site
    never: [regular expressions]   # what no reader may find on the page
    awaited: [labels]              # optional: fixed words that may stand there in English until they are translated
    facts:
    - fact: attendance with examples
      at: data_held.categories.examples   # a field of the document or a type of section, then fields; lists are passed
      is: [^sessions, absent]             # optional: regular expressions, each of which one of the values matches
      of: attendance                      # optional: the key of a shipped item that these values belong to
      with: [{at: …, is: …, of: …}]       # optional: what else belongs to the fact; all of it must be there
      now: T                              # how it is said, T if left out

How a fact is said:

- T: in a field of its own, by a shipped item, a value of a closed list, a number, a date or the field's own words.
- L: the same, with an item that the school keeps for itself, or with a name typed where an item could be chosen.
- S: in a field that takes what no other field can say.
- P: in rich text.
- N: not at all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Choices

from wagtail_privacy.documents.base import Data, ItemRef, Prose, holds_date
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import spec
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Instrument,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sections import PartyUse
from wagtail_privacy.documents.wording import item_name

StarterKeys = Mapping[tuple[str, str], str]
"""The key in the starter library by model and translation key of an item; empty for an item of a school's own."""


class Said(StrEnum):
    """How a fact is said."""

    TYPED = "T"
    LOCAL = "L"
    CATCH_ALL = "S"
    PROSE = "P"
    NOT = "N"


class By(StrEnum):
    """What says a typed fact."""

    ITEM = "item"
    CLOSED = "closed"
    WORDS = "words"


@dataclass(frozen=True)
class Value:
    """A value of a document, with the parts around it from outside in, and the field that holds it in the last one."""

    value: Any
    parts: tuple[Data, ...]
    fields: tuple[tuple[type[Data], str], ...]

    @property
    def text(self) -> str:
        """What a regular expression of a fact is matched with."""
        return item_name(self.value) if isinstance(self.value, Data) else str(self.value)

    @property
    def around(self) -> tuple[Data, ...]:
        """The parts that the value belongs to, itself if it is one."""
        return (*self.parts, self.value) if isinstance(self.value, Data) else self.parts


@dataclass(frozen=True)
class Fact:
    """A fact as its file names it, and how it was found to be said."""

    name: str
    claimed: Said
    said: Said
    by: By | None = None
    problem: str = ""


def measure(facts: Iterable[Mapping[str, Any]], document: Document, page: str, keys: StarterKeys) -> list[Fact]:
    """How each of ``facts`` is said; ``page`` is the text of the notice as it is served."""
    return [_measure(fact, document, page, keys) for fact in facts]


def _measure(fact: Mapping[str, Any], document: Document, page: str, keys: StarterKeys) -> Fact:
    name, claimed = str(fact["fact"]), Said(fact.get("now", Said.TYPED))
    if "at" not in fact:
        return Fact(name, claimed, Said.NOT)
    found: list[tuple[Said, By | None]] = []
    for place in (fact, *fact.get("with", ())):
        patterns = place.get("is", "")
        for pattern in patterns if isinstance(patterns, list) else [patterns]:
            how, problem = _find(place["at"], str(pattern), place.get("of"), document, page, keys)
            if how is None:
                return Fact(name, claimed, Said.NOT, problem=problem)
            found.append(how)
    # A fact is said no better than the part of it that is said worst, and an item is more than the words beside it.
    said = max((said for said, _by in found), key=list(Said).index)
    by = min((by for _said, by in found if by is not None), key=list(By).index, default=None)
    return Fact(name, claimed, said, by if said == Said.TYPED else None)


def _find(
    path: str, pattern: str, key: str | None, document: Document, page: str, keys: StarterKeys
) -> tuple[tuple[Said, By | None] | None, str]:
    """How the best value at ``path`` says it, and what is wrong where there is none."""
    if path == "page":
        return ((Said.TYPED, By.CLOSED), "") if re.search(pattern, page) else (None, f"the page has no {pattern}")
    values = [value for value in values_at(document, path) if value.text]
    hows = [
        _how(value, keys)
        for value in values
        if re.search(pattern, value.text) and (key is None or key in _shipped_keys(value.around, keys))
    ]
    if not hows:
        texts = [value.text for value in values]
        return None, f"{path} holds {texts}, and none is {pattern!r}" + (f" of {key}." if key else ".")
    return min(hows, key=lambda how: list(Said).index(how[0])), ""


def values_at(document: Document, path: str) -> list[Value]:
    """Every value at ``path``: a field of the document or a type of section, then fields; lists are passed through.

    Raises ``KeyError`` for a field that the schema has not.
    """
    first, *rest = path.split(".")
    values = [Value(section, (), ()) for section in document.walk() if section.type == first]
    if first in Document.model_fields:
        values, rest = [Value(document, (), ())], [first, *rest]
    for name in rest:
        values = [inner for value in values for inner in _inside(value, name)]
    return values


def _inside(outer: Value, name: str) -> Iterator[Value]:
    part = outer.value
    if name not in type(part).model_fields:
        raise KeyError(f"{type(part).__name__} has no field {name}.")
    inner = getattr(part, name)
    for value in inner if isinstance(inner, tuple) else () if inner is None else (inner,):
        yield Value(value, (*outer.parts, part), (*outer.fields, (type(part), name)))


def _how(value: Value, keys: StarterKeys) -> tuple[Said, By | None]:
    if any(isinstance(part, Prose) for part in value.around):
        return Said.PROSE, None
    if any(spec(model, name).catch_all for model, name in value.fields):
        return Said.CATCH_ALL, None
    refs = [ref for part in value.around if (ref := _ref(part)) is not None]
    if any(not keys.get((ref.model, ref.key), "") for ref in refs) or any(map(_is_named_by_hand, value.around)):
        return Said.LOCAL, None
    if refs:
        return Said.TYPED, By.ITEM
    return Said.TYPED, By.CLOSED if _is_closed(value) else By.WORDS


def _ref(part: Data) -> ItemRef | None:
    """The library item that ``part`` is about; ``None`` where it is about none."""
    inner: Data | None = part
    if isinstance(part, RecipientUse | Source):
        inner = part.recipient
    elif isinstance(part, PartyUse):
        inner = part.party
    elif isinstance(part, Citation):
        inner = part.instrument
    items = CategoryUse | Instrument | PurposeUse | RecipientIdentity | RetentionUse
    return inner.ref if isinstance(inner, items) else None


def _is_named_by_hand(part: Data) -> bool:
    """Whether a name was typed where an item or a value of a closed list could have been chosen."""
    if isinstance(part, BasisUse):
        return part.basis is None
    if isinstance(part, ConditionUse):
        return part.condition is None
    if isinstance(part, RecipientIdentity):
        return part.ref is None and not part.is_publisher
    items = CategoryUse | Citation | PartyUse | PurposeUse | RecipientUse | RetentionUse | Source
    return isinstance(part, items) and _ref(part) is None


def _is_closed(value: Value) -> bool:
    if isinstance(value.value, Choices | bool | int):
        return True
    model, name = value.fields[-1]
    return holds_date(model.model_fields[name])


def _shipped_keys(parts: Iterable[Data], keys: StarterKeys) -> set[str]:
    refs = (_ref(part) for part in parts)
    return {keys.get((ref.model, ref.key), "") for ref in refs if ref is not None}


def table(measured: Mapping[str, list[Fact]]) -> str:
    """A line for each document and one for all: facts, how many are said in which way, and the two shares.

    "typed" is the share of facts that are typed; "shipped" the share of these that need neither an item of the
    school's own nor a name typed by hand. "item" and "closed" and "words" are what says the facts of T.
    """
    names = [*Said, *By]
    head = f"{'document':<20}{'facts':>6}" + "".join(f"{name:>7}" for name in names) + f"{'typed':>9}{'shipped':>9}"
    rows = [*measured.items(), ("all", [fact for facts in measured.values() for fact in facts])]
    return "\n".join([head, *(_row(name, facts) for name, facts in rows)])


def _row(name: str, facts: list[Fact]) -> str:
    counts = [sum(1 for fact in facts if fact.said == said) for said in Said]
    counts += [sum(1 for fact in facts if fact.by == by) for by in By]
    shares = f"{typed_share(facts):>9.1%}{shipped_share(facts):>9.1%}"
    return f"{name:<20}{len(facts):>6}" + "".join(f"{count:>7}" for count in counts) + shares


def typed_share(facts: list[Fact]) -> float:
    """The part of ``facts`` that is typed."""
    return sum(1 for fact in facts if fact.said in {Said.TYPED, Said.LOCAL}) / len(facts)


def shipped_share(facts: list[Fact]) -> float:
    """The part of the typed ones that needs no item of the school's own and no name typed by hand."""
    typed = [fact for fact in facts if fact.said in {Said.TYPED, Said.LOCAL}]
    return sum(1 for fact in typed if fact.said == Said.TYPED) / len(typed) if typed else 0.0
