"""Stored block data of a wrong shape: read as far as it can be read, and known to be damaged.

Scripts, APIs and older releases write what no form would send. A page with such data has to open in the editor, say
which section is concerned, and lose nothing unsaid.
"""

from collections.abc import Mapping
from typing import Any, TypeGuard

from wagtail import blocks
from wagtail.blocks import StructValue

from wagtail_privacy.library.item_map import primary_key
from wagtail_privacy.notices.blocks.unknown import UnknownFieldsMixin

UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, OverflowError, RecursionError)
"""What block data of a wrong shape raises, from a script, an API or an older release."""

_DEEPEST = 30
"""How many blocks stand inside each other at the most: no block of ours is nested half as deep."""


class DamagedDataMixin:
    """For a section: reads what can be read of stored data of a wrong shape, and marks the value."""

    def to_python(self, value: object) -> StructValue:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: list[object]) -> list[StructValue]:
        try:
            return super().bulk_to_python(values)  # type: ignore[misc]
        except UNREADABLE:
            repaired = [readable_part(self, value) for value in values]
            read = super().bulk_to_python(repaired)  # type: ignore[misc]
        for value, before, after in zip(read, values, repaired, strict=True):
            value.is_damaged = before != after
        return list(read)


def readable_part(block: blocks.Block, raw: object, depth: int = 0) -> object:
    """``raw`` without what ``block`` could not read; ``None``, an empty list or nothing in its place."""
    if depth > _DEEPEST:
        return None
    if isinstance(block, blocks.BaseStructBlock):
        stored = raw if isinstance(raw, Mapping) else {}
        unknown = block.unknown_in(stored) if isinstance(block, UnknownFieldsMixin) else {}
        return unknown | {
            name: readable_part(child, stored[name], depth + 1)
            for name, child in block.child_blocks.items()
            if name in stored
        }
    if isinstance(block, blocks.ListBlock):
        entries = raw if isinstance(raw, list) else []
        return [_readable_entry(block.child_block, entry, depth) for entry in entries]
    if isinstance(block, blocks.BaseStreamBlock):
        children = raw if isinstance(raw, list) else []
        return [
            {**child, "value": readable_part(block.child_blocks[child["type"]], child["value"], depth + 1)}
            for child in children
            if is_child(block, child)
        ]
    return _readable_leaf(block, raw)


def is_child(block: blocks.BaseStreamBlock, raw: object) -> bool:
    """Whether ``raw`` is the stored form of a child that the stream ``block`` knows."""
    return (
        isinstance(raw, Mapping)
        and isinstance(raw.get("type"), str)
        and raw["type"] in block.child_blocks
        and "value" in raw
        and isinstance(raw.get("id"), str | None)
    )


def is_entry(raw: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether ``raw`` is the stored form of an entry of a list; older releases of Wagtail stored bare values."""
    return isinstance(raw, Mapping) and raw.get("type") == "item" and "value" in raw


def _readable_entry(block: blocks.Block, entry: object, depth: int) -> object:
    if is_entry(entry) and isinstance(entry.get("id"), str | None):
        return {**entry, "value": readable_part(block, entry["value"], depth + 1)}
    return {"type": "item", "value": readable_part(block, entry, depth + 1), "id": None}


def _readable_leaf(block: blocks.Block, raw: object) -> object:
    if isinstance(block, blocks.ChooserBlock):
        return raw if primary_key(raw) is not None else None
    if isinstance(block, blocks.MultipleChoiceBlock):
        return [value for value in raw if isinstance(value, str)] if isinstance(raw, list) else []
    if isinstance(raw, Mapping | list):
        return None
    try:
        block.to_python(raw)
    except UNREADABLE:
        return None
    return raw
