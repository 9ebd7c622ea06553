"""The editor of a site with the app, in a browser, with what yet another app has left."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from tests.hostapp.conftest import sharing
from tests.journeys.editor import ENTRY, listed, section, unfold
from tests.notice_factories import make_notice, recipient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OUTING = {"type": "trips.outing", "value": {"heading": "Outings", "places": [1, 2]}, "id": "b1"}


def save_draft(tab: Page) -> None:
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".messages .success")).to_contain_text("has been")


def drafted(page: Any) -> list[Any]:
    """The sections of the last draft; of the recipients only what the app that is gone has said of the first."""
    body = type(page).objects.get(pk=page.pk).get_latest_revision_as_object().body
    *unknown, shared = body.stream_block.get_prep_value(body)
    kept = shared["value"]["recipients"][0]["value"]
    return [*unknown, {name: value for name, value in kept.items() if name.startswith("trips_")}]


def test_editors_are_offered_what_the_app_adds_and_shown_what_is_unknown(
    site: Any, ui: Page, address: Callable[..., str], sign_in: Callable[..., None], axe: Callable[..., Any]
) -> None:
    shared = sharing(recipient("Otter Coaches"))
    shared["value"]["recipients"][0]["value"]["trips_plan"] = "by coach"
    page = make_notice(site.hub, OUTING, shared, slug="outings", live=False)
    sign_in(get_user_model().objects.create(username="browser", is_superuser=True))
    ui.goto(address(f"/admin/pages/{page.pk}/edit/"))

    unknown = section(ui, "A part that this website cannot show")
    expect(unknown.locator("[data-panel-heading-text]").first).to_have_text("Outings")
    unfold(unknown)
    expect(unknown).to_contain_text("It comes from an app that is not installed here")
    ui.locator("[data-streamfield-stream-container] > div > .c-sf-add-button").first.click()
    picker = ui.locator(".w-combobox-container, .w-combobox").last
    expect(picker).to_contain_text("Allergies and diets")
    expect(picker).not_to_contain_text("A part that this website cannot show")
    ui.keyboard.press("Escape")

    recipients = section(ui, "Who we share it with")
    unfold(recipients)
    first = listed(recipients, "recipients").locator(ENTRY).first
    unfold(first)
    expect(first).to_contain_text("Something that this website cannot show")
    assert axe(ui) == []
    save_draft(ui)
    assert drafted(page) == [OUTING, {"trips_plan": "by coach"}]

    unfold(section(ui, "Who we share it with"))
    first = listed(section(ui, "Who we share it with"), "recipients").locator(ENTRY).first
    unfold(first)
    first.get_by_role("button", name="Take it out").click()
    expect(first).not_to_contain_text("Something that this website cannot show", use_inner_text=True)
    unknown.get_by_role("button", name="Delete", exact=True).click()
    save_draft(ui)
    assert drafted(page) == [{}]
