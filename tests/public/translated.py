"""A school whose site has languages: pages in them, and what a reader gets."""

from pathlib import Path
from typing import Any

from django.contrib import sitemaps
from django.core.cache import cache
from django.test import Client
from wagtail.models import Locale

from tests.documents_samples import minimal_document
from tests.public.stored import add_version
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

LANGUAGES = [("en", "English"), ("pl", "Polski"), ("ar", "العربية"), ("cy", "Cymraeg")]
LOCALE_MIDDLEWARE = "django.middleware.locale.LocaleMiddleware"


def use_languages(settings: Any, urlconf: str = "tests.urls_i18n") -> None:
    """Let the site have addresses in Polish, Arabic and Welsh beside English ones."""
    settings.ROOT_URLCONF = urlconf
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:1],
        LOCALE_MIDDLEWARE,
        *settings.MIDDLEWARE[1:],
    ]
    # As if the site had installed the app that has the template of sitemaps.
    engine = settings.TEMPLATES[0]
    folder = Path(sitemaps.__file__).parent / "templates"
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], folder]}]
    cache.clear()


def locale(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def translate(page: Any, code: str, slug: str = "", **fields: Any) -> Any:
    """``page`` in another language, live, and the pages above it; no version of it yet."""
    parent = page.get_parent()
    if parent.depth > 1 and not parent.get_translations().filter(locale=locale(code)).exists():
        translate(parent.specific, code)
    copy = page.copy_for_translation(locale(code))
    for name, value in {"title": f"{page.title} {code}", "slug": slug or copy.slug, **fields}.items():
        setattr(copy, name, value)
    copy.save(clean=False)
    type(page).objects.filter(pk=copy.pk).update(live=True)
    copy.refresh_from_db()
    return copy


def alias_in(page: Any, code: str) -> Any:
    """``page`` and the pages above it as aliases in another language: what submitting a notice leaves there."""
    alias = translate(page, code)
    for one in (*alias.get_ancestors().filter(locale=locale(code)), alias):
        original = one.get_translations().get(locale=page.locale)
        type(original).objects.filter(pk=one.pk).update(alias_of=original, live=True)
    alias.refresh_from_db()
    return alias


def translated_version(
    page: Any, number: int, code: str, source: Any, source_number: int | None = None, **fields: Any
) -> NoticeVersion:
    """A version of a translation that says what a version of ``source`` says."""
    document = minimal_document().model_copy(update={"language": code, "title": f"Notice {code}"})
    said = {"source_page_id": source.pk, "source_number": source_number}
    return add_version(page, number, document, **said, **fields)


def unpublish(page: Any) -> None:
    PrivacyNoticePage.objects.filter(pk=page.pk).update(live=False)


def visitor(**headers: str) -> Client:
    return Client(headers={"host": "alpha.test", **headers})
