"""The pages that a notice is compared with."""

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class PlainPage(Page):
    """A page as every Wagtail site has: one rich text."""

    body = RichTextField()

    template = "benchmarks/plain_page.html"


class FinishedPage(Page):
    """The fastest page that Wagtail can serve: its HTML is stored finished, and no filter looks at it."""

    body = models.TextField()

    template = "benchmarks/finished_page.html"
