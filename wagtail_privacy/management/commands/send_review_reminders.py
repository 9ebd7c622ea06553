"""Reminds people of reviews and of whatever else needs them: one digest for each, sent by the site's mail backend."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext

from wagtail_privacy.days import site_day
from wagtail_privacy.worklist.digests.services import Run, planned_reminders, send_reminders


def day(text: str) -> dt.date:
    """A day as it is written on the command line. Raises ``ArgumentTypeError`` for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day; write it as 2026-09-30.") from error


def _counted(run: Run) -> list[tuple[str, int]]:
    """What a run did, as sentences with the number that each is about."""
    written, mails = run.written, run.mails
    return [
        (ngettext("%(count)s digest written.", "%(count)s digests written.", written), written),
        (ngettext("%(count)s mail sent.", "%(count)s mails sent.", mails.sent), mails.sent),
        (
            ngettext(
                "%(count)s mail did not go out and will be tried again.",
                "%(count)s mails did not go out and will be tried again.",
                mails.postponed,
            ),
            mails.postponed,
        ),
        (ngettext("%(count)s mail given up.", "%(count)s mails given up.", mails.failed), mails.failed),
        (
            ngettext(
                "%(count)s mail was for somebody who is not active any more, and was not sent.",
                "%(count)s mails were for people who are not active any more, and were not sent.",
                mails.dropped,
            ),
            mails.dropped,
        ),
    ]


class Command(BaseCommand):
    help = (
        "Writes to everybody whom reviews or other work wait for, one mail for each person, on the days that they "
        "have chosen. Run it every hour, or once a day. It may be stopped at any time and run twice at once: what it "
        "has not done, the next run does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say who would get what, and write nothing.")
        parser.add_argument("--today", type=day, help="Do what is due on this day (2026-09-30) instead of today.")

    def handle(self, *args: object, dry_run: bool, today: dt.date | None, **options: object) -> None:
        """Print what was done. Ends with an error where the mail server could not be used."""
        on = today or site_day()
        if dry_run:
            self._preview(on)
            return
        try:
            run = send_reminders(on)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        for text, count in _counted(run):
            if count:
                self.stdout.write(text % {"count": count})
        mails = run.mails
        if mails.stopped:
            raise CommandError(
                gettext("The mail server could not be used, so the other mails wait for the next run. %(error)s")
                % {"error": mails.stopped}
            )

    def _preview(self, today: dt.date) -> None:
        planned = planned_reminders(today)
        for digest in planned:
            address = digest.address or gettext("no address")
            self.stdout.write(f"{digest.name} <{address}>: {digest.subject}")
            for title in digest.reviews:
                self.stdout.write(f"  {title}")
        text = ngettext("%(count)s digest would be written.", "%(count)s digests would be written.", len(planned))
        self.stdout.write(text % {"count": len(planned)})
