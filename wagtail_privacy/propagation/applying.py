"""Brings shared changes into the notices that show what changed, one transaction for each notice.

Whatever stops it, each notice has either its new versions and a row that says so, or neither; run again, or twice at
once, it goes on with those that have no row of their own yet.
"""

import logging
from contextlib import AbstractContextManager
from itertools import groupby
from typing import TYPE_CHECKING

import swapper
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from wagtail_privacy.days import site_day
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.impact import is_about, pages_in_portions, touched_notices
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.states import FormerStates, Shared, State, from_data, shared_model, state_after
from wagtail_privacy.signals import shared_change_applied
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.versions.publishing.approvals import approval_of_revision
from wagtail_privacy.versions.publishing.reissues import SharedCause, SharedChangeError, bring_into
from wagtail_privacy.versions.publishing.rules import Approval

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User

logger = logging.getLogger(__name__)

TO_DO = (ChangedNotice.State.WAITING,)
TO_DO_AGAIN = (ChangedNotice.State.WAITING, ChangedNotice.State.REFUSED)


def apply_due_changes(*, retry: bool = False) -> list[SharedChange]:
    """Save the organisations whose day has come, then bring in all that is published; the changes that were looked at.

    With ``retry``, notices that stayed as they were are tried again, whatever kept them.
    """
    for change in SharedChange.objects.waiting().filter(day__lte=site_day(), data_after__isnull=False).order_by("pk"):
        _save_organisation(change)
    changes = list(SharedChange.objects.unfinished())
    if retry:
        refused = Q(notices__state=ChangedNotice.State.REFUSED, state=SharedChange.State.DONE)
        changes += SharedChange.objects.filter(refused).distinct().order_by("published_at", "pk")
    for change in changes:
        apply_change(change, retry=retry)
    return changes


def apply_change(change: SharedChange, *, retry: bool = False, at_most: int | None = None) -> SharedChange:
    """Bring a published change into every notice that shows it, in the order of their pages; gives it as it is then.

    Earlier changes of the same thing come first, so that no notice gets an older state after a newer one. Stops after
    ``at_most`` notices, and where somebody has stopped it.
    """
    earlier = SharedChange.objects.unfinished().filter(
        model=change.model, object_id=change.object_id, published_at__lt=change.published_at
    )
    for former in earlier:
        _apply(former, TO_DO, None)
    _apply(change, TO_DO_AGAIN if retry else TO_DO, at_most)
    change.refresh_from_db()
    return change


def _apply(change: SharedChange, states: tuple[str, ...], at_most: int | None) -> None:
    model = shared_model(change.model)
    stored: Shared | None = model._default_manager.filter(pk=change.object_id).first() if model is not None else None
    if stored is not None:
        list_notices(change, stored)
    after, former, cause = state_after(change), _AsBefore(change, model), cause_of(change)
    rows = change.notices.filter(state__in=states).order_by("page_id").values_list("pk", "page_id")
    with State(after or stored).shown():
        for key, page_id in list(rows[:at_most] if at_most is not None else rows):
            if not _apply_to(key, page_id, states, cause, former):
                return
    # Whoever comes last says that it is done.
    is_left = change.notices.filter(state=ChangedNotice.State.WAITING).exists()
    if not is_left:
        # Whoever is told may be told twice, but not never: the state says only afterwards that it is done.
        with transaction.atomic():
            shared_change_applied.send(SharedChange, change=change)
            SharedChange.objects.filter(pk=change.pk, state=SharedChange.State.APPLYING).update(
                state=SharedChange.State.DONE
            )


def list_notices(change: SharedChange, shared: Shared) -> None:
    """A row for each notice that shows it, where there is none yet; in portions, so that thousands need no memory."""
    for portion in pages_in_portions(shared):
        rows = [
            ChangedNotice(change=change, page_id=page.pk, organisation_id=first.organisation_id, title=page.title)
            for page, notices in groupby(touched_notices(shared, among=portion), key=lambda notice: notice.page)
            for first in [next(notices)]
        ]
        ChangedNotice.objects.bulk_create(rows, ignore_conflicts=True)


