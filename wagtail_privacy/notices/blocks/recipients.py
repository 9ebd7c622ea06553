"""Blocks for who receives data, with all that a notice says of them."""

from copy import copy

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from wagtail_privacy.documents.items import OnwardSharing, RecipientUse
from wagtail_privacy.library.choosers import RecipientChooserBlock
from wagtail_privacy.library.recipient_defaults import STATEMENTS, RecipientDefault
from wagtail_privacy.notices.blocks.base import ItemBlock, VocabulariesBlock, group, layout
from wagtail_privacy.notices.blocks.fields import block_for
from wagtail_privacy.notices.blocks.items import (
    CITED_AS,
    KINDS_OF_INFORMATION,
    BasisUseBlock,
    CategoryUseBlock,
    CitationBlock,
    ContactBlock,
    LinkBlock,
    PurposeUseBlock,
    RecipientBlock,
    RetentionUseBlock,
)
from wagtail_privacy.notices.blocks.summary import Counted
from wagtail_privacy.notices.blocks.unknown import UnknownFieldsBlock, UnknownFieldsMixin
from wagtail_privacy.notices.recipient_extensions import recipient_extensions


class OnwardBlock(ItemBlock):
    """What a recipient passes on to others."""

    schema = OnwardSharing

    recipients = block_for(schema, "recipients", RecipientBlock())
    others = block_for(schema, "others", rows=1, help_text=_("Others who are not in the library, one a line."))
    data = block_for(schema, "data", CategoryUseBlock())
    uses = block_for(schema, "uses")
    frequency = block_for(schema, "frequency")
    limits = block_for(schema, "limits")
    conditions = block_for(schema, "conditions")

    class Meta:
        icon = "redirect"
        label_format = "{recipients} {others}"


class RecipientUseBlock(UnknownFieldsMixin, ItemBlock):
    """One recipient with all that this notice says of it, and what other apps add to it."""

    schema = RecipientUse
    editor_fields = frozenset({"cited_as", "show_contact", "unknown", "from_library"})
    document_fields = frozenset({"extensions"})

    recipient = block_for(schema, "recipient", RecipientChooserBlock)
    uses = block_for(
        schema,
        "uses",
        help_text=_("One statement a line. Leave empty to use what the library says of this recipient."),
    )
    conditions = block_for(schema, "conditions", rows=2, help_text=_("Where not always: “if the child is absent”."))
    services = block_for(
        schema,
        "services",
        rows=2,
        help_text=_("For suppliers: what they do for you, such as “run our payments”."),
    )
    so_that = block_for(
        schema, "so_that", help_text=_("What follows “so that they can”: “plan the school nurse’s visits”.")
    )
    necessity = block_for(schema, "necessity")
    frequency = block_for(schema, "frequency")
    data = block_for(schema, "data", CategoryUseBlock())
    purposes = block_for(schema, "purposes", PurposeUseBlock())
    basis = block_for(schema, "basis", BasisUseBlock())
    citations = block_for(schema, "citations", CitationBlock())
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"), help_text=CITED_AS)
    about = block_for(schema, "about")
    includes = block_for(schema, "includes", rows=1, help_text=_("Parts or members that the notice names."))
    anonymous_in = block_for(
        schema, "anonymous_in", rows=1, help_text=_("Where it is so, in a full sentence, one a line.")
    )
    data_location = block_for(
        schema, "data_location", help_text=_("The countries, if any is outside the United Kingdom.")
    )
    limits = block_for(schema, "limits", rows=2)
    safeguards = block_for(schema, "safeguards", rows=2)
    returns = block_for(schema, "returns", rows=2)
    onward = block_for(schema, "onward", OnwardBlock())
    retention = block_for(schema, "retention", RetentionUseBlock())
    contact = block_for(schema, "contact", ContactBlock(), help_text=_("Only if the library's is not right."))
    show_contact = blocks.BooleanBlock(required=False, default=True, label=_("Show how to reach them"))
    from_library = VocabulariesBlock(
        RecipientDefault,
        default=[default.value for default in STATEMENTS],
        label=_("Take from the library"),
        help_text=_(
            "Where a field of this entry is empty. Duty and law are public only where you tick them: look at what the "
            "library says first."
        ),
    )
    links = block_for(schema, "links", LinkBlock())
    unknown = UnknownFieldsBlock()

    def __init__(self, **kwargs: object):
        added = [(entry, entry.block()) for entry in recipient_extensions()]
        # Copies: a block takes the name of its field, and all blocks of a class have the same fields.
        local = [
            (entry.name_of(name), copy(child)) for entry, block in added for name, child in block.child_blocks.items()
        ]
        if added:
            own = self._meta_class.form_layout
            groups = [
                group(entry.model.item_label, *(entry.name_of(name) for name in block.child_blocks))
                for entry, block in added
            ]
            kwargs.setdefault("form_layout", BlockGroup(children=[*own.children, *groups], settings=own.settings))
        super().__init__(local, **kwargs)

    class Meta:
        icon = "group"
        label_format = "{recipient} {cited_as}"
        summary = (
            Counted("uses", ngettext_lazy("%(count)d reason", "%(count)d reasons", "count")),
            Counted("data", KINDS_OF_INFORMATION),
        )
        form_layout = layout(
            "unknown",
            "recipient",
            "from_library",
            "uses",
            "so_that",
            "services",
            "conditions",
            "necessity",
            "frequency",
            group(_("What they receive, and the law behind it"), "data", "purposes", "basis", "citations"),
            group(
                _("Limits and safeguards"),
                "anonymous_in",
                "data_location",
                "limits",
                "safeguards",
                "returns",
                "onward",
                "retention",
            ),
            group(_("Name and contact"), "cited_as", "about", "includes", "contact", "show_contact", "links"),
        )
