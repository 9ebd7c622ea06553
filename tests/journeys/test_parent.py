"""A parent with a phone reads a notice, what changed in it, and what it said on a day long ago; then prints it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE
from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.publishing.services import in_force_from

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def published(transactional_db: None, site_tree: Any) -> Any:
    """A notice in force since May 2018, and a second version since September 2025."""
    with in_force_from(PartialDate(2018, 5)):
        notice = make_notice(
            make_hub(site_tree.alpha_home),
            section("text", heading="Cameras", body="<p>We keep recordings for 60 days.</p>"),
        )
    block = notice._meta.get_field("body").stream_block
    shared = section(
        "recipients",
        heading="Who we share it with",
        recipients=entries({"recipient": recipient("Riverside Counselling").pk}),
    )
    notice.body = block.to_python(
        [section("text", heading="Cameras", body="<p>We keep recordings for 30 days.</p>"), shared]
    )
    notice.describe_change(note="From September a counselling service works with us.", reason="practice")
    with in_force_from(PartialDate(2025, 9, 1)):
        notice.save_revision().publish()
    return notice


def test_a_parent_finds_out_what_changed(
    published: Any, ui: Page, address: Callable[..., str], axe: Callable[..., Any], tmp_path: Any
) -> None:
    ui.set_viewport_size(PHONE)
    ui.goto(address("/privacy/", host="alpha.test"))
    ui.get_by_role("link", name="How we use pupil information").click()
    expect(ui.get_by_text("We keep recordings for 30 days.")).to_be_visible()

    ui.get_by_role("link", name="What changed in version 2").click()
    expect(ui.get_by_role("heading", level=1)).to_have_text("What changed in version 2")
    expect(ui.get_by_text("From September a counselling service works with us.")).to_be_visible()
    short = ui.locator(".privacy-short")
    expect(short).to_contain_text("Riverside Counselling")
    expect(ui.locator("del").first).to_have_text("Removed: 60")
    expect(ui.locator("ins").first).to_have_text("Added: 30")
    assert axe(ui) == []

    ui.get_by_role("link", name="As it was on another day").click()
    ui.get_by_label("Read the notice as it was on").fill("2023-09-01")
    ui.get_by_role("button", name="Show").click()
    ui.wait_for_url("**/on/2023-09-01/")
    expect(ui.get_by_text("This is what applied on 1 September 2023.")).to_be_visible()
    expect(ui.get_by_text("In force from May 2018 until 31 August 2025.")).to_be_visible()
    expect(ui.get_by_text("We keep recordings for 60 days.")).to_be_visible()
    expect(ui.get_by_text("Riverside Counselling")).to_have_count(0)
    assert axe(ui) == []
    assert ui.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    ui.emulate_media(media="print")
    # The paper says which version it is, and all that it says.
    expect(ui.get_by_text("This is what applied on 1 September 2023.")).to_be_visible()
    expect(ui.get_by_text("We keep recordings for 60 days.")).to_be_visible()
    expect(ui.get_by_role("button", name="Show")).to_be_hidden()
    ui.pdf(path=tmp_path / "notice.pdf")
    assert (tmp_path / "notice.pdf").stat().st_size > 5000


def test_a_parent_who_mistypes_a_day_is_told_how(published: Any, ui: Page, address: Callable[..., str]) -> None:
    ui.set_viewport_size(PHONE)
    ui.goto(address("/privacy/pupils/on/?date=last%20summer", host="alpha.test"))
    expect(ui.get_by_text("This is no date: last summer")).to_be_visible()
    ui.get_by_label("Read the notice as it was on").fill("1 September 2023")
    ui.get_by_role("button", name="Show").click()
    ui.wait_for_url("**/on/2023-09-01/")
