"""Where the items lead that were merged into others: by their primary keys, and by their keys in documents.

An item leads straight to the one that is left, never to another that was merged itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from wagtail_privacy.documents.rewriting import ItemKey
from wagtail_privacy.organisations.permissions import scoped_models

if TYPE_CHECKING:
    from wagtail_privacy.library.models import LibraryItem

_shown: ContextVar[tuple[ItemKey, ItemKey] | None] = ContextVar("wagtail_privacy_shown_merge", default=None)


@contextmanager
def shown_as_merged(item: "LibraryItem", into: "LibraryItem") -> Iterator[None]:
    """Have the key of ``item`` lead to that of ``into`` inside, for what a merge would change."""
    keys = [(str(one._meta.model_name), str(one.translation_key)) for one in (item, into)]
    token = _shown.set((keys[0], keys[1]))
    try:
        yield
    finally:
        _shown.reset(token)


def present_pks(model: type[Model], pks: Iterable[int]) -> dict[int, int]:
    """The primary keys among ``pks`` of items that were merged, with those of the items that are left: one query."""
    merged = model._default_manager.filter(pk__in=pks, merged_into__isnull=False)
    return dict(merged.values_list("pk", "merged_into_id"))


def pks_leading_to(item: Model) -> list[int]:
    """The primary key of ``item`` and those of all that was merged into it: one query."""
    merged = type(item)._default_manager.filter(merged_into=item).order_by("pk")
    return [cast(int, item.pk), *merged.values_list("pk", flat=True)]


def leads_to(field: str, model: type[Model], pk: int) -> Q:
    """The condition that ``field`` holds the primary key of this item, or of one that was merged into it: no query."""
    merged = model._default_manager.filter(merged_into=pk).order_by()
    return Q(**{field: pk}) | Q(**{f"{field}__in": merged.values("pk")})


def present_keys(keys: Iterable[ItemKey]) -> dict[ItemKey, ItemKey]:
    """The keys among ``keys`` of items that were merged, with those of the items that are left: one query, or none."""
    keys, shown = set(keys), _shown.get()
    present = _stored_present_keys(keys)
    if shown is not None and shown[0] in keys:
        present[shown[0]] = shown[1]
    return present


def _stored_present_keys(keys: set[ItemKey]) -> dict[ItemKey, ItemKey]:
    by_model: dict[str, set[UUID]] = {}
    for model_name, key in keys:
        # A stored document may come from anywhere.
        with suppress(ValueError):
            by_model.setdefault(model_name, set()).add(UUID(key))
    models = {str(model._meta.model_name): model for model in scoped_models() if hasattr(model, "merged_into")}
    queries = [_former(models[name], wanted) for name, wanted in by_model.items() if name in models]
    if not queries:
        return {}
    rows = queries[0].union(*queries[1:]) if len(queries) > 1 else queries[0]
    return {(name, str(former)): (name, str(present)) for name, former, present in rows}


def _former(model: type[Model], keys: set[UUID]) -> "QuerySet[Model, tuple[str, object, object]]":
    merged = model._default_manager.filter(translation_key__in=keys, merged_into__isnull=False).order_by()
    named = merged.annotate(model_name=Cast(Value(model._meta.model_name), CharField()))
    return named.values_list("model_name", "translation_key", "merged_into__translation_key")
