"""Erases the content of a stored version."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.record.purges import PurgeError, affected_versions, purge_version


class Command(BaseCommand):
    help = (
        "Erases for good what a version said, as a court may order, and leaves a tombstone with the reason for all to "
        "see. See docs/how-to/erase-a-version.md for what else has to be cleaned."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", type=int, help="The number of the page of the notice; it may be deleted.")
        parser.add_argument("number", type=int, help="The number of the version.")
        parser.add_argument("--reason", required=True, help="Shown to the public in place of the version.")
        parser.add_argument("--authority", default="", help="Who ordered it; shown to the public.")
        parser.add_argument("--reference", default="", help="The reference of the order; shown to the public.")
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="Do not ask.")

    def handle(
        self,
        *args: object,
        page: int,
        number: int,
        reason: str,
        authority: str = "",
        reference: str = "",
        interactive: bool = True,
        **options: object,
    ) -> None:
        version = NoticeVersion.objects.for_page(page).light().filter(number=number).first()
        if version is None:
            raise CommandError(f"Page {page} has no version {number}.")
        name = f"version {number} of “{version.title}” (page {page})" if version.title else f"version {number}"
        if NoticeVersion.objects.for_page(page).light().filter(number=number, purge=None).exists():
            self._warn(version)
            if interactive and not self._is_confirmed(name):
                self.stdout.write("Nothing was erased.")
                return
        affected = affected_versions(version)
        try:
            purge_version(version, reason=reason, authority=authority, reference=reference)
        except PurgeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased: {name}.")
        if affected:
            self.stdout.write("Look at these as well: they hold the same, or stand right before or after it:")
        for other in affected:
            self.stdout.write(f"  version {other.number} of “{other.title}” (page {other.page_id})")
        self.stdout.write(
            "Not touched: the page and its drafts, Wagtail's revisions and logs, caches, search index and backups."
        )

    def _warn(self, version: NoticeVersion) -> None:
        current = NoticeVersion.objects.current(version.page_id)
        if current is not None and current.pk == version.pk:
            self.stderr.write("Readers see this version now: publish a corrected one first.")

    def _is_confirmed(self, name: str) -> bool:
        question = f"What {name} said will be gone for good. Type 'yes' to erase it: "
        return input(question).strip().lower() == "yes"
