"""Carries out what was decided about a library item as soon as it is published, whichever way that happens."""

from django.db import transaction
from django.db.models import Model
from wagtail.models import Revision
from wagtail.signals import published

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.propagation.services import note_publication
from wagtail_privacy.propagation.tasks import apply_shared_changes


def carry_out(sender: type[Model], instance: Model, revision: Revision, **kwargs: object) -> None:
    """Have notices follow the item, once its publication is committed."""
    if isinstance(instance, LibraryItem) and note_publication(instance, revision) is not None:
        transaction.on_commit(apply_shared_changes.enqueue)


def connect() -> None:
    """Connect the receivers of this room; done once, when the app is ready."""
    published.connect(carry_out, dispatch_uid="wagtail_privacy.carry_out")
