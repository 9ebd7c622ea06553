"""What stored block data refers to, read without loading any of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail import blocks

from wagtail_privacy.notices.blocks.damaged import is_entry

Found = tuple[Any, str, str, str]
"""Model, primary key as text, path in the blocks and path in the content, as Wagtail's reference index stores them."""


_PLAIN = (blocks.CharBlock, blocks.TextBlock, blocks.BooleanBlock, blocks.ChoiceBlock, blocks.URLBlock)
"""Blocks that refer to nothing."""


_LONGEST_KEY = 255
"""Characters of a key that Wagtail's reference index holds at the most."""


def unread_children(value: Any) -> list[Any]:
    """The stored data of each child of a stream; ``None`` for one that has been read, whose value may have changed."""
    bound = value._bound_blocks  # noqa: SLF001 - the public view of raw data keeps what it makes of a child that was read
    return [value.raw_data[index] if child is None else None for index, child in enumerate(bound)]


def references_in_child(stream: blocks.BaseStreamBlock, raw: Any, *, with_rich_text: bool = True) -> Iterator[Found]:
    """What one child of a stream refers to; nothing for a type that the stream does not know."""
    name = raw.get("type") if isinstance(raw, Mapping) else None
    block = stream.child_blocks.get(name) if isinstance(name, str) else None
    if block is not None:
        for found in references_in(block, raw.get("value"), with_rich_text=with_rich_text):
            yield below(found, raw["type"], raw.get("id") or "")


def below(found: Found, name: str, place: str) -> Found:
    """The same reference seen from the block above: ``name`` leads on in the blocks, ``place`` in the content."""
    model, key, model_path, content_path = found
    paths = [f"{first}.{rest}" if rest else first for first, rest in ((name, model_path), (place, content_path))]
    return model, key, paths[0], paths[1]


def references_in(block: blocks.Block, raw: Any, *, with_rich_text: bool = True) -> Iterator[Found]:
    """What the stored value of a block refers to, chosen items and, unless told otherwise, links in rich text."""
    if raw is None:
        return
    if isinstance(block, blocks.ChooserBlock):
        yield block.model_class, _as_key(raw), "", ""
    elif isinstance(block, blocks.BaseStructBlock):
        yield from _in_struct(block, raw, with_rich_text)
    elif isinstance(block, blocks.ListBlock):
        yield from _in_list(block, raw, with_rich_text)
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in _entries(raw):
            yield from references_in_child(block, child, with_rich_text=with_rich_text)
    elif isinstance(block, blocks.RichTextBlock) and with_rich_text:
        yield from block.extract_references(block.to_python(raw))


def _as_key(raw: Any) -> str:
    """A stored choice as text; what is no key of anything is a text that no key is."""
    is_key = isinstance(raw, str | int) and not isinstance(raw, bool) and not _is_endless(raw)
    return str(raw) if is_key else ""


def _is_endless(raw: str | int) -> bool:
    return len(raw) > _LONGEST_KEY if isinstance(raw, str) else abs(raw) >= 10**_LONGEST_KEY


def _in_struct(block: blocks.BaseStructBlock, raw: Any, with_rich_text: bool) -> Iterator[Found]:
    for name, value in raw.items() if isinstance(raw, Mapping) else ():
        child = block.child_blocks.get(name)
        if child is not None and not _leads_nowhere(child, value):
            for found in references_in(child, value, with_rich_text=with_rich_text):
                yield below(found, name, name)


def _leads_nowhere(block: blocks.Block, raw: Any) -> bool:
    """Most fields are empty or plain: a notice is walked in a third of the time where these are not entered."""
    if isinstance(block, blocks.ListBlock):
        return not raw or isinstance(block.child_block, _PLAIN)
    return raw is None or isinstance(block, _PLAIN)


def _in_list(block: blocks.ListBlock, raw: Any, with_rich_text: bool) -> Iterator[Found]:
    for entry in _entries(raw):
        value, place = (entry["value"], entry.get("id") or "") if is_entry(entry) else (entry, "")
        for found in references_in(block.child_block, value, with_rich_text=with_rich_text):
            yield below(found, "item", place)


def _entries(raw: Any) -> Sequence[Any]:
    return raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ()
