"""The trust renames a body that its schools name, one school takes a copy; on the day parents read what is right."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import DESKTOP, PHONE
from tests.factories import RecipientFactory
from tests.journeys.editor import choose_action
from tests.notice_factories import make_hub, make_notice
from tests.propagation.test_overlay import sharing_with
from tests.trees import make_editor
from wagtail_privacy.days import site_day, start_of
from wagtail_privacy.documents.dates import PartialDate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OLD, NEW = "Learning Support Team", "Inclusion Service"


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_change_on_a_day_and_a_copy_of_one_school(
    ui: Page,
    context: BrowserContext,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Callable[..., Any],
    school: Any,
    site_tree: Any,
    school_editor: Any,
    settings: Any,
    width: Any,
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    item = RecipientFactory(name=OLD, owner=site_tree.trust, published=True)
    make_notice(school, sharing_with(item), title="Alpha notice")
    make_notice(make_hub(site_tree.beta_home), sharing_with(item), title="Beta notice")
    day = site_day() + dt.timedelta(days=10)
    ui.set_viewport_size(width)

    # The trust renames it, sees whom that touches, and gives it a day.
    sign_in(make_editor("trust staff", [site_tree.trust_home]))
    ui.goto(address(f"/admin/snippets/wagtail_privacy/recipient/edit/{item.pk}/"))
    ui.locator("input[name=name]").fill(NEW)
    choose_action(ui, "Publish")
    expect(ui.locator(".messages .warning")).to_contain_text("is kept as a draft")
    # Messages change their colours while they come, so that axe looks at the screens without them.
    ui.reload()
    expect(ui.get_by_text("2 published notices of 2 organisations show it.")).to_be_visible()
    for title in ("Alpha notice", "Beta notice"):
        expect(ui.get_by_text(title)).to_be_visible()
    ui.get_by_text("What would change for readers").first.click()
    expect(ui.locator("details[open]").get_by_text(NEW).first).to_be_visible()
    assert axe(ui) == []
    ui.get_by_label("Yes: tell them what changes").check()
    ui.get_by_label("What readers are told").fill("The team has a new name.")
    ui.get_by_label("On a day").check()
    ui.get_by_label("On which day?").fill(day.isoformat())
    ui.locator(".privacy-bring button[type=submit]").click()
    expect(ui.locator(".messages .success")).to_contain_text(PartialDate.of(day).written())
    ui.reload()
    assert axe(ui) == []

    # One school takes its own copy.
    context.clear_cookies()
    sign_in(school_editor)
    ui.goto(address("/admin/privacy/shared/changes/"))
    assert axe(ui) == []
    ui.get_by_role("link", name=f"{OLD} → {NEW}").click()
    expect(ui.get_by_text("Alpha notice")).to_be_visible()
    expect(ui.get_by_text("Beta notice")).not_to_be_visible()
    assert axe(ui) == []
    assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ui.get_by_role("button", name="Take a copy for Alpha School").click()
    expect(ui.get_by_text("show a copy of their own now")).to_be_visible()

    # Parents read the old name until the day, and on it the new one where no copy was taken.
    context.clear_cookies()
    for host in ("alpha.test", "beta.test"):
        ui.goto(address("/privacy/pupils/", host=host))
        expect(ui.get_by_text(OLD).first).to_be_visible()
    # The browser keeps what it has read for a minute, and its clock stays where it is.
    with time_machine.travel(start_of(day) + dt.timedelta(hours=6)):
        call_command("publish_scheduled")
        call_command("apply_shared_changes")
        ui.goto(address("/privacy/pupils/?later", host="beta.test"))
        expect(ui.get_by_text(NEW).first).to_be_visible()
        ui.goto(address("/privacy/pupils/versions/2/changes/", host="beta.test"))
        expect(ui.get_by_text("The team has a new name.")).to_be_visible()
        ui.goto(address("/privacy/pupils/?later", host="alpha.test"))
        expect(ui.get_by_text(OLD).first).to_be_visible()
        expect(ui.get_by_text(NEW)).to_have_count(0)
