"""The list and the panel in a browser: on a phone, from right to left, and what axe-core finds."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from tests.browser import DESKTOP, PHONE
from tests.notice_factories import make_hub, make_notice
from tests.schools.test_looks import BEYOND, NARROW
from tests.trees import build_site_tree, make_editor
from tests.worklist.things import failed_digest, schedule
from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(transactional_db: None) -> Any:
    """The editor of two schools with things of several kinds."""
    tree = build_site_tree()
    editor = make_editor("editor", [tree.root])
    Organisation.objects.filter(pk=tree.alpha.pk).update(responsible_user=editor)
    hub = make_hub(tree.alpha_home)
    page = make_notice(hub, title="How we use information about pupils and their families", slug="pupils")
    late = schedule(page, tree.alpha, due_on=site_day() - dt.timedelta(days=20))
    soon = make_notice(hub, title="How we use information about staff", audience="staff", slug="staff")
    schedule(soon, tree.alpha, due_on=site_day() + dt.timedelta(days=9), stated="")
    failed_digest(late, key="mail:the.data.protection.lead@a-school-with-a-long-name.example")
    return editor


def look(tab: Tab, name: str) -> None:
    """Keep a picture for somebody who looks at the screens: ``PRIVACY_LOOKS`` names the folder."""
    folder = os.environ.get("PRIVACY_LOOKS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"work_{name}.png"), full_page=True)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_the_screens_are_accessible(
    ui: Tab,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    editor: Any,
    language: str,
    width: Any,
) -> None:
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    sign_in(editor)
    ui.set_viewport_size(width)
    screens = {
        "list": "privacy/work/",
        "filtered": "privacy/work/?when=overdue",
        "empty": "privacy/work/?q=xyz",
        "": "",
    }
    for name, screen in screens.items():
        ui.goto(address(f"/admin/{screen}"))
        look(ui, f"{name or 'panel'}_{language}_{width['width']}")
        assert ui.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        # Of the dashboard, only the panel is ours.
        assert axe(ui, "main" if name else ".privacy-work-panel") == [], name
        assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        # Wagtail hides what reaches beyond the screen, so that nobody could read it.
        assert [part for part in ui.evaluate(BEYOND) if name or "privacy-work" in part] == [], name


def test_the_dashboard_leads_into_the_list(
    ui: Tab, address: Callable[..., str], sign_in: Callable[..., None], editor: Any
) -> None:
    sign_in(editor)
    ui.goto(address("/admin/"))
    ui.get_by_role("link", name="Reviews: 2").click()
    expect(ui.get_by_text("There are 2 matches")).to_be_visible()
    row = ui.get_by_role("row").filter(has_text="How we use information about pupils")
    expect(row).to_contain_text("Overdue")
    expect(row).to_contain_text("and has not been done.")
    ui.get_by_role("button", name="Privacy").click()
    ui.get_by_role("link", name="What needs you (5)").click()
    expect(ui.get_by_role("cell", name="Alpha School").first).to_be_visible()
