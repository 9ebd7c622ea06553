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
from wagtail_privacy.documents.items import RecipientIdentity, RecipientUse
from wagtail_privacy.documents.sections import RecipientsSection
from wagtail_privacy.public.hub_notices import HubEntry
from wagtail_privacy.public.rendering import render_document
from wagtail_privacy.public.summary import VersionLabel

pytestmark = pytest.mark.browser

SHEET = Path(__file__).resolve().parents[2] / "wagtail_privacy/static/wagtail_privacy/privacy.css"
SMALL_PHONE = {"width": 320, "height": 640}
LABEL = VersionLabel(1, "2026-09")
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
            "parent": {"title": "Privacy", "url": "/privacy/"},
            "rendered": render_document(document, LABEL),
            "version_label": LABEL,
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


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_the_hub_is_accessible(screen: dict[str, int], context: BrowserContext, axe: Callable[..., list[Any]]) -> None:
    notices = [
        HubEntry(
            url=f"/privacy/{language}/",
            title="How we use information",
            kind="Privacy notice",
            audience="Pupils",
            language=language,
            summary="What we record.",
            controller="Valley Schools Trust with a long name of its own",
            updated="2026-09",
            review_due="2027",
        )
        for language in ("en-GB", "ar")
    ]
    said = {"page": {"title": "Privacy", "introduction": "All our notices."}, "notices": notices}
    tab = context.new_page()
    tab.set_viewport_size({"width": screen["width"], "height": screen["height"]})
    tab.set_content(render_to_string("wagtail_privacy/public/hub.html", said))
    tab.add_style_tag(content=SHEET.read_text(encoding="utf-8"))
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= screen["width"]


def test_short_cards_stand_side_by_side_where_there_is_room(show: Callable[[Document], Page]) -> None:
    bodies = [RecipientUse(recipient=RecipientIdentity(name=f"Body {number}")) for number in range(4)]
    bodies[0] = bodies[0].model_copy(update={"uses": ("statistics",)})
    section = RecipientsSection(heading="Recipients", recipients=tuple(bodies))
    tab = show(minimal_document().model_copy(update={"sections": (section,)}))
    lefts = "[...document.querySelectorAll('.privacy-cards > li')].map(card => card.getBoundingClientRect().x)"
    full, first, second, third = tab.evaluate(lefts)
    assert full == first == third < second
    tab.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert len(set(tab.evaluate(lefts))) == 1


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
