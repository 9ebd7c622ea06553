"""The screens of an editor, at both widths: what they say, and whether everybody can use them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE
from tests.journeys.editor import ENTRY, listed, section, unfold
from tests.notice_factories import entries, make_notice
from tests.notice_factories import section as stored
from wagtail_privacy.library.models import DataCategory, Recipient
from wagtail_privacy.pages.models import PrivacyNoticePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CREATE = "/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{hub}/"


def test_everybody_can_choose_an_audience(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any
) -> None:
    tab.goto(address(CREATE.format(hub=school.pk)))
    expect(tab.get_by_role("heading", name="Who is it for?")).to_be_visible()
    for width in (DESKTOP, PHONE):
        tab.set_viewport_size(width)
        assert axe(tab) == [], width
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width


def test_everybody_can_use_the_editor(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any
) -> None:
    page = make_notice(
        school,
        stored("data_held", categories=entries({"category": DataCategory.objects.all()[0].pk})),
        stored("recipients", recipients=entries(*({"recipient": item.pk} for item in Recipient.objects.all()[:2]))),
        stored("complaints", steps=entries({"title": "Tell us first"})),
        stored("text", heading="More", body="<p>Words</p>"),
        live=False,
    )
    tab.set_viewport_size(PHONE)
    tab.goto(address(f"/admin/pages/{page.pk}/edit/"))
    shared = section(tab, "Who we share it with")
    expect(shared.locator("[data-panel-heading-text]").first).to_have_text("2 organisations, 2 without a reason")
    unfold(shared)
    unfold(listed(shared, "recipients").locator(ENTRY).first)
    unfold(section(tab, "Free text"))
    for width in (PHONE, DESKTOP):
        tab.set_viewport_size(width)
        assert axe(tab) == [], width


def test_a_new_notice_saves_itself_as_a_draft(tab: Page, address: Callable[..., str], school: Any) -> None:
    tab.goto(address(CREATE.format(hub=school.pk)) + "?audience=staff")
    # Wagtail takes its first look at the form after two seconds; what was typed by then is no change to it.
    tab.locator("#id_summary").press_sequentially("A sentence that takes a person some time to write. ", delay=100)
    expect(tab).to_have_url(re.compile("/edit/$"))
    page = PrivacyNoticePage.objects.get()
    assert (page.live, page.audience, page.slug) == (False, "staff", "how-we-use-information-about-our-staff")


def test_a_refusal_opens_the_section_at_fault_and_keeps_what_was_typed(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any
) -> None:
    page = make_notice(
        school,
        stored("security", heading="How we keep it safe", measures="We lock our doors."),
        stored("security", heading="More", measures="Ask {{ organisation.nmae }}"),
        live=False,
    )
    tab.goto(address(f"/admin/pages/{page.pk}/edit/"))
    tab.locator("#id_summary").fill("Typed just now")
    tab.get_by_role("button", name="More actions").click()
    tab.get_by_role("button", name="Publish", exact=True).click()
    expect(tab.locator("[data-privacy-to-mend] a")).to_contain_text(
        "More: “{{ organisation.nmae }}” stands for nothing"
    )
    toggles = tab.locator(f"[data-streamfield-stream-container] > {ENTRY} > section > div > [data-panel-toggle]")
    expect(toggles.nth(0)).to_have_attribute("aria-expanded", "false")
    expect(toggles.nth(1)).to_have_attribute("aria-expanded", "true")
    expect(tab.locator("#panel-child-content-body-content")).to_contain_text("Did you mean “{{ organisation.name }}”?")
    expect(tab.locator("#id_summary")).to_have_value("Typed just now")
    # The message itself is Wagtail's, and still fading in.
    assert axe(tab, "#panel-child-content-body-section") == []
