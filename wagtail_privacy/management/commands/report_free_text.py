"""Prints how much of each notice is free text."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_privacy.documents.text import free_text_share
from wagtail_privacy.versions.models import NoticeVersion


class Command(BaseCommand):
    help = (
        "Prints the words of each notice, those in free text and their share, for the version that readers see now, "
        "and those in fields for what no other field can say (“other”). Neither can be checked, compared or "
        "translated part by part. Ends with 1 where the share of free text is above --max."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: object) -> CommandParser:
        # The option --version overrides Django's own, which prints the version of Django.
        return super().create_parser(prog_name, subcommand, **{"conflict_handler": "resolve", **kwargs})

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--max", type=float, dest="max_share", help="The highest share allowed, such as 0.15.")
        parser.add_argument("--version", type=int, dest="number", help="The version with this number, not the current.")
        parser.add_argument("--page", type=int, help="One notice only, by the number of its page.")

    def handle(
        self,
        *args: object,
        max_share: float | None = None,
        number: int | None = None,
        page: int | None = None,
        **options: object,
    ) -> None:
        versions = NoticeVersion.objects.all() if page is None else NoticeVersion.objects.filter(page_id=page)
        if number is None:
            newest = versions.published().order_by("page_id", "-number")
            latest = {version.page_id: version.pk for version in reversed(newest.light())}
            versions = versions.filter(pk__in=latest.values())
        else:
            versions = versions.filter(number=number)
        above = 0
        self.stdout.write(f"{'page':>6} {'version':>7} {'words':>6} {'free':>6} {'share':>7} {'other':>6}  title")
        for version in versions.order_by("page_id").iterator(chunk_size=20):
            count = free_text_share(version.as_document())
            is_above = max_share is not None and count.share > max_share
            above += is_above
            row = f"{version.page_id:>6} {version.number:>7} {count.total:>6} {count.free:>6} {count.share:>7.1%}"
            self.stdout.write(f"{row} {count.catch_all:>6}  {version.title}{' (too much)' if is_above else ''}")
        if above:
            raise CommandError(f"Above {max_share:.1%}: {above}.")
