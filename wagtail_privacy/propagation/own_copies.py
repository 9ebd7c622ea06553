"""A school's own copy of what is shared, taken before a change of it applies."""

from collections.abc import Callable, Iterable
from copy import copy as copy_of
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import Revision

from wagtail_privacy.documents.vocabulary import ChangeReason
from wagtail_privacy.library.merged import pks_leading_to
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.blocks.stored_references import with_choice
from wagtail_privacy.notices.followed import mandate_problems
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.questions import ChangeError
from wagtail_privacy.propagation.services import CHANGE_ACTION
from wagtail_privacy.propagation.states import shared_model
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.reissues import SharedCause, SharedChangeError, bring_copy_into

if TYPE_CHECKING:
    from wagtail.models import Page

Replaced = Callable[[list[Any]], list[Any]]
"""Gives stored sections with the copy in the place of the item."""


@transaction.atomic
def take_own_copy(change: SharedChange, organisation: Organisation, *, user: User | None = None) -> LibraryItem:
    """Give ``organisation`` a copy of the item as it is before the change, and have its notices show that.

    Its published notices are issued anew from the copy, in force and announced, although they read the same; what their
    pages and drafts say follows. Whoever acts for the organisation may do so, until the change is published. Raises
    ``PermissionDenied``, and :class:`ChangeError` where it is too late, where no notice of the organisation shows the
    item itself, and where a notice cannot be issued; then nothing is stored.
    """
    locked = lock_rows(SharedChange.objects.filter(pk=change.pk)).first()
    if locked is None or not locked.is_waiting:
        raise ChangeError(gettext("It is too late for a copy: the change has been published."))
    model = shared_model(locked.model)
    if model is None or not issubclass(model, LibraryItem):
        raise ChangeError(gettext("Only items of the library can be copied."))
    policy = policy_for(model)
    if user is not None and not policy.user_has_permission_for_owner(user, "publish", organisation.pk):
        raise PermissionDenied
    item: LibraryItem = model._default_manager.get(pk=locked.object_id)
    if item.owner_id == organisation.pk:
        raise ChangeError(gettext("It is the organisation's own already."))
    pages = {
        notice.page.pk: notice.page for notice in touched_notices(item) if notice.organisation_id == organisation.pk
    }
    if not pages:
        raise ChangeError(gettext("No published notice of %(organisation)s shows it.") % {"organisation": organisation})
    copy = _copy_of(item, organisation, user)
    for key in sorted(pages):
        _point_to(copy, item, pages[key].specific, locked, user)
    log(
        instance=item,
        action=CHANGE_ACTION,
        user=user,
        data={"what": "copied", "change": locked.pk, "copy": copy.pk, "organisation": organisation.name},
    )
    return copy


def _copy_of(item: LibraryItem, organisation: Organisation, user: User | None) -> LibraryItem:
    data = item.serializable_data()
    data |= {
        "pk": None,
        "translation_key": str(uuid4()),
        "owner": organisation.pk,
        "starter_key": "",
        "starter_digest": "",
    }
    data |= {"latest_revision": None, "live_revision": None, "locked": False, "locked_by": None, "locked_at": None}
    copy: LibraryItem = type(item).from_serializable_data(data)
    copy.live, copy.go_live_at, copy.has_unpublished_changes = False, None, False
    copy.editor_note = gettext("A copy of “%(item)s”, taken before that changed.") % {"item": item}
    copy.save()
    copy.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    copy.refresh_from_db()
    return copy


def _point_to(
    copy: LibraryItem,
    item: LibraryItem,
    page: "Page",
    change: SharedChange,
    user: User | None,
) -> None:
    """Have the versions, the page and its drafts refer to ``copy`` in the place of ``item``."""
    stream = page.body.stream_block
    # Notices may still hold the key of an item that was merged into this one.
    chosen = pks_leading_to(item)

    def replaced(body: list[Any]) -> list[Any]:
        return cast("list[Any]", with_choice(stream, body, type(item), chosen, copy.pk))

    cause = SharedCause(
        cause={
            "model": change.model,
            "key": change.key,
            "before": str(item),
            "after": str(copy),
            "copy": str(copy.translation_key),
        },
        reason=ChangeReason.OTHER,
        note=gettext("The text is the same. %(organisation)s looks after this part itself from now on.")
        % {"organisation": copy.owner},
    )
    publication.lock(page)
    _require_own_sections(page, replaced)
    try:
        versions = bring_copy_into(page, cause, replaced, user=user)
    except SharedChangeError as error:
        raise ChangeError(f"“{page.title}”: {error}") from error
    if _is_shown_by_way_of_another(versions, item):
        raise ChangeError(
            gettext(
                "“%(notice)s” shows it by way of another shared item as well, a clause for example. Take a copy of "
                "that first."
            )
            % {"notice": page.title}
        )
    _follow(page, replaced)
    ChangedNotice.objects.update_or_create(
        change=change,
        page_id=page.pk,
        defaults={
            "organisation_id": copy.owner_id,
            "title": page.title,
            "state": ChangedNotice.State.OWN_COPY,
            "numbers": [version.number for version in versions],
            "decided_at": timezone.now(),
        },
    )


def _require_own_sections(page: "Page", replaced: Replaced) -> None:
    """Refuse a copy in a section that the trust's model sets: the next save would put the trust's item back."""
    candidate = copy_of(page)
    stream = page.body.stream_block
    candidate.body = stream.to_python(replaced(stream.get_prep_value(page.body)))
    if problems := mandate_problems(candidate):
        raise ChangeError(
            gettext("“%(notice)s”: the model of your trust sets “%(section)s”, so nothing else can be shown there.")
            % {"notice": page.title, "section": problems[0].section}
        )


def _is_shown_by_way_of_another(versions: Iterable[NoticeVersion], item: LibraryItem) -> bool:
    return any(
        version.references.filter(model=item._meta.model_name, object_id=item.pk).exists() for version in versions
    )


def _follow(page: "Page", replaced: Replaced) -> None:
    """The row of the page and each draft that may still be published refer to the copy; nothing is published."""
    stream = page.body.stream_block
    row = type(page)._default_manager.filter(pk=page.pk)
    stored = stream.get_prep_value(page.body)
    row.update(body=stream.to_python(replaced(stored)))
    revisions = page.revisions.filter(pk=page.latest_revision_id) | page.revisions.filter(
        approved_go_live_at__isnull=False
    )
    for revision in lock_rows(Revision.objects.filter(pk__in=revisions.values("pk"))).order_by("pk"):
        draft = revision.as_object()
        body = replaced(stream.get_prep_value(draft.body))
        # In place: it is the same draft, by the same person, and its approval stands.
        draft.body = stream.to_python(body)
        revision.content = draft.serializable_data()
        revision.save(update_fields=["content"])
