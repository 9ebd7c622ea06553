"""What changes the library: adding an item, and refusing to delete one that is in use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ProtectedError
from django.forms import ModelForm
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from wagtail_privacy.library.merged import pks_leading_to
from wagtail_privacy.library.models import LibraryItem


@dataclass(frozen=True)
class Usage:
    """The object that refers to an item, and the names of the fields in which it does."""

    user: models.Model
    fields: tuple[str, ...]


class ItemInUseError(ProtectedError):
    """Raised instead of deleting ``item``; ``usages`` says who uses it."""

    def __init__(self, item: LibraryItem, usages: Sequence[Usage]) -> None:
        self.item = item
        self.usages = tuple(usages)
        message = _("“%(item)s” cannot be deleted: it is used by %(users)s.") % {
            "item": item,
            "users": ", ".join(str(usage.user) for usage in usages),
        }
        super().__init__(message, {usage.user for usage in usages})


def usages(item: LibraryItem) -> tuple[Usage, ...]:
    """The objects that use ``item`` today: pages and other library items, drafts that were never published included.

    Versions of notices hold copies and never count. The item's own references to itself do not count either. Whatever
    uses an item that was merged into this one uses this one, and so does that item itself.
    """
    if item.merged_into_id is not None:
        # What refers to it is counted where it leads to, and would lead nowhere without it.
        return (Usage(item.merged_into, (_("what was merged into it"),)),)
    pks = pks_leading_to(item)
    everything = [*_indexed_usages(item, pks), *_related_usages(item, pks), *_merged_usages(item)]
    return tuple(usage for usage in everything if usage.user != item)


def _merged_usages(item: LibraryItem) -> Iterator[Usage]:
    for former in type(item)._default_manager.filter(merged_into=item).order_by("pk"):
        yield Usage(former, (str(former._meta.get_field("merged_into").verbose_name),))


def references_to(item: models.Model, pks: Sequence[int]) -> "models.QuerySet[Any]":
    """What Wagtail's index knows of references to the objects of the kind of ``item`` with these primary keys."""
    content_type = ContentType.objects.get_for_model(item, for_concrete_model=False)
    references: models.QuerySet[Any] = ReferenceIndex.objects.filter(
        to_content_type=content_type, to_object_id__in=[str(pk) for pk in pks]
    )
    return references


def _indexed_usages(item: LibraryItem, pks: Sequence[int]) -> Iterator[Usage]:
    for user, references in references_to(item, pks).group_by_source_object():  # type: ignore[attr-defined]
        yield Usage(user, tuple(str(reference.describe_source_field()) for reference in references))


def _related_usages(item: LibraryItem, pks: Sequence[int]) -> Iterator[Usage]:
    # Wagtail's reference index records foreign keys and blocks, but no many-to-many relation.
    for relation in item._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.many_to_many):
            continue
        field: Any = relation.remote_field
        for user in relation.related_model._default_manager.filter(**{f"{field.name}__in": pks}).distinct():
            yield Usage(user, (str(field.verbose_name),))


def refuse_if_in_use(item: LibraryItem) -> None:
    """Raise :class:`ItemInUseError` where anything refers to ``item``."""
    if item_usages := usages(item):
        raise ItemInUseError(item, item_usages)


@transaction.atomic
def add_item(form: "ModelForm[Any]", *, user: AbstractBaseUser, publish: bool) -> LibraryItem:
    """Save the new item of a valid ``form``, with a first revision and a log entry; publish it where asked to.

    Whether ``user`` may do so is for the caller to check.
    """
    item: LibraryItem = form.save(commit=False)
    item.live = False
    item.save()
    form.save_m2m()
    revision = item.save_revision(user=user)
    log(instance=item, action="wagtail.create", user=user, revision=revision, content_changed=True)
    if publish:
        revision.publish(user=user)
        item.refresh_from_db()
    return item
