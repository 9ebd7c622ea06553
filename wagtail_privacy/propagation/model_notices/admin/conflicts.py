"""A section that a trust and a school have both changed, as the school sees it."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail_privacy.documents.diff import Difference, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.text import section_text
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.notices.followed import heading_of
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.stored_sections import RawSection
from wagtail_privacy.propagation.model_notices.bringing import PendingMerge
from wagtail_privacy.propagation.model_notices.merge import Conflict

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class ShownSide:
    """What a section says on one side, as plain text: ``is_there`` is false where the side does not have it."""

    is_there: bool
    words: Sequence[str] = ()


@dataclass(frozen=True)
class ShownConflict:
    """The three sides of a conflict, and what is different between the trust's text now and that of the school.

    ``difference`` is ``None`` where one of them does not have the section.
    """

    block_id: str
    heading: str
    before: ShownSide
    theirs: ShownSide
    ours: ShownSide
    difference: Difference | None
    language: str


def shown_conflicts(pending: PendingMerge) -> list[ShownConflict]:
    """The conflicts of a merge, in the order of the notice, with the school's own names in the place of tokens.

    Each side is resolved once, whatever the number of conflicts.
    """
    conflicts, draft = pending.merge.conflicts, pending.draft
    if not conflicts:
        return []
    with item_map():
        before = _documents(draft, [conflict.before for conflict in conflicts])
        theirs = _documents(draft, [conflict.theirs for conflict in conflicts])
        ours = _documents(draft, [conflict.ours for conflict in conflicts])
    return [
        _shown(conflict, before.get(conflict.block_id), theirs.get(conflict.block_id), ours.get(conflict.block_id))
        for conflict in conflicts
    ]


def _shown(
    conflict: Conflict, before: Document | None, theirs: Document | None, ours: Document | None
) -> ShownConflict:
    document = ours or theirs
    return ShownConflict(
        block_id=conflict.block_id,
        heading=heading_of(conflict.ours or conflict.theirs or conflict.before),
        before=_side(before),
        theirs=_side(theirs),
        ours=_side(ours),
        difference=difference(ours, theirs) if ours is not None and theirs is not None else None,
        language=document.language if document is not None else "",
    )


def _documents(draft: "Page", sections: Sequence[RawSection | None]) -> dict[str, Document]:
    """The notice with each of these sections alone, by the id of the section."""
    stored = [section for section in sections if section is not None]
    alone = copy(draft)
    alone.body = draft.body.stream_block.to_python(stored)
    resolution = resolve_draft(alone)
    parts: dict[str, list[SectionBase]] = {section["id"]: [] for section in stored}
    for number, section in enumerate(resolution.document.sections):
        parts[resolution.places[f"sections/{number}"][0]].append(section)
    return {
        key: resolution.document.model_copy(update={"sections": tuple(resolved)}) for key, resolved in parts.items()
    }


def _side(document: Document | None) -> ShownSide:
    if document is None:
        return ShownSide(is_there=False)
    lines = [line for section in document.sections for line in section_text(section, document.language).splitlines()]
    return ShownSide(is_there=True, words=lines)
