"""Brings the published state of a library item into the notices that show it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext

from wagtail_privacy.documents.vocabulary import ChangeReason
from wagtail_privacy.library.item_map import ItemMap, separate_map
from wagtail_privacy.library.models import Legislation, LibraryItem, Recipient
from wagtail_privacy.organisations.permissions import User, policy_for
from wagtail_privacy.propagation.impact import ItemsAsShown, TouchedNotice, touched_notices
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.reissues import SharedChange, SharedChangeError, bring_into

if TYPE_CHECKING:
    from wagtail.models import Page

REASONS: dict[type[LibraryItem], ChangeReason] = {
    Recipient: ChangeReason.RECIPIENT,
    Legislation: ChangeReason.LAW,
}
"""Why a version was published, by the kind of item that changed; another reason for all others."""


class UnpublishedDraftError(ValueError):
    """The item has a draft that is not published, so that it is not known what is to be brought in."""


@dataclass(frozen=True)
class Outcome:
    """What became of one notice: its new versions, none where it said the same already; or why it stayed as it is."""

    page: "Page"
    versions: tuple[NoticeVersion, ...] = ()
    refusal: str = ""


def check_bring_up_to_date(item: LibraryItem, user: User | None) -> None:
    """Raise the errors of :func:`bring_up_to_date`; writes nothing."""
    if user is not None and not policy_for(type(item)).user_has_permission_for_instance(user, "publish", item):
        raise PermissionDenied
    if not item.live or item.has_unpublished_changes:
        raise UnpublishedDraftError(
            gettext("“%(item)s” has a draft that is not published. Publish it first.") % {"item": item}
        )


def bring_up_to_date(
    item: LibraryItem,
    *,
    note: str = "",
    is_major: bool = False,
    user: User | None = None,
    at_most: int | None = None,
) -> list[Outcome]:
    """Have the notices that show ``item`` say what it says now, each in a transaction of its own.

    A notice that says it already is left alone, so that a run that was broken off, or that stopped when ``at_most``
    notices had been issued anew, goes on where it stopped, and two at once make one version of each. ``note`` tells
    readers why; with ``is_major`` they have to be told. Raises ``PermissionDenied`` for a ``user`` who may not publish
    the item, and :class:`UnpublishedDraftError`, a ``ValueError``.
    """
    stored: LibraryItem = type(item)._default_manager.get(pk=item.pk)
    check_bring_up_to_date(stored, user)
    outcomes: list[Outcome] = []
    shown = ItemsAsShown(stored)
    # One map for all, so that what the notices share is read once.
    with separate_map(ItemMap()):
        for page, notices in groupby(touched_notices(stored), key=lambda notice: notice.page):
            if at_most is not None and sum(1 for outcome in outcomes if outcome.versions) >= at_most:
                break
            outcome = _bring_into(page.specific, list(notices), stored, shown, note=note, is_major=is_major, user=user)
            outcomes.append(outcome)
    return outcomes


def _bring_into(
    page: "Page",
    notices: list[TouchedNotice],
    item: LibraryItem,
    shown: ItemsAsShown,
    *,
    note: str,
    is_major: bool,
    user: User | None,
) -> Outcome:
    revisions = {notice.version.pk: notice.revision_id for notice in notices}

    def before(version: NoticeVersion) -> AbstractContextManager[Any]:
        return separate_map(shown.at(revisions.get(version.pk)))

    change = SharedChange(
        cause={
            "model": str(item._meta.model_name),
            "key": str(item.translation_key),
            "before": shown.name_at(next(iter(revisions.values()), None)),
            "after": str(item),
        },
        reason=REASONS.get(type(item), ChangeReason.OTHER),
        note=note,
        is_major=is_major,
    )
    try:
        return Outcome(page, bring_into(page, change, before, user=user))
    except SharedChangeError as error:
        return Outcome(page, refusal=str(error))
