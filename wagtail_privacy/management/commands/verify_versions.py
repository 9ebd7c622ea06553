"""Verifies stored versions and events against their digests."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.verification.chains import ExpectedDigests
from wagtail_privacy.versions.record.verification.digest_file import DigestFileError, format_lines, read_digest_file
from wagtail_privacy.versions.record.verification.reading import UnreadableKeyError, verify_stored
from wagtail_privacy.versions.record.verification.report import Report


class Command(BaseCommand):
    help = (
        "Makes the digests of every stored version, event and review again and follows each chain. Prints the "
        "newest chained digest of each, to be kept elsewhere and compared with later. Names the first broken link of "
        "each chain, and then ends with 1. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--page", type=int, help="One notice only, by the number of its page.")
        parser.add_argument(
            "--expect",
            type=Path,
            metavar="FILE",
            help="What this command printed earlier: every chain must still contain the one that was kept.",
        )
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help="The database that keeps them (default: %(default)s)."
        )

    def handle(
        self,
        *args: object,
        page: int | None = None,
        expect: Path | None = None,
        database: str = DEFAULT_DB_ALIAS,
        verbosity: int = 1,
        **options: object,
    ) -> None:
        expected = self._expected_digests(expect, page)
        try:
            report = verify_stored(database, page_id=page, expected=expected)
        except UnreadableKeyError as error:
            raise CommandError(str(error)) from error
        if page is not None and not (report.notices or report.reviews or expected):
            raise CommandError(f"No version was ever stored for page {page}.")
        if verbosity:
            for line in format_lines(report.digests):
                self.stdout.write(line)
        self._explain(report, database)
        if expect is not None:
            missing = len({digest.key for digest in report.digests} - expected.keys())
            self.stdout.write(f"# Compared with {expect}: {len(expected)} chains. Not in it: {missing}.")
        if report.faults:
            raise CommandError(f"The first broken link: {report.faults[0]}")

    def _expected_digests(self, expect: Path | None, page: int | None) -> ExpectedDigests:
        if expect is None:
            return {}
        try:
            expected = read_digest_file(Path(expect))
        except DigestFileError as error:
            raise CommandError(str(error)) from error
        return {key: digest for key, digest in expected.items() if page is None or digest.page_id == page}

    def _explain(self, report: Report, database: str) -> None:
        # Comments, because the output is read again by --expect.
        for erased in report.erased:
            self.stdout.write(f"# {erased}")
        for broken in report.faults:
            self.stderr.write(str(broken))
        for table in triggers.missing(database):
            self.stderr.write(f"Warning: nothing guards the table {table}. Run migrate to put its triggers back.")
        self.stdout.write(
            f"# Versions: {report.versions}. Events: {report.events}. Reviews: {report.reviews}. "
            f"Notices: {report.notices}. Erased: {len(report.erased)}. Broken: {len(report.faults)}."
        )
