"""Which languages a notice or hub names: to readers, to search engines, in feeds and in the sitemap."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.public.conftest import add_live_notice
from tests.public.reading import visible_text
from tests.public.stored import add_version
from tests.public.translated import alias_in, translate, translated_version, unpublish, use_languages
from tests.queries import query_count
from wagtail_privacy.public.frontend_cache import stale_addresses
from wagtail_privacy.public.languages import native_name

pytestmark = pytest.mark.django_db

ENGLISH, POLISH, ARABIC = (
    "http://alpha.test/privacy/pupils/",
    "http://alpha.test/pl/privacy/uczniowie/",
    "http://alpha.test/ar/privacy/pupils/",
)
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
SWITCHER = re.compile(r'<nav class="privacy-languages".*?</nav>', re.DOTALL)


@pytest.fixture(autouse=True)
def languages(settings: Any) -> None:
    use_languages(settings)


@pytest.fixture
def source(notice: Any) -> Any:
    add_version(notice, 1)
    add_version(notice, 2)
    return notice


@pytest.fixture
def polish(source: Any) -> Any:
    page = translate(source, "pl", "uczniowie")
    translated_version(page, 1, "pl", source, 1)
    translated_version(page, 2, "pl", source, 2)
    translated_version(page, 3, "pl", source, 2)
    return page


@pytest.fixture
def arabic(source: Any) -> Any:
    page = translate(source, "ar")
    translated_version(page, 1, "ar", source, 2)
    return page


def alternates(client: Client, path: str) -> dict[str, str]:
    return dict(ALTERNATE.findall(client.get(path).content.decode()))


def switcher(client: Client, path: str) -> str:
    found = SWITCHER.search(client.get(path).content.decode())
    return found[0] if found else ""


def links(client: Client, path: str) -> dict[str, str]:
    """Where the switcher leads, by language."""
    found = re.findall(r'href="([^"]+)" lang="([^"]+)"', switcher(client, path))
    return {language: url for url, language in found}


@pytest.mark.parametrize(
    ("code", "name"), [("pl", "Polski"), ("ar", "العربية"), ("cy", "Cymraeg"), ("en", "English"), ("xx", "Xx")]
)
def test_a_language_is_called_what_it_calls_itself(code: str, name: str) -> None:
    assert native_name(code) == name


class TestForSearchEngines:
    def test_each_language_names_all_of_them_and_the_source_as_default(
        self, client: Client, polish: Any, arabic: Any
    ) -> None:
        expected = {"en": ENGLISH, "pl": POLISH, "ar": ARABIC, "x-default": ENGLISH}
        for address in (ENGLISH, POLISH, ARABIC):
            path = address.removeprefix("http://alpha.test")
            assert alternates(client, path) == expected
            header = client.get(path)["Link"]
            assert header.startswith(f'<{address}>; rel="canonical", ')
            assert header.endswith(f'<{ENGLISH}>; rel="alternate"; hreflang="x-default"')

    def test_so_does_each_hub(self, client: Client, polish: Any) -> None:
        hubs = {"en": "http://alpha.test/privacy/", "pl": "http://alpha.test/pl/privacy/"}
        expected = hubs | {"x-default": hubs["en"]}
        for path in ("/privacy/", "/pl/privacy/"):
            assert alternates(client, path) == expected
            assert f'<{hubs["pl"]}>; rel="alternate"; hreflang="pl"' in client.get(path)["Link"]

    def test_a_notice_in_one_language_names_none(self, client: Client, source: Any) -> None:
        assert "hreflang" not in client.get("/privacy/pupils/").content.decode()
        assert "hreflang" not in client.get("/privacy/pupils/")["Link"]

    def test_pages_about_versions_name_none(self, client: Client, polish: Any) -> None:
        for below in ("versions/", "versions/1/", "on/2022-01-01/"):
            assert alternates(client, f"/privacy/pupils/{below}") == {}


def hide_draft(page: Any) -> None:
    unpublish(page)


def hide_private(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")


def hide_private_hub(page: Any) -> None:
    hide_private(page.get_parent())


def hide_unreleased(page: Any) -> None:
    add_version(page, 4, was_public=False)


@pytest.mark.parametrize("hide", [hide_draft, hide_private, hide_private_hub, hide_unreleased])
def test_what_is_not_for_everybody_is_named_nowhere(
    client: Client, polish: Any, arabic: Any, hide: Callable[[Any], None]
) -> None:
    hide(polish)
    for path in ("/privacy/pupils/", "/ar/privacy/pupils/", "/privacy/pupils/feed/", "/sitemap.xml"):
        response = client.get(path)
        assert "uczniowie" not in response.content.decode(), path
        assert "/pl/" not in response.get("Link", ""), path
    assert set(alternates(client, "/privacy/pupils/")) == {"en", "ar", "x-default"}


def test_an_alias_is_no_language(client: Client, source: Any, arabic: Any) -> None:
    alias = alias_in(source, "pl")
    add_version(alias, 1)
    assert set(alternates(client, "/privacy/pupils/")) == {"en", "ar", "x-default"}
    assert set(alternates(client, "/privacy/")) == {"en", "ar", "x-default"}
    assert "/pl/" not in client.get("/sitemap.xml").content.decode()


def test_a_translation_whose_source_is_gone_is_named_nowhere(client: Client, polish: Any, arabic: Any) -> None:
    hide_private(polish.get_translations().get(locale__language_code="en"))
    assert "uczniowie" not in client.get("/ar/privacy/pupils/").content.decode()
    text = client.get("/sitemap.xml").content.decode()
    assert "uczniowie" not in text
    assert "/ar/privacy/pupils/" not in text


class TestSwitcher:
    def test_names_each_language_in_itself_and_marks_its_own(self, client: Client, polish: Any, arabic: Any) -> None:
        html = switcher(client, "/pl/privacy/uczniowie/")
        assert '<a href="/privacy/pupils/" lang="en" dir="ltr" hreflang="en">English</a>' in html
        assert (
            '<a href="/pl/privacy/uczniowie/" lang="pl" dir="ltr" hreflang="pl" aria-current="true">Polski</a>' in html
        )
        assert '<a href="/ar/privacy/pupils/" lang="ar" dir="rtl" hreflang="ar">العربية</a>' in html

    def test_leads_to_the_same_thing_in_the_other_language(self, client: Client, polish: Any, arabic: Any) -> None:
        for below in ("", "versions/", "on/", "on/2022-10-01/"):
            assert links(client, f"/privacy/pupils/{below}")["pl"] == f"/pl/privacy/uczniowie/{below}"
            assert links(client, f"/pl/privacy/uczniowie/{below}")["en"] == f"/privacy/pupils/{below}"

    def test_leads_to_the_version_that_says_the_same(self, client: Client, polish: Any, arabic: Any) -> None:
        assert links(client, "/privacy/pupils/versions/2/")["pl"] == "/pl/privacy/uczniowie/versions/3/"
        assert links(client, "/pl/privacy/uczniowie/versions/2/")["en"] == "/privacy/pupils/versions/2/"
        assert links(client, "/pl/privacy/uczniowie/versions/3/")["ar"] == "/ar/privacy/pupils/versions/1/"
        assert links(client, "/pl/privacy/uczniowie/versions/1/")["en"] == "/privacy/pupils/versions/1/"
        changes = links(client, "/privacy/pupils/versions/2/changes/")
        assert changes["pl"] == "/pl/privacy/uczniowie/versions/3/changes/"
        assert links(client, "/pl/privacy/uczniowie/versions/2/changes/1/")["en"] == (
            "/privacy/pupils/versions/2/changes/1/"
        )

    def test_leads_to_the_notice_where_the_other_language_has_no_such_thing(
        self, client: Client, polish: Any, arabic: Any
    ) -> None:
        assert links(client, "/privacy/pupils/versions/1/")["ar"] == "/ar/privacy/pupils/"
        assert links(client, "/pl/privacy/uczniowie/versions/2/changes/1/")["ar"] == "/ar/privacy/pupils/"
        assert links(client, "/privacy/pupils/on/2021-09-01/")["ar"] == "/ar/privacy/pupils/on/2021-09-01/"
        assert links(client, "/privacy/pupils/on/2001-09-01/")["ar"] == "/ar/privacy/pupils/"

    def test_each_link_leads_somewhere(self, client: Client, polish: Any, arabic: Any) -> None:
        for below in ("", "versions/", "versions/1/", "versions/2/changes/", "on/2022-10-01/"):
            for url in links(client, f"/privacy/pupils/{below}").values():
                assert client.get(url).status_code == 200, url

    def test_is_not_there_for_one_language(self, client: Client, source: Any) -> None:
        assert switcher(client, "/privacy/pupils/") == ""

    def test_costs_one_query_and_what_stands_equal_another(self, client: Client, source: Any, settings: Any) -> None:
        translated = [f"{path}{below}" for path in ("/privacy/pupils/",) for below in ("", "versions/2/", "feed/")]
        before = [query_count(lambda path=path: client.get(path)) for path in translated]
        page = translate(source, "pl", "uczniowie")
        translated_version(page, 1, "pl", source, 2)
        after = [query_count(lambda path=path: client.get(path)) for path in translated]
        # The notice itself says which languages have the same standing.
        assert after == [before[0] + 2, *(count + 1 for count in before[1:])]
        other = translate(source, "ar")
        translated_version(other, 1, "ar", source, 2)
        assert [query_count(lambda path=path: client.get(path)) for path in translated] == after


class TestHub:
    def test_lists_what_is_not_translated_yet_in_the_language_of_the_source(
        self, client: Client, polish: Any, add_notice: Callable[..., Any]
    ) -> None:
        other = add_notice("staff")
        add_version(other, 1, language="en", title="Staff notice")
        html = client.get("/pl/privacy/").content.decode()
        assert '<a href="/pl/privacy/uczniowie/">Notice pl</a>' in html
        assert '<a href="/privacy/staff/" lang="en" dir="ltr" hreflang="en">Staff notice</a>' in html
        assert html.index("Notice pl") < html.index("Staff notice")
        assert html.count("privacy-card") == 2
        assert "angielski" in visible_text(html)

    def test_never_says_that_there_is_none_where_the_source_has_some(self, client: Client, source: Any) -> None:
        translate(source.get_parent(), "ar")
        text = visible_text(client.get("/ar/privacy/").content.decode())
        assert "How we use information about pupils" in text
        assert "No notice has been published" not in text

    def test_aliases_are_listed_as_what_they_repeat(self, client: Client, source: Any) -> None:
        hub = translate(source.get_parent(), "pl")
        alias = alias_in(source, "pl")
        type(hub).objects.filter(pk=hub.pk).update(alias_of=None)
        add_version(alias, 1)
        html = client.get("/pl/privacy/").content.decode()
        assert 'href="/privacy/pupils/"' in html
        assert 'href="/pl/privacy/pupils/"' not in html

    @pytest.mark.parametrize("hide", [hide_draft, hide_private])
    def test_a_translation_without_its_source_is_not_listed(
        self, client: Client, source: Any, polish: Any, hide: Callable[[Any], None]
    ) -> None:
        hide(source)
        html = client.get("/pl/privacy/").content.decode()
        assert "uczniowie" not in html
        assert "Notice pl" not in html
        assert "/privacy/pupils/" not in html

    def test_a_notice_that_is_in_one_other_language_only_is_listed_there(
        self, client: Client, source: Any, polish: Any
    ) -> None:
        only = add_live_notice(polish.get_parent(), "tylko")
        add_version(only, 1, language="pl", title="Tylko po polsku")
        assert '<a href="/pl/privacy/tylko/">Tylko po polsku</a>' in client.get("/pl/privacy/").content.decode()

    def test_costs_the_same_for_one_notice_and_for_twenty(
        self, client: Client, hub: Any, source: Any, polish: Any
    ) -> None:
        one = query_count(lambda: client.get("/pl/privacy/"))
        feed = query_count(lambda: client.get("/pl/privacy/feed/"))
        for number in range(19):
            page = add_live_notice(hub, f"notice-{number}")
            add_version(page, 1)
            if number % 2:
                translated_version(translate(page, "pl"), 1, "pl", page, 1)
        assert client.get("/pl/privacy/").content.decode().count('class="privacy-card"') == 20
        assert query_count(lambda: client.get("/pl/privacy/")) == one
        assert query_count(lambda: client.get("/pl/privacy/feed/")) == feed


class TestFeeds:
    def test_a_feed_names_the_feeds_in_other_languages(self, client: Client, polish: Any) -> None:
        text = client.get("/privacy/pupils/feed/").content.decode()
        assert f'<link href="{POLISH}feed/" hreflang="pl" rel="alternate" type="application/atom+xml"/>' in text
        text = client.get("/pl/privacy/uczniowie/feed/").content.decode()
        assert 'xml:lang="pl"' in text
        assert f'<link href="{ENGLISH}feed/" hreflang="en" rel="alternate" type="application/atom+xml"/>' in text

    def test_a_translated_hub_follows_what_is_not_translated_too(
        self, client: Client, polish: Any, add_notice: Callable[..., Any]
    ) -> None:
        add_version(add_notice("staff"), 1, title="Staff notice")
        text = client.get("/pl/privacy/feed/").content.decode()
        assert f'href="{POLISH}' in text
        assert 'href="http://alpha.test/privacy/staff/' in text
        assert 'href="http://alpha.test/privacy/pupils/' not in text


class TestSitemap:
    def test_lists_every_language_with_its_alternates(self, client: Client, polish: Any, arabic: Any) -> None:
        text = client.get("/sitemap.xml").content.decode()
        listed = set(re.findall(r"<loc>([^<]+)</loc>", text))
        assert listed == {
            *(ENGLISH, POLISH, ARABIC),
            *(f"http://alpha.test/{code}privacy/" for code in ("", "pl/", "ar/")),
        }
        for language, address in (("en", ENGLISH), ("pl", POLISH), ("ar", ARABIC), ("x-default", ENGLISH)):
            assert text.count(f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>') == 3

    def test_a_notice_in_one_language_has_no_alternates(self, client: Client, source: Any) -> None:
        text = client.get("/sitemap.xml").content.decode()
        assert f"<loc>{ENGLISH}</loc>" in text
        assert "2022-09-01" in text
        assert "xhtml:link" not in text

    def test_costs_the_same_for_one_notice_and_for_twenty(self, client: Client, hub: Any, polish: Any) -> None:
        one = query_count(lambda: client.get("/sitemap.xml"))
        for number in range(19):
            page = add_live_notice(hub, f"notice-{number}")
            add_version(page, 1)
            translated_version(translate(page, "pl"), 1, "pl", page, 1)
        assert query_count(lambda: client.get("/sitemap.xml")) == one


def test_what_one_language_publishes_makes_the_others_stale(polish: Any) -> None:
    source = polish.get_translations().get(locale__language_code="en")
    version = add_version(source, 3)
    stale = set(stale_addresses(source, version))
    assert {POLISH, f"{POLISH}feed/", "http://alpha.test/pl/privacy/", "http://alpha.test/privacy/"} <= stale
