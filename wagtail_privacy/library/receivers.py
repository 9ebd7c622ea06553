"""Protects library items from deletion while something uses them."""

from django.db.models import Model
from django.db.models.signals import pre_delete

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.services import refuse_if_in_use


def refuse_deletion_of_items_in_use(sender: type[Model], instance: Model, **kwargs: object) -> None:
    """Refuse to delete an item in use, from views, scripts, querysets and cascades. Raises ``ItemInUseError``."""
    if isinstance(instance, LibraryItem):
        refuse_if_in_use(instance)


def connect() -> None:
    """Connect the receivers of this room; done once, when the app is ready."""
    pre_delete.connect(refuse_deletion_of_items_in_use, dispatch_uid="wagtail_privacy.refuse_deletion")
