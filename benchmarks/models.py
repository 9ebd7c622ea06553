"""The page that a notice is compared with."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class PlainPage(Page):
    """A page as every Wagtail site has: one rich text."""

    body = RichTextField()

    template = "benchmarks/plain_page.html"
