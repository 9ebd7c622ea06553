"""Gives notices that were published before installation their first version."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from wagtail_privacy.versions.publishing.backfill import BATCH_SIZE, BackfillOutcome, backfill


class Command(BaseCommand):
    help = (
        "Freezes a first version of every live notice that has none. Can be cut short and run again, also twice at "
        "once. A notice that may not be published is named with the reasons, and the command then ends with 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        parser.add_argument(
            "--batch-size",
            type=int,
            default=BATCH_SIZE,
            help="Notices to load at a time (default: %(default)s).",
        )

    def handle(self, *args: object, dry_run: bool = False, batch_size: int = BATCH_SIZE, **options: object) -> None:
        if batch_size < 1:
            raise CommandError("--batch-size must be 1 or more.")
        frozen_count = refused_count = 0
        for outcome in backfill(dry_run=dry_run, batch_size=batch_size):
            if outcome.problems:
                refused_count += 1
                self._report_problems(outcome)
            elif dry_run or outcome.number is not None:
                frozen_count += 1
                verb = "would be frozen" if dry_run else f"frozen as version {outcome.number}"
                self.stdout.write(f"{outcome.title} (page {outcome.page_id}): {verb}")
        self.stdout.write(f"{'Would freeze' if dry_run else 'Frozen'}: {frozen_count}. Not possible: {refused_count}.")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
        if refused_count:
            raise CommandError("Mend the notices named above, then run the command again.")

    def _report_problems(self, outcome: BackfillOutcome) -> None:
        self.stderr.write(f"{outcome.title} (page {outcome.page_id}) cannot be frozen:")
        for problem in outcome.problems:
            self.stderr.write(f"  {problem}")
