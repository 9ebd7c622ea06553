"""The streams that hold sections: a clause, an appendix, a whole notice."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks
from wagtail.fields import StreamField

from wagtail_privacy.library.choosers import load_chosen, reading_form
from wagtail_privacy.notices.blocks.about import (
    AboutBlock,
    GovernanceBlock,
    LinksBlock,
    RegistrationBlock,
    TextSectionBlock,
)
from wagtail_privacy.notices.blocks.base import heading, layout
from wagtail_privacy.notices.blocks.choosers import ClauseChooserBlock
from wagtail_privacy.notices.blocks.damaged import is_child
from wagtail_privacy.notices.blocks.data import (
    ActivitiesBlock,
    CollectionBlock,
    DataHeldBlock,
    LawfulBasesBlock,
    PurposesBlock,
    RetentionBlock,
    SecurityBlock,
)
from wagtail_privacy.notices.blocks.people import (
    AutomatedDecisionsBlock,
    ChildRightsBlock,
    ComplaintsBlock,
    ContactsBlock,
    RightsBlock,
)
from wagtail_privacy.notices.blocks.sharing import (
    DatabaseBlock,
    LegalDutiesBlock,
    OptOutBlock,
    RecipientsBlock,
    TransfersBlock,
)
from wagtail_privacy.notices.blocks.stored_references import below, references_in_child, unread_children
from wagtail_privacy.notices.blocks.summary import Counted, SummarisedBlock


class SectionStreamBlock(blocks.StreamBlock):
    """Every section that may stand in a clause, an appendix or a notice. Block names are the schema's ``type``."""

    about = AboutBlock()
    data_held = DataHeldBlock()
    purposes = PurposesBlock()
    lawful_bases = LawfulBasesBlock()
    activities = ActivitiesBlock()
    collection = CollectionBlock()
    recipients = RecipientsBlock()
    database = DatabaseBlock()
    legal_duties = LegalDutiesBlock()
    transfers = TransfersBlock()
    automated_decisions = AutomatedDecisionsBlock()
    retention = RetentionBlock()
    security = SecurityBlock()
    rights = RightsBlock()
    child_rights = ChildRightsBlock()
    opt_out = OptOutBlock()
    complaints = ComplaintsBlock()
    contacts = ContactsBlock()
    registration = RegistrationBlock()
    governance = GovernanceBlock()
    links = LinksBlock()
    text = TextSectionBlock()

    class Meta:
        collapsed = True

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """As Wagtail's, with all the library items of a form loaded together."""
        with reading_form() as is_outermost:
            value = super().value_from_datadict(data, files, prefix)
        return load_chosen(value) if is_outermost else value

    def to_python(self, value: Any) -> Any:
        """As Wagtail's, which forgets sections of a type that it does not know: here they are kept to be reported."""
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return super().to_python(value)
        is_stored = isinstance(value, Mapping | str | int | float) or (
            isinstance(value, list) and not all(isinstance(child, tuple) for child in value)
        )
        return self.bulk_to_python([value])[0] if value and is_stored else super().to_python(value)

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        stored = [value if isinstance(value, list) else [value] if value else [] for value in values]
        known = [[child for child in children if is_child(self, child)] for children in stored]
        streams = [super(SectionStreamBlock, self).to_python(children) for children in known]
        for stream, children in zip(streams, stored, strict=True):
            stream.unknown_children = tuple(
                (index, child) for index, child in enumerate(children) if not is_child(self, child)
            )
        return streams

    def get_prep_value(self, value: Any) -> Any:
        """As Wagtail's, with what could not be read in its place: saving a page must not lose it."""
        prepared = list(super().get_prep_value(value) or [])
        for index, child in getattr(value, "unknown_children", ()):
            prepared.insert(index, child)
        return prepared

    def extract_references(self, value: Any) -> Iterator[tuple[Any, str, str, str]]:
        """As Wagtail's, without loading the items: what is stored says which they are."""
        for index, raw in enumerate(unread_children(value)):
            if raw is not None:
                yield from references_in_child(self, raw)
                continue
            child = value[index]
            for reference in child.block.extract_references(child.value):
                yield below(reference, child.block_type, child.id)


class AppendixSectionsBlock(SectionStreamBlock):
    """Sections and shared clauses inside an appendix."""

    clause = ClauseChooserBlock(group=_("Other"))


class AppendixBlock(SummarisedBlock):
    """An appendix with sections of its own."""

    label = blocks.CharBlock(
        max_length=10, default="A", help_text=_("A letter or number: “A” is shown as “Appendix A”.")
    )
    heading = heading("")
    sections = AppendixSectionsBlock()

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

    appendix = AppendixBlock()

    class Meta:
        block_counts = {"governance": {"max_num": 1}}
        required = True


class SectionsField(StreamField):
    """A stream whose migrations do not repeat the blocks.

    Help texts and choices change often and never the database; with the blocks left out, neither a translation nor a
    host that adds a block asks for a migration of this app.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
