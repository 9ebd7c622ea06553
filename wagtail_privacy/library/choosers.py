"""Blocks that choose a library item."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser

from wagtail_privacy.library.item_map import ItemMap, current_map, item_map, primary_key

BlockValue = TypeVar("BlockValue")


LINKED_FIELDS = {
    # Wagtail reads the value of what a selector finds, and it has to find something: a form may say nothing.
    name: f'[data-privacy-fits="{name}"], body:not(:has([data-privacy-fits="{name}"]))'
    for name in ("nations", "audiences")
}
"""By parameter of a chooser's address: the element of the form that holds its value."""


@dataclass(frozen=True)
class ChosenItem:
    """Placeholder for an item while a form is read; all of them are then loaded together."""

    model: type[Model]
    key: int


_is_reading_form: ContextVar[bool] = ContextVar("wagtail_privacy_is_reading_form", default=False)


class LibraryItemChooserBlock(SnippetChooserBlock):
    """Chooses an item of one kind, and loads it with all that a document needs of it.

    Migrations see Wagtail's own chooser block, so that the classes of this module may move.
    """

    model_label = ""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(self.model_label, **kwargs)

    @cached_property
    def widget(self) -> AdminSnippetChooser:
        """As Wagtail's; the dialog is told of the notice what the form says, where it says anything."""
        chooser = super().widget
        return AdminSnippetChooser(chooser.model, icon=chooser.icon, linked_fields=LINKED_FIELDS)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        _, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", [self.model_label, *args], kwargs

    def to_python(self, value: object) -> Model | None:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Sequence[object]) -> list[Model | None]:
        """The items for ``values``, in their order; ``None`` for one that does not exist."""
        keys = [primary_key(value) for value in values]
        items = current_map() or ItemMap()
        items.load((self.model_class, key) for key in keys if key is not None)
        return [items.get(self.model_class, key) if key is not None else None for key in keys]

    def value_from_form(self, value: object) -> Model | ChosenItem | None:
        """The chosen item; while :func:`reading_form` reads a form, what stands for it until all are loaded."""
        if value is None or isinstance(value, self.model_class):
            return value
        key = primary_key(value)
        if key is None:
            return None
        return ChosenItem(self.model_class, key) if _is_reading_form.get() else self.to_python(key)

    def clean(self, value: object) -> Model | None:
        """As Wagtail's, which asks the database again for an item that has just been read from it."""
        return value if isinstance(value, self.model_class) else super().clean(value)


@contextmanager
def reading_form() -> Iterator[bool]:
    """Read a form without loading the items that are chosen in it; gives whether this is the outermost reading."""
    is_outermost = not _is_reading_form.get()
    token = _is_reading_form.set(True)
    try:
        yield is_outermost
    finally:
        _is_reading_form.reset(token)


def load_chosen(value: BlockValue) -> BlockValue:
    """A block value read inside :func:`reading_form`, with the items in their places, each model loaded in one go."""
    with item_map() as items:
        items.load((chosen.model, chosen.key) for chosen in _chosen_in(value))
        return cast(BlockValue, _with_items(value, items))


def _chosen_in(value: object) -> Iterator[ChosenItem]:
    if isinstance(value, ChosenItem):
        yield value
        return
    for child in values_inside(value):
        yield from _chosen_in(child)


def values_inside(value: object) -> Iterable[object]:
    """The values of the blocks right inside the value of a struct, list or stream; nothing inside any other."""
    if isinstance(value, StructValue):
        return value.values()
    if isinstance(value, ListValue):
        return [bound.value for bound in value.bound_blocks]
    if isinstance(value, StreamValue):
        return [child.value for child in value]
    return ()


def _with_items(value: object, items: ItemMap) -> object:
    if isinstance(value, ChosenItem):
        return items.get(value.model, value.key)
    if isinstance(value, StructValue):
        for name in value:
            value[name] = _with_items(value[name], items)
    elif isinstance(value, ListValue):
        for bound in value.bound_blocks:
            bound.value = _with_items(bound.value, items)
    elif isinstance(value, StreamValue):
        for child in value:
            child.value = _with_items(child.value, items)
    return value


class RecipientChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.Recipient"

    def get_form_state(self, value: object) -> Any:
        """As Wagtail's, with the names of the fields that the library fills in, which the line of a section counts."""
        state = super().get_form_state(value)
        uses = getattr(value, "default_uses", None)
        return state | {"says": ["uses"] if uses.strip() else []} if state and uses is not None else state


class DataCategoryChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.DataCategory"


class PurposeChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.Purpose"


class LegislationChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.Legislation"


class RetentionRuleChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.RetentionRule"
