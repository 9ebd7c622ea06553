"""Verifies that what is kept of notices is what was recorded."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from wagtail_privacy.versions import triggers
from wagtail_privacy.versions.verification.kept_digests import KeptDigestsError, format_lines, read_kept_digests
from wagtail_privacy.versions.verification.reading import UnreadableKeyError, verify_stored
from wagtail_privacy.versions.verification.report import Chain, ChainDigest, Report

Kept = Mapping[tuple[int, Chain], ChainDigest]


class Command(BaseCommand):
    help = (
        "Makes the digests of every stored version and event again and follows the chains of each notice. Prints the "
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
        *args: Any,
        page: int | None = None,
        expect: Path | None = None,
        database: str = DEFAULT_DB_ALIAS,
        verbosity: int = 1,
        **options: Any,
    ) -> None:
        kept = self._kept(expect, page)
        try:
            report = verify_stored(database, page_id=page, kept=kept)
        except UnreadableKeyError as error:
            raise CommandError(str(error)) from error
        if page is not None and not report.notices and not kept:
            raise CommandError(f"No version was ever stored for page {page}.")
        if verbosity:
            for line in format_lines(report.digests):
                self.stdout.write(line)
        self._explain(report, database)
        if expect is not None:
            missing = len({(digest.page_id, digest.chain) for digest in report.digests} - kept.keys())
            self.stdout.write(f"# Compared with {expect}: {len(kept)} chains. Not in it: {missing}.")
        if report.faults:
            raise CommandError(f"The first broken link: {report.faults[0]}")

    def _kept(self, expect: Path | None, page: int | None) -> Kept:
        if expect is None:
            return {}
        try:
            kept = read_kept_digests(Path(expect))
        except KeptDigestsError as error:
            raise CommandError(str(error)) from error
        return {key: digest for key, digest in kept.items() if page is None or digest.page_id == page}

    def _explain(self, report: Report, database: str) -> None:
        # Whoever keeps the output keeps these lines too, as comments.
        for erased in report.erased:
            self.stdout.write(f"# {erased}")
        for broken in report.faults:
            self.stderr.write(str(broken))
        for table in triggers.missing(database):
            self.stderr.write(f"Warning: nothing guards the table {table}. Run migrate to put its triggers back.")
        self.stdout.write(
            f"# Versions: {report.versions}. Events: {report.events}. Notices: {report.notices}. "
            f"Erased: {len(report.erased)}. Broken: {len(report.faults)}."
        )
