"""An editor changes a live notice and says why, a head teacher approves it, and readers are told what changed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import DESKTOP, PHONE
from tests.journeys.editor import add_entry, choose_action, choose_preview, listed, open_chooser, section, unfold
from tests.notice_factories import entries, make_notice, recipient
from tests.notice_factories import section as stored
from tests.versions.approving import ROLE, make_workflow
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(tab: Page, name: str) -> None:
    """Keep a picture for somebody who looks at the screens: ``PRIVACY_LOOKS`` names the folder."""
    folder = os.environ.get("PRIVACY_LOOKS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"journey-{name}.png"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_change_from_the_editor_to_the_reader(
    ui: Page,
    context: BrowserContext,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Callable[..., Any],
    school: Any,
    school_editor: Any,
    settings: Any,
    width: Any,
) -> None:
    # Saving by hand while Wagtail saves by itself is a conflict of two windows; only a robot is quick enough for it.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
    _workflow, head = make_workflow(school)
    recipient("Able Meals")
    first = Recipient.objects.exclude(name="Able Meals")[0]
    page = make_notice(school, stored("recipients", recipients=entries({"recipient": first.pk})))
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "workflow"
    ui.set_viewport_size(width)
    name = "phone" if width == PHONE else "desktop"

    sign_in(school_editor)
    ui.goto(address(f"/admin/pages/{page.pk}/edit/"))
    shared = section(ui, "Who we share it with")
    unfold(shared)
    newcomer = add_entry(listed(shared, "recipients"))
    modal = open_chooser(ui, newcomer)
    modal.get_by_role("link", name="Able Meals").click()
    expect(modal).to_be_hidden()

    ui.get_by_role("button", name="Toggle preview").click()
    preview = ui.frame_locator("iframe[title='Preview']").last
    expect(preview.locator(".privacy-document")).to_contain_text("Able Meals")
    choose_preview(ui, "What will change", preview.locator(".privacy-about-change"))
    expect(preview.locator(".privacy-about-change")).to_contain_text("Major")
    expect(preview.locator(".privacy-about-change")).to_contain_text("New recipient: Able Meals")
    expect(preview.locator(".privacy-problems")).to_contain_text("a major change needs a note")
    look(ui, f"preview-{name}")
    ui.get_by_role("button", name="Toggle preview").click()

    expect(ui.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    ui.get_by_role("button", name="Submit to Approval").click()
    dialog = ui.get_by_role("dialog", name="What changed since the last version?")
    dialog.get_by_role("button", name="Submit to Approval").click()
    expect(dialog).to_contain_text("New recipient: Able Meals")
    look(ui, f"refused-{name}")
    assert axe(ui, "dialog") == []

    dialog.locator("textarea").fill("From September a new company cooks our meals.")
    dialog.get_by_label("Why").select_option(label="Somebody we share with changed")
    dialog.get_by_role("button", name="Submit to Approval").click()
    expect(ui.locator(".messages")).to_contain_text("submitted for moderation")
    assert NoticeVersion.objects.count() == 1

    context.clear_cookies()
    sign_in(head)
    ui.goto(address(f"/admin/privacy/notices/{page.pk}/changes/"))
    expect(ui.locator(".nice-padding")).to_contain_text("From September a new company cooks our meals.")
    expect(ui.locator(".privacy-difference")).to_contain_text("Able Meals")
    look(ui, f"approver-{name}")
    ui.get_by_role("link", name="Edit the notice").click()
    choose_action(ui, "Approve")
    expect(ui.locator(".messages")).to_contain_text("updated")
    version = NoticeVersion.objects.last_published(page.pk)
    assert (version.number, version.approved_by, version.approved_role) == (2, "head", ROLE)

    context.clear_cookies()
    ui.goto(address("/privacy/pupils/", host="alpha.test"))
    expect(ui.locator("article").first).to_contain_text("Able Meals")
    ui.goto(address("/privacy/pupils/versions/", host="alpha.test"))
    expect(ui.locator("main")).to_contain_text(ROLE)
    expect(ui.locator("main")).to_contain_text("From September a new company cooks our meals.")
    look(ui, f"archive-{name}")
