"""An editor chooses what fits the notice, sees what the library says of it, and may choose something else too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE
from tests.factories import LegislationFactory, RecipientFactory
from tests.journeys.editor import ENTRY, listed, section, unfold
from tests.notice_factories import entries, make_notice
from tests.notice_factories import section as stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("_no_autosave")
def test_an_editor_sees_what_the_library_says_and_what_fits(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any, site_tree: Any
) -> None:
    site_tree.alpha.nations = ["england"]
    site_tree.alpha.save()
    ours = RecipientFactory(name="AA Inspectors", nations=["england"], default_uses="To inspect", published=True)
    ours.default_legislation.set([LegislationFactory(name="AA Act 1996", nations=["england"], published=True)])
    ours.save_revision().publish()
    RecipientFactory(name="AA Estyn", nations=["wales"], default_necessity="required", published=True)
    page = make_notice(school, stored("recipients", recipients=entries({"recipient": ours.pk})), live=False)
    tab.goto(address(f"/admin/pages/{page.pk}/edit/"))
    expect(tab.locator(".privacy-remarks")).to_have_count(0)

    shared = section(tab, "Who we share it with")
    unfold(shared)
    entry = listed(shared, "recipients").locator(ENTRY).first
    unfold(entry)
    says = entry.locator(".privacy-says")
    law = says.locator("li", has_text="AA Act 1996")
    expect(says.locator("li", has_text="To inspect")).to_contain_text("Taken where the field here is empty.")
    expect(law).to_contain_text("Not taken: it is not ticked.")
    entry.get_by_label("The law behind the sharing").check()
    expect(law).to_contain_text("Taken where the field here is empty.")
    for width in (PHONE, DESKTOP):
        tab.set_viewport_size(width)
        assert axe(tab) == [], width

    entry.locator('[data-contentpath="recipient"]').get_by_role("button", name="Actions").click()
    tab.get_by_role("button", name="Choose another recipient").first.click()
    modal = tab.locator(".modal-dialog")
    expect(modal.get_by_role("link", name="AA Inspectors")).to_be_visible()
    expect(modal.get_by_role("link", name="AA Estyn")).to_have_count(0)
    modal.get_by_label("Show items for other nations and notices too").check()
    row = modal.locator("tr", has=tab.get_by_role("link", name="AA Estyn"))
    expect(row).to_contain_text("Wales")
    assert axe(tab) == []
    modal.get_by_role("link", name="AA Estyn").click()
    expect(says).not_to_contain_text("AA Act 1996")
    expect(says.locator("li", has_text="Whether data must be given")).to_contain_text("it is not ticked")

    tab.get_by_role("button", name="Save draft").first.click()
    expect(tab.locator(".privacy-remarks")).to_contain_text("“AA Estyn” is for Wales, and Alpha School is in England.")
    # Without the message of Wagtail that fades.
    tab.reload()
    expect(tab.locator(".privacy-remarks")).to_be_visible()
    assert axe(tab) == []
    tab.get_by_role("link", name="“AA Estyn” is for Wales").click()
    expect(entry.locator('[data-contentpath="from_library"]')).to_be_visible()
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().body[0].value["recipients"][0]["from_library"][-1] == "law"
