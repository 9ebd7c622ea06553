"""Mails that do not go through: tried again, given up, seen, and never in the way of others."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.worklist.mailing import DEAD, LOCAL, SILENT, SMTP, use_backend
from tests.worklist.smtp import serving
from tests.worklist.telling import (
    DAY,
    MONDAY,
    WEEK,
    at,
    expect_no_notices,
    make_schedule,
    make_user,
    parsed,
    run,
    write_daily,
)
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.work_items import WorkRow
from wagtail_privacy.worklist.digests import audience
from wagtail_privacy.worklist.digests.failures import FailedMail
from wagtail_privacy.worklist.digests.mailer import TIMEOUT_SECONDS, Mailer, new_connection, text_of
from wagtail_privacy.worklist.digests.sending import BACK_OFF, message_of, send_pending
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_notice_is_missing(site_tree: Any) -> None:
    expect_no_notices()


def make_people(organisation: Organisation, count: int) -> list[str]:
    """A review for each of so many mailboxes."""
    addresses = [f"person{number:02}@example.org" for number in range(count)]
    for number, address in enumerate(addresses):
        make_schedule(organisation, MONDAY, number, responsible_mailbox=address)
    return addresses


def states() -> dict[str, str]:
    return dict(Digest.objects.values_list("address", "state"))


def failures(today: dt.date = MONDAY) -> list[Any]:
    source = FailedMail()
    rows = [
        WorkRow(
            row["work_key"], row["work_organisation"], row["work_title"], row["work_since"], None, row["work_known"]
        )
        for row in source.rows(today)
    ]
    return [source.work_item(row, today) for row in rows]


@pytest.fixture
def only_reviews(monkeypatch: Any) -> None:
    """Nobody is told of anything else, such as the mails that did not reach others."""
    collect = audience.collect

    def reviews(*args: Any, **kwargs: Any) -> list[Any]:
        return [item for item in collect(*args, **kwargs) if item.kind == audience.REVIEW]

    monkeypatch.setattr(audience, "collect", reviews)


class TestServer:
    @pytest.mark.usefixtures("only_reviews")
    def test_one_that_refuses_every_third_and_dies_once_gets_all_others(self, site_tree: Any, settings: Any) -> None:
        addresses = make_people(site_tree.alpha, 12)
        refused = frozenset(addresses[2::3])
        with serving(settings, refused=refused, dies_at=3) as server:
            first = run(MONDAY)
            # The mail at which it died is the only one that waits.
            assert (first.mails.sent, first.mails.failed, first.mails.postponed) == (7, 4, 1)
            assert run(MONDAY, hour=8).mails.sent == 1
            assert server.addresses == sorted(set(addresses) - refused)
        assert {address for address, state in states().items() if state == "failed"} == refused
        assert "No such mailbox" in Digest.objects.filter(state="failed")[0].error

    def test_one_connection_serves_a_whole_run(self, site_tree: Any, settings: Any) -> None:
        make_people(site_tree.alpha, 6)
        with serving(settings) as server:
            run(MONDAY)
        assert (server.connections, server.mails) == (1, 6)

    def test_one_that_hangs_is_left_after_a_while(self, site_tree: Any, settings: Any) -> None:
        make_people(site_tree.alpha, 5)
        with serving(settings, timeout=0.3, hangs_for=1.5):
            result = run(MONDAY).mails
        assert (result.sent, result.postponed) == (0, 3)
        assert result.stopped
        assert Digest.objects.filter(state="pending", attempts=0).count() == 2

    def test_nobody_waits_for_ever_where_no_timeout_is_set(self, settings: Any) -> None:
        use_backend(settings, SMTP, host="127.0.0.1")
        assert new_connection().timeout == TIMEOUT_SECONDS
        use_backend(settings, SMTP, host="127.0.0.1", timeout=7)
        assert new_connection().timeout == 7

    def test_a_dead_one_stops_the_run_and_the_command_says_so(self, site_tree: Any, settings: Any) -> None:
        make_people(site_tree.alpha, 5)
        use_backend(settings, DEAD)
        with pytest.raises(CommandError, match=r"The mail server could not be used.*Connection refused"):
            call_command("send_review_reminders", f"--today={MONDAY}")
        assert Digest.objects.filter(state="pending").count() == 5
        use_backend(settings, LOCAL)
        # The command has gone by the clock on the wall.
        Digest.objects.update(next_attempt_at=at(MONDAY))
        assert run(MONDAY + DAY).mails.sent == 5

    def test_a_mail_that_is_refused_for_now_is_tried_again(self, site_tree: Any, settings: Any) -> None:
        (address,) = make_people(site_tree.alpha, 1)
        with serving(settings, refused=frozenset({address}), refusal="450 Try later"):
            assert run(MONDAY).mails.postponed == 1
        digest = Digest.objects.get()
        assert digest.next_attempt_at == at(MONDAY) + BACK_OFF[0]
        assert digest.error == "450 Try later"


class TestBackOff:
    def test_it_is_tried_six_times_in_a_day_and_a_half_and_then_given_up(self, site_tree: Any, settings: Any) -> None:
        make_people(site_tree.alpha, 1)
        use_backend(settings, SILENT)
        run(MONDAY)
        moments = [at(MONDAY)]
        while (digest := Digest.objects.get()).state == "pending":
            now = digest.next_attempt_at
            # A moment before, nothing is tried.
            assert send_pending(now.date(), lambda now=now: now - dt.timedelta(seconds=1)).postponed == 0
            send_pending(now.date(), lambda now=now: now)
            moments.append(now)
        assert digest.state == "failed"
        assert digest.attempts == len(BACK_OFF) + 1 == 6
        assert moments[-1] - moments[0] == sum(BACK_OFF, dt.timedelta())
        assert "did not send it" in digest.error

    @pytest.mark.usefixtures("only_reviews")
    def test_what_was_given_up_is_told_again_with_the_next_digest(self, site_tree: Any, settings: Any) -> None:
        (address,) = make_people(site_tree.alpha, 1)
        with serving(settings, refused=frozenset({address})):
            run(MONDAY)
        use_backend(settings, LOCAL)
        assert run(MONDAY + DAY).written == 0
        assert run(MONDAY + WEEK).mails.sent == 1
        assert mail.outbox[0].to == [address]
        assert "The review is overdue" in mail.outbox[0].body
        assert DigestEntry.objects.count() == 1


class TestAddresses:
    @pytest.mark.parametrize("address", ["not an address", "two@x.example,three@x.example", "a@b\nBcc: c@d.example"])
    def test_one_that_is_none_is_given_up_at_once_and_keeps_no_other(self, site_tree: Any, address: str) -> None:
        user = make_user("broken", email=address, is_superuser=True)
        make_schedule(site_tree.alpha, MONDAY, 1, responsible_user=user)
        make_schedule(site_tree.beta, MONDAY, 2)
        result = run(MONDAY).mails
        assert (result.sent, result.failed) == (1, 1)
        assert "is not an e-mail address" in Digest.objects.get(state="failed").error

    def test_somebody_without_one_is_seen(self, site_tree: Any) -> None:
        user = make_user("nobody", email="", is_superuser=True)
        make_schedule(site_tree.alpha, MONDAY, 1, responsible_user=user)
        run(MONDAY)
        assert Digest.objects.get().error == "There is no e-mail address for this person."
        (item,) = failures()
        assert item.what == "Reminder to somebody without an address"
        assert item.organisation == site_tree.alpha.pk

    def test_who_has_left_when_the_mail_is_sent_does_not_get_it(self, site_tree: Any, settings: Any) -> None:
        user = make_user("leaving", is_superuser=True)
        make_schedule(site_tree.alpha, MONDAY, 1, responsible_user=user)
        use_backend(settings, SILENT)
        run(MONDAY)
        type(user).objects.update(is_active=False)
        use_backend(settings, LOCAL)
        assert send_pending(MONDAY + DAY, lambda: at(MONDAY + DAY)).dropped == 1
        assert mail.outbox == []
        # The school is told instead.
        run(MONDAY + DAY)
        assert Correspondent.objects.filter(key="mail:office@alpha.test").exists()


class TestFailures:
    def test_a_mail_that_did_not_get_through_is_work_of_its_school_until_one_does(
        self, site_tree: Any, settings: Any
    ) -> None:
        (address,) = make_people(site_tree.alpha, 1)
        with serving(settings, refused=frozenset({address})):
            run(MONDAY)
        (item,) = failures()
        assert item.what == f"Reminder to {address}"
        assert item.organisation == site_tree.alpha.pk
        assert "No such mailbox" in item.why
        assert item.url.endswith(f"/organisation/edit/{site_tree.alpha.pk}/")
        use_backend(settings, LOCAL)
        run(MONDAY + WEEK)
        assert failures(MONDAY + WEEK) == []

    def test_one_that_tells_of_two_schools_is_work_of_their_trust(self, site_tree: Any, settings: Any) -> None:
        for school in (site_tree.alpha, site_tree.beta):
            make_schedule(school, MONDAY, responsible_mailbox="two@example.org")
        with serving(settings, refused=frozenset({"two@example.org"})):
            run(MONDAY)
        (item,) = failures()
        assert item.organisation == site_tree.trust.pk

    def test_who_cannot_be_reached_is_not_told_of_that_but_others_are(
        self, site_tree: Any, settings: Any, monkeypatch: Any
    ) -> None:
        collect = audience.collect

        def with_failures(*args: Any, **kwargs: Any) -> list[Any]:
            others = [item for item in collect(*args, **kwargs) if item.kind != FailedMail.name]
            return [*others, *failures(args[1])]

        monkeypatch.setattr(audience, "collect", with_failures)
        write_daily("office@alpha.test")
        make_schedule(site_tree.alpha, MONDAY, 1, responsible_mailbox="gone@example.org")
        make_schedule(site_tree.alpha, MONDAY, 2)
        with serving(settings, refused=frozenset({"gone@example.org", "office@alpha.test"})):
            assert run(MONDAY).mails.failed == 2
        use_backend(settings, LOCAL)
        assert run(MONDAY + DAY).mails.sent == 1
        (message,) = mail.outbox
        assert message.to == ["office@alpha.test"]
        assert "Reminder to gone@example.org" in message.body
        assert "Reminder to office@alpha.test" not in message.body

    def test_a_first_failure_is_no_work_yet(self, site_tree: Any, settings: Any) -> None:
        make_people(site_tree.alpha, 1)
        use_backend(settings, SILENT)
        run(MONDAY)
        assert failures() == []

    def test_no_error_that_is_kept_holds_a_secret(self) -> None:
        error = smtplib.SMTPAuthenticationError(535, b"login of hunter2 failed, api_key=abc123 at smtp://me:pw@host")
        assert text_of(error, ["hunter2"]) == "535 login of … failed, api_key=… at smtp://…@host"
        assert len(text_of(ValueError("x" * 1000), [])) == 300

    def test_closing_a_connection_that_is_broken_is_no_error(self, settings: Any) -> None:
        use_backend(settings, LOCAL)
        with Mailer() as mailer:
            mailer.send(mail.EmailMultiAlternatives("a", "b", "c@d.example", ["e@f.example"]))
            mailer._connection.close = lambda: 1 / 0


class TestMessage:
    def test_it_can_be_told_apart_and_stopped(self, site_tree: Any) -> None:
        (address,) = make_people(site_tree.alpha, 1)
        run(MONDAY)
        digest = Digest.objects.get()
        message = parsed(mail.outbox[0])
        assert message["Message-ID"] == digest.message_id
        assert digest.message_id.endswith("@testserver>")
        assert message["To"] == address
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        parts = [part.get_content_type() for part in message.walk()]
        assert parts == ["multipart/alternative", "text/plain", "text/html"]

    @pytest.mark.parametrize("host", ["https://a.example", "https://privacy-notices.the-five-rivers-trust.example.org"])
    def test_the_link_to_stop_stays_whole_in_its_header(self, site_tree: Any, settings: Any, host: str) -> None:
        settings.WAGTAILADMIN_BASE_URL = host
        make_people(site_tree.alpha, 1)
        run(MONDAY)
        raw = message_of(Digest.objects.get()).message().as_bytes().replace(b"\n ", b" ")
        (line,) = [line for line in raw.splitlines() if line.lower().startswith(b"list-unsubscribe:")]
        assert line.split(b":", 1)[1].strip().startswith(b"<" + host.encode() + b"/privacy-mail/")
        assert line.endswith(b"/stop/>")
        assert b"=?" not in line
