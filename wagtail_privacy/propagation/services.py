"""Publishes what notices share, with the answer to whether their readers have to be told.

The answer is a :class:`~wagtail_privacy.propagation.models.SharedChange`. It is asked for before anything is published
whose change readers would see, whichever way Wagtail publishes it, and it is carried out by
:mod:`wagtail_privacy.propagation.applying`.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import Revision

from wagtail_privacy.days import site_day, start_of
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import ChangeReason
from wagtail_privacy.library.models import Legislation, LibraryItem, Recipient
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for
from wagtail_privacy.propagation.applying import apply_change, list_notices
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.policy import earliest_day
from wagtail_privacy.propagation.questions import (
    Answer,
    ChangeError,
    answer_to,
    check_answer,
    may_approve,
    may_publish,
    waiting_change,
)
from wagtail_privacy.propagation.states import Shared, at_revision, data_of, digest_of, owner_of, shared_model

CHANGE_ACTION = "wagtail_privacy.change"
"""The log action of a decision about a shared change; its data say what became of it."""

REASONS: dict[type[Shared], ChangeReason] = {
    Recipient: ChangeReason.RECIPIENT,
    Legislation: ChangeReason.LAW,
    Organisation: ChangeReason.CONTACT,
}
"""Why a version was published, by the kind of what changed; another reason for all others."""


class UnpublishedDraftError(ValueError):
    """The item has a draft that is not published, so that it is not known what is to be brought in."""


@transaction.atomic
def publish_change(
    item: LibraryItem,
    answer: Answer,
    *,
    seen: str | None = None,
    user: User | None = None,
) -> SharedChange:
    """Publish the newest draft of ``item``, now or on a day, as ``answer`` says.

    Notices follow when the transaction is committed, or on the day. ``seen`` is the digest of what the user looked at.
    Where the draft is in a workflow and the user may approve it, it is approved, and published once that was the last
    step. Raises ``PermissionDenied`` and :class:`ChangeError`.
    """
    stored: LibraryItem = lock_rows(type(item)._default_manager.filter(pk=item.pk)).get()
    approvable = may_approve(stored, user)
    if user is not None and not (approvable or may_publish(stored, user)):
        raise PermissionDenied
    draft: LibraryItem = stored.get_latest_revision_as_object()
    if seen is not None and digest_of(draft) != seen:
        raise ChangeError(gettext("It was edited meanwhile. Look at what would change now."))
    check_answer(draft, answer, earliest=earliest_day(draft), user=user)
    SharedChange.objects.of(stored).waiting().update(state=SharedChange.State.CANCELLED)
    change = _new_change(draft, answer, before=str(stored), user=user)
    change.previous_revision_id = stored.live_revision_id
    revision = _with_day(draft, stored.get_latest_revision(), answer.day, user)
    change.revision_id = revision.pk
    change.save()
    list_notices(change, stored)
    _log(stored, change, user)
    if approvable:
        state = stored.current_workflow_task_state
        state.task.specific.on_action(state, user, "approve")
    else:
        revision.publish(user=user, skip_permission_checks=True)
    change.refresh_from_db()
    return change


def _with_day(draft: LibraryItem, revision: Revision, day: dt.date | None, user: User | None) -> Revision:
    """A revision that goes live on ``day``, Wagtail's own way; ``revision`` itself where it does already."""
    goes_live_at = start_of(day) if day is not None and day > site_day() else None
    stated = draft.go_live_at if draft.go_live_at is not None and draft.go_live_at > timezone.now() else None
    is_same_day = stated is not None and goes_live_at is not None and site_day(stated) == day
    if is_same_day or stated == goes_live_at:
        return revision
    draft.go_live_at = goes_live_at
    return draft.save_revision(user=user)


def _new_change(shared: Shared, answer: Answer, *, before: str, user: User | None) -> SharedChange:
    return SharedChange(
        model=str(shared._meta.model_name),
        object_id=shared.pk,
        key=str(getattr(shared, "translation_key", "")),
        owner=owner_of(shared),
        before=before,
        after=str(shared),
        content_hash=digest_of(shared),
        tells_readers=answer.tells_readers,
        note=answer.note.strip(),
        reason=REASONS.get(type(shared), ChangeReason.OTHER),
        meeting_committee=answer.meeting_committee,
        meeting_on=answer.meeting_on,
        meeting_minutes=answer.meeting_minutes,
        day=answer.day or site_day(),
        created_by_id=user.pk if user is not None else None,
    )


def _log(shared: Shared, change: SharedChange, user: User | None, what: str = "decided") -> None:
    data = {"what": what, "change": change.pk, "day": change.day.isoformat(), "tells_readers": change.tells_readers}
    log(instance=shared, action=CHANGE_ACTION, user=user, data=data)


def note_publication(item: LibraryItem, revision: Revision) -> SharedChange | None:
    """Say of the change that was decided for this content that it is published; ``None`` where nothing was."""
    change = answer_to(item) if item.live else None
    if change is None:
        return None
    change.state, change.published_at, change.day = SharedChange.State.APPLYING, timezone.now(), site_day()
    change.revision_id = revision.pk
    change.save()
    return change


@transaction.atomic
def save_organisation(organisation: Organisation, answer: Answer, *, user: User | None = None) -> SharedChange:
    """Save ``organisation`` with its contacts, now or on a day, as ``answer`` says; notices follow.

    Raises ``PermissionDenied`` and :class:`ChangeError`.
    """
    policy = policy_for(Organisation)
    if user is not None and not policy.user_has_permission_for_instance(user, "change", organisation):
        raise PermissionDenied
    stored = lock_rows(Organisation.objects.filter(pk=organisation.pk)).get()
    if waiting := waiting_change(stored):
        raise ChangeError(
            gettext("Another change of it waits for %(day)s. Cancel that first, or wait.")
            % {"day": PartialDate.of(waiting.day).written()}
        )
    check_answer(organisation, answer, earliest=earliest_day(organisation), user=user)
    change = _new_change(organisation, answer, before=str(stored), user=user)
    change.data_before, change.data_after = data_of(stored), data_of(organisation)
    if answer.day is None or answer.day <= site_day():
        organisation.save()
        change.state, change.published_at = SharedChange.State.APPLYING, timezone.now()
    change.save()
    list_notices(change, stored)
    _log(stored, change, user)
    return change


