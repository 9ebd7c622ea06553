"""What a person does in the editor of a notice, in terms of sections, entries and choosers."""

import re

from playwright.sync_api import Locator, Page, expect

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
