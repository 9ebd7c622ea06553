"""The field for a stream of sections, and how it comes to the editor and back."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import JSContext
from wagtail.blocks import StreamValue
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField

from wagtail_privacy import conf
from wagtail_privacy.notices.blocks.base import blocks_in
from wagtail_privacy.notices.blocks.kept import KEPT, KeptValueError, Owner, reading_kept, sending_kept
from wagtail_privacy.notices.blocks.script import BLOCK_SCRIPTS
from wagtail_privacy.notices.section_note import SectionNote

SCRIPT_URL_NAME = "wagtail_privacy:block_script"
"""The address that answers with a :class:`Definition`, by field, language and digest."""


STAMP = "brought"
"""The end of the name of the field that tells which draft with the model a form was made from."""

BASE = "base"
"""That of the body that such a form was made from, where the form is shown again with what was typed."""


@dataclass(frozen=True)
class Definition:
    """All blocks of a field for the editor: ``packed`` is JSON for telepath, ``media`` the scripts that it needs.

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
        """The definition of the blocks in the active language. Packed once for each, unless an app's choices change."""
        key = (get_language(), get_script_prefix())
        found = self._definitions.get(key)
        if found is None:
            found, is_settled = self._packed()
            if is_settled and not self._has_changing_choices:
                self._definitions[key] = found
        return found

    @cached_property
    def _definitions(self) -> dict[tuple[str | None, str], Definition]:
        return {}

    @cached_property
    def _has_changing_choices(self) -> bool:
        kinds = (blocks.ChoiceBlock, blocks.MultipleChoiceBlock)
        return any(
            isinstance(block, kinds) and callable(block.deconstruct()[2].get("choices"))
            for block in blocks_in(self.stream_block)
        )

    def _packed(self) -> tuple[Definition, bool]:
        """The definition, and whether it is the one for always.

        While a draft is saved, in whichever thread, nothing in these blocks is required.
        """
        context = JSContext()
        packed, again = (context.pack(self.stream_block) for _time in range(2))
        text = json.dumps(packed, separators=(",", ":"))
        is_settled = not self.stream_block.is_deferred_validation and text.count(_REQUIRED) == json.dumps(
            again, separators=(",", ":")
        ).count(_REQUIRED)
        return Definition(text, _digest(packed, {})[:16], context.media), is_settled


_REQUIRED = '"required":true'
_KEY_OF_PARAGRAPH = re.compile(r'\\"key\\": \\"\w{5}\\"')


def _digest(packed: Any, known: dict[int, str]) -> str:
    """The same for the same content, however telepath has written it.

    It refers to what was met before, which depends on which texts happen to be one object, and the paragraphs of rich
    text get a key at random each time.
    """
    if isinstance(packed, dict) and "_ref" in packed:
        return known[packed["_ref"]]
    content = packed
    if isinstance(packed, dict):
        content = {name: value for name, value in packed.items() if name != "_id"}
        if len(content) == 1 and not content.keys().isdisjoint({"_val", "_list", "_dict"}):
            content = next(iter(content.values()))
    if isinstance(content, dict):
        text = json.dumps({name: _digest(value, known) for name, value in content.items()})
    elif isinstance(content, list):
        text = json.dumps([_digest(value, known) for value in content])
    else:
        text = _KEY_OF_PARAGRAPH.sub("", json.dumps(content))
    digest = hashlib.sha256(text.encode()).hexdigest()
    if isinstance(packed, dict) and "_id" in packed:
        known[packed["_id"]] = digest
    return digest


class SectionsWidget(BlockWidget):
    """Wagtail's widget for blocks, which sends their definition as a script of its own and takes back what it sent.

    A form sets ``owner``, as ``notes`` what gives the texts beside sections, by their ids, when they are shown, and as
    ``stamp`` and ``base`` what :data:`STAMP` and :data:`BASE` say. Without an owner, where the light editor is turned
    off, and on a site without the addresses of this package, everything else is as in Wagtail.
    """

    owner: Owner | None = None
    notes: Callable[[], Mapping[str, SectionNote]] = dict
    stamp = ""
    base = ""

    def __init__(self, field: SectionsField, attrs: Mapping[str, object] | None = None):
        super().__init__(field.stream_block, attrs=attrs)
        self._field = field

    @property
    def is_light(self) -> bool:
        """Whether sections are built when they are opened."""
        return self.owner is not None and conf.has_light_editor() and self._script_address("0" * 16) is not None

    def _script_address(self, digest: str) -> str | None:
        try:
            return reverse(SCRIPT_URL_NAME, args=[self._field.address, get_language() or "en", digest])
        except NoReverseMatch:
            return None

    @property
    def block_json(self) -> str:
        if not self.is_light:
            return str(super().block_json)
        advice = gettext("The sections could not be shown, and nothing can be saved. Load the page again.")
        return json.dumps(
            {"_type": "wagtail_privacy.LightSections", "_args": [self._field.definition().digest, advice]}
        )

    @property
    def media(self) -> forms.Media:
        # The scripts of the blocks come first: what they need of Wagtail is loaded by then, and ours stands on it.
        definition = self._field.definition() if self.is_light else None
        address = self._script_address(definition.digest) if definition is not None else None
        if definition is None or address is None:
            return super().media
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
        with sending_kept(self.owner) if self.owner is not None and self.is_light else nullcontext():
            rendered = super().render_with_errors(name, value, attrs, errors, renderer)
        # Before the blocks, which look for it when they are made.
        return self._rendered_notes(name) + rendered

    def _rendered_notes(self, name: str) -> SafeString:
        notes = {
            key: {"text": note.text, "isFixed": note.is_fixed, "words": note.words}
            for key, note in self.notes().items()
        }
        fields = [(f"{name}-{suffix}", value) for suffix, value in ((STAMP, self.stamp), (BASE, self.base)) if value]
        hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)
        return hidden + (json_script(notes, "privacy-section-notes") if notes else SafeString(""))

    def value_from_datadict(self, data: QueryDict, files: Mapping[str, object], name: str) -> StreamValue:
        """The sections of a form, light or Wagtail's own. Raises :class:`.KeptValueError` for one without any."""
        if f"{name}-count" not in data:
            raise KeptValueError(gettext("The sections did not arrive. Nothing was saved. Load the page again."))
        signed = data.get(f"{name}-{KEPT}")
        if not signed or self.owner is None:
            return super().value_from_datadict(data, files, name)
        with reading_kept(self.owner, self.block_def, signed):
            return super().value_from_datadict(data, files, name)
