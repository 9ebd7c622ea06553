"""What a browser makes of archive, changes, past days and the pages that say why there is nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser import DESKTOP, PHONE
from tests.documents_samples import maximal_document
from tests.public.revised import arabic_documents, revised_document
from tests.public.stored import add_event, add_version, erase

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.public.urls"),
]

PAGES = {
    "archive": "/privacy/pupils/versions/",
    "changes": "/privacy/pupils/versions/3/changes/",
    "announced": "/privacy/pupils/versions/4/changes/",
    "a stored version": "/privacy/pupils/versions/2/",
    "a past day": "/privacy/pupils/on/2023-09-01/",
    "the notice": "/privacy/pupils/",
    "the hub": "/privacy/",
    "before the first": "/privacy/pupils/on/2001-01-01/",
    "nothing published": "/privacy/pupils/on/2023-04-01/",
    "no date": "/privacy/pupils/on/?date=soon",
    "erased": "/privacy/pupils/versions/1/",
    "no such version": "/privacy/pupils/versions/99/",
    "Arabic archive": "/privacy/arabic/versions/",
    "Arabic changes": "/privacy/arabic/versions/2/changes/",
}


@pytest.fixture
def history(transactional_db: None, notice: Any, add_notice: Callable[..., Any]) -> None:
    """A notice with every state that a version can be in, and one in Arabic."""
    sentences = ["One recipient was added: Riverside Counselling.", "The wording changed in three places."]
    erase(add_version(notice, 1))
    add_version(notice, 2, changes=sentences, change_reason="correction", change_size="minor")
    add_version(
        notice,
        3,
        revised_document(),
        change_note="From September we work with a counselling service.",
        changes=sentences,
        change_reason="annual_review",
        approved_role="Governing board",
        approved_on="2023-07",
        minutes_reference="GB/2023/14",
    )
    at = timezone.now()
    soon = timezone.localdate() + dt.timedelta(60)
    add_version(notice, 4, maximal_document(), effective_day=soon, published_at=at)
    add_version(notice, 5, is_backdated=True, effective_day=dt.date(2016, 1, 1), effective_on="2016", published_at=at)
    add_event(notice, "unpublished", dt.datetime(2023, 3, 1, tzinfo=dt.UTC))
    add_event(notice, "published", dt.datetime(2023, 5, 1, tzinfo=dt.UTC))
    arabic = add_notice("arabic")
    for number, document in enumerate(arabic_documents(), start=1):
        add_version(arabic, number, document, change_note="قصرنا المدة.")


def test_accessible_and_no_wider_than_the_screen(
    history: None, ui: Page, address: Callable[..., str], axe: Callable[..., list[Any]]
) -> None:
    for name, path in PAGES.items():
        ui.goto(address(path, host="alpha.test"))
        for screen in (DESKTOP, PHONE):
            ui.set_viewport_size(screen)
            assert (name, axe(ui)) == (name, [])
            assert ui.evaluate("document.documentElement.scrollWidth") <= screen["width"], name


def test_changes_are_told_apart_without_colour(history: None, ui: Page, address: Callable[..., str]) -> None:
    ui.goto(address(PAGES["changes"], host="alpha.test"))
    for media in ("screen", "print"):
        ui.emulate_media(media=media)
        removed = ui.locator("del").first.evaluate("element => getComputedStyle(element).textDecorationLine")
        added = ui.locator("ins").first.evaluate(
            "element => [getComputedStyle(element).borderBottomStyle, getComputedStyle(element).textDecorationLine]"
        )
        assert removed == "line-through"
        assert "solid" in added or "underline" in added


@pytest.mark.parametrize("name", ["changes", "archive"])
def test_printing_loses_no_content(history: None, ui: Page, address: Callable[..., str], name: str) -> None:
    content = {"changes": ".privacy-difference", "archive": ".privacy-timeline"}[name]
    ui.goto(address(PAGES[name], host="alpha.test"))
    # Links lead nowhere on paper.
    words = """content => [...document.querySelectorAll(`${content} :is(h2, p, dt, dd, li)`)]
        .filter(element => !element.closest('.privacy-links-row') && !element.querySelector('.privacy-links-row'))
        .map(element => element.innerText)"""
    on_screen = ui.evaluate(words, content)
    ui.emulate_media(media="print")
    assert len(on_screen) > 15
    assert ui.evaluate(words, content) == on_screen


def test_the_archive_can_be_used_with_the_keyboard(history: None, ui: Page, address: Callable[..., str]) -> None:
    ui.goto(address(PAGES["archive"], host="alpha.test"))
    ui.get_by_label("Later version").focus()
    ui.get_by_label("Earlier version").fill("2")
    ui.get_by_label("Later version").fill("3")
    ui.get_by_label("Later version").press("Tab")
    ui.keyboard.press("Enter")
    ui.wait_for_url("**/versions/3/changes/2/")
    assert "What changed in version 3" in ui.locator("h1").inner_text()
