"""Reads a whole notice from a YAML file.

A file says which school publishes the notice, what its page is called, which library items the school or its trust
keeps for itself, and then the sections::

    school: hawthorn                 # a key of organisations.SCHOOLS
    page:
      kind: data_sharing_policy      # a value of vocabulary.NoticeKind
      slug: data-sharing
      title: Data Sharing Policy
      audience: pupils               # optional: a value of vocabulary.Audience, "pupils" if left out
      summary: One or two sentences. # optional
      in_force_from: 2025-05         # optional: since when version 1 holds, as precisely as it is known

    library:                         # optional: items for this school only, or for its whole trust
      recipients:                    # also: data_categories, purposes, legislation, retention_rules
      - key: local-caterer           # how this file refers to it; must not be a key of the starter library
        owner: school                # or: trust
        name: Greenfork Kitchens     # from here on the fields of the model
        kind: supplier
        part_of: suppliers           # relations are keys, or lists of keys

    body:
    - section: recipients            # the type of the block, then its fields
      heading: Who we share it with
      recipients:
      - recipient: dfe               # a library item is written as its key: one of this file or of the starter library
        use_defaults: false
        uses:                        # a field that takes one statement a line is a list of texts
        - research and statistics
        citations: [dpa-1998]        # a text instead of the fields of an entry fills its first field
    - section: appendix              # holds sections in its turn
      label: A
      heading: The law
      sections:
      - section: legal_duties
        heading: Provision by provision

Statements are best written as a list of lines: between ``[`` and ``]`` a comma ends a text. Fields that are left out
keep the default of their block. Whatever a block would refuse in the editor is refused here too: unknown fields, values
that are not in a closed list, missing fields, addresses that are none. Every problem names the file, the place
(``body[2] recipients.recipients[1].uses``) and what is wrong. The ids of blocks and entries are made from the file's
name and the place, so that reading twice gives the same data.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from wagtail import blocks

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import Audience, NoticeKind

FindItem = Callable[[type[Any], str], int | None]
"""Takes a model of the library and a key; gives the primary key of the item, or ``None`` where there is none."""

LIBRARY_SECTIONS = ("legislation", "recipients", "data_categories", "purposes", "retention_rules")
OWNERS = ("school", "trust")
_PAGE_FIELDS = frozenset({"kind", "slug", "title", "audience", "summary", "in_force_from"})
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "wagtail-privacy.example.org")


class DocumentFileError(ValueError):
    """What is wrong with a file, a line for each problem, each with the name of the file and the place in it."""

    def __init__(self, file: str, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))


@dataclass(frozen=True)
class LocalItem:
    """A library item that a school or its trust keeps for itself. ``values`` are the fields as the file has them."""

    section: str
    key: str
    owner: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class DocumentFile:
    """A file read; its ``body`` is still as it was written, because keys need the database."""

    name: str
    school: str
    kind: NoticeKind
    slug: str
    title: str
    audience: Audience
    summary: str
    in_force_from: PartialDate | None
    library: tuple[LocalItem, ...]
    body: tuple[Any, ...]

    def stream_data(self, block: blocks.StreamBlock, find_item: FindItem) -> list[dict[str, Any]]:
        """The body as a stream of ``block`` stores it. Raises :class:`DocumentFileError` with every problem."""
        reader = _BodyReader(self.name, find_item)
        data = reader.stream(block, list(self.body), "body")
        if reader.problems:
            raise DocumentFileError(self.name, reader.problems)
        return data


def read_document(path: Path) -> DocumentFile:
    """Read a file and check all but its body.

    Raises :class:`DocumentFileError` with every problem, and ``OSError`` where the file cannot be read.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DocumentFileError(path.name, [f"this is not valid YAML: {error}"]) from error
    problems = list(_shape_problems(content))
    if problems:
        raise DocumentFileError(path.name, problems)
    page = content["page"]
    return DocumentFile(
        name=path.name,
        school=content["school"],
        kind=NoticeKind(page["kind"]),
        slug=page["slug"],
        title=page["title"],
        audience=Audience(page.get("audience", Audience.PUPILS)),
        summary=page.get("summary", ""),
        in_force_from=PartialDate.parse(_as_text(page["in_force_from"])) if "in_force_from" in page else None,
        library=tuple(
            LocalItem(
                section=section,
                key=item["key"],
                owner=item["owner"],
                values={name: value for name, value in item.items() if name not in {"key", "owner"}},
            )
            for section in LIBRARY_SECTIONS
            for item in content.get("library", {}).get(section, [])
        ),
        body=tuple(content["body"]),
    )


