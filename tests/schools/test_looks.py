"""The screens about schools in a browser: a new school publishes its first notice, and what axe-core finds."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile

from tests.browser import DESKTOP, PHONE
from tests.factories import OrganisationContactFactory
from tests.journeys.editor import choose_action
from tests.notice_factories import make_hub, make_notice
from tests.permissions.world import grant
from tests.trees import build_site_tree, make_editor
from wagtail_privacy.documents.vocabulary import Audience, ContactRole
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.pages.models import DataSharingPolicyPage
from wagtail_privacy.propagation.model_notices.services import make_model
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
LOOKS = {"en": (DESKTOP, PHONE, NARROW), "ar": (DESKTOP,)}
SCREENS = (
    "overview/",
    "overview/?state=missing",
    "translations/",
    "translations/?state=draft",
    "schools/new/",
    "schools/{}/next/",
)

BEYOND = """() => [...document.querySelectorAll(".nice-padding form *, .nice-padding :is(p, li), td, td *")]
    .filter(part => {
        const box = part.getBoundingClientRect();
        return box.width > 1 && (box.right > window.innerWidth + 1 || box.left < -1);
    })
    .map(part => part.outerHTML.slice(0, 80))"""


@pytest.fixture
def tree(transactional_db: None) -> Any:
    """Two schools, one with notices of several kinds."""
    tree = build_site_tree()
    Organisation.objects.filter(pk=tree.trust.pk).update(expected_audiences=Audience.values[:5])
    hub = make_hub(tree.alpha_home)
    pupils = make_notice(hub, audience="pupils", title="How we use information about pupils", slug="pupils")
    for code in ("ar", "cy", "pl", "ro", "ur"):
        pupils.copy_for_translation(Locale.objects.create(language_code=code), copy_parents=True)
    make_notice(hub, audience="staff", title="How we use information about staff", slug="staff", live=False)
    make_notice(hub, audience="visitors", title="Visitors", slug="visitors").unpublish()
    make_notice(hub, audience="pupils", title="Whom we share data with", slug="sharing", model=DataSharingPolicyPage)
    return tree


@pytest.fixture
def manager(tree: Any) -> Any:
    return make_manager(tree)


def make_manager(tree: Any) -> Any:
    """Somebody who may set up schools, and sees the groups."""
    manager = make_editor("manager", [tree.root])
    for app, codename in (("wagtailcore", "add_site"), ("auth", "add_group"), ("auth", "change_group")):
        grant(manager, app, codename)
    return manager


def look(tab: Tab, name: str) -> None:
    """Keep a picture for somebody who looks at the screens: ``PRIVACY_LOOKS`` names the folder."""
    folder = os.environ.get("PRIVACY_LOOKS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"schools_{name}.png"), full_page=True)


@pytest.mark.parametrize("language", LOOKS)
def test_the_screens_are_accessible(
    ui: Tab,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    tree: Any,
    manager: Any,
    language: str,
) -> None:
    UserProfile.objects.update_or_create(user=manager, defaults={"preferred_language": language})
    sign_in(manager)
    for screen in SCREENS:
        ui.goto(address(f"/admin/privacy/{screen.format(tree.alpha.pk)}"))
        assert ui.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for size in LOOKS[language]:
            width = size["width"]
            ui.set_viewport_size(size)
            look(ui, f"{''.join(filter(str.isalpha, screen))}_{language}_{width}")
            assert axe(ui, "main") == [], (screen, width)
            assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (screen, width)
            # Wagtail hides what reaches beyond the screen, so that nobody could read it.
            assert ui.evaluate(BEYOND) == [], (screen, width)


def test_a_new_school_is_set_up_and_publishes_its_first_notice(
    ui: Tab,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    transactional_db: None,
    site_tree: Any,
    starter_items: None,
    settings: Any,
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    model = make_notice(
        make_hub(site_tree.trust_home), live=False, title="For our staff", audience="staff", slug="staff"
    )
    make_model(model)
    type(model).objects.get(pk=model.pk).get_latest_revision().publish()
    sign_in(make_manager(site_tree))
    ui.goto(address("/admin/privacy/overview/"))
    ui.get_by_role("link", name="A new school").click()
    ui.get_by_role("textbox", name="Name").first.fill("Delta School")
    ui.get_by_role("combobox", name="Type of setting").select_option(value="academy")
    ui.get_by_label("Part of").select_option(label="Test Trust")
    ui.get_by_label("Answers for the data in law").uncheck()
    ui.get_by_label("E-mail").fill("office@delta.test")
    ui.get_by_label("Type of the home page").select_option(label="Home page")
    expect(ui.get_by_label("For our staff")).to_be_checked()
    ui.get_by_label("Host name").fill("alpha.test")
    ui.get_by_role("button", name="Set up the school").click()
    expect(ui.get_by_text("There is a site at alpha.test")).to_be_visible()
    ui.get_by_label("Host name").fill("delta.test")
    ui.get_by_role("button", name="Set up the school").click()
    expect(ui.get_by_text("“Delta School” is set up.")).to_be_visible()
    expect(ui.get_by_role("link", name="Delta School moderators")).to_be_visible()

    for role in (ContactRole.DATA_PROTECTION_OFFICER, ContactRole.SCHOOL_OFFICE):
        OrganisationContactFactory(organisation=Organisation.objects.get(name="Delta School"), role=role)

    # The first person of the school is there, and finds what is missing.
    moderator = make_editor("moderator", [], models=[])
    moderator.groups.set(moderator.groups.model.objects.filter(name="Delta School moderators"))
    sign_in(moderator)
    ui.goto(address("/admin/"))
    ui.get_by_role("button", name="Privacy").click()
    ui.get_by_role("link", name="Overview", exact=True).click()
    expect(ui.get_by_role("main")).not_to_contain_text("Alpha School")
    ui.get_by_role("link", name="Write a notice (Pupils and their parents or carers, Delta School)").click()
    expect(ui.locator("#id_title")).to_have_value("How we use information about pupils")
    choose_action(ui, "Publish")
    expect(ui.locator(".messages")).to_contain_text("published")
    page = Page.objects.get(url_path__endswith="/privacy/how-we-use-information-about-pupils/")
    assert NoticeVersion.objects.for_page(page.pk).exists()
    ui.goto(address("/privacy/how-we-use-information-about-pupils/", host="delta.test"))
    expect(ui.get_by_role("heading", level=1)).to_have_text("How we use information about pupils")

    # What came from the model is a draft, which the school publishes as well.
    ui.goto(address("/admin/privacy/overview/"))
    ui.get_by_role("link", name="For our staff").click()
    choose_action(ui, "Publish")
    expect(ui.locator(".messages")).to_contain_text("published")
    ui.goto(address("/privacy/staff/", host="delta.test"))
    expect(ui.get_by_role("heading", level=1)).to_have_text("For our staff")
