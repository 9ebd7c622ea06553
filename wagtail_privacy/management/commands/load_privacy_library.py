"""Loads the starter library, or a library file of your own."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from wagtail_privacy.library.starter_library.loading import LoadReport, StarterLibraryError
from wagtail_privacy.propagation.library_updates import UpdateReport, update_library
from wagtail_privacy.propagation.models import ChangedNotice
from wagtail_privacy.propagation.questions import Answer

ALWAYS_NAMED = frozenset({"kept_local_edits"})
"""Items with local edits need to be looked at."""


class Command(BaseCommand):
    help = (
        "Loads the starter library. Items that were edited here stay as they are; running it twice is harmless. What "
        "would change the text of published notices waits as a draft until you say whether readers have to be told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", help="A YAML file instead of the library that comes with the package.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        answer = parser.add_mutually_exclusive_group()
        answer.add_argument(
            "--tell-readers",
            metavar="NOTE",
            help="Publish what waits, and tell readers of the notices concerned this.",
        )
        answer.add_argument(
            "--no-need-to-tell",
            action="store_true",
            help="Publish what waits, because it means the same to readers. What they have to be told of still waits.",
        )

    def handle(
        self,
        *args: object,
        path: str | None = None,
        dry_run: bool = False,
        tell_readers: str | None = None,
        no_need_to_tell: bool = False,
        verbosity: int = 1,
        **options: object,
    ) -> None:
        if tell_readers is not None and not tell_readers.strip():
            message = "Nothing was loaded.\nSay after --tell-readers what readers are told."
            raise CommandError(message)
        note = (tell_readers or "").strip()
        answer = Answer(tells_readers=bool(note), note=note) if note or no_need_to_tell else None
        try:
            report = update_library(path, answer=answer, dry_run=dry_run)
        except (StarterLibraryError, OSError) as error:
            message = f"Nothing was loaded.\n{error}"
            raise CommandError(message) from error
        self._print(report.load, every_name=verbosity > 1, every_difference=dry_run or verbosity > 1)
        self._print_waiting(report)
        self._print_notices(report)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")

    def _print(self, report: LoadReport, *, every_name: bool, every_difference: bool) -> None:
        for verdict, names in report.by_verdict().items():
            self.stdout.write(f"{verdict.replace('_', ' ')}: {len(names)}")
            for name in names:
                is_told = verdict in ALWAYS_NAMED or (every_difference and name in report.differences)
                if every_name or is_told:
                    self.stdout.write(f"  {name}")
                for difference in report.differences.get(name, ()) if is_told else ():
                    self.stdout.write(f"    {difference}")

    def _print_waiting(self, report: UpdateReport) -> None:
        for waiting in report.waiting:
            notices = _counted(waiting.notices, "published notice")
            organisations = _counted(waiting.organisations, "organisation")
            verb = "says" if waiting.notices == 1 else "say"
            self.stdout.write(
                f"“{waiting.item}” waits as a draft: it changes what {notices} of {organisations} {verb}."
            )
            for reason in waiting.reasons:
                self.stdout.write(f"  {reason}")
        if report.waiting:
            self.stdout.write(
                'Run it again with --tell-readers "…" or, where nothing has to be told, with --no-need-to-tell; or '
                "publish the drafts in the library."
            )

    def _print_notices(self, report: UpdateReport) -> None:
        notices = ChangedNotice.objects.filter(change__in=[change.pk for change in report.changes])
        if report.changes:
            issued = notices.filter(state=ChangedNotice.State.ISSUED).count()
            self.stdout.write(f"notices issued anew: {issued}")
        for notice in notices.filter(state=ChangedNotice.State.REFUSED).order_by("change", "page_id"):
            self.stdout.write(f"  “{notice.title}” (page {notice.page_id}) stays: {notice.refusal}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
