"""Which part of a document came from which block of the notice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail.blocks import StructValue
from wagtail.blocks.list_block import ListValue


@dataclass
class Origin:
    """The block that a section came from.

    ``block_id`` is its id in the body of the notice, or in that of a clause; ``value`` its value; ``inner`` are the
    origins of the sections inside an appendix; ``within`` is the origin inside the clause that the block chooses.
    """

    block_id: str
    value: Any = None
    inner: list["Origin"] = field(default_factory=list)
    within: "Origin | None" = None


def places_of(sections: Sequence[Any], origins: Sequence[Origin]) -> dict[str, list[str]]:
    """The blocks of each part of a document, by its place, such as ``sections/3/recipients/2``.

    A place is the path to a section, or to an entry of a list in it, counted from 0. The blocks are ids from the
    outside in: the section of the notice first, for what came through a clause the block that chooses it, then the
    block in the clause. A list from which something is left out (an entry without content) has no places of its own.
    """
    return dict(_places(sections, origins, "sections", ()))


def _places(
    sections: Sequence[Any], origins: Sequence[Origin], path: str, above: tuple[str, ...]
) -> Iterator[tuple[str, list[str]]]:
    for number, (section, origin) in enumerate(zip(sections, origins, strict=True)):
        blocks, inside = (*above, origin.block_id), origin
        while inside.within is not None:
            inside = inside.within
            blocks = (*blocks, inside.block_id)
        place = f"{path}/{number}"
        yield place, list(blocks)
        if inside.inner:
            yield from _places(section.sections, inside.inner, f"{place}/sections", blocks)
        else:
            yield from _entries(section, inside.value, place, blocks)


def _entries(part: object, value: object, place: str, above: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(value, StructValue):
        return
    for name, child in value.items():
        entries = getattr(part, name, None)
        if not isinstance(child, ListValue) or not isinstance(entries, tuple) or len(entries) != len(child):
            continue
        for number, (entry, bound) in enumerate(zip(entries, child.bound_blocks, strict=True)):
            blocks = (*above, str(bound.id))
            yield f"{place}/{name}/{number}", list(blocks)
            yield from _entries(entry, bound.value, f"{place}/{name}/{number}", blocks)
