"""What stands in the way of publishing, where it stands: the dialog that asks, and the list of what to put right."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import DESKTOP, PHONE
from tests.journeys.editor import section
from tests.notice_factories import entries, make_notice, recipient
from tests.notice_factories import section as stored
from tests.versions.approving import ROLE, make_workflow, submit
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALLEST = {"width": 320, "height": 640}
WIDTHS = pytest.mark.parametrize("width", [DESKTOP, SMALLEST], ids=["desktop", "smallest"])


@pytest.fixture
def tab(ui: Page, sign_in: Callable[..., None], school_editor: Any, settings: Any) -> Page:
    # Saving by hand while Wagtail saves by itself is a conflict of two windows; only a robot is quick enough for it.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    sign_in(school_editor)
    return ui


@pytest.fixture
def page(school: Any) -> Any:
    """A live notice whose draft shares with somebody new: a major change."""
    notice = make_notice(school, stored("recipients", recipients=entries({"recipient": Recipient.objects.all()[0].pk})))
    notice = type(notice).objects.get(pk=notice.pk)
    items = entries({"recipient": Recipient.objects.all()[0].pk}, {"recipient": recipient("Able Meals").pk})
    notice.body = notice._meta.get_field("body").stream_block.to_python([stored("recipients", recipients=items)])
    notice.save_revision()
    return notice


def opened(tab: Page, address: Callable[..., str], page: Any) -> None:
    tab.goto(address(f"/admin/pages/{page.pk}/edit/"))


def looks(tab: Page, width: Any) -> Iterator[None]:
    """Once at this width and, on the smallest screen, at that of an ordinary phone before."""
    for size in (PHONE, SMALLEST) if width is SMALLEST else (width,):
        tab.set_viewport_size(size)
        yield


def choose(tab: Page, action: str) -> None:
    tab.get_by_role("button", name="More actions").click()
    tab.get_by_role("button", name=action, exact=True).click()


def asked(tab: Page) -> Locator:
    return tab.get_by_role("dialog", name="What changed since the last version?")


@WIDTHS
def test_publishing_asks_what_changed_and_publishes_what_was_answered(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], page: Any, width: Any
) -> None:
    tab.set_viewport_size(width)
    opened(tab, address, page)
    choose(tab, "Publish")
    dialog = asked(tab)
    expect(dialog.get_by_label("What changed")).to_be_focused()
    for _look in looks(tab, width):
        assert axe(tab, "dialog") == []
        assert dialog.evaluate("element => element.scrollWidth <= element.clientWidth")
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(dialog.get_by_role("link", name="What will change")).to_have_attribute(
        "href", f"/admin/privacy/notices/{page.pk}/changes/"
    )
    for name in ("change_note", "change_reason", "change_size"):
        expect(tab.locator(f"[name={name}]")).to_have_count(1)

    dialog.get_by_label("What changed").fill("A new company cooks our meals.")
    dialog.get_by_label("Why").select_option(label="Somebody we share with changed")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(tab.locator(".messages")).to_contain_text("has been published")
    version = NoticeVersion.objects.last_published(page.pk)
    assert (version.number, version.change_note) == (2, "A new company cooks our meals.")


def test_escape_and_going_back_publish_nothing_and_keep_what_was_typed(
    tab: Page, address: Callable[..., str], page: Any
) -> None:
    opened(tab, address, page)
    choose(tab, "Publish")
    asked(tab).get_by_label("What changed").fill("A new company")
    tab.keyboard.press("Escape")
    expect(asked(tab)).to_be_hidden()
    expect(tab.get_by_role("button", name="More actions")).to_be_focused()
    note = tab.locator("#id_change_note")
    expect(tab.get_by_role("region", name="What changed since the last version")).to_have_count(1)
    assert note.evaluate("element => !!element.closest('[data-panel]')")
    expect(note).to_have_value("A new company")

    note.evaluate("element => { element.value = ''; }")
    choose(tab, "Publish")
    asked(tab).get_by_role("button", name="Go back").click()
    expect(asked(tab)).to_be_hidden()
    expect(tab.get_by_role("button", name="More actions")).to_be_focused()
    assert NoticeVersion.objects.count() == 1


def test_a_major_change_that_was_refused_is_asked_for_again(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], page: Any
) -> None:
    opened(tab, address, page)
    choose(tab, "Publish")
    asked(tab).get_by_role("button", name="Publish", exact=True).click()
    dialog = asked(tab)
    expect(dialog).to_contain_text("a major change needs a note")
    expect(dialog).to_contain_text("New recipient: Able Meals")
    expect(dialog.get_by_label("What changed")).to_be_focused()
    assert axe(tab, "dialog") == []
    dialog.get_by_label("What changed").fill("A new company cooks our meals.")
    dialog.get_by_label("Why").select_option(label="Somebody we share with changed")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(tab.locator(".messages")).to_contain_text("has been published")
    assert NoticeVersion.objects.last_published(page.pk).number == 2


def test_drafts_and_first_versions_are_not_asked_about(
    tab: Page, address: Callable[..., str], school: Any, page: Any
) -> None:
    opened(tab, address, page)
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.locator(".messages")).to_contain_text("has been updated")
    first = make_notice(school, live=False, slug="first")
    opened(tab, address, first)
    choose(tab, "Publish")
    expect(tab.locator(".messages")).to_contain_text("has been published")
    assert NoticeVersion.objects.last_published(first.pk).number == 1


def test_past_the_workflow_publishing_asks_why(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any, page: Any
) -> None:
    make_workflow(school)
    opened(tab, address, page)
    expect(tab.locator("footer button[type=submit]").first).to_have_text("Submit to Approval")
    tab.locator("#id_title").press("Enter")
    expect(tab.locator(".messages")).to_contain_text("has been updated")

    tab.get_by_role("button", name="Submit to Approval").click()
    expect(asked(tab)).to_be_visible()
    expect(asked(tab).get_by_label("Why without the approval")).to_have_count(0)
    asked(tab).get_by_role("button", name="Go back").click()
    expect(tab.get_by_role("button", name="Submit to Approval")).to_be_focused()

    choose(tab, "Publish")
    dialog = asked(tab)
    dialog.get_by_label("What changed").fill("A new company cooks our meals.")
    dialog.get_by_label("Why", exact=True).select_option(label="Somebody we share with changed")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    why = asked(tab).get_by_label(f"Why without the approval of {ROLE}?")
    expect(why).to_be_focused()
    expect(asked(tab)).to_contain_text(f"Say why you publish this without the approval of {ROLE}.")
    assert axe(tab, "dialog") == []
    why.fill("The kitchen opens on Monday.")
    asked(tab).get_by_role("button", name="Publish", exact=True).click()
    expect(tab.locator(".messages")).to_contain_text("has been published")
    tab.goto(address(f"/admin/pages/{page.pk}/history/"))
    expect(tab.locator("main")).to_contain_text(f"Published without the approval of {ROLE}")
    expect(tab.locator("main")).to_contain_text("The kitchen opens on Monday.")


def test_a_first_version_past_the_workflow_is_asked_for_the_reason_alone(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any
) -> None:
    make_workflow(school)
    first = make_notice(school, live=False)
    opened(tab, address, first)
    choose(tab, "Publish")
    dialog = tab.get_by_role("dialog", name="Publish it without approval?")
    expect(dialog.get_by_role("textbox")).to_have_count(1)
    assert axe(tab, "dialog") == []
    dialog.get_by_role("textbox").fill("The school opens today.")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    expect(tab.locator(".messages")).to_contain_text("has been published")
    assert NoticeVersion.objects.last_published(first.pk).number == 1


def test_an_approver_who_publishes_instead_is_asked_for_the_reason_and_then_by_wagtail(
    tab: Page,
    address: Callable[..., str],
    context: BrowserContext,
    sign_in: Callable[..., None],
    school: Any,
    page: Any,
    school_editor: Any,
) -> None:
    _workflow, head = make_workflow(school)
    page.describe_change(note="A new company cooks our meals.", reason="recipient")
    page.save_revision()
    submit(page, school_editor)
    context.clear_cookies()
    sign_in(head)
    opened(tab, address, page)
    choose(tab, "Publish")
    asked(tab).get_by_label("Why without the approval").fill("I am the head teacher.")
    asked(tab).get_by_role("button", name="Publish", exact=True).click()
    tab.locator("[data-confirm-cancellation]").click()
    expect(tab.locator(".messages")).to_contain_text("has been published")
    assert NoticeVersion.objects.last_published(page.pk).number == 2


@WIDTHS
def test_a_refusal_lists_what_is_to_be_put_right_with_links_and_counts(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any, width: Any
) -> None:
    tab.set_viewport_size(width)
    page = make_notice(
        school,
        stored("security", heading="How we keep it safe", measures="We lock our doors."),
        stored("security", heading="More", measures="Ask {{ organisation.nmae }} and {{ nobody }}"),
        live=False,
    )
    opened(tab, address, page)
    tab.locator("#id_title").fill("")
    tab.locator("#id_slug").evaluate("element => { element.value = 'not a slug'; }")
    choose(tab, "Publish")
    listing = tab.locator("[data-privacy-to-mend]")
    expect(listing).to_be_focused()
    expect(listing).to_be_in_viewport()
    expect(listing.get_by_role("heading")).to_have_text("4 things to put right")
    for _look in looks(tab, width):
        assert axe(tab, ".privacy-to-mend") == []
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tab.get_by_role("link", name="Slug: ").click()
    expect(tab.get_by_role("tab", name="Promote")).to_have_attribute("aria-selected", "true")
    expect(tab.locator("#id_slug")).to_be_focused()
    tab.locator("#id_slug").fill("pupils")
    tab.get_by_role("tab", name="Content").click()
    tab.locator("#id_title").fill("Ours")

    choose(tab, "Publish")
    expect(listing.get_by_role("heading")).to_have_text("2 things to put right")
    expect(listing).to_be_focused()
    expect(listing).to_be_in_viewport()
    expect(listing.get_by_role("link")).to_have_count(2)
    href = listing.get_by_role("link").first.get_attribute("href")
    shown = tab.locator(f"{href} > .w-panel__header")
    expect(shown).to_contain_text("More")
    badge = shown.locator(".privacy-badge")
    expect(badge).to_have_text("2 to put right")
    assert badge.evaluate(
        "element => element.scrollWidth <= element.clientWidth && element.getClientRects().length > 0"
    )
    expect(shown.locator("[data-panel-toggle]")).to_have_accessible_description(re.compile("2 to put right"))
    expect(shown.locator("[data-panel-toggle]")).to_have_attribute("aria-expanded", "true")
    expect(section(tab, "How we keep it safe").locator(".privacy-badge")).to_have_count(0)
    expect(tab.get_by_role("tab", name="Content")).to_contain_text("2 errors")
    for _look in looks(tab, width):
        assert axe(tab, f"{href} > .w-panel__header") == []


def test_a_problem_of_the_whole_notice_leads_to_its_sections(
    tab: Page, address: Callable[..., str], school: Any
) -> None:
    page = make_notice(school, stored("text", heading="Empty", body=""), live=False)
    opened(tab, address, page)
    tab.locator("[data-streamfield-child]").first.get_by_role("button", name="Delete").click()
    choose(tab, "Publish")
    listing = tab.locator("[data-privacy-to-mend]")
    listing.get_by_role("link", name="Sections: ").click()
    expect(tab.get_by_role("region", name="Sections")).to_be_focused()
