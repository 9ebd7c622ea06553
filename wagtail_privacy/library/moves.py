"""What moves in the library: an item that is promoted to more organisations, and two that are merged into one.

Neither touches a notice. Whatever refers to an item that was merged is read as referring to the one that is left, and
keeps the old key until it is next saved.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext
from wagtail.locks import BasicLock
from wagtail.log_actions import log
from wagtail.models import Revision, WorkflowState

from wagtail_privacy.library.merged import pks_leading_to
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for, scope_of

PROMOTE_ACTION = "wagtail_privacy.promote"
MERGE_ACTION = "wagtail_privacy.merge"
"""The actions in the log, also of those that were merged and of what is left."""

MOVING_ACTIONS = ("change", "publish")
"""What one must be allowed to do with an item to move it."""


class MoveError(ValueError):
    """An item cannot be promoted or merged as it was asked; the message says why, and what to do."""


def may_move(user: User, item: LibraryItem) -> bool:
    """Whether ``user`` may promote and merge ``item``: those who may change and publish it."""
    policy = policy_for(type(item))
    return all(policy.user_has_permission_for_instance(user, action, item) for action in MOVING_ACTIONS)


def may_promote(user: User, item: LibraryItem) -> bool:
    """Whether there is anybody to whom ``user`` may promote ``item``; no query where its owner is loaded."""
    if item.owner is None or item.merged_into_id is not None:
        return False
    # Whoever acts for one further up acts for the one right above too.
    return may_move(user, item) and scope_of(user).can_act_for(item.owner.parent_id)


def promotion_targets(item: LibraryItem, user: User) -> list[Organisation | None]:
    """To whom ``user`` may promote ``item``: organisations above its owner, the nearest first; ``None`` is everyone."""
    if item.owner is None or item.merged_into_id is not None or not may_move(user, item):
        return []
    above: list[Organisation | None] = [*item.owner.chain()[1:], None]
    return [target for target in above if _may_own(user, item, target)]


def _may_own(user: User, item: LibraryItem, owner: Organisation | None) -> bool:
    key = None if owner is None else cast(int, owner.pk)
    policy = policy_for(type(item))
    return all(policy.user_has_permission_for_owner(user, action, key) for action in MOVING_ACTIONS)


def check_promote(item: LibraryItem, to: Organisation | None, user: User | None = None) -> None:
    """Raise the errors of :func:`promote`; writes nothing."""
    if user is not None and not (may_move(user, item) and _may_own(user, item, to)):
        raise PermissionDenied
    _refuse_merged(item)
    if item.owner is None:
        raise MoveError(gettext("“%(item)s” belongs to everyone already.") % {"item": item})
    if to is not None and to not in item.owner.chain()[1:]:
        raise MoveError(
            gettext("“%(item)s” belongs to %(owner)s, and %(organisation)s does not stand above it.")
            % {"item": item, "owner": item.owner, "organisation": to}
        )
    for moved in _with_translations(item):
        _refuse_locked(moved, user)
        kept_back = [referred for referred in _referred_items(moved) if not referred.in_scope_of(to)]
        if kept_back:
            raise MoveError(
                gettext(
                    "“%(item)s” refers to %(items)s, which not all who could then use it may use. Promote them first, "
                    "or remove them from “%(item)s”, and from its draft."
                )
                % {"item": moved, "items": _named(kept_back)}
            )


@transaction.atomic
def promote(item: LibraryItem, to: Organisation | None, user: User | None = None) -> LibraryItem:
    """Give ``item`` and its translations to ``to``, an organisation above its owner; ``None`` stands for everyone.

    Its key and its text stay, so nothing changes for readers. Gives the item as it is stored now. Raises
    ``PermissionDenied`` where ``user`` does not act for both owners, and :class:`MoveError`, a ``ValueError``, where
    the item refers to what the new circle may not use.
    """
    (locked,) = _locked(item)
    check_promote(locked, to, user)
    former = locked.owner
    for moved in _with_translations(locked):
        moved.owner = to
        moved.save(update_fields=["owner"])
        log(
            instance=moved,
            action=PROMOTE_ACTION,
            user=user,
            data={"from": str(former), "to": None if to is None else str(to)},
        )
    return cast(LibraryItem, type(item)._default_manager.get(pk=item.pk))


def check_merge(item: LibraryItem, into: LibraryItem, user: User | None = None) -> None:
    """Raise the errors of :func:`merge`; writes nothing."""
    if user is not None and not (may_move(user, item) and may_move(user, into)):
        raise PermissionDenied
    names = {"item": item, "into": into}
    if type(item) is not type(into):
        raise MoveError(gettext("“%(item)s” and “%(into)s” are of different kinds, so they cannot be merged.") % names)
    if item.pk == into.pk:
        raise MoveError(gettext("“%(item)s” cannot be merged with itself. Choose another.") % names)
    _refuse_merged(item)
    if into.merged_into == item:
        _refuse_merged(into)
    if into.merged_into is not None:
        raise MoveError(
            gettext("“%(into)s” was merged into “%(left)s”. Choose “%(left)s”.") % {**names, "left": into.merged_into}
        )
    for former, left in _pairs(item, into):
        if user is not None and not (may_move(user, former) and may_move(user, left)):
            raise PermissionDenied
        _refuse_locked(former, user)
        _check_pair(former, left)


def _check_pair(item: LibraryItem, into: LibraryItem) -> None:
    names = {"item": item, "into": into, "owner": into.owner}
    if not into.live:
        raise MoveError(gettext("“%(into)s” is not published. Publish it first.") % names)
    if not into.in_scope_of(item.owner):
        raise MoveError(
            gettext("“%(into)s” belongs to %(owner)s, so that not all who use “%(item)s” may use it. Promote it first.")
            % names
        )
    for first, second in ((item, into), (into, item)):
        for field in first.item_fields():
            if field.related_model is type(first) and _leads_to(first, second, field.name):
                raise MoveError(
                    gettext(
                        "“%(second)s” stands under “%(field)s” of “%(first)s”, directly or by way of others, so they "
                        "do not mean the same. Take it out there first if they do."
                    )
                    % {"first": first, "second": second, "field": field.verbose_name}
                )


@transaction.atomic
def merge(item: LibraryItem, into: LibraryItem, user: User | None = None) -> LibraryItem:
    """Have ``into`` stand wherever ``item`` is referred to, and its translations where those of ``item`` are.

    ``item`` is unpublished and offered to nobody any more; what waits to be published or approved of it waits no
    longer. Gives it as it is stored now. Raises ``PermissionDenied`` where ``user`` may not publish both, and
    :class:`MoveError`, a ``ValueError``.
    """
    if type(item) is not type(into):
        check_merge(item, into, user)
    locked = {row.pk: row for row in _locked(item, into)}
    check_merge(locked[item.pk], locked[into.pk], user)
    for former, left in _pairs(locked[item.pk], locked[into.pk]):
        # Those that were merged into it before lead straight to what is left.
        type(item)._default_manager.filter(pk__in=pks_leading_to(former)).update(merged_into=left)
        former.merged_into = left
        _withdraw(former, user)
        log(
            instance=former,
            action=MERGE_ACTION,
            user=user,
            data={"into": str(left), "into_pk": left.pk},
        )
        log(
            instance=left,
            action=MERGE_ACTION,
            user=user,
            data={"from": str(former), "from_pk": former.pk},
        )
    return cast(LibraryItem, type(item)._default_manager.get(pk=item.pk))


def _withdraw(item: LibraryItem, user: User | None) -> None:
    for state in WorkflowState.objects.for_instance(item).active():
        state.cancel(user=user)
    # Unpublishing does so too, but not for what was never published.
    Revision.objects.for_instance(item).update(approved_go_live_at=None)
    if item.live:
        # Without the user, whom Wagtail before 8 asks for permissions that only pages have.
        item.unpublish(log_action=False)
    else:
        # So that search and whatever has read it know of the change.
        item.save(update_fields=["live"])


def _locked(*items: LibraryItem) -> list[LibraryItem]:
    """The rows as they are now, and those of their translations, locked in the order of their keys."""
    model = type(items[0])
    keys = {item.translation_key for item in items}
    rows = {row.pk: row for row in lock_rows(model._default_manager.filter(translation_key__in=keys).order_by("pk"))}
    gone = next((item for item in items if item.pk not in rows), None)
    if gone is not None:
        raise MoveError(gettext("“%(item)s” has been deleted.") % {"item": gone})
    return [cast(LibraryItem, rows[item.pk]) for item in items]


def _with_translations(item: LibraryItem) -> list[LibraryItem]:
    """``item`` and those of its translations that have its owner, which go where it goes."""
    translations = item.get_translations().filter(owner_id=item.owner_id, merged_into__isnull=True)
    return [item, *translations.order_by("pk")]


def _pairs(item: LibraryItem, into: LibraryItem) -> Sequence[tuple[LibraryItem, LibraryItem]]:
    """Each translation of ``item`` with that of ``into`` in its language, the two themselves first."""
    if item.locale_id != into.locale_id:
        raise MoveError(gettext("“%(item)s” and “%(into)s” are in different languages.") % {"item": item, "into": into})
    pairs = [(item, into)]
    by_locale = {other.locale_id: other for other in into.get_translations().filter(merged_into__isnull=True)}
    for former in item.get_translations().filter(merged_into__isnull=True).order_by("pk"):
        if former.locale_id not in by_locale:
            raise MoveError(
                gettext("“%(item)s” has a translation into %(language)s and “%(into)s” has none. Translate it first.")
                % {"item": item, "into": into, "language": former.locale.get_display_name()}
            )
        pairs.append((former, by_locale[former.locale_id]))
    return pairs


def _refuse_merged(item: LibraryItem) -> None:
    if item.merged_into is not None:
        raise MoveError(
            gettext("“%(item)s” was merged into “%(left)s” already.") % {"item": item, "left": item.merged_into}
        )


def _refuse_locked(item: LibraryItem, user: User | None) -> None:
    # What waits to be approved or published does not keep it: a merge withdraws that.
    if user is not None and item.locked and BasicLock(item).for_user(user):
        raise MoveError(gettext("“%(item)s” is locked. Unlock it first.") % {"item": item})


def _referred_items(item: LibraryItem) -> Iterator[LibraryItem]:
    """What ``item`` refers to, as it is and in its newest draft, each once."""
    seen: dict[LibraryItem, None] = dict.fromkeys(item.referred_items())
    draft: Any = item.get_latest_revision_as_object() if item.latest_revision_id else item
    seen.update(dict.fromkeys(draft.referred_items()))
    yield from seen


def _leads_to(item: LibraryItem, other: LibraryItem, name: str) -> bool:
    """Whether ``other`` stands in the field ``name`` of ``item``, or of what stands there, and so on."""
    model = type(item)
    targets = set(pks_leading_to(other))
    reached: set[int] = set()
    following = set(pks_leading_to(item))
    while following:
        reached |= following
        rows = model._default_manager.filter(pk__in=following).values_list(name, f"{name}__merged_into")
        next_pks = {pk for row in rows for pk in row if pk is not None}
        if targets & next_pks:
            return True
        following = next_pks - reached
    return False


def _named(items: Sequence[LibraryItem]) -> str:
    names = [f"“{item}”" for item in items]
    return str(get_text_list(names, gettext("and")))
