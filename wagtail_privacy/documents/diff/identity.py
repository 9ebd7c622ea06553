"""What makes two items of two documents the same thing, whatever else is said about them."""

import re

from wagtail_privacy.documents.base import Data, ItemRef, name_parts
from wagtail_privacy.documents.fields import machine_fields
from wagtail_privacy.documents.items import RecipientIdentity, RecipientUse

Terms = frozenset[str]

_TERM = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_LONG = 16


def normalise(text: str) -> str:
    """``text`` without regard to case and white space."""
    return " ".join(text.casefold().split())


def ref_of(item: object) -> ItemRef | None:
    """The library item that ``item`` came from, or that the body or law came from that it is about."""
    fields = type(item).model_fields if isinstance(item, Data) else ()
    for name in ("ref", "recipient", "instrument"):
        if name in fields:
            value = getattr(item, name)
            ref = value if name == "ref" else ref_of(value)
            if isinstance(ref, ItemRef):
                return ref
    return None


def ref_key(item: object) -> tuple[str, str] | None:
    """Which library item that is: the same in every language and version. ``None`` where there is none."""
    ref = ref_of(item)
    return (ref.model, ref.key) if ref else None


def name_key(item: Data | str) -> str | None:
    """The name that readers know ``item`` by, folded and in no language; ``None`` where it has no name."""
    if isinstance(item, str):
        return normalise(item) or None
    parts = name_parts(item)
    return (
        " / ".join(filter(None, (name_key(part) if isinstance(part, Data) else normalise(str(part)) for part in parts)))
        or None
    )


def may_match(one: Data | str, other: Data | str) -> bool:
    """Whether the two could be one thing that was reworded.

    A body is its name: another name is another body, unless it is the same library item. Two library items are never
    the same thing.
    """
    if isinstance(one, RecipientUse | RecipientIdentity):
        return False
    key, other_key = ref_key(one), ref_key(other)
    return key is None or other_key is None or key == other_key


def is_same(one: Data, other: Data) -> bool:
    """Whether the two, in a place that holds one item only, are the same thing and not one in place of the other."""
    key, other_key = ref_key(one), ref_key(other)
    if key is not None and key == other_key:
        return True
    return name_key(one) == name_key(other) or may_match(one, other)


def terms(value: object) -> Terms:
    """The words of ``value`` that people read, for measuring how much two values have in common."""
    texts: list[str] = []
    _collect(value, texts)
    text = " ".join(texts).casefold()
    found = set(_TERM.findall(_TAG.sub(" ", text) if "<" in text else text))
    for long in [term for term in found if len(term) > _LONG]:
        # A passage in a script without spaces, or a long word: two of them may share a part.
        found.remove(long)
        found.update(long[start : start + 2] for start in range(len(long) - 1))
    return frozenset(found)


def _collect(value: object, texts: list[str]) -> None:
    if isinstance(value, Data):
        # Ten times as quick as asking for each field, and whole notices are read.
        machine = machine_fields(type(value))
        for name, inner in vars(value).items():
            if inner and name not in machine:
                _collect(inner, texts)
    elif isinstance(value, tuple):
        for entry in value:
            _collect(entry, texts)
    else:
        texts.append(str(value))


def likeness(one: Terms, other: Terms) -> float:
    """How much of two sets of words is shared, from 0.0 to 1.0 (Sørensen's index)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
