"""What an item says beside what the file says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail_privacy.documents.canonical import payload_digest
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.starter_library.file import LibraryFileEntry

_EMPTY = "(empty)"


@dataclass(frozen=True)
class FieldDifference:
    """A field of an item that the file says differently; both texts are for people, lists with semicolons between."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"


def differences(entry: LibraryFileEntry, item: LibraryItem) -> tuple[FieldDifference, ...]:
    """Each field that the file says differently, in the order of the file's form."""
    before, after = _plain(_content_of_item(item, entry)), _plain(_content_of_entry(entry))
    return tuple(
        FieldDifference(field, _text(before.get(field)), _text(after.get(field)))
        for field in (*entry.values, *entry.related)
        if before.get(field) != after.get(field)
    )


def digest_of_entry(entry: LibraryFileEntry) -> str:
    return payload_digest(_plain(_content_of_entry(entry)))


def digest_of_item(item: LibraryItem, entry: LibraryFileEntry) -> str:
    """The same as that of ``entry`` where the item says what the file says, and belongs to everyone."""
    return payload_digest(_plain(_content_of_item(item, entry) | {"owner": item.owner_id}))


def _content_of_entry(entry: LibraryFileEntry) -> dict[str, Any]:
    return {**entry.values, **{field: sorted(keys) for field, keys in entry.related.items()}}


def _content_of_item(item: LibraryItem, entry: LibraryFileEntry) -> dict[str, Any]:
    content: dict[str, Any] = {field: getattr(item, field) for field in entry.values}
    for field in entry.related:
        if item._meta.get_field(field).many_to_many:
            related = item.related(field)
        else:
            value = getattr(item, field)
            related = () if value is None else (value,)
        # An item without a key was chosen on this site.
        content[field] = sorted(target.starter_key or str(target.translation_key) for target in related)
    return content


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    # Empty values are left out, so that a field that a later release adds does not look like a local edit.
    return {field: str(value) if field == "checked_on" else value for field, value in content.items() if value}


def _text(value: Any) -> str:
    parts = value if isinstance(value, list) else str(value or "").splitlines()
    return "; ".join(map(str, parts)) or _EMPTY
