"""A section that a trust and a school have both changed, as the school sees it."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from wagtail_privacy.documents.diff import Difference, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.text import section_text
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.notices.followed import heading_of
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.stored_sections import RawSection
from wagtail_privacy.propagation.model_notices.bringing import PendingMerge
from wagtail_privacy.propagation.model_notices.merge import Conflict


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
    """The conflicts of a merge, in the order of the notice, with the school's own names in the place of tokens."""
    with item_map():
        return [_shown(pending.draft, conflict) for conflict in pending.merge.conflicts]


def _shown(draft: Any, conflict: Conflict) -> ShownConflict:
    documents = [_document(draft, side) for side in (conflict.before, conflict.theirs, conflict.ours)]
    before, theirs, ours = (_side(document) for document in documents)
    from_ours, to_theirs = documents[2], documents[1]
    return ShownConflict(
        block_id=conflict.block_id,
        heading=heading_of(conflict.ours or conflict.theirs or conflict.before),
        before=before,
        theirs=theirs,
        ours=ours,
        difference=difference(from_ours, to_theirs) if from_ours is not None and to_theirs is not None else None,
        language=str(draft.locale.language_code),
    )


def _document(draft: Any, section: RawSection | None) -> Document | None:
    """The notice with this section alone."""
    if section is None:
        return None
    alone = copy(draft)
    alone.body = draft.body.stream_block.to_python([section])
    return resolve_draft(alone).document


def _side(document: Document | None) -> ShownSide:
    if document is None:
        return ShownSide(is_there=False)
    lines = [line for section in document.sections for line in section_text(section, document.language).splitlines()]
    return ShownSide(is_there=True, words=lines)
