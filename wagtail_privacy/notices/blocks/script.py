"""The script that our blocks share in the editor."""

from django import forms
from django.utils.functional import cached_property


class OurScriptMixin:
    """For an adapter whose JavaScript class stands in our script."""

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["wagtail_privacy/admin/summaries.js"])  # type: ignore[misc]
