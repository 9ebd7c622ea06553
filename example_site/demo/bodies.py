"""Turns the sections of a file into what a stream of blocks stores.

Whatever a block would refuse in the editor is refused here too: unknown fields, values that are not in a closed list,
missing fields, addresses that are none. Every problem names the place (``body[2] recipients.recipients[1].uses``) and
what is wrong.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from example_site.demo.problems import DocumentFileError
from wagtail_privacy.library.starter_library.file import as_text
from wagtail_privacy.notices.blocks.unknown import UNKNOWN

FindItem = Callable[[type[Any], str], int | None]
"""Takes a model of the library and a key; gives the primary key of the item, or ``None`` where there is none."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "wagtail-privacy.example.org")


def stream_data(
    body: list[Any], block: blocks.StreamBlock, find_item: FindItem, *, file: str, notice: str
) -> list[dict[str, Any]]:
    """``body`` as a stream of ``block`` stores it. Raises :class:`DocumentFileError` with every problem.

    The ids of blocks and entries are made from ``notice`` and the name of an entry, not from its place: reading twice
    gives the same data, and unchanged entries of a later version have the same ids.
    """
    reader = _BodyReader(notice, find_item)
    data = reader.stream(block, body, "body", "")
    if reader.problems:
        raise DocumentFileError(file, reader.problems)
    return data


def name_of(entry: Any) -> str:
    """The name of an entry of a list: the entry if it is a text, else the first text among its fields, else empty."""
    if isinstance(entry, str):
        return entry
    return next((value for value in entry.values() if isinstance(value, str)), "") if isinstance(entry, dict) else ""


def heading_of(section: Any) -> str:
    """The name of a section: its heading, or its type where it has no heading."""
    return str(section.get("heading") or section.get("section") or "") if isinstance(section, dict) else ""


class _BodyReader:
    """Walks the blocks beside the YAML. Collects problems instead of stopping at the first one.

    ``place`` is where a value stands in the file, ``path`` the same in names, for ids.
    """

    def __init__(self, notice: str, find_item: FindItem) -> None:
        self.notice = notice
        self.find_item = find_item
        self.problems: list[str] = []
        self._used: Counter[str] = Counter()

    def stream(self, block: blocks.StreamBlock, raw: Any, place: str, path: str) -> list[dict[str, Any]]:
        data = []
        for position, entry in enumerate(self._entries(raw, place), start=1):
            here = f"{place}[{position}]"
            kind = entry.get("section") if isinstance(entry, dict) else None
            if kind not in block.child_blocks:
                self._report(here, f"section: {kind!r} is none of {', '.join(block.child_blocks)}.")
                continue
            child = block.child_blocks[kind]
            fields = {name: value for name, value in entry.items() if name != "section"}
            # A chooser in the stream has no fields of its own: its value stands under the name of the block.
            raw_value = fields if isinstance(child, blocks.StructBlock) else fields.get(kind)
            entry_path = self._path(path, f"{kind} {heading_of(entry)}")
            value = self._value(child, raw_value, f"{here} {kind}", entry_path)
            data.append({"type": kind, "value": value, "id": self._id(entry_path)})
        return data

    def _value(self, block: blocks.Block, raw: Any, place: str, path: str) -> Any:
        if isinstance(block, blocks.StructBlock):
            return self._struct(block, raw, place, path)
        if isinstance(block, blocks.StreamBlock):
            return self.stream(block, raw, place, path)
        if isinstance(block, blocks.ListBlock):
            return self._list(block, raw, place, path)
        if isinstance(block, blocks.ChooserBlock):
            return self._item(block, raw, place)
        return self._plain(block, raw, place)

    def _struct(self, block: blocks.StructBlock, raw: Any, place: str, path: str) -> dict[str, Any]:
        if isinstance(raw, str):
            # What apps that are gone have left stands first in the form, and in no file.
            raw = {next(name for name in block.child_blocks if name != UNKNOWN): raw}
        if not isinstance(raw, dict):
            self._report(place, f"must have fields: {', '.join(block.child_blocks)}.")
            return {}
        for name in raw:
            if name not in block.child_blocks:
                self._report(f"{place}.{name}", f"there is no such field; there are {', '.join(block.child_blocks)}.")
        for name, child in block.child_blocks.items():
            if name not in raw and getattr(child, "required", False) and not child.get_default():
                self._report(f"{place}.{name}", "this field must be given.")
        return {
            name: self._value(child, raw[name], f"{place}.{name}", f"{path} {name}")
            for name, child in block.child_blocks.items()
            if name in raw
        }

    def _list(self, block: blocks.ListBlock, raw: Any, place: str, path: str) -> list[dict[str, Any]]:
        entries = self._entries(raw, place)
        if block.meta.max_num is not None and len(entries) > block.meta.max_num:
            self._report(place, f"there is room for {block.meta.max_num} only.")
        data = []
        for position, entry in enumerate(entries, start=1):
            entry_path = self._path(path, name_of(entry))
            value = self._value(block.child_block, entry, f"{place}[{position}]", entry_path)
            data.append({"type": "item", "value": value, "id": self._id(entry_path)})
        return data

    def _item(self, block: blocks.ChooserBlock, raw: Any, place: str) -> int | None:
        if not isinstance(raw, str):
            self._report(place, "must be the key of a library item.")
            return None
        key = self.find_item(block.target_model, raw)
        if key is None:
            self._report(place, f"there is no {block.target_model._meta.verbose_name} with the key “{raw}”.")
        return key

    def _plain(self, block: blocks.Block, raw: Any, place: str) -> Any:
        if isinstance(raw, list) and isinstance(block, blocks.TextBlock):
            if not all(isinstance(line, str) for line in raw):
                self._report(place, "every entry must be a text; put it in quotation marks.")
                return ""
            raw = "\n".join(" ".join(line.split()) for line in raw)
        raw = as_text(raw) if isinstance(block, blocks.CharBlock) else raw
        expected = _expected_type(block)
        if not isinstance(raw, expected) or (expected is int and isinstance(raw, bool)):
            self._report(place, f"must be {_TYPE_NAMES[expected]}, not {raw!r}.")
            return None
        try:
            return block.get_prep_value(block.clean(block.normalize(raw)))
        except ValidationError as error:
            self._report(place, " ".join(error.messages))
            return None

    def _entries(self, raw: Any, place: str) -> list[Any]:
        if isinstance(raw, list):
            return raw
        self._report(place, "must be a list.")
        return []

    def _path(self, path: str, name: str) -> str:
        # Several entries may have the same name, or none.
        entry_path = f"{path} / {name}"
        self._used[entry_path] += 1
        return f"{entry_path} {self._used[entry_path]}"

    def _id(self, path: str) -> str:
        return str(uuid.uuid5(_NAMESPACE, self.notice + path))

    def _report(self, place: str, message: str) -> None:
        self.problems.append(f"{place}: {message}")


_TYPE_NAMES: dict[type, str] = {bool: "true or false", int: "a number", list: "a list", str: "a text"}


def _expected_type(block: blocks.Block) -> type:
    if isinstance(block, blocks.BooleanBlock):
        return bool
    if isinstance(block, blocks.IntegerBlock):
        return int
    return list if isinstance(block, blocks.MultipleChoiceBlock) else str
