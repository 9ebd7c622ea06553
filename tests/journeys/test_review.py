"""A review from the mail to the public page, as an office manager goes through it."""

from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.reviews.reviewed_notices import governance, make_reviewed_notice, overdue, recipients
from tests.trees import build_site_tree, make_editor
from tests.worklist.telling import expect_no_notices, write_daily
from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.doing.questions import questions_for
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.worklist.digests.services import send_reminders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_overdue_review_is_done_from_the_mail_and_readers_see_it(
    ui: Tab, address: Callable[..., str], transactional_db: None
) -> None:
    tree = build_site_tree()
    expect_no_notices()
    office = make_editor("office", [tree.alpha_home])
    office.email = "office@alpha.example"
    office.save()
    Organisation.objects.filter(pk=tree.alpha.pk).update(responsible_user=office, responsible_role="the office")
    schedule = overdue(make_reviewed_notice(tree, governance(), recipients()))
    write_daily(office)

    send_reminders(site_day())
    (letter,) = mail.outbox
    assert letter.to == ["office@alpha.example"]
    assert "The review is overdue: it was due by 30 September 2026." in " ".join(letter.body.split())
    assert max(len(line) for line in letter.body.splitlines() if "://" not in line) <= 72
    link = next(line for line in letter.body.splitlines() if "/privacy/reviews/" in line)

    # The link asks who they are first, and then leads on.
    ui.goto(address(link.strip().removeprefix("http://testserver")))
    ui.get_by_label("Username").fill("office")
    ui.get_by_label("Password").fill("password")
    ui.get_by_role("button", name="Sign in").click()
    expect(ui.get_by_role("heading", name="Review").first).to_be_visible()
    for question in questions_for("privacy_notice"):
        ui.get_by_role("group", name=str(question.text)).get_by_label("Yes").check()
    ui.get_by_label("Still right").check()
    ui.get_by_role("button", name="Record the review").click()
    expect(ui.locator(".messages")).to_contain_text("is still right")

    review = Review.objects.get()
    assert review.number == 1
    schedule.refresh_from_db()
    assert not schedule.is_due(site_day())
    ui.goto(address("/privacy/pupils/", host="alpha.test"))
    expect(ui.locator(".privacy-reviewed")).to_contain_text("by the office. The next review is due in")

    # Nobody is reminded of what is done.
    send_reminders(site_day())
    assert len(mail.outbox) == 1
