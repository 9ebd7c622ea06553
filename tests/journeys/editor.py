"""What a person does in the editor of a notice, in terms of sections, entries and choosers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import TIMEOUT_MS

ENTRY = "[data-streamfield-child]"


def section(tab: Page, label: str) -> Locator:
    """A section of the body by the name of its block."""
    header = tab.locator(".c-sf-block__type", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
    return tab.locator(ENTRY).filter(has=header).first


def unfold(part: Locator) -> None:
    toggle = part.locator("[data-panel-toggle]").first
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")


def listed(part: Locator, field: str) -> Locator:
    """A list inside a section."""
    return part.locator(f'[data-contentpath="{field}"]').first


def add_entry(to: Locator) -> Locator:
    entries = to.locator(f"[data-streamfield-list-container] > {ENTRY}:visible")
    before = entries.count()
    to.locator("[data-streamfield-list-container] > [data-streamfield-list-add]").last.click()
    expect(entries).to_have_count(before + 1)
    return entries.last


def open_chooser(tab: Page, entry: Locator) -> Locator:
    entry.locator("[data-chooser-action-choose]").first.click()
    modal = tab.locator(".modal-dialog")
    expect(modal).to_be_visible()
    return modal


def choose_preview(tab: Page, mode: str, shown: Locator) -> None:
    """Choose a preview until it is ``shown``: while Wagtail still loads another one, it takes no notice of a choice."""
    modes = tab.get_by_label("Preview mode")
    for _attempt in range(4):
        modes.select_option(label=mode)
        try:
            expect(shown).to_be_visible(timeout=TIMEOUT_MS / 4)
        except AssertionError:
            modes.select_option(index=0)
        else:
            return
    pytest.fail(f"The preview “{mode}” was never shown.")


def choose_action(tab: Page, action: str) -> None:
    """One of the actions at the bottom of an editor."""
    tab.get_by_role("button", name="More actions").click()
    tab.get_by_role("button", name=action, exact=True).click()
