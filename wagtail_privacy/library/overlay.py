"""Drafts shown in the place of live items: what notices would say if these were published.

What is resolved inside goes the same way as a publication, so that a preview cannot differ from it.
"""

from collections.abc import Iterable
from copy import copy

from django.db.models import Model

from wagtail_privacy.library.item_map import ItemMap
from wagtail_privacy.library.models import LibraryItem


def items_with(drafts: Iterable[LibraryItem]) -> ItemMap:
    """A map of items that has ``drafts`` in the place of their items, as if each had just been published.

    Each has the primary key of its item, such as ``item.get_latest_revision_as_object()``; nothing is saved.
    """
    shown: dict[tuple[type[Model], int], Model] = {}
    for draft in drafts:
        published = copy(draft)
        published.live = True
        shown[type(draft), draft.pk] = published
    return ItemMap(shown)
