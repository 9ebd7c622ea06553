"""Publishes translations of notices and items in one step: a revision is made and published, or nothing changes.

wagtail-localize writes what is to be published into the live row first. What is then refused, because readers have to
be told or because something is missing, would stand there all the same, and the next version would show it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail_localize.models import (
    SourceDeletedError,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
)

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.versions.publishing.together import Made, obstacle

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
    if obstacle(target, user):
        raise PermissionDenied
    revision = _draft(translation, user)
    if revision.content_object is not None:
        revision.publish(user=user)


class LocalizeMaker:
    """What wagtail-localize makes, for those who publish a notice with its items."""

    def progress(self, things: Sequence[NoticeMixin | LibraryItem]) -> dict[NoticeMixin | LibraryItem, Made]:
        """How far each is that wagtail-localize makes; all are in one language. Three queries."""
        locales = {thing.locale_id for thing in things}
        by_key = {thing.translation_key: thing for thing in things if getattr(thing, "alias_of_id", None) is None}
        translations = Translation.objects.filter(
            source__object__in=by_key, target_locale__in=locales, enabled=True
        ).annotate(
            key=F("source__object_id"),
            made_at=Subquery(
                TranslationLog.objects.filter(source=OuterRef("source"), locale=OuterRef("target_locale"))
                .order_by("-created_at")
                .values("created_at")[:1]
            ),
        )
        made_at = dict(translations.values_list("key", "made_at"))
        strings = StringTranslation.objects.filter(locale__in=locales, has_error=False)
        translated = strings.filter(translation_of=OuterRef("string"), context=OuterRef("context"))
        counted = (
            StringSegment.objects.filter(source__translations__in=translations)
            .annotate(is_translated=Exists(translated))
            .values("source__object_id")
            .annotate(total=Count("pk"), translated=Count("pk", filter=Q(is_translated=True)))
            .values_list("source__object_id", "translated", "total")
        )
        counts = {key: (translated, total) for key, translated, total in counted}
        written = dict(
            strings.filter(context__object__in=made_at).values_list("context__object").annotate(at=Max("updated_at"))
        )
        return {
            by_key[key]: Made(*counts.get(key, (0, 0)), has_new=_is_later(written.get(key), at))
            for key, at in made_at.items()
        }

    def current(self, thing: NoticeMixin | LibraryItem) -> NoticeMixin | LibraryItem | None:
        """The translation with all that is translated now; ``None`` for what is translated by hand."""
        translation = enabled_translation(thing)
        if translation is None:
            return None
        try:
            current: NoticeMixin | LibraryItem = translation.source.get_ephemeral_translated_instance(
                translation.target_locale, fallback=True
            )
        except SourceDeletedError:
            return None
        # It is made from what its source says by now, whatever the published one was made from.
        current.live_revision_id = None
        return current

    def draft(self, thing: NoticeMixin | LibraryItem, user: "User") -> "Revision | None":
        """A draft with all that is translated now; ``None`` for what is translated by hand."""
        translation = enabled_translation(thing)
        return _draft(translation, user) if translation is not None else None


def _is_later(written: dt.datetime | None, made: dt.datetime | None) -> bool:
    return written is not None and (made is None or written > made)


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
