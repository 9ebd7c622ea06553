"""Makes a notice a model, says what it mandates, and rolls it out to schools."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

import swapper
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import PageViewRestriction
from wagtail.search import index

from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.change_statement import STATEMENT_FIELDS
from wagtail_privacy.notices.followed import stored_sections
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.stored_sections import by_id
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, scope_of
from wagtail_privacy.propagation.model_notices import actions
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.places import (
    SchoolPlace,
    may_add_below,
    not_usable_by,
    owned_items,
    place_of,
)
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page

_OF_THE_MODEL: dict[str, Any] = {
    **{name: None if name == "applies_from" else "" for name in STATEMENT_FIELDS},
    "change_key": None,
    "meeting_digest": "",
    "is_model": False,
    "mandated_sections": [],
    "go_live_at": None,
    "expire_at": None,
    "expired": False,
    "locked": False,
    "locked_at": None,
    "locked_by": None,
}
"""What a copy of a model does not take over: statement of change, meeting, schedule, lock."""


def check_make_model(page: "Page", user: User | None) -> None:
    """Raise the errors of :func:`make_model`; writes nothing."""
    publication.require_publish_permission(page, user)
    if page.is_model:
        return
    organisation = Organisation.objects.for_page(page)
    if organisation is None or not organisation.children.exists():
        raise ModelNoticeError(
            gettext("A model stands on the site of a trust. No school belongs to the organisation of this page.")
        )
    if page.live or page.alias_of_id is not None or NoticeVersion.objects.for_page(page.pk).exists():
        raise ModelNoticeError(
            gettext(
                "Readers have seen this notice, so it cannot become a model. Copy it, and make the copy a model before "
                "you publish it."
            )
        )
    if RollOut.objects.filter(page_id=page.pk).exists():
        raise ModelNoticeError(gettext("This notice follows a model itself, so it cannot become one."))


@transaction.atomic
def make_model(page: "Page", user: User | None = None) -> None:
    """Make a notice that was never published a model: from now on it is for no reader, whatever happens to it.

    ``page`` is the specific page. Raises ``PermissionDenied`` for a ``user`` who may not publish the page, and
    :class:`~.errors.ModelNoticeError` for a page that is not a trust's or that readers have seen. Where it is a model
    already, nothing happens.
    """
    publication.lock(page)
    stored: Any = type(page)._default_manager.get(pk=page.pk)
    check_make_model(stored, user)
    if not stored.is_model:
        type(page)._default_manager.filter(pk=page.pk).update(is_model=True)
        # A group of nobody: what a site lists of pages that are public leaves it out.
        PageViewRestriction.objects.get_or_create(page_id=page.pk, restriction_type=PageViewRestriction.GROUPS)
        index.remove_object(stored)
        log(instance=stored, action=actions.MAKE, user=user)
    page.is_model = True


@transaction.atomic
def mandate_sections(model: "Page", block_ids: Collection[str], user: User | None = None) -> None:
    """Mandate these sections of a model in a new draft; schools are held to it once that is published and brought in.

    Ids that its newest draft does not have are left out. Raises ``PermissionDenied`` for a ``user`` who may not edit
    the page, and :class:`~.errors.ModelNoticeError` for a page that is no model.
    """
    publication.lock(model)
    stored = _model(model)
    if user is not None and not stored.permissions_for_user(user).can_edit():
        raise PermissionDenied
    draft = stored.get_latest_revision_as_object()
    mandated = [key for key in by_id(stored_sections(draft.body)) if key in block_ids]
    if mandated != draft.mandated_sections:
        draft.mandated_sections = mandated
        draft.save_revision(user=user, log_action=actions.MANDATE, clean=False)


def check_roll_out(
    model: "Page", school: Organisation, user: User | None, *, items: Iterable[LibraryItem] | None = None
) -> SchoolPlace:
    """Raise the errors of :func:`roll_out`; gives where the notice is or would be. Writes nothing.

    ``items`` are those of :func:`~.places.owned_items`, for a caller who asks about many schools.
    """
    if user is not None:
        tester = model.permissions_for_user(user)
        if not (tester.can_edit() or tester.can_publish()):
            raise PermissionDenied
    trust = Organisation.objects.for_page(model)
    if trust is None or trust.pk not in {above.pk for above in school.chain()[1:]} or school.site is None:
        raise ModelNoticeError(
            gettext("“%(school)s” has no website below the trust whose model this is.") % {"school": school}
        )
    place = place_of(model, school)
    if place.notice is not None:
        return place
    if place.parent is None:
        raise ModelNoticeError(
            gettext("“%(school)s” has no page below which a notice may stand. Add a privacy hub there first.")
            % {"school": school}
        )
    if not may_add_below(place.parent, user):
        raise PermissionDenied
    require_published(model)
    require_usable(school, owned_items(model) if items is None else items, user)
    return place


def roll_out(
    model: "Page", school: Organisation, user: User | None = None, *, items: Iterable[LibraryItem] | None = None
) -> "Page":
    """Give ``school`` a draft of a notice that follows ``model``; gives the page, the one it has where it has one.

    The draft is a copy with the same block ids below the first hub of the school, else its home page. It belongs to
    the owner of that page. Raises ``PermissionDenied`` for a ``user`` who may not edit or publish the model or not add
    pages there, and :class:`~.errors.ModelNoticeError` for a page that is no published model, a school of another
    trust, and a model with library items that the school may not use. Nothing is copied then.
    """
    with transaction.atomic():
        first = check_roll_out(_model(model), school, user, items=items)
        publication.lock_pages([model.pk, *([first.parent.pk] if first.parent is not None else [])])
        # Somebody else may have rolled it out, or published it, while this waited.
        stored = _model(model)
        place = check_roll_out(stored, school, user, items=items)
        return place.notice or _copy(stored, place, user)


def _copy(model: "Page", place: SchoolPlace, user: User | None) -> "Page":
    parent = place.parent
    assert parent is not None  # noqa: S101 - check_roll_out() has refused a school without one
    copy: Any = model.copy(
        to=parent,
        copy_revisions=False,
        keep_live=False,
        user=user,
        log_action=actions.ROLL_OUT,
        update_attrs=_OF_THE_MODEL | {"slug": _free_slug(parent, model.slug), "owner": parent.owner or user},
    )
    copy.view_restrictions.all().delete()
    RollOut.objects.create(
        page_id=copy.pk,
        model_id=model.pk,
        base=stored_sections(model.body),
        mandated=model.mandated_sections,
        revision_id=model.live_revision_id,
        brought_at=timezone.now(),
    )
    return swapper.load_model("wagtailcore", "Page").objects.get(pk=copy.pk)


def _free_slug(parent: "Page", slug: str) -> str:
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def _model(page: "Page") -> "Page":
    stored = type(page)._default_manager.filter(pk=page.pk).first() if isinstance(page, NoticeMixin) else None
    if stored is None or not stored.is_model:
        raise ModelNoticeError(gettext("This page is not a model."))
    return stored


def require_published(model: "Page") -> None:
    """Raise :class:`~.errors.ModelNoticeError` for a model that has never been published or is not any more."""
    if not model.live or model.live_revision_id is None:
        raise ModelNoticeError(
            gettext("The model “%(model)s” is not published. Publish it first.") % {"model": model.title}
        )


def require_usable(school: Organisation, items: Iterable[LibraryItem], user: User | None) -> None:
    """Raise :class:`~.errors.ModelNoticeError` where notices of ``school`` may not use one of ``items``.

    Items that ``user`` may not see are counted, not named.
    """
    refused = not_usable_by(school, items)
    if not refused:
        return
    seen = [item for item in refused if user is None or scope_of(user).can_see(item.owner_id)]
    names = [
        gettext("%(kind)s “%(name)s”") % {"kind": item._meta.verbose_name, "name": item} for item in dict.fromkeys(seen)
    ]
    if len(seen) < len(refused):
        names.append(gettext("something of another organisation"))
    raise ModelNoticeError(
        gettext(
            "The model uses what “%(school)s” may not use: %(items)s. Use what belongs to everyone or to the trust in "
            "its place, publish the model, and try again."
        )
        % {"school": school, "items": ", ".join(names)}
    )
