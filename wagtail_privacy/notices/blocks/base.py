"""What every block of a notice is made of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import BlockGroup

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.dates import parse_written
from wagtail_privacy.documents.fields import spec
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.sections.registry import section_type
from wagtail_privacy.documents.vocabulary import DataSubject
from wagtail_privacy.fields import TypedDate, shown_date, validate_given_date
from wagtail_privacy.notices.blocks.kept import KeptBlockMixin
from wagtail_privacy.notices.blocks.summary import Counted, ItemBlockAdapter, Shown, SummarisedBlock, Ticked
from wagtail_privacy.notices.section_kinds import section_kind

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link"]
"""What free text may hold; the sanitiser keeps exactly this."""


class PlainTextBlock(blocks.TextBlock):
    """Text of several lines. Browsers send each line feed with a carriage return, which nobody has typed."""

    def value_from_datadict(self, data: QueryDict, files: Mapping[str, object], prefix: str) -> str:
        return str(super().value_from_datadict(data, files, prefix)).replace("\r\n", "\n").replace("\r", "\n")


class LinesBlock(PlainTextBlock):
    """Several short statements, one a line: quicker to type and to paste than a list of fields."""

    def __init__(self, required: bool = False, help_text: str | Promise | None = None, rows: int = 3, **kwargs: object):
        super().__init__(required=required, help_text=help_text or _("One statement a line."), rows=rows, **kwargs)


class PartialDateBlock(blocks.CharBlock):
    """A date as precise as it is known: "2025", "May 2025" or "14 May 2025"; stored in ISO order.

    The editor shows it as people write it, and what was typed as it was typed.
    """

    def __init__(self, required: bool = False, help_text: str | Promise | None = None, **kwargs: object):
        help_text = help_text or _("A day, a month or a year, for example 14 May 2025, May 2025 or 2025.")
        super().__init__(required=required, help_text=help_text, **kwargs)

    def value_from_form(self, value: object) -> object:
        return TypedDate(value) if isinstance(value, str) else value

    def value_for_form(self, value: object) -> object:
        return shown_date(value)

    def clean(self, value: str) -> str:
        value = super().clean(value)
        if not value:
            return ""
        try:
            date = parse_written(value)
        except ValueError as error:
            raise ValidationError(
                gettext("“%(value)s” is not a date. Write it as 14 May 2025, May 2025 or 2025.") % {"value": value}
            ) from error
        validate_given_date(date.isoformat())
        return date.isoformat()


class ProseBlock(blocks.RichTextBlock):
    """Free text with few features. Everything that has a typed field belongs there instead."""

    def __init__(self, required: bool = False, help_text: str | Promise | None = None, **kwargs: object):
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(required=required, help_text=help_text, **kwargs)


class VocabularyBlock(blocks.ChoiceBlock):
    """One value of a closed list."""

    def __init__(self, vocabulary: type[Any], required: bool = False, **kwargs: object):
        super().__init__(choices=list(vocabulary.choices), required=required, **kwargs)


class VocabulariesBlock(blocks.MultipleChoiceBlock):
    """Several values of a closed list."""

    def __init__(self, vocabulary: type[Any], required: bool = False, **kwargs: object):
        super().__init__(
            choices=list(vocabulary.choices), required=required, widget=forms.CheckboxSelectMultiple, **kwargs
        )


def heading(default: str | Promise) -> blocks.CharBlock:
    """The heading of a section, filled in so that a newcomer need not invent one."""
    return blocks.CharBlock(
        label=spec(SectionBase, "heading").label,
        default=default,
        max_length=200,
        help_text=_("What readers see in the list of contents. Keep it plain."),
    )


def introduction() -> ProseBlock:
    """Free text before the typed content of a section."""
    return ProseBlock(
        label=spec(SectionBase, "introduction").label,
        help_text=_("Only for what no field of this section can say: free text is not checked against the law."),
    )


def blocks_in(block: blocks.Block) -> Iterator[blocks.Block]:
    """``block`` and every block inside it."""
    yield block
    children = getattr(block, "child_blocks", {}).values()
    for child in (*children, *([block.child_block] if isinstance(block, blocks.ListBlock) else [])):
        yield from blocks_in(child)


def layout(*children: str | BlockGroup, folded: Sequence[str] = ()) -> BlockGroup:
    """The order of the fields; ``folded`` ones are seldom used and stay behind the settings button."""
    return BlockGroup(children=list(children), settings=list(folded))


def group(label: str | Promise, *children: str, label_format: str = "") -> BlockGroup:
    """Fields under a heading of their own, folded away until opened."""
    return BlockGroup(children=list(children), heading=label, classname="collapsed", label_format=label_format)


class ItemBlock(KeptBlockMixin, blocks.StructBlock):
    """An item of a section; ``schema`` is the class of the document that it becomes.

    ``editor_fields`` are those that only the block has, because they say where values come from; ``document_fields``
    those that only the document has, because the library says them. All others are in both, under the same name.
    """

    schema: ClassVar[type[Data]]
    editor_fields: ClassVar[frozenset[str]] = frozenset()
    document_fields: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        summary: tuple[Counted | Shown | Ticked, ...] = ()


register(ItemBlockAdapter(), ItemBlock)


class SectionBlock(SummarisedBlock):
    """A section of a notice; ``schema``, ``editor_fields`` and ``document_fields`` as in :class:`ItemBlock`.

    The Meta of each subclass says in ``help_text`` what the section must say and which article asks for it.
    """

    schema: ClassVar[type[SectionBase]]
    editor_fields: ClassVar[frozenset[str]] = frozenset()
    document_fields: ClassVar[frozenset[str]] = frozenset()

    is_previewable = True

    def get_preview_template(self, value: object, context: dict[str, Any] | None = None) -> str:
        return "wagtail_privacy/notices/block_preview.html"

    def get_preview_context(self, value: object, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the template of a public section needs: an example in its place."""
        context: dict[str, Any] = super().get_preview_context(value, parent_context)
        kind = section_kind(section_type(self.schema))
        if kind is None:
            return context
        entry = {"section": kind.example(), "anchor": "example", "level": 2, "templates": kind.templates}
        return context | {"entry": entry, "own_subjects": (DataSubject.PUPIL, DataSubject.PARENT)}

    class Meta:
        icon = "doc-full"
        label_format = "{heading}"
        collapsed = True
        group = _("Sections")
