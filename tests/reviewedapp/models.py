"""Pages and snippets of a host that are reviewed. docs/how-to/review-other-pages.md shows this file."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.joining import ReviewedMixin
from wagtail_privacy.reviews.panels import ReviewPanel


class GuidePage(ReviewedMixin, Page):
    """A page that is reviewed by the rule for everything else."""

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, ReviewPanel()]
    parent_page_types: ClassVar[list[str]] = ["homes.HomePage"]


class StatedGuidePage(GuidePage):
    """One that says itself when it is reviewed next."""

    review_by = models.DateField(null=True, blank=True)
    content_panels: ClassVar[list[Any]] = [*GuidePage.content_panels, FieldPanel("review_by")]

    def review_stated(self) -> PartialDate | None:
        return PartialDate.of(self.review_by) if self.review_by else None


class Handout(ReviewedMixin, models.Model):
    """A snippet without drafts. It belongs to an organisation and knows when it was written."""

    title = models.CharField(max_length=100)
    written_on = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("written_on"), ReviewPanel()]

    def __str__(self) -> str:
        return self.title

    def review_approved_on(self) -> dt.date | None:
        return self.written_on


register_snippet(Handout)
