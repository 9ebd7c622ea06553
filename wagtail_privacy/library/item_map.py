"""Library items loaded in bulk for whatever is resolved, submitted or re-issued together.

Blocks ask for items one by one, and a notice with sixty recipients asks hundreds of times. Inside :func:`item_map`
each item is read once, with all that a document needs of it, together with the others that are known to be needed; its
content hash is made once too. An item that was merged into another is read as that one, wherever something refers to
it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from django.db.models import Model
from wagtail.models import Locale

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


@dataclass(frozen=True)
class ItemLanguages:
    """The language in which a translated notice shows its items, and that of its source, for what has no translation.

    Of an item that is published in the first, that is shown, whichever of its translations was chosen; else the one in
    the second. A draft of a translation is shown nowhere, and stands in nobody's way.
    """

    shown: Locale
    source: Locale


class ItemMap:
    """Items by model and primary key, as they are in the database when they are first asked for.

    ``drafts`` are shown in the place of the items of the same key, wherever these stand: see
    :mod:`wagtail_privacy.library.overlay`. With ``languages`` items are shown in the place of their translations.
    """

    def __init__(self, drafts: Drafts | None = None, languages: ItemLanguages | None = None) -> None:
        self._drafts: Drafts = drafts or {}
        self._languages = languages
        self._items: dict[type[Model], dict[int, Model | None]] = {}
        self._hashes: dict[tuple[type, int | None], str] = {}

    def in_languages(self, languages: ItemLanguages) -> "ItemMap":
        """A map with the same drafts, for a notice in another language; nothing is loaded in it yet."""
        return ItemMap(self._drafts, languages)

    @property
    def is_translated(self) -> bool:
        """Whether items are shown in the language of a translated notice."""
        return self._languages is not None

    def other_language(self, locale_id: int | None) -> str:
        """The language code of an item with this locale, where it is not the language in which items are shown."""
        languages = self._languages
        if languages is None or locale_id is None or locale_id == languages.shown.pk:
            return ""
        locale = languages.source if locale_id == languages.source.pk else Locale.objects.get(pk=locale_id)
        code: str = locale.language_code
        return code

    def load(self, pairs: Iterable[tuple[type[Model], int]]) -> None:
        """Read the items that are not loaded yet, with a bulk query for each model and its relations."""
        keys: dict[type[Model], set[int]] = {}
        for model, key in pairs:
            if key not in self._items.get(model, {}):
                keys.setdefault(model, set()).add(key)
        for model, unknown in keys.items():
            rows = cast(Any, model._default_manager).for_documents().in_bulk(unknown)
            in_place = _InPlace(self._drafts, self._languages)
            in_place.load_what_is_left_of(rows.values())
            in_place.load_translations_of(rows.values())
            loaded = {key: in_place.shown(row) for key, row in rows.items()}
            missing = {key: self._drafts.get((model, key)) for key in unknown - rows.keys()}
            self._items.setdefault(model, {}).update(loaded | missing)

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
        # Wagtail promises a separate instance for each value of a block. copy() would pickle the item first.
        instance = item.__class__.__new__(item.__class__)
        vars(instance).update(item.__getstate__())
        return instance

    def content_hash(self, item: HashedItem) -> str:
        """As :meth:`~wagtail_privacy.library.items.LibraryItem.content_hash`, made once for each item."""
        key = (type(item), item.pk)
        if key not in self._hashes:
            self._hashes[key] = payload_digest(item.content())
        return self._hashes[key]


class _InPlace:
    """What is shown in the place of items: drafts, what is left of those that were merged, and translations."""

    def __init__(self, drafts: Drafts, languages: ItemLanguages | None = None) -> None:
        self._drafts = drafts
        self._languages = languages
        self._translated: dict[tuple[type[Model], object], Model] = {}
        self._left: dict[tuple[type[Model], int], Model] = {}
        self._drafts_shown: dict[tuple[type[Model], int], Model] = {}
        self._seen: set[int] = set()

    def load_what_is_left_of(self, items: Iterable[Model]) -> None:
        """Read what items were merged into, of these and of all that is loaded with them: nothing where none was."""
        seen: set[int] = set()
        reached: list[Model] = list(items)
        while reached:
            merged: dict[type[Model], set[int]] = {}
            for item in _loaded_with(reached, seen):
                left = getattr(item, "merged_into_id", None)
                if left is not None and not self._is_known(type(item), left, item):
                    merged.setdefault(type(item), set()).add(left)
            reached = []
            for model, keys in merged.items():
                rows = cast(Any, model._default_manager).for_documents().in_bulk(keys)
                self._left.update({(model, key): row for key, row in rows.items()})
                reached += rows.values()

    def load_translations_of(self, items: Iterable[Model]) -> None:
        """Read what these, and all that is loaded with them, are in the languages to be shown; none for one language.

        A query for each kind of item, with its relations, and again for what these refer to.
        """
        languages = self._languages
        if languages is None:
            return
        seen: set[int] = set()
        reached: list[Model] = [*items, *self._left.values()]
        while reached:
            wanted: dict[type[Model], set[object]] = {}
            for item in _loaded_with(reached, seen):
                key = getattr(item, "translation_key", None)
                if key is not None and (type(item), key) not in self._translated and not self._is_as_shown(item):
                    wanted.setdefault(type(item), set()).add(key)
            reached = []
            for model, keys in wanted.items():
                published = (
                    cast(Any, model._default_manager).for_documents().filter(translation_key__in=keys, live=True)
                )
                in_source = published.filter(locale__in=[languages.shown, languages.source])
                # Of two, that in the language of the notice comes last and stays.
                for row in sorted(in_source, key=lambda row: row.locale_id == languages.shown.pk):
                    self._translated[model, row.translation_key] = row
                    reached.append(row)

    def _is_as_shown(self, item: Model) -> bool:
        languages = self._languages
        is_live = bool(getattr(item, "live", False))
        return languages is None or (is_live and getattr(item, "locale_id", None) == languages.shown.pk)

    def _is_known(self, model: type[Model], left: int, item: Model) -> bool:
        is_shown = any((model, key) in self._drafts for key in (cast(int, item.pk), left))
        return is_shown or (model, left) in self._left

    def shown(self, item: Model) -> Model:
        """What is shown in the place of ``item``; what is shown in the place of all that it refers to is put there."""
        item = self._translated.get((type(item), getattr(item, "translation_key", None)), item)
        model, left = type(item), getattr(item, "merged_into_id", None)
        for key in (cast(int, item.pk), left):
            if key is not None and (model, key) in self._drafts:
                return self._draft(model, key)
        return self._completed(item if left is None else self._left.get((model, left), item))

    def _draft(self, model: type[Model], key: int) -> Model:
        """A draft; in a translated notice a copy of it that refers to what is shown there.

        A draft is not loaded with what it refers to, so that this takes a query for each of its relations.
        """
        draft = self._drafts[model, key]
        if self._languages is None:
            return draft
        if (model, key) not in self._drafts_shown:
            # It may refer to itself, by way of others.
            shown = self._drafts_shown[model, key] = copy(draft)
            related = _related_items(shown)
            self.load_translations_of([item for items in related.values() for item in items])
            edited = vars(shown).pop("_cluster_related_objects", {})
            vars(shown)["_cluster_related_objects"] = {name: edited[name] for name in edited.keys() - related.keys()}
            for name, items in related.items():
                in_place = list({item.pk: item for item in map(self.shown, items)}.values())
                if model._meta.get_field(name).many_to_many:
                    setattr(shown, f"{LOADED_PREFIX}{name}", in_place)
                else:
                    shown._state.fields_cache[name] = in_place[0]
        return self._drafts_shown[model, key]

    def _completed(self, item: Model) -> Model:
        if not (self._drafts or self._left or self._translated) or id(item) in self._seen:
            return item
        self._seen.add(id(item))
        for name, related in list(item._state.fields_cache.items()):
            if isinstance(related, Model):
                item._state.fields_cache[name] = self.shown(related)
        for name in _loaded_names(type(item)):
            if name in vars(item):
                # Two that were merged are one.
                shown = {related.pk: related for related in map(self.shown, getattr(item, name))}
                setattr(item, name, list(shown.values()))
        return item


def _loaded_with(items: Iterable[Model], seen: set[int]) -> list[Model]:
    """``items`` and all that is loaded with them, without what was ``seen``, which grows by them."""
    found: list[Model] = []
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        found.append(item)
        waiting += [related for related in item._state.fields_cache.values() if isinstance(related, Model)]
        values = vars(item)
        for name in _loaded_names(type(item)):
            waiting += values.get(name, ())
    return found


def _related_items(item: Model) -> dict[str, list[Model]]:
    """The items that an item refers to, by the field; without the fields that are empty."""
    related: dict[str, list[Model]] = {}
    for field in cast(Any, item).item_fields():
        if field.many_to_many:
            related[field.name] = list(getattr(item, field.name).all())
        elif (one := getattr(item, field.name)) is not None:
            related[field.name] = [one]
    return {name: items for name, items in related.items() if items}


@cache
def _loaded_names(model: type[Model]) -> tuple[str, ...]:
    return tuple(f"{LOADED_PREFIX}{field.name}" for field in model._meta.many_to_many)


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
