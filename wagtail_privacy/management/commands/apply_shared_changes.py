"""Brings what was changed in the library, and organisations whose day has come, into the notices that show it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils.translation import gettext, ngettext

from wagtail_privacy.propagation.applying import apply_due_changes
from wagtail_privacy.propagation.models import ChangedNotice


class Command(BaseCommand):
    help = (
        "Brings shared changes that are published into the notices that show them. Run it after publish_scheduled, as "
        "often as that. It may be stopped at any time and run twice at once: each notice gets one new version."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--retry", action="store_true", help="Try notices again that stayed as they were, whatever kept them."
        )

    def handle(self, *args: object, retry: bool, **options: object) -> None:
        """Print a line for each change, and one for each notice that stays as it is."""
        for change in apply_due_changes(retry=retry):
            issued = change.notices.filter(state=ChangedNotice.State.ISSUED).count()
            text = ngettext("%(change)s: %(count)s notice says it.", "%(change)s: %(count)s notices say it.", issued)
            self.stdout.write(text % {"change": change, "count": issued})
            for row in change.notices.filter(state=ChangedNotice.State.REFUSED).order_by("title"):
                text = gettext("“%(title)s” stays as it is. %(reason)s")
                self.stdout.write("  " + text % {"title": row.title, "reason": row.refusal})
