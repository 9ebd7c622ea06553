"""What a merge does to the notices that show the item: shown before, and brought in after."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from wagtail_privacy.documents.vocabulary import ChangeReason
from wagtail_privacy.library.item_map import ItemMap, separate_map
from wagtail_privacy.library.merged import shown_as_merged
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.moves import MoveError, check_merge, may_move, merge
from wagtail_privacy.organisations.permissions import User, scope_of
from wagtail_privacy.propagation.impact import NoticeImpact, TouchedNotice, impact_of, touched_notices
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.propagation.services import REASONS
from wagtail_privacy.propagation.states import FormerStates, State
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.reissues import SharedCause, SharedChangeError, bring_into

if TYPE_CHECKING:
    from wagtail.models import Page


class ReadersToBeToldError(MoveError):
    """A merge would change what readers have to be told of, and it was said that they need not be; nothing happened."""


@dataclass(frozen=True)
class Outcome:
    """What became of one notice: its new versions, none where it said the same already; or why it stayed as it is."""

    page: "Page"
    versions: tuple[NoticeVersion, ...] = ()
    refusal: str = ""


def merge_impact(
    item: LibraryItem, into: LibraryItem, notices: Iterable[TouchedNotice] | None = None
) -> list[NoticeImpact]:
    """What readers of the notices that show ``item`` would read if ``into`` stood in its place.

    Of all that :func:`touched_notices` gives where no ``notices`` are named. Nothing is written.
    """
    with shown_as_merged(item, into):
        return list(impact_of(_in_place_of(item, into), notices))


def _in_place_of(item: LibraryItem, into: LibraryItem) -> LibraryItem:
    """``into`` with the primary key of ``item``: as if it were a draft of ``item``, whose place it takes."""
    stored = cast(Any, type(into)._default_manager).for_documents().get(pk=into.pk)
    in_place: LibraryItem = copy(stored)
    in_place.pk = item.pk
    return in_place


def reasons_to_tell(item: LibraryItem, into: LibraryItem, user: User | None = None) -> tuple[str, ...]:
    """Why readers of any notice have to be told of the merge, each reason once; empty where they need not be.

    Notices in which more would change than this stay as they are, and give no reason. Of notices of organisations that
    ``user`` does not see it is only said that there are reasons.
    """
    hidden = gettext("There are reasons in notices of organisations that you do not work for.")
    reasons: dict[str, None] = {}
    for impact in merge_impact(item, into):
        if impact.reasons and not impact.has_other_changes:
            is_seen = user is None or scope_of(user).can_see(impact.notice.organisation_id)
            reasons.update(dict.fromkeys([reason.message for reason in impact.reasons] if is_seen else [hidden]))
    return tuple(reasons)


def check_merge_everywhere(item: LibraryItem, into: LibraryItem, *, is_major: bool, user: User | None = None) -> None:
    """Raise the errors of :func:`merge_everywhere`; writes nothing."""
    check_merge(item, into, user)
    reasons = () if is_major else reasons_to_tell(item, into, user)
    if reasons:
        raise ReadersToBeToldError(
            gettext("Readers have to be told of this: %(reasons)s") % {"reasons": " ".join(reasons)}
        )


def merge_everywhere(
    item: LibraryItem,
    into: LibraryItem,
    *,
    note: str = "",
    is_major: bool = False,
    user: User | None = None,
    at_most: int | None = None,
) -> list[Outcome]:
    """Merge ``item`` into ``into``, and have the notices that show it say so.

    ``note`` is what readers are told; with ``is_major`` they have to be. The merge is one transaction, and then each
    notice is one: a run that was broken off goes on with :func:`bring_merge_in`. Raises the errors of
    :func:`~wagtail_privacy.library.moves.merge`, and :class:`ReadersToBeToldError`.
    """
    check_merge_everywhere(item, into, is_major=is_major, user=user)
    merged = merge(item, into, user)
    # Nothing of it is published any more.
    SharedChange.objects.of(merged).waiting().update(state=SharedChange.State.CANCELLED)
    return bring_merge_in(merged, note=note, is_major=is_major, user=user, at_most=at_most)


def check_bring_merge_in(item: LibraryItem, user: User | None = None) -> None:
    """Raise the errors of :func:`bring_merge_in`; writes nothing."""
    if user is not None and not may_move(user, item):
        raise PermissionDenied
    if item.merged_into is None:
        raise MoveError(gettext("“%(item)s” was not merged.") % {"item": item})


def bring_merge_in(
    item: LibraryItem,
    *,
    note: str = "",
    is_major: bool = False,
    user: User | None = None,
    at_most: int | None = None,
) -> list[Outcome]:
    """Have the notices that still show ``item`` say what it was merged into, each in a transaction of its own.

    A notice whose readers read it already is left alone, so that it may be called again; not more than ``at_most`` are
    issued anew. Raises ``PermissionDenied`` and :class:`~wagtail_privacy.library.moves.MoveError`.
    """
    check_bring_merge_in(item, user)
    change = SharedCause(
        cause={
            "model": str(item._meta.model_name),
            "key": str(item.translation_key),
            "before": str(item),
            "after": str(item.merged_into),
        },
        reason=REASONS.get(type(item), ChangeReason.OTHER),
        note=note,
        is_major=is_major,
    )
    outcomes: list[Outcome] = []
    # Where the revision is not kept: as it was when it was merged.
    former = FormerStates(item)
    # One map for all, so that what the notices share is read once.
    with separate_map(ItemMap()):
        for page, notices in groupby(touched_notices(item), key=lambda notice: notice.page):
            if at_most is not None and sum(1 for outcome in outcomes if outcome.versions) >= at_most:
                break
            outcomes.append(_bring_into(page.specific, change, notices, former, user))
    return outcomes


def _bring_into(
    page: "Page", change: SharedCause, notices: Iterable[TouchedNotice], former: FormerStates, user: User | None
) -> Outcome:
    shown = {notice.version.pk: former.at(notice.revision_id) for notice in notices}

    def before(version: NoticeVersion) -> AbstractContextManager[None]:
        return shown.get(version.pk, State(None)).shown()

    try:
        # What fails is undone, and the next notice follows.
        with transaction.atomic():
            return Outcome(page, bring_into(page, change, before, user=user))
    except SharedChangeError as error:
        return Outcome(page, refusal=str(error))
