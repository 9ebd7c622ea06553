"""What the collapsed line of a section or item says: "12 organisations, 3 without a reason", "next review: May 2027".

The browser counts, since only it knows what is in an unsaved form; the words come from here, because the plural forms
of a language are not known there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from wagtail_privacy.notices.blocks.damaged import DamagedDataMixin
from wagtail_privacy.notices.blocks.kept import KeptBlockMixin
from wagtail_privacy.notices.blocks.script import OurScriptMixin
from wagtail_privacy.notices.blocks.unknown import UNKNOWN


@dataclass(frozen=True)
class Lacking:
    """How many entries of a list say nothing in any of ``fields``; ``words`` is an ``ngettext_lazy`` over ``count``.

    Where ``chooser`` names the field of the entry that chooses a library item, and ``library_field`` is among what is
    ticked in the field ``takes``, what the library says counts too: the item says that it fills it in.
    """

    fields: tuple[str, ...]
    words: Any
    chooser: str = ""
    takes: str = ""
    library_field: str = ""

    def packed(self) -> dict[str, Any]:
        library = {"chooser": self.chooser, "takes": self.takes, "field": self.library_field}
        return {"fields": list(self.fields), "library": library} | _plural_forms(self.words)


@dataclass(frozen=True)
class Counted:
    """How many entries a list has, or lines a text; ``words`` is an ``ngettext_lazy`` over ``count``."""

    field: str
    words: Any
    lacking: Lacking | None = None

    def packed(self) -> dict[str, Any]:
        packed = {"show": "count", "field": self.field} | _plural_forms(self.words)
        return packed | {"lacking": self.lacking.packed()} if self.lacking is not None else packed


@dataclass(frozen=True)
class Shown:
    """What stands in a field, after ``label``; nothing where the field is empty."""

    field: str
    label: str | Promise = ""

    def packed(self) -> dict[str, Any]:
        return {"show": "text", "field": self.field, "label": str(self.label)}


@dataclass(frozen=True)
class Ticked:
    """One of two wordings, by a tick box."""

    field: str
    yes: str | Promise
    no: str | Promise

    def packed(self) -> dict[str, Any]:
        return {"show": "choice", "field": self.field, "yes": str(self.yes), "no": str(self.no)}


def _plural_forms(words: Any) -> dict[str, Any]:
    """The distinct wordings with ``#`` for the number, and which of them holds for 0, 1, 2 …

    From 100 on, every known plural rule depends on the last two digits only, so that 200 numbers say it all.
    """
    wordings: list[str] = []
    holds_for: list[int] = []
    for number in range(200):
        wording = str(words % {"count": number}).replace(str(number), "#", 1)
        if wording not in wordings:
            wordings.append(wording)
        holds_for.append(wordings.index(wording))
    return {"wordings": wordings, "holdsFor": holds_for}


class SummarisedBlock(KeptBlockMixin, DamagedDataMixin, blocks.StructBlock):
    """A block with a heading whose collapsed line says what is inside; ``Meta.summary`` lists its parts."""

    class Meta:
        summary: tuple[Counted | Shown | Ticked, ...] = ()


class _LineAdapter(OurScriptMixin, StructBlockAdapter):
    """Adds to Wagtail's own arguments what the collapsed line says, and the words for values of closed lists."""

    def js_args(self, block: blocks.StructBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        summary = _packed(block.__class__, get_language())
        return [name, children, meta | {"summary": summary, "choices": _choices(block)}]


class SummarisedBlockAdapter(_LineAdapter):
    """A section: its line leaves out the heading that it usually has."""

    js_constructor = "wagtail_privacy.SummarisedBlock"

    def js_args(self, block: blocks.StructBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        heading = str(block.child_blocks["heading"].get_default() or "")
        return [name, children, meta | {"usualHeading": heading}]


class ItemBlockAdapter(_LineAdapter):
    """An item of a list whose collapsed line leaves out what says nothing."""

    js_constructor = "wagtail_privacy.ItemBlock"

    def js_args(self, block: blocks.StructBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        meta = meta | {"itemLabel": str(block.schema.item_label)}
        # Ticks that say where values come from are no words of the notice.
        silent = [field for field in ("from_library",) if field in block.child_blocks]
        if silent:
            meta["silent"] = silent
        if UNKNOWN in block.child_blocks:
            meta["takeOut"] = gettext("Take it out")
        return [name, children, meta]


@cache
def _packed(block_class: type[Any], language: str | None) -> list[dict[str, Any]]:
    # The wordings differ by language only, and working out plural forms takes a while.
    return [part.packed() for part in block_class._meta_class.summary]  # noqa: SLF001


def _choices(block: blocks.StructBlock) -> dict[str, dict[str, str]]:
    """For each field with a closed list: the words for its values, as the editor chooses among them."""
    lists: dict[str, dict[str, str]] = {}
    for name, child in block.child_blocks.items():
        if isinstance(child, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
            choices: Iterable[tuple[Any, Any]] = flatten_choices(child.field.choices)
            lists[name] = {str(value): str(words) for value, words in choices if value != ""}
    return lists


register(SummarisedBlockAdapter(), SummarisedBlock)