def _as_text(value: Any) -> Any:
    # YAML reads an unquoted 2025 as a number and 2025-05-14 as a date.
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _shape_problems(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "the file must have the parts school, page and body."
        return
    for name in content.keys() - {"school", "page", "library", "body"}:
        yield f"{name}: there is no such part; a file has school, page, library and body."
    if not isinstance(content.get("school"), str):
        yield "school: must be the key of a school."
    if not isinstance(content.get("body"), list) or not content["body"]:
        yield "body: must be a list of sections."
    yield from _page_problems(content.get("page"))
    yield from _library_problems(content.get("library", {}))


def _page_problems(page: Any) -> Iterator[str]:
    if not isinstance(page, dict):
        yield "page: must give at least kind, slug and title."
        return
    for name in page.keys() - _PAGE_FIELDS:
        yield f"page.{name}: there is no such field."
    for name in ("slug", "title"):
        if not page.get(name) or not isinstance(page[name], str):
            yield f"page.{name}: must be a text."
    if not isinstance(page.get("summary", ""), str):
        yield "page.summary: must be a text."
    for name, vocabulary in (("kind", NoticeKind), ("audience", Audience)):
        value = page.get(name, Audience.PUPILS if name == "audience" else None)
        if value not in vocabulary.values:
            yield f"page.{name}: {value!r} is none of {', '.join(vocabulary.values)}."
    if "in_force_from" in page:
        try:
            PartialDate.parse(str(_as_text(page["in_force_from"])))
        except ValueError as error:
            yield f"page.in_force_from: {error}"


def _library_problems(library: Any) -> Iterator[str]:
    if not isinstance(library, dict) or not all(isinstance(items, list) for items in library.values()):
        yield "library: must hold lists of items, by section."
        return
    for section in library.keys() - set(LIBRARY_SECTIONS):
        yield f"library.{section}: there is no such section; there are {', '.join(LIBRARY_SECTIONS)}."
    for section, items in library.items():
        for position, item in enumerate(items, start=1):
            place = f"library.{section}[{position}]"
            if not isinstance(item, dict):
                yield f"{place}: must be an item with its fields."
                continue
            for name in ("key", "name"):
                if not isinstance(item.get(name), str):
                    yield f"{place}.{name}: must be a text."
            if item.get("owner") not in OWNERS:
                yield f"{place}.owner: must be one of {', '.join(OWNERS)}."


class _BodyReader:
    """Walks the blocks beside the YAML. Collects problems instead of stopping at the first one."""

    def __init__(self, file: str, find_item: FindItem) -> None:
        self.file = file
        self.find_item = find_item
        self.problems: list[str] = []

    def stream(self, block: blocks.StreamBlock, raw: Any, place: str) -> list[dict[str, Any]]:
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
            value = fields if isinstance(child, blocks.StructBlock) else fields.get(kind)
            data.append({"type": kind, "value": self._value(child, value, f"{here} {kind}"), "id": self._id(here)})
        return data

    def _value(self, block: blocks.Block, raw: Any, place: str) -> Any:
        if isinstance(block, blocks.StructBlock):
            return self._struct(block, raw, place)
        if isinstance(block, blocks.StreamBlock):
            return self.stream(block, raw, place)
        if isinstance(block, blocks.ListBlock):
            return self._list(block, raw, place)
        if isinstance(block, blocks.ChooserBlock):
            return self._item(block, raw, place)
        return self._plain(block, raw, place)

    def _struct(self, block: blocks.StructBlock, raw: Any, place: str) -> dict[str, Any]:
        if isinstance(raw, str):
            raw = {next(iter(block.child_blocks)): raw}
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
            name: self._value(child, raw[name], f"{place}.{name}")
            for name, child in block.child_blocks.items()
            if name in raw
        }

    def _list(self, block: blocks.ListBlock, raw: Any, place: str) -> list[dict[str, Any]]:
        entries = self._entries(raw, place)
        if block.meta.max_num is not None and len(entries) > block.meta.max_num:
            self._report(place, f"there is room for {block.meta.max_num} only.")
        return [
            {"type": "item", "value": self._value(block.child_block, entry, here), "id": self._id(here)}
            for entry, here in ((entry, f"{place}[{position}]") for position, entry in enumerate(entries, start=1))
        ]

    def _item(self, block: blocks.ChooserBlock, raw: Any, place: str) -> int | None:
        if not isinstance(raw, str):
            self._report(place, "must be the key of a library item.")
            return None
        found = self.find_item(block.target_model, raw)
        if found is None:
            self._report(place, f"there is no {block.target_model._meta.verbose_name} with the key “{raw}”.")
        return found

    def _plain(self, block: blocks.Block, raw: Any, place: str) -> Any:
        if isinstance(raw, list) and isinstance(block, blocks.TextBlock):
            if not all(isinstance(line, str) for line in raw):
                self._report(place, "every entry must be a text; put it in quotation marks.")
                return ""
            raw = "\n".join(" ".join(line.split()) for line in raw)
        raw = _as_text(raw) if isinstance(block, blocks.CharBlock) else raw
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

    def _id(self, place: str) -> str:
        return str(uuid.uuid5(_NAMESPACE, f"{self.file} {place}"))

    def _report(self, place: str, message: str) -> None:
        self.problems.append(f"{place}: {message}")


_TYPE_NAMES: dict[type, str] = {bool: "true or false", int: "a number", list: "a list", str: "a text"}


def _expected_type(block: blocks.Block) -> type:
    if isinstance(block, blocks.BooleanBlock):
        return bool
    if isinstance(block, blocks.IntegerBlock):
        return int
    return list if isinstance(block, blocks.MultipleChoiceBlock) else str
