"""The notices of the demo in a browser: looking at one saves nothing, saving it nothing but what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.deep import IS_DEEP
from tests.journeys.light_editor import Editor, as_text, differences
from tests.trees import make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTOSAVE = 500
"""Milliseconds after which Wagtail saves by itself what it takes for a change."""

PATIENCE = 10_000 if IS_DEEP else 3_000
"""Milliseconds to wait for a form to be sent that nobody sends."""


def save(editor: Editor) -> None:
    """Save the draft by the keyboard: where a workflow stands over a notice, the button is folded away."""
    editor.tab.keyboard.press("Control+s")
    expect(editor.tab.locator(".messages .success")).to_be_visible()
    editor.ready()


def test_a_notice_of_the_demo_is_looked_at_and_saved_as_it_is(
    transactional_db: None,
    pages: list[Any],
    ui: Page,
    sign_in: Callable[..., None],
    address: Callable[..., str],
    settings: Any,
) -> None:
    sign_in(make_editor("looks at all", [pages[0].get_root()]))
    # The longest in a deep run beside all others; the one with an announced version else.
    for page in pages if IS_DEEP else [page for page in pages if page.slug == "pupils"][:1]:
        settings.WAGTAIL_AUTOSAVE_INTERVAL = AUTOSAVE
        editor = Editor(ui, address, page).open()
        before = editor.stored()
        editor.wait_until_watched()
        ui.wait_for_timeout(PATIENCE)
        assert editor.posts == [], page.title

        editor.unfold_all()
        ui.wait_for_timeout(PATIENCE)
        assert editor.posts == [], page.title

        settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
        editor.open().wait_until_watched()
        save(editor)
        assert editor.stored() == before, page.title
        # PostgreSQL puts the keys of a page's own row in an order of its own, and Wagtail edits a live page from it.
        assert connection.vendor == "postgresql" or as_text(editor.stored()) == as_text(before), page.title

        editor.unfold_all()
        lines = ui.locator("#panel-child-content-body-content textarea:visible, "
                           "#panel-child-content-body-content input[type=text]:visible")  # fmt: skip
        lines.nth(lines.count() // 2).fill("Changed by hand")
        save(editor)
        ((_path, _was, now),) = differences(before, editor.stored())
        assert now == "Changed by hand", page.title
