"""Page types that a school may begin with."""

from typing import ClassVar

from django.db import models
from wagtail.models import Page


class HomePage(Page):
    """A home page that needs no more than a title."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]


class DemandingHomePage(Page):
    """A home page that needs a motto, which nobody is asked for where a school is set up."""

    motto = models.CharField(max_length=100)
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
