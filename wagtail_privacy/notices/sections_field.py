"""The field for a stream of sections, and how it comes to the editor and back."""

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.urls import get_script_prefix, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import JSContext
from wagtail.blocks import StreamValue
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField

from wagtail_privacy import conf
from wagtail_privacy.notices.blocks.kept import KEPT, KeptValueError, Owner, reading_kept, sending_kept
from wagtail_privacy.notices.blocks.script import BLOCK_SCRIPTS

SCRIPT_URL_NAME = "wagtail_privacy_block_script"
"""The admin address that answers with a :class:`Definition`, by field, language and digest."""


@dataclass(frozen=True)
class Definition:
    """All blocks of a field for the editor: ``packed`` is JSON for telepath, ``media`` what it needs beside our scripts.

    It differs by language, by the path that the site is mounted at and by release; ``digest`` tells one from another.
    """

    packed: str
    digest: str
    media: forms.Media


class SectionsField(StreamField):
    """A stream of sections that the editor opens at once, whatever its length.

    Its migrations do not repeat the blocks. Help texts and choices change often and never the database; with the blocks
    left out, neither a translation nor a host that adds a block asks for a migration of this app.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

    def formfield(self, **kwargs: object) -> forms.Field:
        return cast(forms.Field, super().formfield(**{"widget": SectionsWidget(self)} | kwargs))

    @property
    def address(self) -> str:
        """App, model and field, with dots between them."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def definition(self) -> Definition:
        """The definition of the blocks in the active language. Packed once for each."""
        key = (get_language(), get_script_prefix())
        if key not in self._definitions:
            self._definitions[key] = self._packed()
        return self._definitions[key]

    @cached_property
    def _definitions(self) -> dict[tuple[str | None, str], Definition]:
        return {}

    def _packed(self) -> Definition:
        # Saving a draft turns off what is required in all the blocks of a form, for every thread. These are not of a
        # form, so that nothing of it gets into what browsers keep.
        apart = copy.copy(self)
        apart.__dict__.pop("stream_block", None)
        context = JSContext()
        packed = json.dumps(context.pack(apart.stream_block), separators=(",", ":"))
        return Definition(packed, hashlib.sha256(packed.encode()).hexdigest()[:16], context.media)


class SectionsWidget(BlockWidget):
    """Wagtail's widget for blocks, which sends their definition as a script of its own and takes back what it sent.

    A form sets ``owner``; without one, or where the light editor is turned off, everything is as in Wagtail.
    """

    owner: Owner | None = None

    def __init__(self, field: SectionsField, attrs: Mapping[str, object] | None = None):
        super().__init__(field.stream_block, attrs=attrs)
        self._field = field

    @property
    def is_light(self) -> bool:
        """Whether sections are built when they are opened."""
        return self.owner is not None and conf.has_light_editor()

    @property
    def block_json(self) -> str:
        if not self.is_light:
            return str(super().block_json)
        return json.dumps({"_type": "wagtail_privacy.LightSections", "_args": [self._field.definition().digest]})

    @property
    def media(self) -> forms.Media:
        # The scripts of the blocks come first: what they need of Wagtail is loaded by then, and ours stands on it.
        if not self.is_light:
            return super().media
        definition = self._field.definition()
        address = reverse(SCRIPT_URL_NAME, args=[self._field.address, get_language() or "en", definition.digest])
        return definition.media + forms.Media(
            js=[*BLOCK_SCRIPTS, address], css={"all": [versioned_static("wagtailadmin/css/panels/streamfield.css")]}
        )

    def render_with_errors(
        self,
        name: str,
        value: StreamValue,
        attrs: Mapping[str, object] | None = None,
        errors: object = None,
        renderer: object = None,
    ) -> SafeString:
        if self.owner is None or not self.is_light:
            return super().render_with_errors(name, value, attrs, errors, renderer)
        with sending_kept(self.owner):
            return super().render_with_errors(name, value, attrs, errors, renderer)

    def value_from_datadict(self, data: QueryDict, files: Mapping[str, object], name: str) -> StreamValue:
        """The sections of a form, light or Wagtail's own. Raises :class:`.KeptValueError` for one without any."""
        if f"{name}-count" not in data:
            raise KeptValueError(gettext("The sections did not arrive. Nothing was saved. Load the page again."))
        signed = data.get(f"{name}-{KEPT}")
        if not signed or self.owner is None:
            return super().value_from_datadict(data, files, name)
        with reading_kept(self.owner, self.block_def, signed):
            return super().value_from_datadict(data, files, name)
