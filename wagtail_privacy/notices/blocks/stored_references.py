"""What stored block data refers to, read without loading any of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from wagtail import blocks
from wagtail.blocks import StreamValue

from wagtail_privacy.notices.blocks.damaged import is_entry

if TYPE_CHECKING:
    from django.db.models import Model

Found = tuple[Any, str, str, str]
"""Model, primary key as text, path in the blocks and path in the content, as Wagtail's reference index stores them."""


_PLAIN = (blocks.CharBlock, blocks.TextBlock, blocks.BooleanBlock, blocks.ChoiceBlock, blocks.URLBlock)
"""Blocks that refer to nothing."""


_LONGEST_KEY = 255
"""Characters of a key that Wagtail's reference index holds at the most."""


def unread_children(value: StreamValue) -> list[Any]:
    """The stored data of each child of a stream; ``None`` for one that has been read, whose value may have changed."""
    bound = value._bound_blocks  # noqa: SLF001 - the public view of raw data keeps what it makes of a child that was read
    return [value.raw_data[index] if child is None else None for index, child in enumerate(bound)]


def references_in_child(stream: blocks.BaseStreamBlock, raw: object, *, with_rich_text: bool = True) -> list[Found]:
    """What one child of a stream refers to; nothing for a type that the stream does not know."""
    found: list[Found] = []
    for block, value, name, key in _child(stream, raw):
        _collect(block, value, _Place().inside(name, key), with_rich_text, found)
    return found


def references_in(block: blocks.Block, raw: object, *, with_rich_text: bool = True) -> list[Found]:
    """What the stored value of a block refers to, chosen items and, unless told otherwise, links in rich text."""
    found: list[Found] = []
    _collect(block, raw, _Place(), with_rich_text, found)
    return found


def entries_in(block: blocks.Block, raw: object) -> Iterator[tuple[str, blocks.Block, Any]]:
    """The entries of the streams and lists in stored data, at every depth: id, block and stored value of each.

    The id is empty where none is stored. Lists of plain values are left out.
    """
    is_sequence = isinstance(block, blocks.ListBlock | blocks.BaseStreamBlock)
    for child, value, _name, key in _children(block, raw):
        if is_sequence:
            yield str(key or ""), child, value
        yield from entries_in(child, value)


def with_choice(
    block: blocks.Block, raw: object, model: "type[Model]", chosen: Collection[int], instead: int
) -> object:
    """The stored value of a block, with the item ``instead`` wherever one of ``chosen`` was."""
    if isinstance(block, blocks.ChooserBlock):
        return instead if block.model_class is model and _as_key(raw) in {str(key) for key in chosen} else raw
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, Mapping):
        children = block.child_blocks
        return {
            name: with_choice(children[name], value, model, chosen, instead) if name in children else value
            for name, value in raw.items()
        }
    if isinstance(block, blocks.ListBlock | blocks.BaseStreamBlock):
        return [_entry_with_choice(block, entry, model, chosen, instead) for entry in _entries(raw)]
    return raw


def _entry_with_choice(
    block: "blocks.ListBlock | blocks.BaseStreamBlock",
    entry: object,
    model: "type[Model]",
    chosen: Collection[int],
    instead: int,
) -> object:
    if isinstance(block, blocks.ListBlock):
        if not is_entry(entry):
            return with_choice(block.child_block, entry, model, chosen, instead)
        return {**entry, "value": with_choice(block.child_block, entry["value"], model, chosen, instead)}
    if isinstance(entry, Mapping):
        for child, value, _name, _key in _child(block, entry):
            return {**entry, "value": with_choice(child, value, model, chosen, instead)}
    return entry


def below(found: Found, name: str, place: str) -> Found:
    """The same reference seen from the block above: ``name`` leads on in the blocks, ``place`` in the content."""
    model, key, model_path, content_path = found
    return _Place().inside(name, place).inside(model_path, content_path).found(model, key)


class _Place(NamedTuple):
    """Where a value stands, by names of blocks and by what identifies it in the content."""

    blocks: tuple[str, ...] = ()
    content: tuple[str, ...] = ()

    def inside(self, name: str, place: object) -> "_Place":
        """``place`` is whatever was stored as the id, which may be nothing."""
        return _Place((*self.blocks, name), (*self.content, str(place or "")))

    def found(self, model: "type[Model]", key: str) -> Found:
        return model, key, _path(self.blocks), _path(self.content)


def _path(parts: tuple[str, ...]) -> str:
    """Parts without a name at the end lead nowhere further: an old list of bare values has no ids."""
    while parts and not parts[-1]:
        parts = parts[:-1]
    return ".".join(parts)


def _collect(block: blocks.Block, raw: object, place: _Place, with_rich_text: bool, found: list[Found]) -> None:
    if raw is None:
        return
    if isinstance(block, blocks.ChooserBlock):
        found.append(place.found(block.model_class, _as_key(raw)))
    elif not isinstance(block, blocks.RichTextBlock):
        for child, value, name, key in _children(block, raw):
            _collect(child, value, place.inside(name, key), with_rich_text, found)
    elif with_rich_text:
        for model, linked, model_path, content_path in block.extract_references(block.to_python(raw)):
            found.append(place.inside(model_path, content_path).found(model, linked))


def _children(block: blocks.Block, raw: object) -> Iterator[tuple[blocks.Block, Any, str, Any]]:
    """Each block inside with its stored value, its name and what identifies it in the content."""
    if isinstance(block, blocks.BaseStructBlock):
        for name, value in raw.items() if isinstance(raw, Mapping) else ():
            child = block.child_blocks.get(name)
            if child is not None and not _leads_nowhere(child, value):
                yield child, value, name, name
    elif isinstance(block, blocks.ListBlock):
        for entry in _entries(raw):
            value, key = (entry["value"], entry.get("id")) if is_entry(entry) else (entry, "")
            yield block.child_block, value, "item", key
    elif isinstance(block, blocks.BaseStreamBlock):
        for entry in _entries(raw):
            yield from _child(block, entry)


def _child(stream: blocks.BaseStreamBlock, raw: object) -> Iterator[tuple[blocks.Block, Any, str, Any]]:
    if isinstance(raw, Mapping) and isinstance(name := raw.get("type"), str) and name in stream.child_blocks:
        yield stream.child_blocks[name], raw.get("value"), name, raw.get("id")


def _leads_nowhere(block: blocks.Block, raw: object) -> bool:
    """Most fields are empty or plain: a notice is walked in a third of the time where these are not entered."""
    if isinstance(block, blocks.ListBlock):
        return not raw or isinstance(block.child_block, _PLAIN)
    return raw is None or isinstance(block, _PLAIN)


def _as_key(raw: object) -> str:
    """A stored choice as text; what is no key of anything is a text that no key is."""
    is_key = isinstance(raw, str | int) and not isinstance(raw, bool) and not _is_endless(raw)
    return str(raw) if is_key else ""


def _is_endless(raw: str | int) -> bool:
    return len(raw) > _LONGEST_KEY if isinstance(raw, str) else abs(raw) >= 10**_LONGEST_KEY


def _entries(raw: object) -> Sequence[Any]:
    return raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ()
