"""Protects library items from deletion while something uses them, and has written items read anew."""

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from wagtail_privacy.library.item_map import current_map
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.services import refuse_if_in_use


def refuse_deletion_of_items_in_use(sender: type[Model], instance: Model, **kwargs: object) -> None:
    """Refuse to delete an item in use, from views, scripts, querysets and cascades. Raises ``ItemInUseError``."""
    if isinstance(instance, LibraryItem):
        refuse_if_in_use(instance)


def forget_items_read(sender: type[Model], instance: Model | type[Model], **kwargs: object) -> None:
    """Have items that were read in the same request read again: one of them, or what it refers to, has changed."""
    items = current_map()
    if items is not None and isinstance(instance, LibraryItem):
        items.forget()


def connect() -> None:
    """Connect the receivers of this room; done once, when the app is ready."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(forget_items_read, dispatch_uid="wagtail_privacy.forget_items_read")
    pre_delete.connect(refuse_deletion_of_items_in_use, dispatch_uid="wagtail_privacy.refuse_deletion")
