"""Library items loaded in bulk for whatever is resolved, submitted or re-issued together.

Blocks ask for items one by one, and a notice with sixty recipients asks hundreds of times. Inside :func:`item_map`
each item is read once, with all that a document needs of it, together with the others that are known to be needed; its
content hash is made once too.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar, cast

from django.db.models import Model

from wagtail_privacy.documents.canonical import payload_digest

LARGEST_KEY = 2**63 - 1
"""The largest primary key that a database holds."""


LOADED_PREFIX = "loaded_"
"""The attribute of this prefix and the name of a many-to-many field holds its items after ``for_documents()``."""

ItemModel = TypeVar("ItemModel", bound=Model)

Drafts = Mapping[tuple[type[Model], int], Model]
"""Drafts of items by the model and the primary key of the item."""


class HashedItem(Protocol):
    """An item with content to hash."""

    @property
    def pk(self) -> int | None:
        """Its primary key."""

    def content(self) -> dict[str, Any]:
        """What a notice may show of it."""


class ItemMap:
    """Items by model and primary key, as they are in the database when they are first asked for.

    ``drafts`` are shown in the place of the items of the same key, wherever these stand: see
    :mod:`wagtail_privacy.library.overlay`.
    """

    def __init__(self, drafts: Drafts | None = None) -> None:
        self._drafts: Drafts = drafts or {}
        self._items: dict[type[Model], dict[int, Model | None]] = {}
        self._hashes: dict[tuple[type, int | None], str] = {}

    def load(self, pairs: Iterable[tuple[type[Model], int]]) -> None:
        """Read the items that are not loaded yet, with a bulk query for each model and its relations."""
        keys: dict[type[Model], set[int]] = {}
        for model, key in pairs:
            if key not in self._items.get(model, {}):
                keys.setdefault(model, set()).add(key)
        for model, unknown in keys.items():
            rows = cast(Any, model._default_manager).for_documents().in_bulk(unknown)
            if self._drafts:
                for row in rows.values():
                    self._show_drafts_in(row, set())
            loaded = {key: self._drafts.get((model, key), rows.get(key)) for key in unknown}
            self._items.setdefault(model, {}).update(loaded)

    def _show_drafts_in(self, item: Model, seen: set[int]) -> None:
        """Put drafts in the place of what ``item`` refers to, as far as it is loaded."""
        if id(item) in seen:
            return
        seen.add(id(item))
        for name, related in list(item._state.fields_cache.items()):
            if isinstance(related, Model):
                item._state.fields_cache[name] = self._shown(related, seen)
        for name, related_items in list(vars(item).items()):
            if name.startswith(LOADED_PREFIX):
                setattr(item, name, [self._shown(related, seen) for related in related_items])

    def _shown(self, item: Model, seen: set[int]) -> Model:
        draft = self._drafts.get((type(item), cast(int, item.pk)))
        if draft is not None:
            return draft
        self._show_drafts_in(item, seen)
        return item

    def forget(self) -> None:
        """Read all items anew from now on, because one of them was written."""
        self._items.clear()
        self._hashes.clear()

    def get(self, model: type[ItemModel], key: int) -> ItemModel | None:
        """A separate instance of the item, or ``None`` where there is no such item."""
        self.load([(model, key)])
        item = cast(ItemModel | None, self._items[model][key])
        if item is None:
            return None
        # Wagtail promises a separate instance for each value of a block. copy.copy() would pickle the item first.
        instance = item.__class__.__new__(item.__class__)
        vars(instance).update(item.__getstate__())
        return instance

    def content_hash(self, item: HashedItem) -> str:
        """As :meth:`~wagtail_privacy.library.items.LibraryItem.content_hash`, made once for each item."""
        key = (type(item), item.pk)
        if key not in self._hashes:
            self._hashes[key] = payload_digest(item.content())
        return self._hashes[key]


_current: ContextVar[ItemMap | None] = ContextVar("wagtail_privacy_items", default=None)


def current_map() -> ItemMap | None:
    """The map that is in use, or ``None``."""
    return _current.get()


@contextmanager
def item_map() -> Iterator[ItemMap]:
    """Have blocks take their items from a shared map inside. A nested call uses the map of the outer one."""
    current = _current.get()
    if current is not None:
        yield current
        return
    with separate_map(ItemMap()) as items:
        yield items


@contextmanager
def separate_map(items: ItemMap) -> Iterator[ItemMap]:
    """Have blocks take their items from ``items`` inside, whatever map is in use outside."""
    token = _current.set(items)
    try:
        yield items
    finally:
        _current.reset(token)


def primary_key(value: object) -> int | None:
    """``value`` as the key of a row; ``None`` for a value that no database holds as a key.

    Block data that came in through an API or a script may hold numbers as text, or anything else.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value) if isinstance(value, str) or abs(value) <= LARGEST_KEY else ""
    is_key = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_key and 0 < int(text) <= LARGEST_KEY else None
