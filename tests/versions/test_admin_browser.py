"""The versions screen in a browser: what axe-core finds, in English and in a language written from right to left."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.users.models import UserProfile

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from tests.trees import build_site_tree, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Wagtail's messages above it fade in, which axe takes for a lack of contrast.
OURS = ".nice-padding"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_recording_a_past_version(
    ui: Any, address: Callable[..., str], sign_in: Callable[..., None], axe: Any, language: str
) -> None:
    tree = build_site_tree()
    hub = make_hub(tree.alpha_home)
    editor = make_editor("editor", [tree.alpha_home])
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    item = recipient()
    page = make_notice(hub, section("recipients", heading="Sharing", recipients=entries({"recipient": item.pk})))
    sign_in(editor)

    ui.goto(address(f"/admin/pages/{page.pk}/edit/"))
    ui.locator("button:has(use[href='#icon-dots-horizontal'])").first.click()
    ui.locator(f"a[href='/admin/privacy/notices/{page.pk}/record-past-version/']").click()
    ui.locator("[name=effective]").wait_for()
    assert ui.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert axe(ui, OURS) == []

    ui.fill("[name=effective]", "September 2023")
    ui.click("main form[method=post] button[type=submit]")
    ui.locator("table.listing tbody tr").nth(1).wait_for()
    assert ui.locator("table.listing tbody tr").count() == 2
    assert axe(ui, OURS) == []

    item.unpublish()
    ui.fill("[name=effective]", "2022")
    ui.click("main form[method=post] button[type=submit]")
    ui.locator(".help-critical").wait_for()
    assert "Sharing" in ui.locator(".help-critical").inner_text()
    assert axe(ui, OURS) == []
