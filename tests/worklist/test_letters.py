"""What a mail looks like: plain text that every program can show, and HTML in the reader's language."""

import os
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override
from wagtail.users.models import UserProfile

from tests.trees import make_editor
from tests.worklist.telling import DAY, MONDAY, expect_no_notices, make_schedule, make_user, parsed, run
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.worklist.digests.plain_text import COLUMNS, width, wrapped
from wagtail_privacy.worklist.models import Correspondent

TITLES = [
    "How we use information about pupils",
    "Whom we share data with & why <b>it matters</b>",
    "كيف نستخدم معلومات التلاميذ",
    "学校如何使用学生的个人信息" * 6,
    "Notice\nwith a break: Nobody will see this line\n\nSTILL OPEN",
    "A" * 200,
]


def make_letter(school: Organisation, language: str = "") -> Any:
    """Reviews with every sort of title for somebody who reads this language; gives the mail as it was sent."""
    expect_no_notices()
    boss = make_editor("boss", [], models=[])
    type(boss).objects.filter(pk=boss.pk).update(is_superuser=True, first_name="Sam", last_name="Sample")
    if language:
        UserProfile.objects.create(user=boss, preferred_language=language)
    Organisation.objects.filter(pk=school.pk).update(responsible_user=boss)
    for number, title in enumerate(TITLES):
        make_schedule(school, MONDAY + (number - 2) * 3 * DAY, number, title=title)
    run(MONDAY)
    (message,) = mail.outbox
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


class TestPlainText:
    def test_lines_are_wrapped_below_what_they_begin_with(self) -> None:
        text = "- " + "word " * 20 + "\n  " + "more " * 20
        lines = wrapped(text).splitlines()
        assert lines[0].startswith("- word")
        assert lines[1].startswith("  word")
        assert lines[2].startswith("  more")
        assert max(map(len, lines)) <= COLUMNS

    def test_addresses_are_never_broken(self) -> None:
        address = "https://www.example.org/" + "a" * 100
        assert wrapped(f"Look at {address} now").splitlines() == ["Look at", address, "now"]

    def test_empty_lines_and_the_line_before_the_signature_stay(self) -> None:
        assert wrapped("a\n\n-- \nb") == "a\n\n-- \nb"

    def test_scripts_without_spaces_are_wrapped_by_their_columns(self) -> None:
        lines = wrapped("学校" * 60).splitlines()
        assert {width(line) for line in lines[:-1]} == {COLUMNS}


@pytest.mark.django_db
class TestMail:
    @pytest.mark.parametrize("language", ["", "cy", "ar"])
    def test_no_line_is_longer_than_72_columns_but_for_addresses(self, site_tree: Any, language: str) -> None:
        text = part(parsed(make_letter(site_tree.alpha, language)), "plain")
        long = [line for line in text.splitlines() if width(line) > COLUMNS and "://" not in line]
        assert long == []
        assert not re.search(r"\n{4}", text)

    def test_titles_are_shown_as_they_are_and_never_as_markup_or_as_lines_of_their_own(self, site_tree: Any) -> None:
        message = parsed(make_letter(site_tree.alpha))
        text, html = part(message, "plain"), part(message, "html")
        assert "\nSTILL OPEN" not in text
        assert "<b>it matters" not in html
        assert "&lt;b&gt;it matters&lt;/b&gt;" in html
        assert "<b>it matters</b>" in " ".join(text.split())

    def test_links_lead_to_the_admin_of_this_site_and_work_after_sign_in(self, site_tree: Any, client: Any) -> None:
        message = parsed(make_letter(site_tree.alpha))
        links = set(re.findall(r'href="([^"]+)"', part(message, "html")))
        assert links
        assert {link.split("/")[2] for link in links} == {"testserver"}
        for link in links:
            assert link in part(message, "plain")
        inside = next(link for link in links if "/admin/" in link).removeprefix("http://testserver")
        response = client.get(inside)
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/?next=")

    def test_the_html_says_its_language_and_direction_and_loads_nothing(self, site_tree: Any) -> None:
        html = part(parsed(make_letter(site_tree.alpha, "ar")), "html")
        assert '<html lang="ar" dir="rtl">' in html
        assert not re.search(r"<(img|script|link|iframe|style)\b|\bsrc=|\bstyle=", html)

    def test_it_is_in_the_language_of_its_reader_whatever_that_of_the_run(self, site_tree: Any) -> None:
        with override("ar"):
            message = make_letter(site_tree.alpha, "en")
        assert message.subject == "Privacy notices: 2 reviews are overdue, 4 reviews are due"
        assert "Hello Sam Sample," in message.body
        assert "7 September 2026" not in message.body  # that is today
        assert "The review is due today." in message.body
        assert "1 September 2026" in message.body

    def test_a_mailbox_is_told_how_to_get_in_and_chooses_its_language(self, site_tree: Any) -> None:
        expect_no_notices()
        address = "office@alpha.test"
        Correspondent.objects.create(key=f"mail:{address}", address=address, language="ar", since=MONDAY)
        make_schedule(site_tree.alpha, MONDAY)
        run(MONDAY)
        assert '<html lang="ar" dir="rtl">' in mail.outbox[0].alternatives[0][0]
        Correspondent.objects.update(language="en", rhythm="daily")
        make_schedule(site_tree.alpha, MONDAY + DAY, 2)
        run(MONDAY + DAY)
        assert "You need an account" in mail.outbox[1].body
        assert "Hello,\n" in mail.outbox[1].body

    def test_an_account_without_an_address_of_a_page_has_no_link_to_stop(self, site_tree: Any, settings: Any) -> None:
        """Where the site has not included our addresses there is none to name."""
        settings.ROOT_URLCONF = "tests.worklist.urls_of_the_admin_alone"
        expect_no_notices()
        make_user("boss", is_superuser=True)
        make_schedule(None, MONDAY)
        run(MONDAY)
        (message,) = mail.outbox
        assert "List-Unsubscribe" not in message.extra_headers
        assert "Stop these mails" not in message.body
        assert "/admin/account/" in message.body

    def test_it_is_kept_for_somebody_who_looks_at_it(self, site_tree: Any) -> None:
        """``PRIVACY_LOOKS`` names the folder."""
        folder = os.environ.get("PRIVACY_LOOKS")
        if not folder:
            pytest.skip("PRIVACY_LOOKS names no folder.")
        message = parsed(make_letter(site_tree.alpha))
        Path(folder, "mail.txt").write_text(part(message, "plain"), encoding="utf-8")
        Path(folder, "mail.html").write_text(part(message, "html"), encoding="utf-8")
