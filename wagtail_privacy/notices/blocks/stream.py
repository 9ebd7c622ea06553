"""The streams that hold sections: a clause, an appendix, a whole notice."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter, StreamValue

import wagtail_privacy.notices.kinds  # noqa: F401 - registers our own kinds
from wagtail_privacy.library.choosers import load_chosen, reading_form
from wagtail_privacy.notices.blocks.base import blocks_in, heading, layout
from wagtail_privacy.notices.blocks.choosers import ClauseChooserBlock
from wagtail_privacy.notices.blocks.damaged import is_child
from wagtail_privacy.notices.blocks.kept import form_state
from wagtail_privacy.notices.blocks.script import OurScriptMixin
from wagtail_privacy.notices.blocks.stored_references import below, references_in_child, unread_children
from wagtail_privacy.notices.blocks.summary import Counted, SummarisedBlock
from wagtail_privacy.notices.blocks.unknown import UNKNOWN, UnknownSectionBlock
from wagtail_privacy.notices.section_kinds import section_kinds


class SectionStreamBlock(blocks.StreamBlock):
    """Every kind of section that may stand in a clause, an appendix or a notice.

    The block types are the types of the registered kinds. What is stored of any other type, or of no shape that a
    stream has, is a child of the type ``unknown`` here and is stored again as it was.
    """

    def __init__(self, local_blocks: Iterable[tuple[str, blocks.Block]] = (), **kwargs: object):
        own = [(kind.type, kind.block()) for kind in section_kinds()]
        super().__init__([*own, *local_blocks, (UNKNOWN, UnknownSectionBlock(group=_("Other")))], **kwargs)

    class Meta:
        collapsed = True
        form_classname = "privacy-sections"

    def value_from_datadict(self, data: QueryDict, files: Mapping[str, object], prefix: str) -> StreamValue:
        """As Wagtail's, with all the library items of a form loaded together."""
        with reading_form() as is_outermost:
            value = super().value_from_datadict(data, files, prefix)
        return load_chosen(value) if is_outermost else value

    def clean(self, value: StreamValue) -> StreamValue:
        """As Wagtail's; raises ``ValidationError`` for a section that only pretends to be unknown."""
        for index, child in enumerate(value):
            if child.block_type == UNKNOWN and is_child(self, child.value) and child.value["type"] != UNKNOWN:
                raise blocks.StreamBlockValidationError(
                    block_errors={index: ValidationError(gettext("Send a section of this type in its own form."))}
                )
        return super().clean(value)

    def defer_required_validation(self) -> None:
        """As Wagtail's; what is required is remembered here.

        Classes of blocks share the blocks that they are made of. Before Wagtail 8 one that stands in several places is
        told several times, and takes itself for not required from then on, in drafts and in what is published.
        """
        if not self.is_deferred_validation:
            fields = (block for block in blocks_in(self) if isinstance(block, blocks.FieldBlock))
            self._required = [block for block in fields if block.field.required]
        super().defer_required_validation()

    def restore_deferred_validation(self) -> None:
        """As Wagtail's, with every mark as it was before."""
        super().restore_deferred_validation()
        for block in self._required:
            block.field.required = True

    def to_python(self, value: object) -> StreamValue:
        """As Wagtail's, which forgets sections of a type that it does not know: here they are kept."""
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return super().to_python(value)
        is_stored = isinstance(value, Mapping | str | int | float) or (
            isinstance(value, list) and not all(isinstance(child, tuple) for child in value)
        )
        return self.bulk_to_python([value])[0] if value and is_stored else super().to_python(value)

    def bulk_to_python(self, values: list[object]) -> list[StreamValue]:
        stored = [value if isinstance(value, list) else [value] if value else [] for value in values]
        return [super(SectionStreamBlock, self).to_python([self._readable(child) for child in row]) for row in stored]

    def _readable(self, child: object) -> object:
        if is_child(self, child):
            return child
        block_id = child.get("id") if isinstance(child, Mapping) else None
        return {"type": UNKNOWN, "value": child, "id": block_id if isinstance(block_id, str) else str(uuid.uuid4())}

    def get_prep_value(self, value: StreamValue) -> list[object]:
        """As Wagtail's, with what could not be read as it was stored."""
        prepared = super().get_prep_value(value) or []
        return [child["value"] if child["type"] == UNKNOWN else child for child in prepared]

    def get_form_state(self, value: StreamValue) -> list[Any] | dict[str, Any]:
        """As Wagtail's, or where the form keeps what nobody opens, with the stored body: see :func:`.form_state`."""
        return form_state(value, super().get_form_state)

    def extract_references(self, value: StreamValue) -> Iterator[tuple[Any, str, str, str]]:
        """As Wagtail's, without loading the items: what is stored says which they are."""
        for index, raw in enumerate(unread_children(value)):
            if raw is not None:
                yield from references_in_child(self, raw)
                continue
            child = value[index]
            for reference in child.block.extract_references(child.value):
                yield below(reference, child.block_type, child.id)


class SectionStreamBlockAdapter(OurScriptMixin, StreamBlockAdapter):
    """Leaves the unknown sections out of the picker: they are kept, and nobody adds one."""

    js_constructor = "wagtail_privacy.SectionStreamBlock"


register(SectionStreamBlockAdapter(), SectionStreamBlock)


class AppendixSectionsBlock(SectionStreamBlock):
    """Sections and shared clauses inside an appendix."""

    def __init__(self, local_blocks: Iterable[tuple[str, blocks.Block]] = (), **kwargs: object):
        super().__init__([*local_blocks, ("clause", ClauseChooserBlock(group=_("Other")))], **kwargs)


class AppendixBlock(SummarisedBlock):
    """An appendix with sections of its own."""

    label = blocks.CharBlock(
        max_length=10, default="A", help_text=_("A letter or number: “A” is shown as “Appendix A”.")
    )
    heading = heading("")

    def __init__(self, **kwargs: object):
        super().__init__([("sections", AppendixSectionsBlock())], **kwargs)

    class Meta:
        icon = "doc-empty-inverse"
        label = _("Appendix")
        label_format = "{label} {heading}"
        collapsed = True
        group = _("Other")
        help_text = _("For detail that most readers skip. It holds the same sections as the notice itself.")
        summary = (Counted("sections", ngettext_lazy("%(count)d section", "%(count)d sections", "count")),)
        form_layout = layout("label", "heading", "sections")


class NoticeBodyBlock(AppendixSectionsBlock):
    """The body of a notice: sections, shared clauses and appendices."""

    def __init__(self, **kwargs: object):
        super().__init__([("appendix", AppendixBlock())], **kwargs)

    class Meta:
        block_counts = {"governance": {"max_num": 1}}
        required = True
