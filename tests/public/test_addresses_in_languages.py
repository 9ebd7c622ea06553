"""Addresses in a language: a page answers in its own, and one that a notice does not have leads to the source."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from wagtail.models import PageViewRestriction

from tests.public.reading import visible_text
from tests.public.stored import add_version
from tests.public.translated import (
    LOCALE_MIDDLEWARE,
    alias_in,
    translate,
    translated_version,
    unpublish,
    use_languages,
    visitor,
)
from wagtail_privacy.pages.models import PrivacyNoticePage

pytestmark = pytest.mark.django_db

BELOW = ("", "versions/", "versions/1/", "versions/1/changes/", "on/", "on/2022-01-01/", "feed/")
EVERYWHERE = (*BELOW, "versions/1/document.json")


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
    """The Polish notice at an address of its own; its only version says what the second of the source says."""
    page = translate(source, "pl", "uczniowie")
    translated_version(page, 1, "pl", source, 2)
    return page


def test_every_address_of_ours_is_guarded() -> None:
    for module in ("notice_urls", "hub_urls"):
        for pattern in get_resolver(f"wagtail_privacy.public.{module}").url_patterns:
            assert getattr(pattern.callback, "__wrapped__", pattern.callback).is_guarded, pattern


class TestLanguagesThatANoticeDoesNotHave:
    @pytest.mark.parametrize("below", EVERYWHERE)
    def test_without_any_page_in_that_language_the_address_leads_to_the_source(
        self, client: Client, source: Any, below: str
    ) -> None:
        response = client.get(f"/pl/privacy/pupils/{below}?minor=1")
        assert (response.status_code, response["Location"]) == (302, f"/privacy/pupils/{below}?minor=1")
        assert response["Cache-Control"] == "no-cache"
        assert client.get(response["Location"]).status_code == 200
        assert client.get(f"/pl/privacy/{'feed/' if below else ''}")["Location"].startswith("/privacy/")

    def test_such_an_answer_depends_on_the_address_alone(self, client: Client, source: Any) -> None:
        assert "Accept-Language" not in client.get("/pl/privacy/pupils/").get("Vary", "")

    def test_aliases_of_another_language_lead_to_what_they_repeat(self, client: Client, hub: Any, source: Any) -> None:
        alias = alias_in(source, "pl")
        add_version(alias, 1)
        assert alias.live
        for below, target in [
            ("", ""),
            ("versions/1/", "versions/"),
            ("versions/1/document.json", "versions/"),
            ("feed/", "feed/"),
            ("on/2022-01-01/", "on/2022-01-01/"),
        ]:
            response = client.get(f"/pl/privacy/pupils/{below}")
            assert (response.status_code, response["Location"]) == (302, f"/privacy/pupils/{target}")
        for below in ("", "feed/"):
            response = client.get(f"/pl/privacy/{below}")
            assert (response.status_code, response["Location"]) == (302, f"/privacy/{below}")

    def test_an_alias_in_the_same_language_is_served(self, client: Client, source: Any, add_notice: Any) -> None:
        alias = add_notice("everybody")
        PrivacyNoticePage.objects.filter(pk=alias.pk).update(alias_of=source)
        add_version(alias, 1)
        assert client.get("/privacy/everybody/").status_code == 200

    def test_below_pages_in_that_language_the_address_leads_to_the_source(
        self, client: Client, polish: Any, add_notice: Any
    ) -> None:
        other = add_notice("staff")
        add_version(other, 1)
        hub = polish.get_parent()
        hub.slug = "prywatnosc"
        hub.save()
        for path in ("prywatnosc/staff/", "privacy/staff/"):
            response = client.get(f"/pl/{path}versions/1/")
            assert (response.status_code, response["Location"]) == (302, "/privacy/staff/versions/1/")
        assert client.get("/pl/prywatnosc/staff/versions/1/document.json")["Location"].endswith("1/document.json")

    def test_a_translation_taken_down_leads_to_the_source(self, client: Client, polish: Any) -> None:
        unpublish(polish)
        for below, target in [("", ""), ("versions/1/", "versions/"), ("feed/", "feed/")]:
            response = client.get(f"/pl/privacy/uczniowie/{below}")
            assert (response.status_code, response["Location"]) == (302, f"/privacy/pupils/{target}")

    def test_nothing_is_told_of_a_private_source(self, client: Client, source: Any, polish: Any) -> None:
        unpublish(polish)
        PageViewRestriction.objects.create(page=source, restriction_type="password", password="x")
        assert client.get("/pl/privacy/uczniowie/").status_code == 404

    def test_what_no_notice_answers_to_is_not_found(self, client: Client, source: Any, polish: Any) -> None:
        for path in ("/pl/nothing/", "/pl/privacy/nothing/", "/pl/privacy/uczniowie/nothing/", "/ar/privacy/nothing/"):
            assert client.get(path).status_code == 404, path

    def test_where_languages_share_addresses_nothing_loops(self, client: Client, settings: Any, source: Any) -> None:
        settings.ROOT_URLCONF = "tests.public.urls"
        alias = alias_in(source, "pl")
        add_version(alias, 1)
        reader = visitor(**{"accept-language": "pl"})
        for below in ("", "versions/", "versions/2/", "versions/2/document.json"):
            response = reader.get(f"/privacy/pupils/{below}")
            assert response.status_code == 200, below
            assert response["Content-Language"] == "en"
            assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
        assert reader.get("/privacy/").status_code == 200

    def test_where_languages_share_addresses_the_browser_chooses(
        self, client: Client, settings: Any, source: Any
    ) -> None:
        settings.ROOT_URLCONF = "tests.public.urls"
        page = translate(source, "pl")
        translated_version(page, 1, "pl", source, 2)
        reader = visitor(**{"accept-language": "pl"})
        assert "Notice pl" in reader.get("/privacy/pupils/").content.decode()
        assert reader.get("/privacy/pupils/versions/1/document.json").json()["document"]["language"] == "pl"
        html = client.get("/privacy/pupils/").content.decode()
        assert "Notice pl" not in html
        assert "hreflang" not in html

    def test_a_site_without_languages_of_content_serves_its_own(self, source: Any, settings: Any) -> None:
        settings.WAGTAIL_I18N_ENABLED = False
        assert visitor().get("/pl/privacy/pupils/")["Location"] == "/privacy/pupils/"
        assert visitor().get("/privacy/pupils/").status_code == 200


class TestOwnLanguage:
    def test_the_page_and_its_frame_are_in_the_language_of_the_notice(self, client: Client, source: Any) -> None:
        page = translate(source, "ar")
        translated_version(page, 1, "ar", source, 2)
        for below in BELOW[:-1]:
            response = client.get(f"/ar/privacy/pupils/{below}")
            assert '<html lang="ar" dir="rtl">' in response.content.decode(), below
            assert response["Content-Language"] == "ar"

    def test_whatever_language_was_active(self, source: Any, settings: Any) -> None:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != LOCALE_MIDDLEWARE]
        settings.LANGUAGE_CODE = "ar"
        settings.ROOT_URLCONF = "tests.public.urls"
        html = visitor().get("/privacy/pupils/").content.decode()
        assert '<html lang="en" dir="ltr">' in html
        assert "Read the notice as it was on" in visitor().get("/privacy/pupils/versions/").content.decode()

    def test_the_page_that_says_why_there_is_nothing_is_too(self, client: Client, source: Any) -> None:
        page = translate(source, "ar")
        translated_version(page, 1, "ar", source, 2)
        response = client.get("/ar/privacy/pupils/versions/9/")
        assert response.status_code == 404
        assert '<html lang="ar" dir="rtl">' in response.content.decode()


class TestEveryAddressOfATranslation:
    @pytest.mark.parametrize("urlconf", ["tests.urls_i18n", "tests.urls_i18n_inside"])
    def test_answers_in_its_language(self, settings: Any, client: Client, polish: Any, urlconf: str) -> None:
        settings.ROOT_URLCONF = urlconf
        for below in EVERYWHERE:
            response = client.get(f"/pl/privacy/uczniowie/{below}")
            assert response.status_code == 200, below
            assert response["Content-Language"] == "pl"

    @pytest.mark.parametrize("urlconf", ["tests.urls_i18n", "tests.urls_i18n_inside"])
    def test_its_page_links_to_data_that_are_there(
        self, settings: Any, client: Client, polish: Any, urlconf: str
    ) -> None:
        settings.ROOT_URLCONF = urlconf
        address = "/pl/privacy/uczniowie/versions/1/document.json"
        assert f'href="{address}"' in client.get("/pl/privacy/uczniowie/").content.decode()
        assert json.loads(client.get(address).content)["document"]["title"] == "Notice pl"

    def test_where_the_data_cannot_be_reached_no_page_links_to_it(
        self, settings: Any, client: Client, polish: Any
    ) -> None:
        settings.ROOT_URLCONF = "tests.public.urls_elsewhere"
        html = client.get("/pl/cms/privacy/uczniowie/").content.decode()
        assert "Notice pl" in html
        assert "document.json" not in html


class TestSourceThatIsGone:
    @pytest.mark.parametrize("below", EVERYWHERE)
    def test_the_translation_of_a_notice_taken_down_is_not_shown(
        self, client: Client, source: Any, polish: Any, below: str
    ) -> None:
        unpublish(source)
        assert client.get(f"/privacy/pupils/{below}").status_code == 404
        response = client.get(f"/pl/privacy/uczniowie/{below}")
        assert response.status_code == 404
        assert "Notice pl" not in response.content.decode()
        assert "nie jest obecnie opublikowana" in visible_text(response.content.decode())
        assert "versions/" not in response.content.decode()

    def test_the_translation_of_a_private_notice_is_for_those_who_may_read_it(
        self, client: Client, source: Any, polish: Any
    ) -> None:
        restriction = PageViewRestriction.objects.create(page=source, restriction_type="password", password="x")
        for below in EVERYWHERE:
            response = client.get(f"/pl/privacy/uczniowie/{below}")
            assert response.status_code == 403
            assert "Notice pl" not in response.content.decode()
            assert response["Cache-Control"] == "no-cache"
        client.post(
            f"/_util/authenticate_with_password/{restriction.pk}/{source.pk}/",
            {"password": "x", "return_url": "/"},
        )
        response = client.get("/pl/privacy/uczniowie/")
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"

    def test_the_translation_of_a_deleted_notice_leads_to_its_archive(
        self, client: Client, source: Any, polish: Any, add_notice: Any
    ) -> None:
        number = source.pk
        source.delete()
        response = client.get("/pl/privacy/uczniowie/")
        assert (response.status_code, response["Location"]) == (302, f"/privacy-archive/{number}/")
        assert "deleted" in client.get(response["Location"]).content.decode()

    def test_a_translation_comes_back_with_its_source(self, client: Client, source: Any, polish: Any) -> None:
        unpublish(source)
        PrivacyNoticePage.objects.filter(pk=source.pk).update(live=True)
        assert client.get("/pl/privacy/uczniowie/").status_code == 200

    def test_a_source_awaiting_its_release_hides_the_translation(
        self, client: Client, source: Any, polish: Any
    ) -> None:
        add_version(source, 3, was_public=False, effective_day=dt.date(2024, 1, 1))
        assert client.get("/pl/privacy/uczniowie/").status_code == 403
