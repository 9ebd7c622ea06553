"""Loads the starter library: shared items that most schools need, without ever overwriting a local edit."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.db import transaction
from wagtail.models import Locale

from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.starter_library.comparing import (
    FieldDifference,
    differences,
    digest_of_entry,
    digest_of_item,
)
from wagtail_privacy.library.starter_library.file import (
    SECTIONS,
    STARTER_LIBRARY,
    FileProblem,
    LibraryFile,
    LibraryFileEntry,
    StarterLibraryError,
    circles,
)

__all__ = ["LoadReport", "StarterLibraryError", "load_starter_library"]

_Items = dict[tuple[type[LibraryItem], str], LibraryItem]

Waits = Callable[[LibraryItem], bool]
"""Says of an item, as an update would have it, whether it is to wait as a draft; nothing of it is saved yet."""


@dataclasses.dataclass(frozen=True)
class LoadReport:
    """What a load did, or would do: names of entries such as ``recipients dfe``.

    ``waiting`` are those that the file says differently and that wait as drafts, until somebody has said whether
    readers have to be told. ``kept_local_edits`` are those that the file says differently and that somebody has edited,
    drafted, locked, unpublished or given an owner here: they stay as they are. ``differences`` are what the file says
    differently of each item that was updated, waits or was kept, by the name of the entry.
    """

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept_local_edits: tuple[str, ...] = ()
    differences: dict[str, tuple[FieldDifference, ...]] = dataclasses.field(default_factory=dict)

    def by_verdict(self) -> dict[str, tuple[str, ...]]:
        """The names of the entries, by what became of them."""
        return {name: getattr(self, name) for name in VERDICTS}


VERDICTS = tuple(one.name for one in dataclasses.fields(LoadReport) if one.name != "differences")


@transaction.atomic
def load_starter_library(
    source: str | Path | IO[str] | None = None, *, dry_run: bool = False, waits: Waits | None = None
) -> LoadReport:
    """Bring the items of ``source`` (default: the library in this package) into the database, all or nothing.

    Items are made in the default locale, published, with a revision. Running it again changes nothing; items whose
    content is still as it was loaded follow the file, as drafts where ``waits`` says so. With ``dry_run`` nothing is
    written.

    Raises :class:`StarterLibraryError`, naming file, entry and field of all that is wrong, and ``OSError`` where the
    file cannot be read.
    """
    file = _read(source or STARTER_LIBRARY)
    file.raise_problems()
    locale = _locked_locale()
    items = _loaded_items(locale)
    _check_references(file, items)
    report = defaultdict(list)
    new, updates = [], []
    told: dict[str, tuple[FieldDifference, ...]] = {}
    for entry in file.entries:
        present = items.get((entry.section.model, entry.key))
        verdict = _verdict(entry, present)
        if present is not None and verdict != "unchanged":
            told[str(entry)] = differences(entry, present)
        if verdict == "updated":
            updates.append(entry)
        else:
            report[verdict].append(str(entry))
        if verdict == "created":
            new.append(entry)
    if not dry_run:
        _create(new, items, locale)
    for entry in updates:
        item = _filled(entry, items)
        is_waiting = waits is not None and waits(item)
        report["waiting" if is_waiting else "updated"].append(str(entry))
        if not dry_run:
            _save(item, entry, is_waiting=is_waiting)
    return LoadReport(differences=told, **{verdict: tuple(names) for verdict, names in report.items()})


def _read(source: str | Path | IO[str]) -> LibraryFile:
    if isinstance(source, str | Path):
        with Path(source).open(encoding="utf-8") as stream:
            return LibraryFile(str(source), stream)
    return LibraryFile(str(getattr(source, "name", "the library file")), source)


def _locked_locale() -> Locale:
    # Of two loads at the same time, the second waits here; otherwise both would create every item.
    default = Locale.get_default()
    return Locale.objects.select_for_update(no_key=True).get(pk=default.pk)


def _loaded_items(locale: Locale) -> _Items:
    from_files: _Items = {}
    for section in SECTIONS:
        for item in section.model.objects.for_documents().filter(locale=locale).exclude(starter_key=""):
            from_files[section.model, item.starter_key] = item
    return from_files


def _check_references(file: LibraryFile, items: _Items) -> None:
    known = {(entry.section.model, entry.key) for entry in file.entries} | set(items)
    for entry in file.entries:
        for field, keys in entry.related.items():
            for key in keys:
                if (entry.related_model(field), key) not in known:
                    message = f"there is no entry with the key “{key}”."
                    file.problems.append(FileProblem(message, entry.section.name, entry.key, field))
    file.problems += circles(file.entries)
    file.raise_problems()


def _verdict(entry: LibraryFileEntry, item: LibraryItem | None) -> str:
    if item is None:
        return "created"
    current = digest_of_item(item, entry)
    if current == digest_of_entry(entry):
        return "unchanged"
    edited = current != item.starter_digest or item.locked or not item.live
    return "kept_local_edits" if edited or _has_draft_of_somebody(entry, item) else "updated"


def _has_draft_of_somebody(entry: LibraryFileEntry, item: LibraryItem) -> bool:
    """Whether the item has a draft that says something else than the file: an update that waits is no local edit."""
    if not item.has_unpublished_changes:
        return False
    return digest_of_item(item.get_latest_revision_as_object(), entry) != digest_of_entry(entry)


def _create(new: list[LibraryFileEntry], items: _Items, locale: Locale) -> None:
    # Rows first, relations second: entries refer to each other in circles.
    for section in SECTIONS:
        missing = [entry for entry in new if entry.section == section]
        rows = [section.model(**entry.values, locale=locale, starter_key=entry.key) for entry in missing]
        for row in section.model.objects.bulk_create(rows):
            items[section.model, row.starter_key] = row
    for entry in new:
        _save(_filled(entry, items), entry, is_waiting=False)


def _filled(entry: LibraryFileEntry, items: _Items) -> LibraryItem:
    """The item as the file has it, not saved."""
    item = items[entry.section.model, entry.key]
    for field, value in entry.values.items():
        setattr(item, field, value)
    for field, keys in entry.related.items():
        # What is new is not there where nothing is written.
        found = (items.get((entry.related_model(field), key)) for key in keys)
        related = [target for target in found if target is not None]
        if item._meta.get_field(field).many_to_many:
            getattr(item, field).set(related)
        else:
            setattr(item, field, related[0] if related else None)
    item.starter_digest = digest_of_entry(entry)
    return item


def _save(item: LibraryItem, entry: LibraryFileEntry, *, is_waiting: bool) -> None:
    if is_waiting and item.has_unpublished_changes:
        # It waits already.
        return
    # Each entry was validated as a whole before the first was written. Publishing saves the item and its relations.
    revision = item.save_revision(clean=False)
    if not is_waiting:
        revision.publish()
