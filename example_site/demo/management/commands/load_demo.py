"""Fills the example site."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from example_site.demo.loading import PORT, DemoReport, load_accounts, load_demo
from example_site.demo.problems import DocumentFileError
from example_site.demo.users import PASSWORD, DemoAccountsRefusedError
from wagtail_privacy.library.starter_library.file import StarterLibraryError
from wagtail_privacy.notices.problems import ResolutionError


class Command(BaseCommand):
    help = "Builds the demo: two trusts, their schools and notices. Running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=PORT, help=f"Where the site is served (default: {PORT}).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_demo(port=options["port"])
        except (DocumentFileError, StarterLibraryError, ResolutionError) as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            raise CommandError(
                "Another program, perhaps another load_demo, is writing to the database. Wait until it has finished, "
                "then run load_demo again: it goes on where this one stopped."
            ) from error
        self._say_what_is_new(report)
        for place in report.places:
            self.stdout.write(f"{place.organisation.name}: http://{place.member.host}:{options['port']}/")
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        if folder:
            self.stdout.write(f"mails: {folder} (manage.py send_review_reminders writes them)")
        try:
            accounts = load_accounts(report)
        except DemoAccountsRefusedError as error:
            self.stderr.write(str(error))
            return
        for account in accounts:
            self.stdout.write(f"account: {account} (password: {PASSWORD})")

    def _say_what_is_new(self, report: DemoReport) -> None:
        for address in report.published:
            self.stdout.write(f"published: {address}")
        if not report.published:
            self.stdout.write("All notices were there already.")
        for address in report.translated:
            self.stdout.write(f"translated: {address}")
