"""Which library items a translated notice needs: those that its source shows, and all that these refer to."""

from collections.abc import Iterable

from django.apps import apps

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.resolve import Resolution

_APP = "wagtail_privacy"


def items_needed(resolution: Resolution) -> list[LibraryItem]:
    """Every item of a notice that was resolved, at any depth, each once: what others refer to first.

    An item that was merged into another stands for that one, and one of another organisation is left out. A few queries
    for each kind of item, and again for each step from one item to the next.
    """
    found: dict[tuple[str, int], LibraryItem] = {}
    wanted = {(reference.model, reference.object_id) for reference in resolution.references}
    while wanted:
        reached = [item for item in _loaded(wanted) if item.in_scope_of(resolution.organisation)]
        found |= {_key(item): item for item in reached}
        wanted = {_left(other) for item in reached for other in _referred(item)} - found.keys()
        wanted |= {_left(item) for item in reached} - found.keys()
    return [item for item in reversed(found.values()) if item.merged_into_id is None]


def _loaded(keys: Iterable[tuple[str, int]]) -> list[LibraryItem]:
    by_model: dict[str, set[int]] = {}
    for name, pk in keys:
        by_model.setdefault(name, set()).add(pk)
    loaded: list[LibraryItem] = []
    for name, pks in sorted(by_model.items()):
        model: type[LibraryItem] = apps.get_model(_APP, name)
        loaded += model.objects.for_documents().select_related("owner").filter(pk__in=pks).order_by("pk")
    return loaded


def _referred(item: LibraryItem) -> Iterable[LibraryItem]:
    if isinstance(item, Clause):
        return item.referred_items()
    referred: list[LibraryItem] = []
    for field in item.item_fields():
        if field.many_to_many:
            referred += item.related(field.name)
        elif (one := getattr(item, field.name)) is not None:
            referred.append(one)
    return referred


def _key(item: LibraryItem) -> tuple[str, int]:
    return str(item._meta.model_name), int(item.pk)


def _left(item: LibraryItem) -> tuple[str, int]:
    return str(item._meta.model_name), int(item.merged_into_id or item.pk)
