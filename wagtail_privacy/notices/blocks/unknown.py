"""What this site cannot read: sections and fields of an app that is gone, of a newer release, or of no shape at all.

It stays in the body of a notice as it was stored, through every form, until somebody takes it out.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks import StructValue
from wagtail.blocks.field_block import FieldBlockAdapter

from wagtail_privacy.notices.blocks.script import OurScriptMixin
from wagtail_privacy.notices.recipient_extensions import is_of_extension

UNKNOWN = "unknown"
"""The type of block, and the name of the field, that stand for it in a form; what is stored keeps its own."""

_FIELD_OF_AN_APP = re.compile(r"[^\W\d]\w*_\w+")
"""The label of an app and the name of its field, as :class:`.RecipientExtension` names them."""


class StoredBlock(blocks.FieldBlock):
    """What is kept as it was stored. Its value is decoded JSON of any shape, and ``None`` is what arrived damaged."""

    def __init__(self, **kwargs: object):
        self.field = forms.CharField(required=False, widget=forms.HiddenInput)
        super().__init__(**kwargs)
        # The editor shows that of the field only.
        self.field.help_text = self.meta.help_text

    def value_for_form(self, value: object) -> str:
        # Half of a surrogate pair can be stored, and no page can be written with it.
        return json.dumps(value, ensure_ascii=True)

    def value_from_form(self, value: str | None) -> object:
        try:
            return json.loads(value or "")
        except (ValueError, RecursionError):
            return None

    def clean(self, value: object) -> object:
        """Raises ``ValidationError`` for what a browser has damaged: nothing of it must be lost unnoticed."""
        if value is None:
            raise ValidationError(
                gettext("What is kept of this part did not arrive whole. Load the page again, and save it once more.")
            )
        return value

    def get_prep_value(self, value: object) -> object:
        return value

    class Meta:
        icon = "warning"


class StoredBlockAdapter(OurScriptMixin, FieldBlockAdapter):
    """Names it by its heading, if it has one, where Wagtail's own line repeats all that is stored."""

    js_constructor = "wagtail_privacy.StoredBlock"


register(StoredBlockAdapter(), StoredBlock)


class UnknownSectionBlock(StoredBlock):
    """One stored child of a stream that cannot be read."""

    class Meta:
        label = _("A part that this website cannot show")
        help_text = _(
            "It comes from an app that is not installed here, or is damaged. It is kept as it is; readers do not see "
            "it. Remove it, or ask whoever looks after the website to install the app again."
        )


class UnknownFieldsBlock(StoredBlock):
    """The stored fields of a block that no app of this site has added, by name. Empty for most blocks."""

    def clean(self, value: object) -> object:
        """Raises ``ValidationError`` for what a browser has damaged, and for fields that only pretend to be unknown."""
        value = super().clean(value)
        if not isinstance(value, Mapping) or value != unknown_fields(value):
            raise ValidationError(gettext("Send each field of this part in its own place."))
        return value

    class Meta:
        default: Mapping[str, Any] = {}
        label = _("Something that this website cannot show")
        help_text = _(
            "It comes from an app that is not installed here. It is kept as it is; readers do not see it. Take it out, "
            "or ask whoever looks after the website to install the app again."
        )


class UnknownFieldsMixin:
    """For a block to which other apps add fields: keeps those of an app that is gone, which Wagtail's own forgets.

    The block has an :class:`UnknownFieldsBlock` of the name ``unknown``, which takes them to the form and back.
    """

    child_blocks: Mapping[str, blocks.Block]

    def to_python(self, value: object) -> StructValue:
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: list[object]) -> list[StructValue]:
        gathered = [
            {**value, UNKNOWN: self.unknown_in(value)} if isinstance(value, Mapping) else value for value in values
        ]
        read: list[StructValue] = super().bulk_to_python(gathered)  # type: ignore[misc]
        return read

    def get_prep_value(self, value: StructValue) -> dict[str, Any]:
        prepared: dict[str, Any] = super().get_prep_value(value)  # type: ignore[misc]
        return {**(prepared.pop(UNKNOWN, None) or {}), **prepared}

    def unknown_in(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What of a stored value belongs to an app that is not here."""
        return unknown_fields({name: value for name, value in stored.items() if name not in self.child_blocks})


def unknown_fields(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the fields with the name of a field of an app, where the site does not have the app.

    What an app that is here no longer reads is its own to drop, as a field is that is taken out of any block.
    """
    return {
        name: value for name, value in stored.items() if _FIELD_OF_AN_APP.fullmatch(name) and not is_of_extension(name)
    }


def type_of(stored: object) -> str:
    """The type that a stored child gives, as it can be shown."""
    kind = stored.get("type") if isinstance(stored, Mapping) else None
    return ascii(kind)[:60] if kind is not None else gettext("it gives no type")