@transaction.atomic
def cancel_change(change: SharedChange, *, user: User | None = None) -> None:
    """Take back a decision whose day is to come; the draft stays a draft.

    Raises ``PermissionDenied``, and :class:`ChangeError` where it has been published.
    """
    shared = _shared_of(change)
    _require_publisher(shared, user)
    locked = lock_rows(SharedChange.objects.waiting().filter(pk=change.pk)).first()
    if locked is None:
        raise ChangeError(gettext("It is too late: the change has been published."))
    if isinstance(shared, LibraryItem):
        shared.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    locked.state = SharedChange.State.CANCELLED
    locked.save()
    _log(shared, locked, user, "cancelled")


def may_decide(change: SharedChange, user: User) -> bool:
    """Whether ``user`` may cancel, stop or take back the change."""
    try:
        _require_publisher(_shared_of(change), user)
    except (ChangeError, PermissionDenied):
        return False
    return True


def stop_change(change: SharedChange, *, user: User | None = None) -> None:
    """Bring it into no further notice; :func:`go_on_with` goes on. Raises ``PermissionDenied``."""
    _require_publisher(_shared_of(change), user)
    applying = SharedChange.objects.filter(pk=change.pk, state=SharedChange.State.APPLYING)
    applying.update(state=SharedChange.State.STOPPED)


def go_on_with(change: SharedChange, *, user: User | None = None) -> None:
    """Have a change brought in that was stopped, or that some notices refused. Raises ``PermissionDenied``."""
    _require_publisher(_shared_of(change), user)
    again = (SharedChange.State.STOPPED, SharedChange.State.DONE)
    SharedChange.objects.filter(pk=change.pk, state__in=again).update(state=SharedChange.State.APPLYING)
    change.notices.filter(state=ChangedNotice.State.REFUSED).update(state=ChangedNotice.State.WAITING)


@transaction.atomic
def take_back(change: SharedChange, *, user: User | None = None) -> Shared:
    """Make what was before the change a draft, to be published as a new change; gives the item or organisation.

    Raises ``PermissionDenied``, and :class:`ChangeError` where that is not kept.
    """
    shared = _shared_of(change)
    _require_publisher(shared, user)
    before = at_revision(change.previous_revision_id)
    if not isinstance(shared, LibraryItem) or before is None:
        raise ChangeError(gettext("What it was before is not kept. Write it into the form."))
    before.go_live_at = None
    before.save_revision(user=user, previous_revision=Revision.objects.get(pk=change.previous_revision_id))
    _log(shared, change, user, "taken back")
    return shared


def bring_up_to_date(
    item: LibraryItem,
    *,
    note: str = "",
    is_major: bool = False,
    user: User | None = None,
    at_most: int | None = None,
) -> SharedChange:
    """Have the notices that show ``item`` say what it says now, each in a transaction of its own.

    A notice that says it already is left alone, so that a run that was broken off, or that stopped after ``at_most``
    notices, goes on where it stopped, and two at once make one version of each. ``note`` tells readers why; with
    ``is_major`` they have to be told. Raises ``PermissionDenied`` for a ``user`` who may not publish the item, and
    :class:`UnpublishedDraftError`, a ``ValueError``.
    """
    stored: LibraryItem = type(item)._default_manager.get(pk=item.pk)
    check_bring_up_to_date(stored, user)
    change = _begun_change(stored, note, is_major, user)
    return apply_change(change, at_most=at_most)


def _begun_change(item: LibraryItem, note: str, is_major: bool, user: User | None) -> SharedChange:
    """The change that brings in what is published, where the same answer has begun it already; else a new one."""
    begun = (
        SharedChange.objects.unfinished()
        .of(item)
        .filter(content_hash=digest_of(item), note=note, tells_readers=is_major)
    )
    existing: SharedChange | None = begun.last()
    if existing is not None:
        return existing
    shown = next((notice.revision_id for notice in touched_notices(item)), None)
    former = at_revision(shown)
    change = _new_change(item, Answer(is_major, note), before=str(former or item), user=user)
    change.revision_id, change.previous_revision_id = item.live_revision_id, shown
    change.state, change.published_at = SharedChange.State.APPLYING, timezone.now()
    change.save()
    _log(item, change, user)
    return change


def check_bring_up_to_date(item: LibraryItem, user: User | None) -> None:
    """Raise the errors of :func:`bring_up_to_date`; writes nothing."""
    if user is not None and not may_publish(item, user):
        raise PermissionDenied
    if not item.live or item.has_unpublished_changes:
        raise UnpublishedDraftError(
            gettext("“%(item)s” has a draft that is not published. Publish it first.") % {"item": item}
        )


def _shared_of(change: SharedChange) -> Shared:
    model = shared_model(change.model)
    stored: Shared | None = model._default_manager.filter(pk=change.object_id).first() if model is not None else None
    if stored is None:
        raise ChangeError(gettext("It was deleted."))
    return stored


def _require_publisher(shared: Shared, user: User | None) -> None:
    action = "publish" if isinstance(shared, LibraryItem) else "change"
    if user is not None and not policy_for(type(shared)).user_has_permission_for_instance(user, action, shared):
        raise PermissionDenied
