"""The screens about versions in a browser: what axe-core finds, at both widths and in both directions of writing."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from tests.browser import DESKTOP, PHONE
from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from tests.trees import build_site_tree, make_editor
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.services import record_backdated_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Wagtail's messages above it fade in, which axe takes for a lack of contrast.
OURS = ".nice-padding"
LOOKS = {"en": (DESKTOP, PHONE), "ar": (DESKTOP,)}
SCREENS = ("changes/", "versions/", "versions/compare/?from=1&to=3", "versions/1/reissue/")
in_each_language = pytest.mark.parametrize("language", LOOKS)


def sharing(*items: Any) -> dict[str, Any]:
    return section("recipients", heading="Sharing", recipients=entries(*({"recipient": item.pk} for item in items)))


def body_of(page: Any, *sections: dict[str, Any]) -> Any:
    return page._meta.get_field("body").stream_block.to_python(list(sections))


@pytest.fixture
def page(transactional_db: None) -> Any:
    """A notice with a recorded version, one in force, one announced, and a draft."""
    hub = make_hub(build_site_tree().alpha_home)
    council, meals = recipient("County Council"), recipient("Meals Ltd")
    page = make_notice(hub, sharing(council), section("text", heading="Hello", body="<p>We care about children.</p>"))
    record_backdated_version(page, effective=PartialDate(2023, 9))
    page.body = body_of(page, sharing(council, meals), section("text", heading="Hello", body="<p>We care a lot.</p>"))
    page.describe_change(
        note="From next month we use a new caterer.",
        reason="recipient",
        applies_from=timezone.localdate() + dt.timedelta(days=30),
    )
    page.save_revision().publish()
    page.refresh_from_db()
    page.clear_statement()
    page.body = body_of(page, sharing(meals), section("text", heading="Hello", body="<p>We care no more.</p>"))
    page.save_revision()
    return page


@pytest.fixture
def editor(page: Any) -> Any:
    return make_editor("editor", [page.get_parent().get_parent()])


def look(tab: Any, name: str) -> None:
    """Keep a picture for somebody who looks at the screens: ``PRIVACY_LOOKS`` names the folder."""
    folder = os.environ.get("PRIVACY_LOOKS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@in_each_language
def test_the_screens_are_accessible(
    ui: Any,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    page: Any,
    editor: Any,
    language: str,
) -> None:
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    sign_in(editor)
    for screen in SCREENS:
        ui.goto(address(f"/admin/privacy/notices/{page.pk}/{screen}"))
        assert ui.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for size in LOOKS[language]:
            ui.set_viewport_size(size)
            look(ui, f"{screen.split('?', maxsplit=1)[0].strip('/').replace('/', '-')}-{language}-{size['width']}")
            assert axe(ui, OURS) == [], (screen, size)
            assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (screen, size)


@in_each_language
def test_the_preview_shows_the_changes(
    ui: Any,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    page: Any,
    editor: Any,
    language: str,
) -> None:
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    sign_in(editor)
    ui.goto(address(f"/admin/pages/{page.pk}/view_draft/?mode=changes"))
    expect(ui.locator(".privacy-difference")).to_be_visible()
    for size in LOOKS[language]:
        ui.set_viewport_size(size)
        look(ui, f"preview-{language}-{size['width']}")
        assert axe(ui) == [], size
        assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), size


@in_each_language
def test_a_backdated_version_can_be_recorded(
    ui: Any,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    page: Any,
    editor: Any,
    language: str,
) -> None:
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    sign_in(editor)
    ui.goto(address(f"/admin/pages/{page.pk}/edit/"))
    ui.locator("button:has(use[href='#icon-dots-horizontal'])").first.click()
    ui.locator(f"a[href='/admin/privacy/notices/{page.pk}/versions/']").click()
    ui.locator(f"main a[href='/admin/privacy/notices/{page.pk}/versions/record/']").click()
    ui.locator("[name=effective]").wait_for()
    assert axe(ui, OURS) == []
    ui.fill("[name=effective]", "September 2021")
    ui.click("main form[method=post] button[type=submit]")
    expect(ui.locator(".privacy-versions__item")).to_have_count(4)

    ui.goto(address(f"/admin/privacy/notices/{page.pk}/versions/record/"))
    recipient_in_use = NoticeVersion.objects.last_published(page.pk).references.filter(model="recipient").last()
    Recipient.objects.get(pk=recipient_in_use.object_id).unpublish()
    ui.fill("[name=effective]", "2020")
    ui.click("main form[method=post] button[type=submit]")
    ui.locator(".help-critical").wait_for()
    assert "Sharing" in ui.locator(".help-critical").inner_text()
    assert axe(ui, OURS) == []


def test_an_earlier_version_can_be_reissued(
    ui: Any, address: Callable[..., str], sign_in: Callable[..., None], axe: Any, page: Any, editor: Any
) -> None:
    sign_in(editor)
    ui.goto(address(f"/admin/privacy/notices/{page.pk}/versions/"))
    ui.get_by_role("link", name="Put version 1 back").click()
    ui.get_by_role("button", name="Put version 1 back").click()
    expect(ui.locator(".nice-padding")).to_contain_text("This field is required.")
    assert axe(ui, OURS) == []
    ui.get_by_label("What readers are told").fill("The caterer withdrew.")
    ui.get_by_label("Applies from").fill((timezone.localdate() + dt.timedelta(days=40)).isoformat())
    ui.get_by_role("button", name="Put version 1 back").click()
    expect(ui.locator(".messages")).to_contain_text("Version 1 was put back as version 4.")
    assert NoticeVersion.objects.last_published(page.pk).reissue_of == 1
