"""The library's screens in a browser, as a school editor sees them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.deep import one_of
from tests.factories import OrganisationContactFactory, RecipientFactory
from tests.notice_factories import published, section
from wagtail_privacy.days import site_day
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.blocks.stream import SectionStreamBlock
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.moves.hooks import move_url
from wagtail_privacy.propagation.questions import question_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture
def tab(ui: Page, sign_in: Callable[..., None], school_editor: Any) -> Page:
    sign_in(school_editor)
    return ui


def screens() -> list[str]:
    """Every list, and the form of one item of each kind that has a form of its own."""
    school = Organisation.objects.get(name="Alpha School")
    who = RecipientFactory(reachable=True, owner=school)
    contact = OrganisationContactFactory(organisation=school)
    body = SectionStreamBlock().to_python([section("text", heading="More", body="<p>Words</p>")])
    clause = published(Clause(name="Shared words", body=body, owner=school))
    addresses = [
        reverse(model.snippet_viewset.get_url_name("list")) for model in (*LIBRARY_MODELS, Clause, Organisation)
    ]
    addresses += [reverse(model.snippet_viewset.get_url_name("add")) for model in LIBRARY_MODELS]
    for item in (who, clause, contact.organisation):
        addresses.append(reverse(type(item).snippet_viewset.get_url_name("edit"), args=[item.pk]))
        addresses.append(reverse(type(item).snippet_viewset.get_url_name("usage"), args=[item.pk]))
        addresses.append(reverse(type(item).snippet_viewset.get_url_name("inspect"), args=[item.pk]))
        addresses.append(question_url(item))
    addresses += [move_url("merge", who), f"{move_url('merge', who)}?into={RecipientFactory(owner=school).pk}"]
    return addresses


@pytest.mark.deep
def test_everybody_can_use_the_library(tab: Page, address: Callable[..., str], axe: Callable[..., Any]) -> None:
    violations = {}
    # Lists are alike and so are forms: the next screen is looked at in the other width.
    for turn, screen in enumerate(screens(), start=site_day().toordinal()):
        tab.goto(address(screen))
        expect(tab.locator("main")).to_be_visible()
        # Not sent to the dashboard, as those are who may not open it.
        assert tab.url.endswith(screen)
        for name in one_of(list(WIDTHS), turn):
            width, height = WIDTHS[name]
            tab.set_viewport_size({"width": width, "height": height})
            if addresses := axe(tab):
                violations[screen, name] = addresses
    assert violations == {}
