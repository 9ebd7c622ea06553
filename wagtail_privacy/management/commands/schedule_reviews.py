"""Gives everything that is reviewed a schedule, where it has none."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from wagtail_privacy.days import site_day
from wagtail_privacy.reviews.timing.scheduling import schedule_everything


class Command(BaseCommand):
    help = (
        "Computes when each notice, library item and joined page is to be reviewed. Run it once on a site that had "
        "them before; it may be run again and stopped at any time."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Print how many there are."""
        count = schedule_everything(site_day())
        text = ngettext("%(count)s object has a schedule.", "%(count)s objects have a schedule.", count)
        self.stdout.write(text % {"count": count})
