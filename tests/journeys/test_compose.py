"""A school editor writes, previews and publishes a first notice in the real admin, and reads it as a parent does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.editor import ENTRY, add_entry, listed, open_chooser, section, unfold
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def message(tab: Page) -> Locator:
    return tab.locator(".messages")


def test_an_editor_publishes_a_first_notice(
    ui: Page, address: Callable[..., str], sign_in: Callable[..., None], school: Any, school_editor: Any, settings: Any
) -> None:
    # Saving by hand while Wagtail saves by itself is a conflict of two windows; only a robot is quick enough for it.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    sign_in(school_editor)
    ui.goto(address(f"/admin/pages/{school.pk}/add_subpage/"))
    ui.get_by_role("link", name="Privacy notice", exact=False).first.click()
    ui.get_by_role("link", name="Pupils and their parents or carers").click()
    expect(ui.locator("#id_title")).to_have_value("How we use information about pupils")

    held = section(ui, "What we hold")
    expect(held.locator("[data-panel-heading-text]").first).to_have_text("14 kinds of information")
    unfold(held)
    categories = listed(held, "categories")
    attendance = categories.locator(ENTRY).filter(has_text="Attendance").first
    unfold(attendance)
    attendance.locator("textarea").first.fill("late marks in the red book")

    another = add_entry(categories)
    modal = open_chooser(ui, another)
    modal.get_by_role("link", name="Height and weight").click()
    expect(modal).to_be_hidden()
    expect(another).to_contain_text("Height and weight")

    shared = section(ui, "Who we share it with")
    line = shared.locator("[data-panel-heading-text]").first
    expect(line).to_have_text("9 organisations, 7 without a reason")
    unfold(shared)
    newcomer = add_entry(listed(shared, "recipients"))
    modal = open_chooser(ui, newcomer)
    modal.get_by_role("tab", name="Create a new one").click()
    modal.get_by_label("Name", exact=False).first.fill("Riverside Counselling")
    modal.get_by_role("button", name="Create and use").click()
    expect(modal).to_be_hidden()
    expect(newcomer).to_contain_text("Riverside Counselling")
    newcomer.locator("textarea").first.fill("talking to children who need help")
    shared.locator("[data-panel-toggle]").first.click()
    expect(line).to_have_text("10 organisations, 7 without a reason")

    ui.get_by_role("button", name="Save draft").click()
    expect(message(ui)).to_contain_text(re.compile("created|updated"))
    assert not NoticeVersion.objects.exists()

    ui.get_by_role("button", name="Toggle preview").click()
    preview = ui.frame_locator("iframe[title='Preview']").last
    expect(preview.locator("h1")).to_have_text("How we use information about pupils")
    expect(preview.locator(".privacy-problems")).to_have_count(0)
    ui.get_by_role("button", name="Toggle preview").click()

    ui.get_by_role("button", name="More actions").click()
    ui.get_by_role("button", name="Publish", exact=True).click()
    expect(message(ui)).to_contain_text("published")
    version = NoticeVersion.objects.get()
    assert version.number == 1
    assert version.published_by == school_editor.get_username()

    ui.goto(address("/privacy/how-we-use-information-about-pupils/", host="alpha.test"))
    article = ui.locator("article")
    expect(article.get_by_role("heading", level=1)).to_have_text("How we use information about pupils")
    expect(article).to_contain_text("late marks in the red book")
    expect(article).to_contain_text("Height and weight")
    expect(article.get_by_role("heading", name="Riverside Counselling")).to_be_visible()
    expect(article).to_contain_text("talking to children who need help")
    expect(article).to_contain_text("dpo@example.org")
