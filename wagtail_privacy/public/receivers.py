"""What visitors are no longer shown when something is erased."""

from typing import Any

from django.core.cache import cache
from django.db import transaction

from wagtail_privacy.public.differences import changes_key
from wagtail_privacy.public.rendering import version_key
from wagtail_privacy.signals import version_purged
from wagtail_privacy.versions.models import NoticeVersion


def connect() -> None:
    """Listen to the signals of other rooms."""
    version_purged.connect(forget_rendered, dispatch_uid="wagtail_privacy.forget_rendered")


def forget_rendered(sender: Any, version: Any, **kwargs: Any) -> None:
    """Take what was rendered of an erased version out of the cache.

    Nothing of it would be shown anyway, but it must not lie about either. A cache of its own in each process is
    emptied in this one only; there the rest goes when its time is over.
    """
    others = [other for other in NoticeVersion.objects.for_page(version.page_id).light() if other.pk != version.pk]
    pairs = ((version, other) for other in others)
    keys = [version_key(version)]
    for one, other in pairs:
        keys += [changes_key(one, other), changes_key(other, one)]
    transaction.on_commit(lambda: cache.delete_many(keys))
