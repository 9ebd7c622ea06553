"""Loads the starter library, or a library file of your own."""

from argparse import ArgumentParser
from dataclasses import fields

from django.core.management.base import BaseCommand, CommandError

from wagtail_privacy.library.starter_library.loading import LoadReport, StarterLibraryError, load_starter_library


class Command(BaseCommand):
    help = "Loads the starter library. Items that were edited here stay as they are; running it twice is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", help="A YAML file instead of the library that comes with the package.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")

    def handle(
        self,
        *args: object,
        path: str | None = None,
        dry_run: bool = False,
        verbosity: int = 1,
        **options: object,
    ) -> None:
        try:
            report = load_starter_library(path, dry_run=dry_run)
        except (StarterLibraryError, OSError) as error:
            message = f"Nothing was loaded.\n{error}"
            raise CommandError(message) from error
        self._print(report, every_name=verbosity > 1)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")

    def _print(self, report: LoadReport, *, every_name: bool) -> None:
        for verdict in fields(LoadReport):
            names = getattr(report, verdict.name)
            self.stdout.write(f"{verdict.name.replace('_', ' ')}: {len(names)}")
            # Items with local edits need to be looked at, so they are always named.
            if every_name or verdict.name == "kept_local_edits":
                for name in names:
                    self.stdout.write(f"  {name}")
