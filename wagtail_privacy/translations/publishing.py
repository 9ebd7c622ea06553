"""Publishes translations of notices and items in one step: a revision is made and published, or nothing changes.

wagtail-localize writes what is to be published into the live row first. What is then refused, because readers have to
be told or because something is missing, would stand there all the same, and the next version would show it.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationLog

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.permissions import policy_for

if TYPE_CHECKING:
    from wagtail.models import Revision

    from wagtail_privacy.organisations.permissions import User


def enabled_translation(target: NoticeMixin | LibraryItem) -> Translation | None:
    """The translation that makes ``target``; ``None`` where it is translated by hand, an alias or no translation."""
    if getattr(target, "alias_of_id", None) is not None:
        return None
    found: Translation | None = (
        Translation.objects.filter(
            source__object_id=target.translation_key, target_locale_id=target.locale_id, enabled=True
        )
        .select_related("source", "target_locale")
        .first()
    )
    return found


def publish_translation(translation: Translation, target: NoticeMixin | LibraryItem, user: "User") -> None:
    """Publish ``target`` with what is translated of it now; what is not is shown as the source has it.

    The draft stays where the publication is refused. Raises ``PermissionDenied``; ``ValidationError``, and so
    ``ResolutionError``, where something is wrong; ``PublicationRefusedError`` where something has to be answered first.
    """
    if not _may_publish(target, user):
        raise PermissionDenied
    revision = _draft(translation, user)
    if revision.content_object is not None:
        revision.publish(user=user)


@transaction.atomic
def _draft(translation: Translation, user: "User") -> "Revision":
    source = translation.source
    translated = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    if isinstance(translated, Page):
        # Another page may stand at the address of the source there: wagtail-localize numbers it, and so do we.
        translated.slug = find_available_slug(translated.get_parent(), translated.slug, ignore_page_id=translated.pk)
    revision: Revision = translated.save_revision(user=user)
    if isinstance(translated, Page):
        source.sync_view_restrictions(source.as_instance(), translated)
    TranslationLog.objects.create(source=source, locale=translation.target_locale, revision=revision)
    return revision


def _may_publish(target: NoticeMixin | LibraryItem, user: "User") -> bool:
    if isinstance(target, LibraryItem):
        return policy_for(type(target)).user_has_permission_for_instance(user, "publish", target)
    permissions = target.permissions_for_user(user)
    return bool(permissions.can_publish() and not permissions.page_locked())
