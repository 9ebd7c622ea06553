"""Notices and items that wagtail-localize translates."""

from typing import Any

from wagtail_localize.models import String, StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from wagtail_privacy.propagation.questions import unasked


def submit(instance: Any, *locales: Any) -> None:
    """Send one object, with what it refers to, as wagtail-localize's own view does."""
    translate_object(instance, list(locales))


def source_of(instance: Any) -> TranslationSource:
    return TranslationSource.objects.get(object_id=instance.translation_key, locale=instance.locale)


def translation_of(instance: Any, locale: Any) -> Translation:
    return Translation.objects.get(source=source_of(instance), target_locale=locale)


def translate(instance: Any, locale: Any, *, only: str | None = None, mark: str | None = None) -> None:
    """Translate every text of ``instance``, or ``only`` that which contains this, by putting its language before it."""
    for segment in StringSegment.objects.filter(source=source_of(instance)).select_related("string", "context"):
        if only is None or only in segment.string.data:
            translate_string(segment.string, segment.context, locale, mark or locale.language_code)


def translate_string(string: String, context: Any, locale: Any, mark: str) -> None:
    StringTranslation.objects.update_or_create(
        translation_of=string, context=context, locale=locale, defaults={"data": f"{mark} {string.data}"}
    )


def publish(instance: Any, locale: Any) -> Any:
    """Publish the translation of ``instance`` with what is translated of it, and give it."""
    with unasked():
        translation = translation_of(instance, locale)
        translation.save_target(publish=False)
        target = type(instance).objects.get(pk=translation.get_target_instance().pk)
        target.latest_revision.publish()
    return type(instance).objects.get(pk=target.pk)
