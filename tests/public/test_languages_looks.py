"""What a browser makes of a notice and a hub in Arabic, and of the list of languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from tests.browser import DESKTOP, PHONE
from tests.documents_samples import maximal_document
from tests.public.conftest import add_live_notice
from tests.public.stored import add_version
from tests.public.translated import translate, translated_version, use_languages

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SHEETS = Path(__file__).resolve().parents[2] / "wagtail_privacy/static/wagtail_privacy"
SMALL_PHONE = {"width": 320, "height": 640}
ADDRESSES = {
    "notice": "/ar/privacy/pupils/",
    "hub": "/ar/privacy/",
    "archive": "/ar/privacy/pupils/versions/",
    "changes": "/ar/privacy/pupils/versions/2/changes/",
    "unavailable": "/ar/privacy/pupils/on/2001-01-01/",
}


@pytest.fixture
def arabic(settings: Any, hub: Any, notice: Any) -> Any:
    """A hub with one notice in English, Polish and Arabic, and one in English only."""
    use_languages(settings)
    add_version(notice, 1)
    page = translate(notice, "ar")
    for number in (1, 2):
        add_version(page, number, maximal_document("ar"), source_page_id=notice.pk, source_number=number)
    translated_version(translate(notice, "pl"), 1, "pl", notice, 1)
    add_version(add_live_notice(hub, "staff"), 1, language="en", title="How we use information about staff")
    return page


@pytest.fixture
def show(context: BrowserContext, client: Client) -> Callable[[str], Page]:
    def open_page(address: str) -> Page:
        tab = context.new_page()
        tab.set_content(client.get(address).content.decode())
        for sheet in ("privacy.css", "privacy-archive.css"):
            tab.add_style_tag(content=(SHEETS / sheet).read_text(encoding="utf-8"))
        return tab

    return open_page


@pytest.mark.parametrize("name", ADDRESSES)
def test_arabic_pages_are_accessible_and_never_wider_than_the_screen(
    name: str, arabic: Any, show: Callable[[str], Page], axe: Callable[..., list[Any]]
) -> None:
    tab = show(ADDRESSES[name])
    for screen in (DESKTOP, PHONE, SMALL_PHONE):
        tab.set_viewport_size({"width": screen["width"], "height": screen["height"]})
        widths = tab.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]")
        assert max(widths) <= screen["width"]
        # What is too wide in a page from right to left sticks out on the left, where no width tells.
        outside = "[...document.querySelectorAll('.privacy *')].filter(e => e.getBoundingClientRect().left < -1).length"
        assert tab.evaluate(outside) == 0
    assert axe(tab) == []


def test_the_frame_runs_from_right_to_left(arabic: Any, show: Callable[[str], Page]) -> None:
    tab = show(ADDRESSES["notice"])
    tab.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    assert tab.evaluate("getComputedStyle(document.querySelector('.privacy-languages')).direction") == "rtl"
    contents, body = (
        tab.evaluate(f"document.querySelector('{name}').getBoundingClientRect().x")
        for name in (".privacy-contents", ".privacy-body")
    )
    assert contents > body
    # Letters that are joined must not be moved apart.
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") == "normal"
