from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    """The first page of the trust or of a school."""

    introduction = models.TextField(blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Wagtail's; below the prefix of a language that it does not have, it leads to where it is."""
        # Wagtail answers there with the page as it is, in whatever language.
        if translation.get_language() != self.locale.language_code:
            return redirect(self.get_url(request))
        return super().serve(request, *args, **kwargs)
