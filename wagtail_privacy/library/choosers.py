"""Blocks that choose a library item."""

import copy
from typing import Any

from wagtail.snippets.blocks import SnippetChooserBlock


class LibraryItemChooserBlock(SnippetChooserBlock):
    """Chooses an item of one kind, and loads it with all that a document needs of it.

    Migrations see Wagtail's own chooser block, so that the classes of this module may move.
    """

    model_label = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.model_label, **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        _, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", [self.model_label, *args], kwargs

    def to_python(self, value: Any) -> Any:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        """The items for ``values``, in their order; ``None`` for one that does not exist."""
        keys = [_primary_key(value) for value in values]
        found = self.model_class.objects.for_documents().in_bulk([key for key in keys if key is not None])
        seen: set[int | None] = set()
        items: list[Any] = []
        for key in keys:
            item = found.get(key)
            # Wagtail promises one instance for each value: what is chosen twice may be changed once.
            items.append(copy.copy(item) if key in seen else item)
            seen.add(key)
        return items


def _primary_key(value: Any) -> int | None:
    # Block data that came in through an API or a script may hold numbers as text, or anything else.
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else None


class RecipientChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.Recipient"


class DataCategoryChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.DataCategory"


class PurposeChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.Purpose"


class LegislationChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.Legislation"


class RetentionRuleChooserBlock(LibraryItemChooserBlock):
    model_label = "wagtail_privacy.RetentionRule"
