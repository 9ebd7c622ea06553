"""What readers of a translation are told: which version it renders, and each passage that is behind its source."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, Site

from tests.documents.strategies import full_document
from tests.documents.test_passages import translated
from tests.translating import Pair, newest, translated_item, who, write
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import BehindPassage, PassageState, passages, passages_behind
from wagtail_privacy.public.marks import Marks
from wagtail_privacy.public.rendering import render_document
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.purges import purge_version


def marks_in(html: str) -> list[Any]:
    return BeautifulSoup(html, "html.parser").select("[data-privacy-passage]")


def every_passage_behind(document: Document, source: Document) -> tuple[BehindPassage, ...]:
    return tuple(
        BehindPassage(PassageState.BEHIND, passage.path, passage.text, was.text, was.text)
        for passage, was in zip(passages(document), passages(source), strict=True)
    )


@pytest.fixture(scope="module")
def source() -> Document:
    return full_document()


class TestOfDocuments:
    """Every section and every field, without a database."""

    @pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("pl", "ltr")])
    def test_each_passage_that_is_behind_is_marked_once(self, source: Document, language: str, direction: str) -> None:
        document = translated(source, language).model_copy(update={"language": language})
        behind = every_passage_behind(document, source)
        html = render_document(document, marks=Marks(document, "en", 3, behind, source))
        found = marks_in(html)
        assert len(found) == len(behind) > 800
        assert {mark["data-privacy-passage"] for mark in found} == {"behind"}
        assert all(mark.select('[lang="en"][dir="ltr"]') for mark in found)
        article = BeautifulSoup(html, "html.parser").article
        assert article is not None
        assert (article["lang"], article["dir"], article["data-privacy-source-version"]) == (language, direction, "3")

    def test_a_source_in_welsh_stands_in_welsh(self, source: Document) -> None:
        welsh = source.model_copy(update={"language": "cy"})
        document = translated(source, "en")
        html = render_document(
            document, marks=Marks(document, "cy", None, every_passage_behind(document, welsh), welsh)
        )
        assert all(mark.select('[lang="cy"]') for mark in marks_in(html))
        assert "of the original (Welsh)" in html and "data-privacy-source-version" not in html

    def test_what_the_source_says_is_text_and_no_markup(self, source: Document) -> None:
        document = translated(source)
        behind = tuple(
            BehindPassage(found.state, found.path, found.said, found.was, "<script>alert(1)</script>")
            for found in every_passage_behind(document, source)
            if found.path[-1] == "heading"
        )
        html = render_document(document, marks=Marks(document, "en", 1, behind, source))
        assert "<script>" not in html and html.count("&lt;script&gt;") == len(behind)

    def test_each_section_that_is_new_stands_whole_in_its_language_at_its_place(self, source: Document) -> None:
        kept = source.sections[::2]
        basis = source.model_copy(update={"sections": kept})
        document = translated(basis).model_copy(update={"language": "ar"})
        behind = passages_behind(document, basis, source)
        html = render_document(document, marks=Marks(document, "en", 1, behind, source))
        shown = BeautifulSoup(html, "html.parser")
        new = shown.select('[data-privacy-passage="missing"] > section')
        assert len(new) == len(source.sections) - len(kept)
        wrapped = [section.find_parent(attrs={"lang": "en"}) for section in new]
        assert all(wrapped)
        identifiers = [tag["id"] for tag in shown.select("[id]")]
        assert len(identifiers) == len(set(identifiers))
        outermost = [tag for tag in shown.select("section.privacy-section") if tag.find_parent("section") is None]
        order = [tag["class"][1] for tag in outermost]
        assert order == [f"privacy-section--{section.type}" for section in source.sections]

    def test_what_is_untranslated_is_named_and_not_said_twice(self, source: Document) -> None:
        document = source.model_copy(update={"language": "ar"})
        behind = passages_behind(document, source, source)
        html = render_document(document, marks=Marks(document, "en", 1, behind, source))
        assert len(marks_in(html)) == len(behind) > 500
        introduction = source.sections[0].introduction
        assert introduction is not None and html.count(introduction.html) == 1

    def test_without_marks_nothing_is_said_of_translations(self, source: Document) -> None:
        assert "privacy-passages" not in render_document(source)
        assert "translation" not in render_document(source).lower()


@pytest.mark.django_db
class TestOfNotices:
    @pytest.fixture
    def current(self, pair: Pair, client: Any, settings: Any) -> Iterator[Any]:
        settings.ROOT_URLCONF = "tests.urls_i18n"
        first, *others = settings.MIDDLEWARE
        settings.MIDDLEWARE = [first, "django.middleware.locale.LocaleMiddleware", *others]
        cache.clear()
        translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
        sections = who(pair.item, "Kto dostaje", "Dajemy, o co proszą.")
        write(pair.polish, *sections, title="Dane", translated_number=1)

        def get(**headers: Any) -> Any:
            url = pair.polish.get_url_parts()[2]
            return client.get(url, HTTP_HOST="alpha.test", **headers)

        # The language of a request stays with its thread.
        with translation.override(translation.get_language()):
            yield get

    def change(self, pair: Pair) -> None:
        first, second = who(pair.item)
        second["value"]["body"] = "<p>We share <b>more</b>.</p>"
        write(pair.source, first, second)

    def test_readers_are_told_which_version_it_renders(self, current: Any) -> None:
        html = current().content.decode()
        assert 'data-privacy-source-version="1"' in html
        assert marks_in(html) == []

    def test_a_mark_appears_when_the_source_changes_and_goes_when_it_was_mended(
        self,
        current: Any,
        pair: Pair,
    ) -> None:
        current()
        self.change(pair)
        (mark,) = marks_in(current().content.decode())
        assert mark["data-privacy-passage"] == "behind"
        assert mark.select_one('[lang="en"]').get_text(strip=True) == "We sharemore."
        sections = who(pair.item, "Kto dostaje", "Dajemy więcej.")
        write(pair.polish, *sections, translated_number=2)
        html = current().content.decode()
        assert marks_in(html) == [] and 'data-privacy-source-version="2"' in html

    def test_a_browser_that_asks_whether_it_has_changed_is_told(self, current: Any, pair: Pair) -> None:
        first = current()
        headers = {"HTTP_IF_NONE_MATCH": first["ETag"]} if first.has_header("ETag") else {}
        self.change(pair)
        assert current(**headers, HTTP_IF_MODIFIED_SINCE=first.get("Last-Modified", "")).status_code == 200

    def test_the_text_of_a_source_that_was_private_is_nobodys(self, current: Any, pair: Pair) -> None:
        self.change(pair)
        version = newest(pair.source)
        _make_private(version)
        response = current()
        assert response.status_code == 403
        assert "We share" not in response.content.decode()

    def test_the_text_of_a_source_that_was_erased_is_gone(self, current: Any, pair: Pair) -> None:
        self.change(pair)
        assert "more" in current().content.decode()
        purge_version(newest(pair.source), reason="Ordered by a court")
        assert "We share" not in current().content.decode()

    def test_it_costs_at_most_two_queries_more_than_the_source(
        self,
        current: Any,
        pair: Pair,
        client: Any,
    ) -> None:
        self.change(pair)
        # A hub and a home page that were translated too: aliases have restrictions of their own to look for.
        Page.objects.filter(alias_of__isnull=False).update(alias_of=None)
        counts = {}
        for name, page in (("source", pair.source), ("translation", pair.polish)):
            client.get(page.get_url_parts()[2], HTTP_HOST="alpha.test")
            for state in ("warm", "cold"):
                if state == "cold":
                    _forget_html()
                with CaptureQueriesContext(connection) as captured:
                    client.get(page.get_url_parts()[2], HTTP_HOST="alpha.test")
                counts[name, state] = len(captured)
        # One of the two is Wagtail's, which looks for the home page in the language of the address.
        assert counts["translation", "warm"] <= counts["source", "warm"] + 2
        assert counts["translation", "cold"] <= counts["source", "cold"] + 2

    def test_a_stored_version_says_what_it_renders_and_marks_nothing(
        self,
        current: Any,
        pair: Pair,
        client: Any,
    ) -> None:
        self.change(pair)
        url = f"{pair.polish.get_url_parts()[2]}versions/1/"
        html = client.get(url, HTTP_HOST="alpha.test").content.decode()
        assert 'data-privacy-source-version="1"' in html and marks_in(html) == []


def _make_private(version: Any) -> None:
    with triggers.suspended():
        QuerySet(type(version)).filter(pk=version.pk).update(was_public=False)


def _forget_html() -> None:
    cache.clear()
    Site.get_site_root_paths()
