"""The screens about the languages of a notice, as their editors use them."""

from typing import Any

import pytest
from django.urls import reverse

from tests.translating import Pair, newest, translated_item, who, write
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def address(name: str, page: Any) -> str:
    return reverse(f"wagtail_privacy_admin:{name}", args=[page.pk])


@pytest.fixture
def translated(pair: Pair) -> Pair:
    translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
    write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), title="Dane", translated_number=1)
    first, second = who(pair.item)
    second["value"]["body"] = "<p>We share <b>more</b> than they ask for.</p>"
    write(pair.source, first, second)
    return pair


def test_the_list_names_each_language_with_the_version_that_it_renders(translated: Pair, admin_client: Any) -> None:
    for page in (translated.source, translated.polish):
        html = admin_client.get(address("languages", page)).content.decode()
        assert "polski" in html.lower() or "Polish" in html
        assert "says what version 1 of the source says" in html


def test_what_is_behind_stands_beside_what_the_source_said_and_says(translated: Pair, admin_client: Any) -> None:
    html = admin_client.get(address("translation", translated.polish)).content.decode()
    assert html.count('class="privacy-passage"') == 1
    for text in ("We share what they ask for.", "We share more than they ask for.", "Dajemy, o co proszą."):
        assert text in html
    assert '<dd lang="pl" dir="ltr">' in html and '<dd lang="en" dir="ltr">' in html


def test_saying_that_it_is_complete_and_publishing_makes_a_version(translated: Pair, admin_client: Any) -> None:
    url = address("translation", translated.polish)
    admin_client.post(url, {"number": "2", "publish": "1"})
    version = newest(translated.polish)
    assert (version.number, version.source_number) == (2, 2)
    assert 'class="privacy-passage"' not in admin_client.get(url).content.decode()


def test_saying_so_without_publishing_leaves_what_readers_see(translated: Pair, admin_client: Any) -> None:
    admin_client.post(address("translation", translated.polish), {"number": "2"})
    assert NoticeVersion.objects.for_page(translated.polish.pk).count() == 1
    translated.reload()
    assert translated.polish.get_latest_revision_as_object().translated_number == 2


@pytest.mark.parametrize("number", ["7", "", "two", "-1"])
def test_a_version_that_the_source_has_not_is_refused_with_a_message(
    translated: Pair, admin_client: Any, number: str
) -> None:
    response = admin_client.post(address("translation", translated.polish), {"number": number}, follow=True)
    assert response.status_code == 200
    assert "has no version" in response.content.decode() or "Say up to which version" in response.content.decode()
    assert NoticeVersion.objects.for_page(translated.polish.pk).count() == 1


def test_a_notice_that_is_no_translation_has_no_such_screen(translated: Pair, admin_client: Any) -> None:
    url = address("translation", translated.source)
    assert admin_client.get(url)["Location"] == address("languages", translated.source)
    response = admin_client.post(url, {"number": "1"}, follow=True)
    assert "This notice is not a translation." in response.content.decode()


def test_text_of_a_notice_is_text_on_the_screen(translated: Pair, admin_client: Any) -> None:
    first, second = who(translated.item)
    first["value"]["heading"] = "<script>alert(1)</script>"
    write(translated.source, first, second)
    html = admin_client.get(address("translation", translated.polish)).content.decode()
    assert "<script>alert(1)" not in html and "&lt;script&gt;alert(1)" in html
