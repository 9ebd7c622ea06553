"""The scripts and the style sheet that our blocks share in the editor."""

from django import forms
from django.utils.functional import cached_property

BLOCK_SCRIPTS = (
    "wagtail_privacy/admin/block_words.js",
    "wagtail_privacy/admin/section_notes.js",
    "wagtail_privacy/admin/library_says.js",
    "wagtail_privacy/admin/blocks.js",
)
"""What blocks say when they are closed, what is said beside them, and the blocks themselves."""

BLOCK_STYLES = ("wagtail_privacy/admin/blocks.css",)


class OurScriptMixin:
    """For an adapter whose JavaScript class stands in our scripts."""

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=BLOCK_SCRIPTS, css={"all": BLOCK_STYLES})  # type: ignore[misc]
