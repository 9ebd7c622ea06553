"""Stored sections, compared by what they say and put in order. Pure: no database."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wagtail import blocks

from wagtail_privacy.notices.blocks.damaged import is_child, is_entry

RawSection = Any
"""A section as a stream stores it: ``type``, ``value`` and ``id``. Scripts may have stored anything."""

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def normalised(raw: object) -> object:
    """Stored data without what says nothing: ids of entries, empty values, keys of paragraphs, kinds of line ends.

    A missing field counts as an empty one, so that what a field says by default has to be filled in before.
    """
    if isinstance(raw, Mapping):
        is_block = "value" in raw and "type" in raw
        inner = {name: normalised(value) for name, value in raw.items() if not (is_block and name == "id")}
        return {name: value for name, value in inner.items() if not _is_empty(value)}
    if isinstance(raw, list):
        return [normalised(value) for value in raw]
    if isinstance(raw, str):
        return _BLOCK_KEY.sub("", raw).replace("\r\n", "\n").replace("\r", "\n").strip()
    return raw


def _is_empty(value: object) -> bool:
    return value is None or value is False or value in ("", [], {})


def say_same(one: object, other: object) -> bool:
    """Whether two stored sections, or two lists of them, say the same."""
    return normalised(one) == normalised(other)


def completed(stream: blocks.BaseStreamBlock, raw: Any) -> Any:
    """A stored section with what its fields say by default where nothing is stored; what is unknown stays as it is."""
    if not is_child(stream, raw):
        return raw
    return {**raw, "value": _completed(stream.child_blocks[raw["type"]], raw["value"])}


def _completed(block: blocks.Block, raw: Any) -> Any:
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, Mapping):
        return dict(raw) | {
            name: _completed(child, raw[name]) if name in raw else child.get_prep_value(child.get_default())
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        return [
            {**entry, "value": _completed(block.child_block, entry["value"])} if is_entry(entry) else entry
            for entry in raw
        ]
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(raw, list):
        return [completed(block, child) for child in raw]
    return raw


def by_id(sections: Iterable[RawSection]) -> dict[str, RawSection]:
    """The sections by their ids, the first of each; what has none is left out."""
    found: dict[str, RawSection] = {}
    for section in sections:
        block_id = section.get("id") if isinstance(section, Mapping) else None
        if isinstance(block_id, str) and block_id:
            found.setdefault(block_id, section)
    return found


def in_order(lead: Sequence[str], other: Sequence[str], wanted: Collection[str]) -> list[str]:
    """Those of ``wanted`` in the order of ``lead``; what only ``other`` has comes after what it comes after there."""
    placed = [key for key in lead if key in wanted]
    known = set(placed)
    before: str | None = None
    for key in other:
        if key not in wanted:
            continue
        if key not in known:
            placed.insert(placed.index(before) + 1 if before is not None else 0, key)
            known.add(key)
        before = key
    return placed
