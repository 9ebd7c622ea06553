"""Translates pages of a school, with all that its notice shows, as an editor does by hand with Wagtail's own tools."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from wagtail.models import Locale, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from example_site.demo.organisations import Place, locale_of
from example_site.demo.problems import DocumentFileError
from example_site.demo.translation_files import TranslationFile
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.sections_field import SectionsField
from wagtail_privacy.notices.translatable.fields import is_translated
from wagtail_privacy.notices.translatable.items import items_needed
from wagtail_privacy.notices.translatable.texts import texts_in, with_texts
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.services import in_force_from
from wagtail_privacy.versions.publishing.translating import bring_up_to

PAGE_FIELDS = ("title", "introduction", "summary", "body")
"""What is translated of pages, as far as they have it."""


def load_translations(files: Iterable[TranslationFile], places: Iterable[Place]) -> tuple[str, ...]:
    """Make what is missing of these translations; gives the addresses of new pages.

    A translation of a version that its notice has had long since is left out: somebody has gone on with the notice.
    Raises :class:`DocumentFileError` for a file that does not fit what it translates.
    """
    known = {place.member.key: place for place in places}
    made: list[str] = []
    for file in files:
        if file.school in known:
            made += _load(file, known[file.school])
    return tuple(made)


def _load(file: TranslationFile, place: Place) -> list[str]:
    if not file.notice:
        return translate(file, place)
    notice = place.hub.get_children().live().filter(slug=file.notice).first()
    last = NoticeVersion.objects.last_published(notice.pk) if notice is not None else None
    if notice is None or last is None or last.number > (file.version or 0):
        return []
    if last.number < (file.version or 0):
        raise DocumentFileError(file.name, [f"version: “{notice.title}” has no version {file.version} yet."])
    return translate(file, place, notice.specific)


@transaction.atomic
def translate(file: TranslationFile, place: Place, notice: Any = None) -> list[str]:
    """Translate the home page and the hub of ``place``, and ``notice`` with all items that it shows.

    What is there in that language stays as it is. Gives the addresses of new pages. Raises :class:`DocumentFileError`
    where a text has no translation, or a translation no text.
    """
    locale = locale_of(file.language)
    pages = [place.home, place.hub, *([notice] if notice is not None else [])]
    if all(page.has_translation(locale) for page in pages):
        return []
    items = items_needed(resolve_draft(notice)) if notice is not None else []
    new_pages = [page for page in pages if not page.has_translation(locale)]
    new_items = _without(items, locale)
    _check_needed(file, _texts_of_all(place, [*new_pages, *new_items]))
    if new_pages == pages:
        # Else somebody may have changed what was translated.
        _check_known(file, _texts_of_all(place, [*pages, *items]))
    # Wagtail indexes what something refers to each time that it is saved: once is enough.
    with disable_reference_index_auto_update():
        made = _translate_items(new_items, locale, file.texts)
        made_pages = [_translate_page(page, locale, file) for page in new_pages]
    for thing in (*made, *made_pages):
        ReferenceIndex.create_or_update_for_object(thing)
    return [str(page.full_url) for page in made_pages]


def _check_needed(file: TranslationFile, texts: Mapping[str, str]) -> None:
    problems = [f"{place}: “{text}” has no translation." for text, place in texts.items() if text not in file.texts]
    if problems:
        raise DocumentFileError(file.name, problems)


def _check_known(file: TranslationFile, texts: Mapping[str, str]) -> None:
    problems = [
        f"texts[{position}]: “{text}” stands nowhere in what is translated."
        for position, text in enumerate(file.texts, start=1)
        if text not in texts
    ]
    if problems:
        raise DocumentFileError(file.name, problems)


def _texts_of_all(place: Place, things: Sequence[Any]) -> dict[str, str]:
    """Every text with the first place where it stands."""
    # A site whose home page is of another type has no introduction there.
    texts = {place.member.introduction: "home page"} if place.home in things else {}
    for thing in things:
        for text, where in _texts_of(thing):
            texts.setdefault(text, f"{thing._meta.verbose_name} “{thing}” {where}")
    return texts


def _texts_of(thing: Any) -> Iterator[tuple[str, str]]:
    for field in _fields_of(thing):
        if isinstance(field, SectionsField):
            stored = field.stream_block.get_prep_value(getattr(thing, field.name))
            for text in texts_in(field.stream_block, stored):
                yield text.value, f"{field.name} {text.name}"
        elif value := getattr(thing, field.name):
            yield value, field.name


def _fields_of(thing: Any) -> list[Any]:
    if isinstance(thing, LibraryItem):
        content = [thing._meta.get_field(name) for name in thing.content_fields()]
        return [field for field in content if is_translated(field)]
    return [field for field in thing._meta.get_fields() if field.name in PAGE_FIELDS]


def _translated(thing: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields of ``thing`` in the other language."""
    values: dict[str, Any] = {}
    for field in _fields_of(thing):
        value = getattr(thing, field.name)
        if isinstance(field, SectionsField):
            block, stored = field.stream_block, field.stream_block.get_prep_value(value)
            by_path = {text.path: texts[text.value] for text in texts_in(block, stored)}
            values[field.name] = block.to_python(with_texts(stored, by_path, block))
        elif value:
            values[field.name] = texts[value]
    return values


def _without(items: Iterable[LibraryItem], locale: Locale) -> list[LibraryItem]:
    """Those that there are not in this language."""
    keys: dict[type[LibraryItem], set[Any]] = {}
    for item in items:
        keys.setdefault(type(item), set()).add(item.translation_key)
    there = {
        (model, key)
        for model, wanted in keys.items()
        for key in model.objects.filter(locale=locale, translation_key__in=wanted).values_list(
            "translation_key", flat=True
        )
    }
    return [item for item in items if item.locale_id != locale.pk and (type(item), item.translation_key) not in there]


def _translate_items(items: Iterable[LibraryItem], locale: Locale, texts: Mapping[str, str]) -> list[Any]:
    copies: dict[type[LibraryItem], list[Any]] = {}
    for item in items:
        copy = item.copy_for_translation(locale)
        for name, value in _translated(item, texts).items():
            setattr(copy, name, value)
        copy.live = False
        copies.setdefault(type(item), []).append(copy)
    for model, rows in copies.items():
        model.objects.bulk_create(rows)
    made = [copy for rows in copies.values() for copy in rows]
    with unasked():
        for copy in made:
            # Publishing saves the item and its relations.
            copy.save_revision(clean=False).publish()
    return made


def _translate_page(page: Any, locale: Locale, file: TranslationFile) -> Any:
    copy = page.copy_for_translation(locale).specific
    for name, value in _translated(page, file.texts).items():
        setattr(copy, name, value)
    revision = copy.save_revision()
    if file.version is not None and page.slug == file.notice:
        source = NoticeVersion.objects.for_page(page.pk).get(number=file.version)
        # It says what its source has said since then.
        with in_force_from(PartialDate.parse(source.effective_on)):
            bring_up_to(copy, source.number).publish()
    else:
        revision.publish()
    return type(copy)._default_manager.get(pk=copy.pk)
