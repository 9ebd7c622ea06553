"""Submits notices for translation, with every item that they show."""

from argparse import ArgumentParser
from typing import Any

import swapper
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import SubmissionError, plan, work_through


class Command(BaseCommand):
    help = (
        "Submits notices for translation with every library item that they show, and goes on with submissions that "
        "were stopped. It may be stopped at any time and run twice at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pages", nargs="*", type=int, help="Primary keys of notices. None goes on with what waits.")
        parser.add_argument("--to", nargs="+", default=[], metavar="CODE", help="The languages, such as pl or cy.")
        parser.add_argument("--at-most", type=int, help="Stop after this many drafts.")

    def handle(self, *args: object, **options: Any) -> None:
        """Print how many drafts were made, and one line for each that was not."""
        for key in options["pages"]:
            self._plan(key, options["to"])
        work_through(at_most=options["at_most"])
        rows = SubmittedTranslation.objects.select_related("locale")
        if options["pages"]:
            rows = rows.filter(page_id__in=options["pages"])
        done = rows.filter(state=SubmittedTranslation.State.DONE).count()
        text = ngettext("%(count)s text can be translated.", "%(count)s texts can be translated.", done)
        self.stdout.write(text % {"count": done})
        for row in rows.filter(state=SubmittedTranslation.State.REFUSED):
            text = gettext("“%(title)s” was not submitted in %(language)s. %(reason)s")
            language = row.locale.get_display_name()
            self.stdout.write("  " + text % {"title": row.title, "language": language, "reason": row.reason})

    def _plan(self, key: int, codes: list[str]) -> None:
        page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=key).first()
        notice = page.specific if page is not None else None
        if not isinstance(notice, NoticeMixin):
            raise CommandError(gettext("There is no notice with the primary key %(key)s.") % {"key": key})
        try:
            plan(notice, codes)
        except SubmissionError as error:
            raise CommandError(str(error)) from error
