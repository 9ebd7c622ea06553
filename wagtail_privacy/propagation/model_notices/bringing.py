"""Brings a new version of a model into the draft of a notice, and what a school decides where both have changed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from wagtail_privacy.notices import publication
from wagtail_privacy.notices.followed import says_same_in, stored_sections
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.propagation.model_notices import actions
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.following import Following, following
from wagtail_privacy.propagation.model_notices.merge import Conflict, Merge, merge, with_decision
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.places import owned_items
from wagtail_privacy.propagation.model_notices.services import require_published, require_usable

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class PendingMerge:
    """A notice and its model as they are now, merged and not stored.

    ``draft`` is the newest draft of the notice, ``model`` the published state of the model. ``stamp`` tells whether
    either has changed since somebody looked at it.
    """

    followed: Following
    draft: "Page"
    model: "Page"
    merge: Merge

    @property
    def stamp(self) -> str:
        return f"{self.model.live_revision_id}-{self.draft.latest_revision_id}"

    @property
    def is_behind(self) -> bool:
        """Whether the model has been published since it was last brought in."""
        return self.followed.row.is_behind

    @property
    def is_changed(self) -> bool:
        """Whether bringing it in would change the draft."""
        return list(self.merge.body) != stored_sections(self.draft.body)


def pending_merge(page: "Page") -> PendingMerge | None:
    """What bringing its model into the newest draft of ``page`` would do; ``None`` where it follows none.

    Reads the database and writes nothing. A model that is not published has nothing new to bring.
    """
    stored = _stored(page)
    followed = following(stored)
    if followed is None:
        return None
    model = followed.model.specific
    draft = stored.get_latest_revision_as_object()
    return PendingMerge(followed, draft, model, _merged(followed, draft, model, list(followed.sections)))


def check_bring_model_into(page: "Page", user: User | None) -> PendingMerge:
    """Raise the errors of :func:`bring_model_into`; gives what it would do. Writes nothing."""
    if user is not None:
        tester = _stored(page).permissions_for_user(user)
        if not tester.can_edit():
            raise PermissionDenied
        if tester.page_locked():
            raise ModelNoticeError(gettext("“%(title)s” is locked. Unlock it first.") % {"title": page.title})
    pending = pending_merge(page)
    if pending is None:
        raise ModelNoticeError(
            gettext("“%(title)s” follows no model: all its sections are your own.") % {"title": page.title}
        )
    if pending.is_behind:
        require_published(pending.model)
        organisation = Organisation.objects.for_page(page)
        if organisation is not None:
            require_usable(organisation, owned_items(pending.model), user)
    return pending


@transaction.atomic
def bring_model_into(page: "Page", user: User | None = None) -> PendingMerge:
    """Bring the published state of its model into the newest draft of ``page``; nothing is published.

    What only the trust has changed is followed at once, in a new revision; what both have is left as it is until
    :func:`decide`. Where nothing is new, nothing is written, so that it may be called again, or by two at once. Raises
    ``PermissionDenied`` for a ``user`` who may not edit the page, and :class:`~.errors.ModelNoticeError` for a page
    that is locked or follows no model, and for a model with items that the school may not use.
    """
    publication.lock_pages([page.pk])
    pending = check_bring_model_into(page, user)
    if pending.is_behind:
        _store(pending, user, actions.BRING)
    return pending


@transaction.atomic
def decide(page: "Page", block_id: str, stamp: str, *, takes_theirs: bool, user: User | None = None) -> PendingMerge:
    """Settle a section that both sides have changed: as the trust has it, or as it is here.

    ``stamp`` is that of the merge that somebody decided on. Raises what :func:`bring_model_into` does, and
    :class:`~.errors.ModelNoticeError` where something has changed since, or the section is not to be decided.
    """
    publication.lock_pages([page.pk])
    pending = check_bring_model_into(page, user)
    conflict = next((each for each in pending.merge.conflicts if each.block_id == block_id), None)
    if conflict is None:
        raise ModelNoticeError(gettext("This section is decided already. Nothing was changed."))
    if pending.stamp != stamp:
        raise ModelNoticeError(
            gettext("The notice or its model has been changed since you opened this screen. Look at it again.")
        )
    settled = _settled(pending, conflict, takes_theirs=takes_theirs)
    _store(settled, user, actions.DECIDE)
    return settled


def _stored(page: "Page") -> "Page":
    """The specific page as it is now."""
    return type(page)._default_manager.get(pk=page.pk).specific


def _settled(pending: PendingMerge, conflict: Conflict, *, takes_theirs: bool) -> PendingMerge:
    theirs = stored_sections(pending.model.body)
    base = with_decision(pending.followed.sections, conflict, theirs, takes_theirs=takes_theirs)
    merged = _merged(pending.followed, pending.draft, pending.model, list(base))
    return PendingMerge(pending.followed, pending.draft, pending.model, merged)


def _merged(followed: Following, draft: "Page", model: "Page", base: list[Any]) -> Merge:
    is_published = model.live and model.live_revision_id is not None
    return merge(
        base,
        stored_sections(model.body) if is_published else base,
        stored_sections(draft.body),
        mandated=model.mandated_sections if is_published else followed.mandated,
        same=says_same_in(draft.body),
    )


def _store(pending: PendingMerge, user: User | None, action: str) -> None:
    # First the row, by which the draft is judged when it is saved.
    row = pending.followed.row
    RollOut.objects.filter(pk=row.pk).update(
        base=list(pending.merge.base),
        mandated=pending.model.mandated_sections,
        undecided=pending.merge.undecided,
        revision_id=pending.model.live_revision_id,
        brought_at=timezone.now(),
    )
    draft = pending.draft
    if pending.is_changed:
        draft.body = draft.body.stream_block.to_python(list(pending.merge.body))
        revision = draft.save_revision(user=user, log_action=action, clean=False)
        RollOut.objects.filter(pk=row.pk).update(draft_revision_id=revision.pk)
    elif (followed := following(draft)) is not None:
        followed.draft_saved(draft)
