"""What a language does not say to those who may not read it, and to programs."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.public.conftest import add_live_notice
from tests.public.stored import add_version
from tests.public.translated import alias_in, translate, translated_version, unpublish, use_languages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def languages(settings: Any) -> None:
    use_languages(settings)


@pytest.fixture
def source(notice: Any) -> Any:
    add_version(notice, 1)
    return notice


def test_an_alias_of_a_notice_taken_down_leads_nowhere(client: Client, source: Any) -> None:
    add_version(alias_in(source, "pl"), 1)
    unpublish(source)
    assert client.get("/pl/privacy/pupils/").status_code == 404


def test_an_alias_of_a_private_notice_shows_no_text(client: Client, source: Any) -> None:
    add_version(alias_in(source, "pl"), 1)
    PageViewRestriction.objects.create(page=source, restriction_type="password", password="x")
    response = client.get("/pl/privacy/pupils/", follow=True)
    assert "How we use information about pupils" not in response.content.decode()


def test_a_private_translation_names_no_language_to_those_who_may_read_it(client: Client, source: Any) -> None:
    polish, arabic = translate(source, "pl"), translate(source, "ar")
    for page, code in ((polish, "pl"), (arabic, "ar")):
        translated_version(page, 1, code, source, 1)
    restriction = PageViewRestriction.objects.create(page=polish, restriction_type="password", password="x")
    path = f"/_util/authenticate_with_password/{restriction.pk}/{polish.pk}/"
    client.post(path, {"password": "x", "return_url": "/"})
    response = client.get("/pl/privacy/pupils/")
    assert response.status_code == 200
    assert "Notice pl" in response.content.decode()
    assert "hreflang" not in response.content.decode()
    assert "hreflang" not in response.get("Link", "")


def test_the_feed_of_a_translated_hub_has_no_aliases(client: Client, source: Any) -> None:
    add_version(alias_in(source, "pl"), 1)
    hub = source.get_parent().get_translations().get(locale__language_code="pl")
    type(hub).objects.filter(pk=hub.pk).update(alias_of=None)
    text = client.get("/pl/privacy/feed/").content.decode()
    assert "http://alpha.test/privacy/pupils/" in text
    assert "/pl/privacy/pupils/" not in text


def test_data_below_a_page_that_is_called_like_a_language(client: Client, hub: Any, settings: Any) -> None:
    page = add_live_notice(hub.get_parent(), "pl")
    add_version(page, 1)
    settings.ROOT_URLCONF = "tests.public.urls"
    assert client.get("/pl/versions/1/document.json").status_code == 200


def test_the_marked_link_of_a_hub_can_be_followed_and_each_set_is_symmetric(client: Client, source: Any) -> None:
    translated_version(translate(source, "ar"), 1, "ar", source, 1)
    for path in ("/privacy/pupils/", "/ar/privacy/pupils/"):
        text = client.get(path).content.decode()
        assert text.count('rel="alternate" hreflang=') == 3
