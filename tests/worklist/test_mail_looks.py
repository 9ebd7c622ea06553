"""The screens on which people choose how often they are written to, in a browser, and the mail as a picture."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from tests.browser import DESKTOP, PHONE
from tests.schools.test_looks import BEYOND
from tests.schools.test_looks import LOOKS as SIZES
from tests.trees import build_site_tree, make_editor
from tests.worklist.telling import DAY, MONDAY, expect_no_notices, make_schedule, run
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.choices import token_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFICE = "office@alpha.test"

LOOKS = pytest.mark.parametrize(
    ("language", "width"), [(name, size) for name, sizes in SIZES.items() for size in sizes]
)


@pytest.fixture
def tree(transactional_db: None, settings: Any) -> Any:
    # Python knows time zones that this Chromium does not, and Wagtail's script about them fails on its own page.
    settings.WAGTAIL_USER_TIME_ZONES = ["Europe/London", "Europe/Paris"]
    tree = build_site_tree()
    expect_no_notices()
    return tree


def look(tab: Tab, name: str) -> None:
    """Keep a picture for somebody who looks at the screens: ``PRIVACY_LOOKS`` names the folder."""
    folder = os.environ.get("PRIVACY_LOOKS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"worklist_{name}.png"), full_page=True)


def is_readable(tab: Tab, axe: Any, language: str, part: str) -> None:
    assert tab.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert axe(tab, part) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert tab.evaluate(BEYOND) == []


@LOOKS
def test_the_account_settings_are_accessible(
    ui: Tab,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    tree: Any,
    language: str,
    width: Any,
) -> None:
    editor = make_editor("editor", [tree.alpha_home])
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    Correspondent.objects.create(key=f"user:{editor.pk}", user=editor, since=MONDAY, calendar_secret="s" * 43)
    sign_in(editor)
    ui.set_viewport_size(width)
    ui.goto(address("/admin/account/#tab-privacy"))
    expect(ui.locator("#tab-privacy")).to_be_visible()
    look(ui, f"account_{language}_{width['width']}")
    is_readable(ui, axe, language, "#tab-privacy")


@LOOKS
@pytest.mark.parametrize("state", ["", "saved", "wrong", "unknown"])
def test_the_page_of_somebody_without_an_account_is_accessible(
    ui: Tab, address: Callable[..., str], axe: Any, tree: Any, language: str, width: Any, state: str
) -> None:
    office = Correspondent.objects.create(
        key=f"mail:{OFFICE}", address=OFFICE, since=MONDAY, language=language, calendar_secret="s" * 43
    )
    token = "1:forged" if state == "unknown" else token_of(office)
    ui.set_viewport_size(width)
    ui.goto(address(reverse("wagtail_privacy:mail_preferences", args=[token]) + ("?saved" if state == "saved" else "")))
    if state == "wrong":
        # As a browser would not: something else than what there is to choose from.
        ui.evaluate("""() => {
            const rhythm = document.querySelector("[name=rhythm]");
            rhythm.options[0].value = "hourly";
            rhythm.selectedIndex = 0;
            rhythm.form.noValidate = true;
            rhythm.form.submit();
        }""")
        expect(ui.locator(".errorlist")).to_be_visible()
    look(ui, f"page{state}_{language}_{width['width']}")
    is_readable(ui, axe, "en" if state == "unknown" else language, "main")


def test_somebody_without_an_account_comes_from_the_mail_and_opts_out(
    ui: Tab, address: Callable[..., str], tree: Any
) -> None:
    make_schedule(tree.alpha, MONDAY)
    run(MONDAY)
    body = mail.outbox[0].body
    path = next(line for line in body.splitlines() if "/privacy-mail/" in line).removeprefix("http://testserver")
    ui.goto(address(path))
    ui.get_by_label("How often we write to you").select_option(label="Never")
    ui.get_by_role("button", name="Save").click()
    expect(ui.get_by_text("Your choices are saved.")).to_be_visible()
    assert Correspondent.objects.get().rhythm == "never"
    ui.get_by_label("Address of your calendar").select_option(label="Make an address for a calendar")
    ui.get_by_role("button", name="Save").click()
    calendar = ui.locator(".privacy-mail-address").inner_text()
    assert "Notice 1" in ui.request.get(calendar).text()


def test_a_user_opts_out_in_the_account(
    ui: Tab, address: Callable[..., str], sign_in: Callable[..., None], tree: Any
) -> None:
    editor = make_editor("editor", [tree.alpha_home])
    type(editor).objects.update(first_name="Ed", last_name="Itor")
    sign_in(editor)
    ui.goto(address("/admin/account/#tab-privacy"))
    ui.get_by_label("How often we write to you").select_option(label="Never")
    ui.get_by_label("Address of your calendar").select_option(label="Make an address for a calendar")
    ui.get_by_role("button", name="Save").click()
    expect(ui.get_by_text("Your account settings have been changed successfully!")).to_be_visible()
    stored = Correspondent.objects.get()
    assert (stored.rhythm, bool(stored.calendar_secret)) == ("never", True)
    expect(ui.locator(".privacy-digests__address")).to_contain_text(stored.calendar_secret)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_mail_is_accessible_as_a_page(ui: Tab, axe: Any, tree: Any, language: str, width: Any) -> None:
    Correspondent.objects.create(key=f"mail:{OFFICE}", address=OFFICE, since=MONDAY, language=language)
    titles = ["How we use information about pupils", "Whom we share data with", "كيف نستخدم معلومات التلاميذ"]
    for number, title in enumerate(titles):
        make_schedule(tree.alpha, MONDAY + (number - 1) * 10 * DAY, number, title=title)
    run(MONDAY)
    ui.set_viewport_size(width)
    ui.set_content(mail.outbox[0].alternatives[0][0])
    look(ui, f"mail_{language}_{width['width']}")
    assert axe(ui) == []
    assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
