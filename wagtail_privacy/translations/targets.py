"""One target of a submission: its source as translators see it, and the draft that they fill."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_localize.models import (
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationLog,
    TranslationSource,
    get_schema_version,
)

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.publication import lock_pages
from wagtail_privacy.organisations.permissions import policy_for
from wagtail_privacy.translations.fields import SHARED_FIELDS
from wagtail_privacy.translations.models import SubmittedTranslation

if TYPE_CHECKING:
    from wagtail_privacy.organisations.permissions import User

InLanguage = tuple[UUID, int]
"""A translation key and the primary key of a locale."""


class RefusedTargetError(ValueError):
    """Something cannot be submitted. The message says why, in the language of the editor."""


@dataclass
class Stored:
    """What is stored of the items of some rows, and of their translations, read together."""

    items: dict[tuple[str, int], LibraryItem] = field(default_factory=dict)
    targets: set[InLanguage] = field(default_factory=set)
    translations: dict[InLanguage, Translation] = field(default_factory=dict)
    sources: dict[InLanguage, TranslationSource] = field(default_factory=dict)
    translated: set[InLanguage] = field(default_factory=set)
    schema: str = ""

    @classmethod
    def of(cls, rows: Sequence[SubmittedTranslation]) -> "Stored":
        """Read what these rows need: a few queries for each kind of item."""
        stored = cls()
        wanted: dict[str, set[int]] = {}
        for row in rows:
            wanted.setdefault(row.model, set()).add(row.object_id)
        for label, pks in sorted(wanted.items()):
            model = apps.get_model(label)
            if issubclass(model, LibraryItem):
                stored._read(label, model, pks)
        if not stored.items:
            return stored
        stored.schema = get_schema_version(LibraryItem._meta.app_label)
        keys = {item.translation_key for item in stored.items.values()}
        found = Translation.objects.filter(source__object__in=keys).select_related("source")
        stored.translations = {(one.source.object_id, one.target_locale_id): one for one in found}
        sources = TranslationSource.objects.filter(object__in=keys)
        stored.sources = {(source.object_id, source.locale_id): source for source in sources}
        strings = StringTranslation.objects.filter(context__object__in=keys)
        stored.translated = set(strings.values_list("context__object_id", "locale_id").distinct())
        return stored

    def _read(self, label: str, model: type[LibraryItem], pks: Iterable[int]) -> None:
        items = model.objects.for_documents().select_related("locale", "owner", "latest_revision", "live_revision")
        rows = {(label, pk): item for pk, item in items.in_bulk(list(pks)).items()}
        for item in rows.values():
            _hold_related(item, item)
        keys = {item.translation_key for item in rows.values()}
        self.items |= rows
        self.targets |= set(model.objects.filter(translation_key__in=keys).values_list("translation_key", "locale_id"))
        # Each has one of these for its whole life, whoever makes it.
        kind = ContentType.objects.get_for_model(model)
        TranslatableObject.objects.bulk_create(
            [TranslatableObject(translation_key=key, content_type=kind) for key in keys], ignore_conflicts=True
        )


def _hold_related(item: LibraryItem, source: LibraryItem) -> None:
    """Have ``item`` refer to what ``source`` refers to: modelcluster asks the database for it each time else."""
    held: dict[str, list[LibraryItem]] = item.__dict__.setdefault("_cluster_related_objects", {})
    held |= {related.name: list(source.related(related.name)) for related in item._meta.many_to_many}


def make_item_target(stored: Stored, row: SubmittedTranslation) -> None:
    """Have the item of ``row`` translated, and make its draft; an item that was translated by hand stays as it is.

    What translators see is what is published now; a draft that is there stays too. Call it in a transaction. Raises
    :class:`RefusedTargetError`, and ``IntegrityError`` where somebody else has just made the same.
    """
    item = stored.items.get((row.model, row.object_id))
    if item is None:
        raise RefusedTargetError(gettext("It was deleted."))
    here: InLanguage = (item.translation_key, row.locale_id)
    translation, has_target = stored.translations.get(here), here in stored.targets
    if has_target and translation is None:
        return
    _require_published(item)
    if row.user is not None and not has_target:
        _require_item_permission(item, row.user)
    _require_enabled(item, translation, has_target=has_target)
    source = _source(stored, item)
    if translation is None:
        translation = Translation.objects.create(source=source, target_locale_id=row.locale_id)
    if not has_target and here in stored.translated:
        source.create_or_update_translation(row.locale, user=row.user, publish=False, fallback=True)
    elif not has_target:
        _make_draft(item, source, row)
    stored.sources[item.translation_key, item.locale_id] = source
    stored.translations[here] = translation
    stored.targets.add(here)


def _source(stored: Stored, item: LibraryItem) -> TranslationSource:
    """As ``TranslationSource.update_or_create_from_instance``, with one query where it is as it was."""
    content = item.to_json()
    source = stored.sources.get((item.translation_key, item.locale_id))
    if source is not None and json.loads(source.content_json) == json.loads(content):
        return source
    if source is None:
        source = TranslationSource(
            object_id=item.translation_key,
            locale=item.locale,
            specific_content_type=ContentType.objects.get_for_model(item),
        )
    source.content_json, source.object_repr = content, str(item)[:200]
    source.schema_version, source.last_updated_at = stored.schema, timezone.now()
    source.save()
    source.refresh_segments()
    return source


def _make_draft(item: LibraryItem, source: TranslationSource, row: SubmittedTranslation) -> None:
    """A draft that says what the item says, for translators to fill."""
    draft = type(item)(translation_key=item.translation_key, locale=row.locale, live=False)
    for name in (*item.content_fields(), *SHARED_FIELDS):
        content = item._meta.get_field(name)
        if not content.many_to_many:
            setattr(draft, content.attname, getattr(item, content.attname))
        elif related := item.related(name):
            setattr(draft, name, related)
    with disable_reference_index_auto_update():
        draft.save()
        _hold_related(draft, item)
        revision = draft.save_revision(user=row.user, clean=False)
    ReferenceIndex.create_or_update_for_object(draft)
    TranslationLog.objects.create(source=source, locale=row.locale, revision=revision)


def make_page_target(row: SubmittedTranslation) -> None:
    """Have the notice of ``row`` translated, and make its draft with the pages above it, as wagtail-localize does.

    Call it in a transaction. Raises :class:`RefusedTargetError`, and ``ValidationError`` for a draft that cannot be
    saved.
    """
    notice = _locked_page(apps.get_model(row.model), row.object_id)
    key = notice.translation_key
    target = type(notice)._default_manager.filter(translation_key=key, locale=row.locale).first()
    found = Translation.objects.filter(source__object_id=key, target_locale=row.locale).select_related("source")
    translation = found.first()
    _require_published(notice)
    is_there = target is not None and target.alias_of_id is None
    _require_enabled(notice, translation, has_target=is_there)
    if is_there and translation is None:
        raise RefusedTargetError(
            gettext("It was translated by hand already. Delete that translation, or go on with it by hand.")
        )
    source, _is_new = TranslationSource.update_or_create_from_instance(notice)
    if translation is None:
        Translation.objects.create(source=source, target_locale=row.locale)
    if not is_there:
        source.create_or_update_translation(
            row.locale, user=row.user, publish=False, copy_parent_pages=True, fallback=True
        )


def _locked_page(model: type[Page], key: int) -> Any:
    """The notice as it is published, locked with those above it, which are made in the other language too."""
    page = model._default_manager.filter(pk=key).first()
    if page is not None:
        lock_pages([*page.get_ancestors().filter(depth__gt=1).values_list("pk", flat=True), page.pk])
        page = model._default_manager.select_related("locale").filter(pk=key).first()
    if page is None:
        raise RefusedTargetError(gettext("It was deleted."))
    return page


def _require_published(source: Any) -> None:
    if not source.live:
        raise RefusedTargetError(gettext("It is not published. Publish it, then submit the notice again."))


def _require_enabled(source: Any, translation: Translation | None, *, has_target: bool) -> None:
    if translation is None:
        return
    if not has_target and not translation.enabled:
        # wagtail-localize stops what is deleted, and nobody could start it again.
        translation.enabled = True
        translation.save(update_fields=["enabled"])
    if not translation.enabled:
        raise RefusedTargetError(
            gettext("Somebody has stopped this translation. Start it again in the editor of the translation.")
        )
    if translation.source.locale_id != source.locale_id:
        raise RefusedTargetError(gettext("It is being translated from another language. Stop that translation first."))


def _require_item_permission(item: LibraryItem, user: "User") -> None:
    if policy_for(type(item)).user_has_permission_for_instance(user, "change", item):
        return
    if item.owner is None:
        raise RefusedTargetError(gettext("It belongs to everyone. Ask whoever looks after the library to submit it."))
    raise RefusedTargetError(gettext("It belongs to %(owner)s. Ask them to submit it.") % {"owner": item.owner})
