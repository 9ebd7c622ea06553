"""Who works on the pages of a school works on their translations too.

The home page in another language stands beside the first one, not below it, so that no permission reaches it. When a
home page or a hub gets a translation, the groups that may do something with it may do the same with the translation.
That happens once: what is given or taken later on one of them leaves the others alone, so that a language may have
people of its own.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import GroupPagePermission, Site
from wagtail.signals import copy_for_translation_done

from wagtail_privacy.notices.models import PrivacyHubMixin

if TYPE_CHECKING:
    from wagtail.models import Page


def connect() -> None:
    """Give permissions on translations from now on. Called when the app is ready."""
    copy_for_translation_done.connect(_after_copy, dispatch_uid="wagtail_privacy_translated_pages")


def copy_permissions(source: "Page", translation: "Page") -> int:
    """Let every group do with ``translation`` what it may do with ``source`` itself; gives how many were added.

    Permissions that the translation has already stay, whoever gave them.
    """
    with transaction.atomic():
        known = set(_permissions(translation))
        missing = [pair for pair in _permissions(source) if pair not in known]
        for group, permission in missing:
            GroupPagePermission.objects.get_or_create(page_id=translation.pk, group_id=group, permission_id=permission)
    return len(missing)


def _permissions(page: "Page") -> list[tuple[int, int]]:
    return list(GroupPagePermission.objects.filter(page_id=page.pk).values_list("group_id", "permission_id"))


def _after_copy(source_obj: Any, target_obj: Any, **kwargs: object) -> None:
    if _is_of_a_school(source_obj):
        copy_permissions(source_obj, target_obj)


def _is_of_a_school(source: Any) -> bool:
    """Whether this is a hub, or the home page of a site. Snippets get translations too."""
    specific = getattr(source, "specific_class", None)
    if specific is None:
        return False
    return issubclass(specific, PrivacyHubMixin) or Site.objects.filter(root_page=source.pk).exists()
