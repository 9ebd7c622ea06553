"""Records what each translation was made from, when its draft is made and when an item is published."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models.signals import post_delete, post_save
from wagtail.models import Revision
from wagtail.signals import published
from wagtail_localize.models import TranslationLog

from wagtail_privacy.library.models import LIBRARY_MODELS, LibraryItem
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.translations.models import TranslationOrigin

Content = Mapping[str, Any]
"""What Wagtail serialises of an object."""


def contents(revision_ids: Iterable[int | None]) -> dict[int, Content]:
    """What these revisions were made from, where that is known."""
    known = TranslationOrigin.objects.filter(revision_id__in=[key for key in revision_ids if key is not None])
    return dict(known.values_list("revision_id", "content"))


def connect() -> None:
    """Record origins from now on. Called when the app is ready."""
    post_save.connect(record_draft, sender=TranslationLog, dispatch_uid="wagtail_privacy_record_draft")
    post_delete.connect(forget, sender=Revision, dispatch_uid="wagtail_privacy_forget_origin")
    for model in (*LIBRARY_MODELS, Clause):
        published.connect(record_published, sender=model, dispatch_uid=f"wagtail_privacy_record_{model.__name__}")


def record_draft(instance: TranslationLog, created: bool, **kwargs: object) -> None:
    """A draft was made with wagtail-localize: it was made from what its source says there."""
    if created and instance.revision_id is not None:
        _record(instance.revision_id, instance.source.content_json)


def record_published(instance: LibraryItem, revision: Revision | None = None, **kwargs: object) -> None:
    """An item was published that was translated by hand: whoever publishes it says that it is what its source says."""
    if revision is None or TranslationOrigin.objects.filter(revision_id=revision.pk).exists():
        return
    source = _source_of(instance)
    if source is not None:
        _record(revision.pk, source.to_json())


def _record(revision_id: int, content: str) -> None:
    """One query, whether there is a row already or not."""
    has_target = connection.features.supports_update_conflicts_with_target
    TranslationOrigin.objects.bulk_create(
        [TranslationOrigin(revision_id=revision_id, content=json.loads(content))],
        update_conflicts=True,
        update_fields=["content"],
        unique_fields=["revision_id"] if has_target else None,
    )


def forget(instance: Revision, **kwargs: object) -> None:
    """A revision was deleted, and what it was made from is of no use to anybody."""
    TranslationOrigin.objects.filter(revision_id=instance.pk).delete()


def _source_of(item: LibraryItem) -> LibraryItem | None:
    """The item that this one was translated from: the oldest of the same key; ``None`` where this is the oldest."""
    model = type(item)
    oldest: LibraryItem | None = model.objects.filter(translation_key=item.translation_key).order_by("pk").first()
    return None if oldest is None or oldest.pk == item.pk else oldest
