"""Which texts of stored sections translators translate, and where each of them stands."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from wagtail import blocks

from wagtail_privacy.documents.fields import FieldKind, specs
from wagtail_privacy.documents.items import Contact
from wagtail_privacy.documents.sections import RegistrationSection
from wagtail_privacy.notices.blocks.base import PartialDateBlock
from wagtail_privacy.notices.recipient_extensions import recipient_extensions

SAME_IN_EVERY_LANGUAGE = frozenset[tuple[type[BaseModel], str]](
    ((Contact, "email"), (Contact, "phone"), (Contact, "website"), (RegistrationSection, "number"))
)
"""Texts of documents that are neither words nor names."""

ADDRESS_FIELDS = frozenset({"url", "form_url"})
"""What web addresses are called, which stand in plain text fields here and there."""

_TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.BlockQuoteBlock)
_UNTRANSLATED_BLOCKS = (blocks.URLBlock, blocks.EmailBlock, blocks.RegexBlock, PartialDateBlock)

_UNTRANSLATED_KINDS = frozenset({FieldKind.MACHINE, FieldKind.OPAQUE})


@dataclass(frozen=True)
class Text:
    """One text of stored sections.

    ``path`` is where it stands, by names and ids as wagtail-localize writes it; ``holder[name]`` is its value.
    """

    path: tuple[str, ...]
    block: blocks.Block
    holder: MutableMapping[str, Any]
    name: str

    @property
    def value(self) -> str:
        """The stored text."""
        return str(self.holder[self.name])

    @property
    def is_rich(self) -> bool:
        """Whether it is HTML."""
        return isinstance(self.block, blocks.RichTextBlock)


def texts_in(block: blocks.Block, raw: object, path: tuple[str, ...] = ()) -> Iterator[Text]:
    """Every text in the stored value of a stream, list or struct that translators translate, in reading order.

    Empty texts, data that cannot be read and entries without an id are left out: nothing would find them again.
    """
    if isinstance(block, blocks.BaseStructBlock):
        if isinstance(raw, MutableMapping):
            for name, child in block.child_blocks.items():
                yield from _texts_of_field(block, name, child, raw, path)
    elif isinstance(block, blocks.ListBlock | blocks.BaseStreamBlock):
        for entry in raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ():
            child_block, key = _entry(block, entry)
            if child_block is not None and key:
                inside = (*path, key)
                if isinstance(child_block, _TEXT_BLOCKS):
                    yield from _text(child_block, entry, "value", inside)
                else:
                    yield from texts_in(child_block, entry["value"], inside)


def _texts_of_field(
    parent: blocks.Block, name: str, child: blocks.Block, raw: MutableMapping[str, Any], path: tuple[str, ...]
) -> Iterator[Text]:
    if name not in raw:
        return
    if not isinstance(child, _TEXT_BLOCKS):
        yield from texts_in(child, raw[name], (*path, name))
    elif is_translated(parent, name, child):
        yield from _text(child, raw, name, (*path, name))


def _text(block: blocks.Block, holder: MutableMapping[str, Any], name: str, path: tuple[str, ...]) -> Iterator[Text]:
    value = holder[name]
    if isinstance(value, str) and value.strip():
        yield Text(path, block, holder, name)


def _entry(block: "blocks.ListBlock | blocks.BaseStreamBlock", entry: object) -> tuple[blocks.Block | None, str]:
    if not isinstance(entry, MutableMapping) or "value" not in entry or not isinstance(entry.get("id"), str):
        return None, ""
    if isinstance(block, blocks.ListBlock):
        return block.child_block, entry["id"]
    return block.child_blocks.get(entry.get("type")), entry["id"]


def is_translated(parent: blocks.Block, name: str, block: blocks.Block) -> bool:
    """Whether translators translate the field ``name`` of ``parent``; what the field of the document is decides."""
    if isinstance(block, _UNTRANSLATED_BLOCKS) or not isinstance(block, _TEXT_BLOCKS):
        return False
    schema, field = _field_of_document(parent, name)
    if schema is None or field not in schema.model_fields:
        # Only the block has it: it says what something is called here, or where.
        return True
    spec = specs(schema)[field]
    is_same = (schema, field) in SAME_IN_EVERY_LANGUAGE or field in ADDRESS_FIELDS
    return not is_same and not spec.unit and spec.kind not in _UNTRANSLATED_KINDS


def _field_of_document(parent: blocks.Block, name: str) -> tuple[type[BaseModel] | None, str]:
    for extension in recipient_extensions():
        prefix = extension.name_of("")
        if name.startswith(prefix) and name.removeprefix(prefix) in extension.block.base_blocks:
            return extension.model, name.removeprefix(prefix)
    schema: type[BaseModel] | None = getattr(parent, "schema", None)
    return schema, name


def with_texts(raw: object, texts: Mapping[tuple[str, ...], str], block: blocks.Block) -> object:
    """``raw``, changed in place, with these texts at these paths."""
    for text in list(texts_in(block, raw)):
        if text.path in texts:
            text.holder[text.name] = texts[text.path]
    return raw