class _AsBefore:
    """What changed, as the versions of notices show it."""

    def __init__(self, change: SharedChange, model: type[Shared] | None):
        self._is_named = Q(model=change.model, object_id=change.object_id)
        if model is not None:
            self._is_named = is_about(model, change.object_id)
        # An organisation has no revisions; a change of a library item keeps no data.
        self._states = FormerStates(from_data(change.data_before))

    def shown_in(self, version: NoticeVersion) -> AbstractContextManager[None]:
        """Shows it as ``version`` does; as it is stored for a version that does not, and where that is not kept."""
        references = VersionReference.objects.filter(self._is_named, version=version)
        return self._states.at(references.values_list("revision_id", flat=True).first()).shown()


def _apply_to(key: int, page_id: int, states: tuple[str, ...], cause: SharedCause, former: _AsBefore) -> bool:
    """Bring the change into one notice; false where somebody has stopped it."""
    with transaction.atomic():
        # Locked as it is read: the base row first, as Wagtail itself writes it.
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id).select_related("locale")
        page = lock_rows(pages, "self").first()
        row = lock_rows(ChangedNotice.objects.filter(pk=key).select_related("change__created_by"), "self").get()
        if row.state not in states:
            return True
        if row.change.state == SharedChange.State.STOPPED:
            return False
        row.refusal, row.numbers = "", []
        try:
            # What fails is undone, and the row still says why.
            with transaction.atomic():
                versions = _bring_into(page, cause, former, row.change.created_by)
        except SharedChangeError as error:
            row.state, row.refusal = ChangedNotice.State.REFUSED, str(error)
        except Exception:
            logger.exception("The change of %s could not be brought into page %s", row.change, page_id)
            row.state = ChangedNotice.State.REFUSED
            row.refusal = gettext("Something went wrong. The log of the server says what; try again when it is mended.")
        else:
            row.state = ChangedNotice.State.ISSUED if versions else ChangedNotice.State.UNCHANGED
            row.numbers = [version.number for version in versions]
        row.decided_at = timezone.now()
        row.save(update_fields=["state", "refusal", "numbers", "decided_at"])
    return True


def _bring_into(
    page: "Page | None", cause: SharedCause, former: _AsBefore, user: "User | None"
) -> tuple[NoticeVersion, ...]:
    if page is None:
        raise SharedChangeError(gettext("The notice was deleted."))
    specific = page.specific
    # Read with the base row.
    specific.locale = page.locale
    return bring_into(specific, cause, former.shown_in, user=user, is_locked=True)


def cause_of(change: SharedChange) -> SharedCause:
    """What is sealed with the versions, and told to readers."""
    return SharedCause(
        cause={"model": change.model, "key": change.key, "before": change.before, "after": change.after},
        reason=change.reason,
        note=change.note,
        is_major=change.tells_readers,
        approval=_approval(change),
    )


def _approval(change: SharedChange) -> Approval | None:
    approved = approval_of_revision(change.revision_id, change.object_id)
    if approved is None and change.meeting_committee and change.meeting_on:
        return Approval(role=change.meeting_committee, on=change.meeting_on, minutes=change.meeting_minutes)
    return approved


def _save_organisation(change: SharedChange) -> None:
    """What was decided for its day becomes what is stored; the rows follow when it is brought in."""
    after = state_after(change)
    with transaction.atomic():
        waiting = lock_rows(SharedChange.objects.waiting().filter(pk=change.pk)).first()
        if waiting is None or not isinstance(after, Organisation):
            return
        after.save()
        SharedChange.objects.filter(pk=change.pk).update(state=SharedChange.State.APPLYING, published_at=timezone.now())
