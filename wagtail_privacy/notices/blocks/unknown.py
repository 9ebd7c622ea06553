"""Sections that this site cannot read: of an app that is gone, of a newer release, or of no shape at all.

They stay in the body of a notice as they were stored, through every form, until somebody takes them out.
"""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

UNKNOWN = "unknown"
"""The type of block that stands for them in a stream; what is stored keeps its own."""


class UnknownSectionBlock(blocks.FieldBlock):
    """One stored child of a stream that cannot be read. Its value is that child, decoded JSON of any shape."""

    def __init__(self, **kwargs: Any):
        self.field = forms.CharField(required=False, widget=forms.HiddenInput)
        super().__init__(**kwargs)

    def value_for_form(self, value: Any) -> str:
        # Half of a surrogate pair can be stored, and no page can be written with it.
        return json.dumps(value, ensure_ascii=True)

    def value_from_form(self, value: str) -> Any:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return None

    def clean(self, value: Any) -> Any:
        """Raises ``ValidationError`` for what a browser has damaged: nothing of it must be lost unnoticed."""
        if value is None:
            raise ValidationError(
                gettext("What is kept of this part did not arrive whole. Load the page again, and save it once more.")
            )
        return value

    def get_prep_value(self, value: Any) -> Any:
        return value

    class Meta:
        icon = "warning"
        label = _("A part that this website cannot show")
        help_text = _(
            "It comes from an app that is not installed here, or is damaged. It is kept as it is; readers do not see "
            "it. Remove it, or ask whoever looks after the website to install the app again."
        )
        form_classname = "privacy-unknown-section"


def type_of(stored: object) -> str:
    """The type that a stored child gives, as it can be shown."""
    kind = stored.get("type") if isinstance(stored, Mapping) else None
    return ascii(kind)[:60] if kind is not None else gettext("it gives no type")
