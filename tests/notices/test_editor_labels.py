"""What the editor calls a collapsed part: never "null" or "None", whatever was not chosen."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
import swapper
from django.contrib.auth import get_user_model
from django.core.management import call_command
from playwright.sync_api import Page, expect
from wagtail import blocks

from example_site.demo.management.commands.load_demo import Command
from example_site.demo.organisations import SCHOOLS
from tests.deep import one_of
from tests.factories import OrganisationContactFactory
from tests.notice_factories import entries, make_notice, section
from tests.trees import build_wagtail_tree
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import ContactRole
from wagtail_privacy.notices.blocks.stream import SectionStreamBlock
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_VALUE = re.compile(r"\b(null|None|undefined|NaN)\b|\[object")
CREATE = "/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{hub}/?audience={audience}"

LABELS = """() => {
  const shown = [...document.querySelectorAll(
    '[data-panel-heading-text], h1, h2, h3, h4, label, legend, .c-sf-block__title, .w-minimap a, .w-minimap-item'
  )].map((element) => element.textContent.replace(/\\s+/g, ' ').trim());
  const named = [...document.querySelectorAll('[aria-label], [title]')].map(
    (element) => `${element.getAttribute('aria-label') || ''} ${element.getAttribute('title') || ''}`.trim()
  );
  return [...shown, ...named].filter(Boolean);
}"""


def wrong(tab: Page) -> list[str]:
    labels = tab.evaluate(LABELS)
    assert len(labels) > 100
    return sorted({label for label in labels if NO_VALUE.search(label)})


def unfold_all(tab: Page) -> None:
    expect(tab.locator("[data-streamfield-child]").first).to_be_visible()
    tab.evaluate("document.querySelectorAll('[data-panel-toggle][aria-expanded=false]').forEach((one) => one.click())")


def fold_all(tab: Page) -> None:
    tab.evaluate("document.querySelectorAll('[data-panel-toggle][aria-expanded=true]').forEach((one) => one.click())")


@pytest.fixture
def tab(ui: Page, sign_in: Callable[..., None], school_editor: Any) -> Page:
    sign_in(school_editor)
    return ui


@pytest.mark.parametrize("audience", ["staff", "pupils"])
def test_a_new_notice_has_no_label_that_says_nothing(
    tab: Page, address: Callable[..., str], hub: Any, site_tree: Any, starter_items: None, audience: str
) -> None:
    OrganisationContactFactory(organisation=site_tree.alpha, role=ContactRole.DATA_PROTECTION_OFFICER)
    tab.goto(address(CREATE.format(hub=hub.pk, audience=audience)))
    unfold_all(tab)
    assert wrong(tab) == []
    fold_all(tab)
    assert wrong(tab) == []


def with_an_empty_entry(block: blocks.BaseStructBlock) -> dict[str, Any]:
    """Stored data in which every list holds one entry and nothing is filled in or chosen."""
    return {
        name: entries(with_an_empty_entry(child.child_block))
        for name, child in block.child_blocks.items()
        if isinstance(child, blocks.ListBlock)
    }


def test_a_part_in_which_nothing_was_chosen_is_not_called_null(
    tab: Page, address: Callable[..., str], hub: Any
) -> None:
    kinds = {name: block for name, block in SectionStreamBlock().child_blocks.items() if name != "unknown"}
    page = make_notice(hub, *(section(name, **with_an_empty_entry(block)) for name, block in kinds.items()), live=False)
    tab.goto(address(f"/admin/pages/{page.pk}/edit/"))
    unfold_all(tab)
    assert wrong(tab) == []
    fold_all(tab)
    assert wrong(tab) == []


@pytest.mark.deep
def test_no_notice_of_the_demo_has_a_label_that_says_nothing(
    ui: Page, address: Callable[..., str], sign_in: Callable[..., None], transactional_db: None
) -> None:
    build_wagtail_tree()
    call_command(Command(), stdout=StringIO())
    sign_in(get_user_model().objects.create_superuser("root", "root@example.org", "root"))
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=NoticeVersion.objects.values("page_id"))
    # Some schools have a second one.
    assert len(pages) > len(SCHOOLS)
    for page in one_of(list(pages), site_day().toordinal()):
        ui.goto(address(f"/admin/pages/{page.pk}/edit/"))
        unfold_all(ui)
        assert wrong(ui) == [], page.title
