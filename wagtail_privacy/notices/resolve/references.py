"""Which library items a notice uses, and whether it may use them."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from wagtail_privacy.library.item_map import primary_key
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.blocks.stored_references import references_in
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.organisations.models import Organisation


@dataclass(frozen=True)
class Reference:
    """One library item used by a notice.

    ``model`` is the lower-case model name, ``object_id`` the primary key, ``translation_key`` and ``content_hash`` as
    in the document, ``revision_id`` the live revision when the notice was resolved, ``clause_id`` the shared clause
    through which the item came in, if any.
    """

    model: str
    object_id: int
    translation_key: str
    content_hash: str
    revision_id: int | None
    clause_id: int | None = None


class References:
    """Collects references and what is wrong with them, while sections are resolved one after the other.

    ``foreign`` counts how often an item of another organisation was met so far.
    """

    def __init__(self, organisation: Organisation | None):
        self.organisation = organisation
        self.problems: list[Problem] = []
        self.foreign = 0
        self._found: dict[tuple[str, int, int | None], Reference] = {}
        self._foreign: set[tuple[str, int, int | None]] = set()
        self._scope: set[int] | None = None
        self._section = ""
        self._position: int | None = None
        self._clause_id: int | None = None

    @property
    def found(self) -> tuple[Reference, ...]:
        """Every reference once, in the order of first use."""
        return tuple(self._found.values())

    def object_ids(self, model: str) -> set[int]:
        """The primary keys of this model that have been used so far."""
        return {reference.object_id for reference in self._found.values() if reference.model == model}

    @contextmanager
    def section(self, heading: str, position: int | None) -> Iterator[None]:
        """Problems found inside are reported for this section."""
        before = self._section, self._position
        self._section, self._position = heading, position
        try:
            yield
        finally:
            self._section, self._position = before

    @contextmanager
    def clause(self, clause_id: int) -> Iterator[None]:
        """References found inside came in through this shared clause."""
        before, self._clause_id = self._clause_id, clause_id
        try:
            yield
        finally:
            self._clause_id = before

    def report(self, code: str, message: str, item: str = "") -> None:
        """Note a problem of the section that is being resolved."""
        problem = Problem(code=code, message=message, section=self._section, item=item, position=self._position)
        if problem not in self.problems:
            self.problems.append(problem)

    def use(self, item: LibraryItem) -> None:
        """Note that the section uses this item and what is shown with it; report what may not be published."""
        for shown in (item, *item.dependencies()):
            self._note(shown)

    def _note(self, item: LibraryItem) -> None:
        model = str(item._meta.model_name)
        key = (model, int(item.pk), self._clause_id)
        if key in self._found:
            self.foreign += key in self._foreign
            return
        ref = item.ref()
        self._found[key] = Reference(
            model=model,
            object_id=int(item.pk),
            translation_key=ref.key,
            content_hash=ref.hash,
            revision_id=item.live_revision_id,
            clause_id=self._clause_id,
        )
        if not item.live:
            self.report(
                "item_draft",
                gettext("the %(kind)s “%(name)s” is not published. Publish it in the library, or choose another.")
                % {"kind": item._meta.verbose_name, "name": str(item)},
                str(item),
            )
        if item.owner_id is not None and item.owner_id not in self._owners_in_scope():
            self.foreign += 1
            self._foreign.add(key)
            self.report("item_foreign", foreign_message(type(item)))

    def missing(self, model: str, object_id: int) -> None:
        """Report an item that a block points to and that no longer exists."""
        # That is also why the section may have nothing left to say.
        self.problems = [
            one for one in self.problems if one.code != "section_incomplete" or one.position != self._position
        ]
        self.report(
            "item_missing",
            gettext("the chosen %(kind)s (number %(number)s) has been deleted. Choose another.")
            % {"kind": model, "number": object_id},
            f"{model} {object_id}",
        )

    def _owners_in_scope(self) -> set[int]:
        if self._scope is None:
            chain = self.organisation.chain() if self.organisation is not None else ()
            self._scope = {organisation.pk for organisation in chain}
        return self._scope


def foreign_message(model: type[Model]) -> str:
    """That an item of this kind belongs to others. Its name is nobody's business: not every reader may see it."""
    text = gettext("a chosen %(kind)s belongs to another organisation. Choose one of your own.")
    return text % {"kind": model._meta.verbose_name}


def unfilled(block: blocks.Block, value: StructValue | ListValue | StreamValue) -> Iterator[str]:
    """The labels of required fields that say nothing, as a draft may be stored with them. No query."""
    if isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            child = value.get(name)
            if child in (None, "") and _is_required(child_block):
                yield str(child_block.label)
            elif not isinstance(child_block, blocks.FieldBlock):
                yield from unfilled(child_block, child)
    elif isinstance(block, blocks.ListBlock | blocks.BaseStreamBlock) and value is not None:
        for position in range(len(value)):
            entry = value[position]
            if isinstance(block, blocks.ListBlock):
                yield from unfilled(block.child_block, entry)
            else:
                yield from unfilled(entry.block, entry.value)


def _is_required(block: blocks.Block) -> bool:
    """As declared. ``block.required`` is no answer: saving a draft in another thread turns it off for a moment."""
    declared = block._constructor_args[1].get("required")  # noqa: SLF001
    if declared is None:
        return isinstance(block, blocks.ChooserBlock) or _required_by_default(type(block))  # type: ignore[arg-type]
    return bool(declared)


@cache
def _required_by_default(kind: type[blocks.Block]) -> bool:
    parameter = inspect.signature(kind.__init__).parameters.get("required")
    return parameter is not None and bool(parameter.default)


def stored_choices(block: blocks.Block, raw: object) -> Iterator[tuple[Any, int | None]]:
    """Every (model, primary key) that stored block data points to, without loading any of them.

    ``None`` stands for what no row can have as its key: a word, or a number beyond every key. Needed because a chooser
    gives ``None`` both for "nothing chosen" and for "deleted since".
    """
    for model, stored, _model_path, _content_path in references_in(block, raw, with_rich_text=False):
        if issubclass(model, LibraryItem):
            yield model, primary_key(stored)
