"""The basis of a notice that was translated with wagtail-localize: its source as it was when it was translated.

The page is what its draft was made from, and so is each item that is published in the language of the notice; all
others are shown as they are in the source, and so they stand in the basis.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F
from wagtail_localize.models import SourceDeletedError, StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue, extract_strings

from wagtail_privacy.documents.canonical import plain
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import passages
from wagtail_privacy.documents.tokens import replace_in_text
from wagtail_privacy.library.item_map import separate_map
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.overlay import items_with
from wagtail_privacy.notices.resolve import Resolution, resolve_draft
from wagtail_privacy.notices.translatable.items import items_needed
from wagtail_privacy.organisations.tokens import token_values
from wagtail_privacy.translations import origins
from wagtail_privacy.versions.publishing.rules import TranslationBasis
from wagtail_privacy.versions.publishing.translating import version_like

if TYPE_CHECKING:
    from wagtail.models import Page

_MOST_STEPS = 5
"""How often what an older clause chose is looked for."""


def basis_of(page: "Page", source: "Page", document: Document) -> TranslationBasis | None:
    """The basis of ``page``, a translation of ``source`` that resolves to ``document``.

    ``None`` where it is not translated with wagtail-localize, or no longer.
    """
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key,
            source__locale_id=source.locale_id,
            target_locale_id=page.locale_id,
            enabled=True,
        )
        .select_related("source")
        .first()
    )
    if translation is None:
        return None
    try:
        resolution, items = _resolved(page, translation.source)
    except SourceDeletedError:
        return None
    payload = plain(resolution.document)
    keys = [page.translation_key, *(item.translation_key for item in items)]
    kept = _kept(resolution, document, _same_on_purpose(keys, source.locale_id, page.locale_id))
    return TranslationBasis(source.pk, version_like(source.pk, payload), payload, kept)


def _resolved(page: "Page", source: TranslationSource) -> tuple[Resolution, list[LibraryItem]]:
    """The source as it was translated, and the items that it shows."""
    content = origins.contents([page.live_revision_id]).get(page.live_revision_id)
    drafts: dict[LibraryItem, LibraryItem] = {}
    for _step in range(_MOST_STEPS):
        # What a section refers to is read when it is read first, so that each resolution needs a page of its own.
        with separate_map(items_with(drafts.values())):
            resolution = resolve_draft(_as_translated(source, content))
            items = items_needed(resolution)
        new = [item for item in items if item not in drafts]
        found = _as_items_were_translated(new, page.locale_id)
        if not found:
            break
        drafts |= found
    return resolution, items


def _as_translated(source: TranslationSource, content: origins.Content | None) -> Any:
    page = source.as_instance()
    return page if content is None else page.with_content_json(dict(content))


def _as_items_were_translated(items: Iterable[LibraryItem], locale_id: int) -> dict[LibraryItem, LibraryItem]:
    """Those of the items that are published in this language, each with the content that it was translated from."""
    by_model: dict[type[LibraryItem], dict[Any, LibraryItem]] = {}
    for item in items:
        by_model.setdefault(type(item), {})[item.translation_key] = item
    revisions: dict[int, LibraryItem] = {}
    for model, known in by_model.items():
        shown = model.objects.filter(translation_key__in=known, locale=locale_id, live=True)
        pairs = shown.values_list("translation_key", "live_revision_id")
        revisions |= {revision: known[key] for key, revision in pairs if revision is not None}
    found = origins.contents(revisions)
    return {revisions[key]: _with_content(revisions[key], content) for key, content in found.items()}


def _with_content(item: LibraryItem, content: origins.Content) -> LibraryItem:
    return item.with_content_json(dict(content))


def _same_on_purpose(keys: Iterable[Any], source_locale: int, locale: int) -> set[str]:
    """The strings of these objects that somebody has translated by writing the same: names, and what needs no other."""
    same = StringTranslation.objects.filter(
        context__object__in=set(keys),
        locale=locale,
        has_error=False,
        translation_of__locale=source_locale,
        data=F("translation_of__data"),
    )
    return set(same.values_list("data", flat=True))


def _kept(resolution: Resolution, document: Document, same: Collection[str]) -> tuple[str, ...]:
    """The hashes of the passages that both documents say in the same words, where every string is ``same``.

    What an organisation says of itself, its name above all, has no language.
    """
    tokens = token_values(resolution.organisation) if resolution.organisation is not None else {}
    texts = {replace_in_text(StringValue(data).render_text(), tokens)[0] for data in same}
    known = {line for text in texts for line in (text, *text.splitlines())} | set(filter(None, tokens.values()))
    said = {str(passage.text) for passage in passages(document)}
    return tuple(
        dict.fromkeys(
            passage.hash
            for passage in passages(resolution.document)
            if str(passage.text) in said and _is_known(passage.text, known)
        )
    )


def _is_known(text: object, known: Collection[str]) -> bool:
    if isinstance(text, list):
        return all(str(line) in known for line in text)
    if not isinstance(text, str):
        return False
    if text in known:
        return True
    _template, strings = extract_strings(text)
    return bool(strings) and all(string.render_text() in known for string, _attrs in strings)
