"""In a browser: a trust changes its model, a school decides on what both have changed, and publishes."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE
from tests.journeys.editor import unfold
from tests.propagation.model_notices.edits import draft_of, publish, raw_section, texts, write
from wagtail_privacy.propagation.model_notices.bringing import bring_model_into
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [DESKTOP, PHONE, {"width": 320, "height": 640}]


@pytest.fixture
def tab(transactional_db: None, model: Any, notice: Any, ui: Page, settings: Any) -> Page:
    # Saving by hand while Wagtail saves by itself is a conflict of two windows; only a robot is quick enough for it.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    write(notice, raw_section("rules"), raw_section("locks", "Our own locks."), raw_section("keys"))
    publish(notice)
    return ui


def fits(tab: Page) -> bool:
    fitting: bool = tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fitting


def each_width(tab: Page) -> Iterable[None]:
    for width in WIDTHS:
        tab.set_viewport_size(width)
        yield
        assert fits(tab)
    tab.set_viewport_size(DESKTOP)


def choose(tab: Page, action: str) -> None:
    tab.get_by_role("button", name="More actions").click()
    tab.get_by_role("button", name=action, exact=True).click()


def heading_field(tab: Page, block_id: str) -> Any:
    part = tab.locator(f"#block-{block_id}-section")
    unfold(part)
    return part.get_by_label("Heading", exact=False).first


def test_a_trust_changes_its_model_and_a_school_decides_and_publishes(
    tab: Page,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Callable[..., Any],
    trust_editor: Any,
    school_editor: Any,
    model: Any,
    notice: Any,
) -> None:
    sign_in(trust_editor)
    tab.goto(address(f"/admin/pages/{model.pk}/edit/"))
    for block_id, heading in (("rules", "House rules"), ("locks", "Locks and bolts"), ("keys", "Key cards")):
        heading_field(tab, block_id).fill(heading)
    choose(tab, "Publish")
    expect(tab.locator(".messages")).to_contain_text("published")
    tab.goto(address(f"/admin/privacy/notices/{model.pk}/model/"))
    expect(tab.locator("#main")).to_contain_text("Has not got the wording of the model that was published last.")
    for _width in each_width(tab):
        assert axe(tab, "#main") == []
    assert draft_of(notice).body[2].value["heading"] == "keys"

    tab.context.clear_cookies()
    sign_in(school_editor)
    tab.goto(address(f"/admin/pages/{notice.pk}/edit/"))
    rules = tab.locator("#block-rules-section")
    expect(rules.locator(".privacy-note")).to_have_text("Set by the trust")
    expect(tab.locator("#block-locks-section .privacy-note")).to_have_text("Adapted here")
    unfold(rules)
    expect(rules).to_contain_text("Locks.")
    expect(rules.locator("input:not([type=hidden]), textarea, [contenteditable=true]")).to_have_count(0)
    expect(rules.get_by_role("button", name="Delete")).to_have_count(0)
    for _width in each_width(tab):
        assert axe(tab, ".privacy-sections") == []

    tab.goto(address(f"/admin/privacy/notices/{notice.pk}/following/"))
    tab.get_by_role("button", name="Bring it into the draft").click()
    expect(tab.locator(".messages")).to_contain_text("1 section is yours to decide")
    # The message is still fading in, and has no contrast meanwhile.
    tab.reload()
    for side in ("The trust before", "The trust now", "Yours"):
        expect(tab.get_by_role("heading", name=side)).to_be_visible()
    tab.get_by_text("What would change in yours").click()
    for _width in each_width(tab):
        assert axe(tab, "#main") == []
    tab.get_by_role("button", name="Keep ours").click()
    expect(tab.locator(".messages")).to_contain_text("Look at it and publish it")
    expect(tab.locator("#main")).to_contain_text("There is nothing to decide.")

    tab.goto(address(f"/admin/pages/{notice.pk}/edit/"))
    heading_field(tab, "keys").fill("Our key cards")
    choose(tab, "Publish")
    tab.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(tab.locator(".messages")).to_contain_text("has been published")
    assert texts(notice) == {"rules": "Locks.", "locks": "Our own locks.", "keys": "Locks."}
    sections = NoticeVersion.objects.last_published(notice.pk).as_document().sections
    assert [section.heading for section in sections] == ["House rules", "locks", "Our key cards"]


def test_what_somebody_sends_for_a_mandated_section_is_refused_where_it_stands(
    tab: Page, address: Callable[..., str], sign_in: Callable[..., None], school_editor: Any, notice: Any
) -> None:
    sign_in(school_editor)
    tab.goto(address(f"/admin/pages/{notice.pk}/edit/"))
    tab.evaluate(
        """() => {
            const kept = document.querySelector('#block-rules-section [name$="-value-kept"]');
            const forged = document.createElement('input');
            Object.assign(forged, { type: 'hidden', name: kept.name.replace('kept', 'heading'), value: 'No rules' });
            const body = forged.cloneNode();
            Object.assign(body, { name: kept.name.replace('kept', 'body'), value: 'null' });
            kept.after(forged, body);
            kept.remove();
        }"""
    )
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".privacy-to-mend")).to_contain_text("The model of your trust sets this section")
    assert draft_of(notice).body[0].value["heading"] == "rules"
    # The same form, sent again as it is shown, has the section as the trust has it.
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".messages")).to_contain_text("updated")
    assert draft_of(notice).body[0].value["heading"] == "rules"


def test_without_the_light_editor_the_form_of_a_mandated_section_takes_nothing(
    tab: Page,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    school_editor: Any,
    notice: Any,
    settings: Any,
) -> None:
    settings.WAGTAIL_PRIVACY_LIGHT_EDITOR = False
    sign_in(school_editor)
    tab.goto(address(f"/admin/pages/{notice.pk}/edit/"))
    rules = tab.locator("#block-rules-section")
    expect(rules.locator(".privacy-note")).to_have_text("Set by the trust")
    unfold(rules)
    assert rules.locator("input[name$=heading]").evaluate("element => element.closest('[inert]') !== null")
    heading_field(tab, "locks").fill("Our locks")
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".messages")).to_contain_text("updated")
    assert [child.value["heading"] for child in draft_of(notice).body] == ["rules", "Our locks", "keys"]


def test_a_form_that_was_open_while_the_model_was_brought_in_takes_nothing_back(
    tab: Page, address: Callable[..., str], sign_in: Callable[..., None], school_editor: Any, model: Any, notice: Any
) -> None:
    sign_in(school_editor)
    tab.goto(address(f"/admin/pages/{notice.pk}/edit/"))
    heading_field(tab, "locks").fill("Our locks")
    write(model, *(raw_section(name, "New.") for name in ("rules", "alarm", "locks", "keys")))
    publish(model)
    bring_model_into(notice)
    title = tab.locator("#id_title")
    title.fill("")
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".messages")).to_contain_text("could not be saved")
    title.fill("Our staff")
    for save in range(2):
        tab.get_by_role("button", name="Save draft").click()
        expect(tab.locator(".messages")).to_contain_text("Our staff")
        assert texts(notice) == {"rules": "New.", "alarm": "New.", "locks": "Our own locks.", "keys": "New."}
        headings = [child.value["heading"] for child in draft_of(notice).body]
        assert headings == ["rules", "alarm", "Our locks", "keys"], save
        tab.goto(address(f"/admin/pages/{notice.pk}/edit/"))
