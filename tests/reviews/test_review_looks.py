"""The screen of a review and the line that readers see, in a browser: from overdue to the public page, and axe-core."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from tests.browser import DESKTOP, PHONE
from tests.reviews.reviewed_notices import governance, make_reviewed_notice, overdue, publish_again, recipients, review
from tests.trees import build_site_tree, make_editor
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.doing.questions import questions_for
from wagtail_privacy.reviews.models import EarlyReview

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
LOOKS = pytest.mark.parametrize(
    ("language", "width"),
    [("en", DESKTOP), ("en", PHONE), ("en", NARROW), ("ar", DESKTOP), ("ar", NARROW)],
    ids=["desktop", "phone", "narrow", "arabic", "arabic narrow"],
)

BEYOND = """() => [...document.querySelectorAll(".nice-padding form *, .nice-padding :is(p, li)")]
    .filter(part => {
        const box = part.getBoundingClientRect();
        return box.width > 1 && (box.right > window.innerWidth + 1 || box.left < -1);
    })
    .map(part => part.outerHTML.slice(0, 80))"""


@pytest.fixture
def tree(transactional_db: None) -> Any:
    return build_site_tree()


@pytest.fixture
def editor(tree: Any) -> Any:
    return make_editor("office", [tree.alpha_home])


@pytest.fixture
def notice(tree: Any) -> Any:
    return make_reviewed_notice(tree, governance(), recipients())


def look(tab: Tab, name: str) -> None:
    """Keep a picture for somebody who looks at the screens: ``PRIVACY_LOOKS`` names the folder."""
    folder = os.environ.get("PRIVACY_LOOKS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"reviews_{name}.png"), full_page=True)
        for form in tab.locator(".privacy-review__form").all():
            form.screenshot(path=str(Path(folder) / f"reviews_{name}_form.png"))


@LOOKS
def test_the_screen_is_accessible_with_all_it_can_show(
    ui: Tab,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    axe: Any,
    notice: Any,
    editor: Any,
    language: str,
    width: Any,
) -> None:
    today = site_day()
    year = today.year + 1
    review(notice, "needs_changes", today=today, note="The old app is still in it.")
    review(notice, today=today, next_due=PartialDate(year, 11), role="the Data Protection Lead")
    publish_again(notice, "How we use information about pupils, and what has changed", note="A new app for meals.")
    schedule = overdue(notice)
    EarlyReview.objects.create(
        schedule=schedule, kind="superseded", key="x", before="Data Protection Act 1998",
        after="Data Protection Act 2018", opened_on=today, due_on=today,
    )  # fmt: skip
    Recipient.objects.update(live=False)
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    sign_in(editor)
    ui.set_viewport_size(width)
    ui.goto(address(f"/admin/privacy/reviews/{schedule.pk}/"))
    ui.locator("details").first.locator("summary").click()
    look(ui, f"screen_{language}_{width['width']}")
    assert ui.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert axe(ui, "main") == []
    assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert ui.evaluate(BEYOND) == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
@pytest.mark.parametrize("path", ["", "versions/"])
def test_what_readers_see_is_accessible(
    ui: Tab, address: Callable[..., str], axe: Any, notice: Any, width: Any, path: str
) -> None:
    today = site_day()
    review(notice, today=today, next_due=PartialDate(today.year + 1, 11), role="the Data Protection Lead")
    ui.set_viewport_size(width)
    ui.goto(address(f"/privacy/pupils/{path}", host="alpha.test"))
    look(ui, f"public{path.strip('/')}_{width['width']}")
    assert axe(ui) == []
    assert ui.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_overdue_notice_is_found_right_and_readers_see_it(
    ui: Tab, address: Callable[..., str], sign_in: Callable[..., None], notice: Any, editor: Any
) -> None:
    Organisation.objects.filter(name="Alpha School").update(tells_overdue=True, responsible_role="the Privacy Lead")
    schedule = overdue(notice)
    ui.goto(address("/privacy/pupils/", host="alpha.test"))
    expect(ui.get_by_text("The review that was due by 30 September 2026 has not been done yet.")).to_be_visible()
    sign_in(editor)
    ui.goto(address(f"/admin/privacy/reviews/{schedule.pk}/"))
    ui.get_by_role("button", name="Record the review").click()
    expect(ui.get_by_text("Say what came of the review.")).to_be_visible()
    for question in questions_for("privacy_notice"):
        ui.get_by_role("group", name=str(question.text)).get_by_label("Yes").check()
    ui.get_by_label("Still right").check()
    next_year = site_day().year + 1
    ui.get_by_label("Next review").fill(f"November {next_year}")
    ui.get_by_role("button", name="Record the review").click()
    expect(ui.locator(".messages")).to_contain_text("is still right")
    ui.get_by_role("button", name="Bring the date up to date and publish").click()
    expect(ui.locator(".messages")).to_contain_text(f"The notice says “November {next_year}” now")
    ui.goto(address("/privacy/pupils/", host="alpha.test"))
    # A browser keeps what it has for a minute; whoever loads the page again sees it at once.
    ui.reload()
    expect(ui.locator(".privacy-reviewed")).to_contain_text(
        f"by the Privacy Lead. The next review is due in November {next_year}."
    )


def test_errors_refuse_it_until_somebody_says_why_without_scripts_too(
    ui: Tab, address: Callable[..., str], sign_in: Callable[..., None], notice: Any, editor: Any
) -> None:
    schedule = overdue(notice)
    Recipient.objects.update(live=False)
    sign_in(editor)
    ui.goto(address(f"/admin/privacy/reviews/{schedule.pk}/"))
    for question in questions_for("privacy_notice"):
        ui.get_by_role("group", name=str(question.text)).get_by_label("Yes").check()
    ui.get_by_label("Still right").check()
    ui.get_by_role("button", name="Record the review").click()
    expect(ui.get_by_text("Checks find errors in this notice")).to_be_visible()
    ui.get_by_label("Why is it right although checks find errors?").fill("The body closes in May.")
    ui.get_by_role("button", name="Record the review").click()
    expect(ui.locator(".messages")).to_contain_text("is still right")
