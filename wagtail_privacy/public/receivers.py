"""Removes what was rendered of an erased version from the cache."""

from django.core.cache import cache
from django.db import transaction

from wagtail_privacy.public.differences import changes_key
from wagtail_privacy.public.rendering import version_key
from wagtail_privacy.public.translated import translation_key
from wagtail_privacy.signals import version_purged
from wagtail_privacy.versions.models import NoticeVersion


def connect() -> None:
    """Listen to the signals of other rooms."""
    version_purged.connect(forget_rendered, dispatch_uid="wagtail_privacy.forget_rendered")


def forget_rendered(sender: type[NoticeVersion], version: NoticeVersion, **kwargs: object) -> None:
    """Delete what was rendered of an erased version from the cache.

    No view would show it, but erased content must not stay in the cache either. A cache that is local to each process
    is emptied in this process only; in the others the entries expire.
    """
    others = [other for other in NoticeVersion.objects.for_page(version.page_id).light() if other.pk != version.pk]
    keys = [version_key(version)]
    versions = NoticeVersion.objects.light()
    if version.source_page_id is not None:
        # Beside whatever its source said.
        keys += [translation_key(version, source) for source in (None, *versions.for_page(version.source_page_id))]
    keys += [translation_key(other, version) for other in versions.filter(source_page_id=version.page_id)]
    for other in others:
        keys += [changes_key(version, other), changes_key(other, version)]
    transaction.on_commit(lambda: cache.delete_many(keys))
