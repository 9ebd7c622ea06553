"""Brings what a library file says differently into the library, and into the notices that show it.

An update that changes what readers of published notices read waits as a draft until somebody has said whether they have
to be told.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.starter_library.loading import LoadReport, load_starter_library
from wagtail_privacy.propagation.applying import apply_change
from wagtail_privacy.propagation.impact import NoticeImpact, impact_of
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.propagation.questions import Answer, ChangeError
from wagtail_privacy.propagation.services import publish_change


@dataclass(frozen=True)
class WaitingItem:
    """An update that waits as a draft: how many published notices would read differently, of how many organisations.

    ``reasons`` say why readers have to be told, or why it waits in spite of an answer.
    """

    item: LibraryItem
    notices: int
    organisations: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class UpdateReport:
    """What a load did, or would do. ``changes`` are those that were published and brought into their notices."""

    load: LoadReport
    waiting: tuple[WaitingItem, ...] = ()
    changes: tuple[SharedChange, ...] = ()


def update_library(
    source: str | Path | IO[str] | None = None, *, answer: Answer | None = None, dry_run: bool = False
) -> UpdateReport:
    """Load a library file as :func:`load_starter_library` does, without changing what readers read unasked.

    With an ``answer``, the updates that wait are published one after the other, each brought into its notices before
    the next. Those to which it is no answer go on waiting: because readers have to be told, or because schools were
    promised time. What was broken off is gone on with as every shared change is. Raises the errors of
    :func:`load_starter_library`.
    """
    found: list[WaitingItem] = []

    def waits(item: LibraryItem) -> bool:
        waiting = _waiting(item)
        found.extend(waiting)
        return bool(waiting)

    load = load_starter_library(source, dry_run=dry_run, waits=waits)
    if dry_run or answer is None:
        return UpdateReport(load, tuple(found))
    kept: list[WaitingItem] = []
    changes: list[SharedChange] = []
    for waiting in found:
        try:
            changes.append(apply_change(publish_change(waiting.item, answer)))
        except ChangeError as error:
            kept.append(replace(waiting, reasons=(str(error),)))
    return UpdateReport(load, tuple(kept), tuple(changes))


def _waiting(item: LibraryItem) -> list[WaitingItem]:
    """The one entry for what readers of some notice would read differently; none where they would not."""
    changed: list[NoticeImpact] = [impact for impact in impact_of(item) if impact.asks]
    if not changed:
        return []
    reasons = dict.fromkeys(reason.message for impact in changed for reason in impact.reasons)
    pages = {impact.notice.page.pk for impact in changed}
    organisations = {impact.notice.organisation_id for impact in changed}
    return [WaitingItem(item, len(pages), len(organisations), tuple(reasons))]
