"""Brings what a library file says differently into the library, and into the notices that show it.

An update that changes what readers of published notices read waits as a draft until somebody has said whether they have
to be told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.starter_library.file import SECTIONS
from wagtail_privacy.library.starter_library.loading import LoadReport, load_starter_library
from wagtail_privacy.propagation.impact import NoticeImpact, impact_of, touched_notices
from wagtail_privacy.propagation.services import Outcome, bring_up_to_date


@dataclass(frozen=True)
class Answer:
    """Whether readers have to be told of what the file says differently: they have to with a ``note``."""

    note: str = ""

    @property
    def is_major(self) -> bool:
        """Whether readers have to be told."""
        return bool(self.note)


@dataclass(frozen=True)
class WaitingItem:
    """An update that waits as a draft: how many published notices would read differently, of how many organisations.

    ``reasons`` say why readers have to be told; empty where it may be said that they need not be.
    """

    item: LibraryItem
    notices: int
    organisations: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class UpdateReport:
    """What a load did, or would do. ``outcomes`` are those of the notices that were issued anew, or refused."""

    load: LoadReport
    waiting: tuple[WaitingItem, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


def update_library(
    source: str | Path | IO[str] | None = None, *, answer: Answer | None = None, dry_run: bool = False
) -> UpdateReport:
    """Load a library file as :func:`load_starter_library` does, without changing what readers read unasked.

    With an ``answer``, the updates that wait are published one after the other, each brought into its notices before
    the next, and so is what an earlier run that was broken off has left behind. Those of which readers have to be told
    go on waiting where the answer is that they need not be. Raises the errors of :func:`load_starter_library`.
    """
    found: list[WaitingItem] = []

    def waits(item: LibraryItem) -> bool:
        waiting = _waiting(item)
        found.extend(waiting)
        return bool(waiting)

    load = load_starter_library(source, dry_run=dry_run, waits=waits)
    if dry_run or answer is None:
        return UpdateReport(load, tuple(found))
    kept = tuple(waiting for waiting in found if waiting.reasons and not answer.is_major)
    outcomes: list[Outcome] = []
    for waiting in found:
        if waiting not in kept:
            _stored(waiting.item).get_latest_revision().publish()
            outcomes += bring_up_to_date(waiting.item, note=answer.note, is_major=answer.is_major)
    for item in _left_behind(load):
        outcomes += bring_up_to_date(item, note=answer.note, is_major=answer.is_major)
    return UpdateReport(load, kept, tuple(outcomes))


def _stored(item: LibraryItem) -> LibraryItem:
    stored: LibraryItem = type(item)._default_manager.get(pk=item.pk)
    return stored


def _waiting(item: LibraryItem) -> list[WaitingItem]:
    """The one entry for what readers of some notice would read differently; none where they would not."""
    changed: list[NoticeImpact] = [impact for impact in impact_of(item) if impact.is_changed]
    if not changed:
        return []
    reasons = dict.fromkeys(reason.message for impact in changed for reason in impact.reasons)
    pages = {impact.notice.page.pk for impact in changed}
    organisations = {impact.notice.organisation_id for impact in changed}
    return [WaitingItem(item, len(pages), len(organisations), tuple(reasons))]


def _left_behind(load: LoadReport) -> Iterator[LibraryItem]:
    """Items that are published as the file has them, and of which some notice shows an earlier revision."""
    unchanged = set(load.unchanged)
    for section in SECTIONS:
        for item in section.model.objects.published().exclude(starter_key="").filter(has_unpublished_changes=False):
            is_behind = f"{section.name} {item.starter_key}" in unchanged and any(
                notice.revision_id != item.live_revision_id for notice in touched_notices(item)
            )
            if is_behind:
                yield item
