"""How other pages and snippets are reviewed like notices: a mixin and a panel."""

import datetime as dt
from typing import ClassVar

from django.apps import apps
from django.db import models
from wagtail.models import DraftStateMixin

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate


class ReviewedMixin(models.Model):
    """Mix it into a page type or a snippet of your own, and it is reviewed: it has a schedule, and is in the work list.

    Nothing is added to its table. Override what is said of it below; give it
    :class:`~wagtail_privacy.reviews.panels.ReviewPanel` to show the schedule in its editor.
    """

    review_kind: ClassVar[str] = ""
    """Which rule holds: a kind of notice, or empty for the rule for everything else."""

    class Meta:
        abstract = True

    def is_reviewed(self) -> bool:
        """Whether it is reviewed at the moment: it is live, where it has drafts."""
        return bool(getattr(self, "live", True))

    def review_approved_on(self) -> dt.date | None:
        """The day from which a rule counts until there was a review: when it was published last, where that is known.

        A snippet without drafts has no such day; override this to have one.
        """
        moment = getattr(self, "first_published_at", None) if isinstance(self, DraftStateMixin) else None
        return site_day(moment) if moment is not None else None

    def review_stated(self) -> PartialDate | None:
        """The date of the next review that its own text states; ``None`` where it states none."""
        return None

    def review_organisation_id(self) -> int | None:
        """The key of the organisation that it belongs to; ``None`` where it is everyone's. Not asked of pages."""
        return getattr(self, "organisation_id", None)


def reviewed_models() -> tuple[type[models.Model], ...]:
    """Every page type and snippet of the host that is reviewed, proxies left out. Asked once all models are loaded."""
    return tuple(model for model in apps.get_models() if issubclass(model, ReviewedMixin) and not model._meta.proxy)
