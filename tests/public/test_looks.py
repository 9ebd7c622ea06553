"""What a browser makes of a notice: accessible, no wider than the screen, and whole on paper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import BrowserContext, Page

from tests.browser import DESKTOP, PHONE
from tests.documents_bare_sample import bare_parts_document
from tests.documents_samples import maximal_document, minimal_document
from wagtail_privacy.documents.document import Document
from wagtail_privacy.public.rendering import render_document
from wagtail_privacy.public.summary import Edition

pytestmark = pytest.mark.browser

SHEET = Path(__file__).resolve().parents[2] / "wagtail_privacy/static/wagtail_privacy/privacy.css"
SMALL_PHONE = {"width": 320, "height": 640}
EDITION = Edition(1, "2026-09")
DOCUMENTS = {
    "maximal": maximal_document(),
    "right to left": maximal_document("ar"),
    "minimal": minimal_document(),
    "bare": bare_parts_document(),
}


@pytest.fixture
def show(context: BrowserContext) -> Callable[[Document], Page]:
    def open_page(document: Document) -> Page:
        tab = context.new_page()
        said = {
            "version": document,
            "rendered": render_document(document, EDITION),
            "edition": EDITION,
            "has_current": True,
            "current_url": "/",
            "canonical_url": "https://school.example/",
        }
        tab.set_content(render_to_string("wagtail_privacy/public/notice.html", said))
        tab.add_style_tag(content=SHEET.read_text(encoding="utf-8"))
        return tab

    return open_page


@pytest.mark.parametrize(
    ("name", "screen"),
    [("maximal", DESKTOP), ("maximal", PHONE), ("right to left", PHONE), ("minimal", PHONE), ("bare", PHONE)],
)
def test_accessible(
    name: str, screen: dict[str, int], show: Callable[[Document], Page], axe: Callable[..., list[Any]]
) -> None:
    tab = show(DOCUMENTS[name])
    tab.set_viewport_size({"width": screen["width"], "height": screen["height"]})
    assert axe(tab) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_never_wider_than_the_screen(name: str, show: Callable[[Document], Page]) -> None:
    tab = show(DOCUMENTS[name])
    for screen in (DESKTOP, PHONE, SMALL_PHONE):
        tab.set_viewport_size({"width": screen["width"], "height": screen["height"]})
        assert tab.evaluate("document.documentElement.scrollWidth") <= screen["width"]


def test_printing_loses_no_content(show: Callable[[Document], Page]) -> None:
    tab = show(DOCUMENTS["maximal"])
    body = "document.querySelector('.privacy-body').innerText.split(/\\s+/)"
    on_screen = tab.evaluate(body)
    tab.emulate_media(media="print")
    assert tab.evaluate(body) == on_screen
    assert len(on_screen) > 1000
