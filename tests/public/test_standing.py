"""Which of two languages decides: the original, or neither where the organisation says that both stand equal."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, Site

from tests.documents.strategies import full_document
from tests.translating import Pair, translated_item, who, write
from wagtail_privacy.organisations.languages import OfferedLanguage
from wagtail_privacy.public.marks import Marks, Standing
from wagtail_privacy.public.rendering import render_document

DECIDES = "Where the two differ, the original decides."
EQUAL = "Both have the same standing: where the two differ, neither decides over the other."
IN_BOTH = "In these languages this notice has the same standing:"


def said(html: str) -> str:
    banner = BeautifulSoup(html, "html.parser").select_one(".privacy-translation")
    return " ".join(banner.get_text(" ").split()) if banner else ""


@pytest.mark.parametrize("number", [3, None])
def test_each_case_is_one_whole_sentence(number: int | None) -> None:
    document = full_document()
    shown = {
        case: said(render_document(document, marks=Marks(document, "cy", number, standing=case))) for case in Standing
    }
    version = "version 3 of " if number else ""
    assert shown[Standing.SOURCE_DECIDES] == f"This is a translation of {version}the original (Welsh). {DECIDES}"
    assert shown[Standing.EQUAL] == f"This notice was made from {version}the one in another language (Welsh). {EQUAL}"
    assert shown[Standing.UNSAID] == f"This is a translation of {version}the original (Welsh)."


@pytest.mark.django_db
class TestOfNotices:
    @pytest.fixture
    def get(self, pair: Pair, client: Any, settings: Any) -> Iterator[Any]:
        settings.ROOT_URLCONF = "tests.urls_i18n"
        first, *others = settings.MIDDLEWARE
        settings.MIDDLEWARE = [first, "django.middleware.locale.LocaleMiddleware", *others]
        cache.clear()
        translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
        write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy."), title="Dane", translated_number=1)
        # A hub and a home page that were translated too.
        Page.objects.filter(alias_of__isnull=False).update(alias_of=None)
        Site.get_site_root_paths()

        def get(page: Any, path: str = "", **headers: Any) -> Any:
            with translation.override("en-gb"):
                url = f"{page.get_url_parts()[2]}{path}"
            return client.get(url, HTTP_HOST="alpha.test", **headers)

        # The language of a request stays with its thread.
        with translation.override(translation.get_language()):
            yield get

    @pytest.fixture
    def equal(self, site_tree: Any, pair: Pair) -> Any:
        """What the trust says."""
        return OfferedLanguage.objects.create(organisation=site_tree.trust, locale=pair.locale, stands_equal=True)

    def standing(self, response: Any) -> str:
        return str(BeautifulSoup(response.content, "html.parser").select_one(".privacy-translation"))

    def test_the_original_decides_unless_the_organisation_says_otherwise(self, get: Any, pair: Pair) -> None:
        assert "rozstrzyga" in self.standing(get(pair.polish))
        assert IN_BOTH not in get(pair.source).content.decode()

    def test_both_say_that_they_stand_equal(self, get: Any, pair: Pair, equal: Any) -> None:
        assert "taką samą moc" in self.standing(get(pair.polish))
        html = get(pair.source).content.decode()
        assert IN_BOTH in html and "English and Polish." in html

    def test_what_is_behind_is_marked_all_the_same(self, get: Any, pair: Pair, equal: Any) -> None:
        first, second = who(pair.item)
        second["value"]["body"] = "<p>We share more.</p>"
        write(pair.source, first, second)
        assert "data-privacy-passage" in get(pair.polish).content.decode()

    def test_it_holds_from_the_next_request_on(self, get: Any, pair: Pair, equal: Any) -> None:
        first = get(pair.polish)
        equal.delete()
        headers = {"HTTP_IF_NONE_MATCH": first["ETag"], "HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"}
        again = get(pair.polish, **headers)
        assert again.status_code == 200 and "rozstrzyga" in self.standing(again)
        del headers["HTTP_IF_NONE_MATCH"]
        assert get(pair.source, **headers).status_code == 200

    def test_a_stored_version_does_not_claim_what_may_not_have_been_so(self, get: Any, pair: Pair, equal: Any) -> None:
        shown = self.standing(get(pair.polish, "versions/1/"))
        assert "rozstrzyga" not in shown and "neither" not in shown
        assert "data-privacy-source-version" in get(pair.polish, "versions/1/").content.decode()
        assert IN_BOTH not in get(pair.source, "versions/1/").content.decode()
        equal.delete()
        assert "rozstrzyga" in self.standing(get(pair.polish, "versions/1/"))

    def test_a_source_that_nobody_reads_in_another_language_says_nothing(
        self, get: Any, pair: Pair, equal: Any
    ) -> None:
        Page.objects.get(pk=pair.polish.pk).specific.unpublish()
        assert IN_BOTH not in get(pair.source).content.decode()

    def test_a_language_that_does_not_stand_equal_is_not_named(self, get: Any, pair: Pair, equal: Any) -> None:
        equal.stands_equal = False
        equal.save()
        assert IN_BOTH not in get(pair.source).content.decode()

    def test_it_costs_a_notice_in_one_language_no_query(self, get: Any, pair: Pair, equal: Any) -> None:
        asked = {}
        for name in ("several", "one"):
            if name == "one":
                Page.objects.get(pk=pair.polish.pk).specific.unpublish()
            get(pair.source)
            with CaptureQueriesContext(connection) as captured:
                get(pair.source)
            asked[name] = sum("offeredlanguage" in query["sql"] for query in captured)
        assert asked == {"several": 1, "one": 0}
