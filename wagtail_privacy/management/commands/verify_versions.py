"""Verifies that stored versions are what was published."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from wagtail_privacy.versions import triggers
from wagtail_privacy.versions.verification import published_numbers, stored_links, verify


class Command(BaseCommand):
    help = (
        "Makes the digests of every stored version again and follows the chain of each notice. Names the first broken "
        "link of each, and then ends with 1. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--page", type=int, help="One notice only, by the number of its page.")
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help="The database that keeps them (default: %(default)s)."
        )

    def handle(self, *args: Any, page: int | None = None, database: str = DEFAULT_DB_ALIAS, **options: Any) -> None:
        published = published_numbers(database, page_id=page)
        report = verify(stored_links(database, page_id=page), published)
        if page is not None and not report.notices:
            raise CommandError(f"No version was ever stored for page {page}.")
        for erased in report.erased:
            self.stdout.write(str(erased))
        for broken in report.broken:
            self.stderr.write(str(broken))
        for table in triggers.missing(database):
            self.stderr.write(f"Warning: nothing guards the table {table}. Run migrate to put its triggers back.")
        self.stdout.write(
            f"Versions: {report.versions}. Notices: {report.notices}. Erased: {len(report.erased)}. "
            f"Broken: {len(report.broken)}."
        )
        if report.broken:
            raise CommandError(f"The first broken link: {report.broken[0]}")
