"""Blocks for the shared items: the item is chosen from the library, what this notice says of it is local."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks

from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    PurposeUse,
    RecipientIdentity,
    RetentionUse,
    Source,
)
from wagtail_privacy.library.choosers import (
    DataCategoryChooserBlock,
    LegislationChooserBlock,
    PurposeChooserBlock,
    RecipientChooserBlock,
    RetentionRuleChooserBlock,
)
from wagtail_privacy.notices.blocks.base import ItemBlock, LinesBlock, group, layout
from wagtail_privacy.notices.blocks.fields import block_for

CITED_AS = _("Leave empty to use the name in the library. What you write here is shown exactly as written.")

KINDS_OF_INFORMATION = ngettext_lazy("%(count)d kind of information", "%(count)d kinds of information", "count")
LAWFUL_BASES = ngettext_lazy("%(count)d lawful basis", "%(count)d lawful bases", "count")


class LinkBlock(ItemBlock):
    """A web address with the words that say where it leads."""

    schema = Link

    url = block_for(schema, "url", blocks.URLBlock, required=True)
    text = block_for(schema, "text")
    about = block_for(schema, "about")

    class Meta:
        icon = "link"
        label_format = "{text} {url}"


class CitationBlock(ItemBlock):
    """A law as this notice cites it."""

    schema = Citation
    editor_fields = frozenset({"legislation", "made_under_provisions"})
    document_fields = frozenset({"instrument"})

    legislation = LegislationChooserBlock(required=False, label=Citation.item_label)
    provisions = block_for(
        schema,
        "provisions",
        rows=1,
        help_text=_("The sections, regulations or articles relied on, one a line: “section 10”."),
    )
    cited_as = block_for(schema, "cited_as", help_text=CITED_AS)
    note = block_for(schema, "note", help_text=_("What this law is cited for, in a few words."))
    amended_by = block_for(
        schema, "amended_by", rows=1, help_text=_("Amending instruments that the notice names, one a line.")
    )
    made_under = block_for(
        schema,
        "made_under",
        LegislationChooserBlock,
        help_text=_("The Act under which a regulation or order was made, where the notice names it."),
    )
    made_under_provisions = LinesBlock(rows=1, label=_("Made under: provisions"))

    class Meta:
        icon = "openquote"
        label_format = "{legislation} {cited_as} {provisions}"
        form_layout = layout(
            "legislation",
            "provisions",
            folded=["cited_as", "note", "amended_by", "made_under", "made_under_provisions"],
        )


class ContactBlock(ItemBlock):
    """Somebody to write to."""

    schema = Contact

    role = block_for(
        schema,
        "role",
        help_text=_("Details kept under Organisations are used for this role; what you fill in below replaces them."),
    )
    title = block_for(schema, "title")
    name = block_for(schema, "name", help_text=_("Role addresses outlive people: name a person only if needed."))
    organisation = block_for(schema, "organisation")
    address = block_for(schema, "address", rows=3, help_text=_("One part of the address a line."))
    email = block_for(schema, "email", blocks.EmailBlock)
    phone = block_for(schema, "phone")
    website = block_for(schema, "website")
    form_url = block_for(schema, "form_url", blocks.URLBlock)
    note = block_for(schema, "note")

    class Meta:
        icon = "mail"
        label_format = "{role} {title} {name}"
        form_layout = layout(
            "role",
            "title",
            "name",
            group(_("Address and details"), "organisation", "address", "email", "phone", "website", "form_url", "note"),
        )


class PurposeUseBlock(ItemBlock):
    """A purpose, in the library's words or the school's own."""

    schema = PurposeUse
    editor_fields = frozenset({"purpose"})

    purpose = PurposeChooserBlock(required=False, label=PurposeUse.item_label)
    name = block_for(schema, "name", required=False, help_text=CITED_AS)
    note = block_for(schema, "note")

    class Meta:
        icon = "help"
        label_format = "{purpose} {name}"
        form_layout = layout("purpose", "name", folded=["note"])


class BasisUseBlock(ItemBlock):
    """A lawful basis (UK GDPR Article 6(1))."""

    schema = BasisUse

    basis = block_for(schema, "basis")
    explanation = block_for(schema, "explanation", help_text=_("Why this basis fits, in one sentence."))
    occasion = block_for(schema, "occasion")
    cited_as = block_for(schema, "cited_as", help_text=CITED_AS)
    examples = block_for(schema, "examples", help_text=_("Examples of when it applies, one a line."))
    citations = block_for(
        schema, "citations", CitationBlock(), help_text=_("The law that a duty or public task rests on.")
    )

    class Meta:
        icon = "tick-inverse"
        label_format = "{basis} {cited_as}"
        form_layout = layout("basis", "explanation", "citations", folded=["occasion", "cited_as", "examples"])


class CategoryUseBlock(ItemBlock):
    """A category of personal data with this school's own examples."""

    schema = CategoryUse
    editor_fields = frozenset({"category", "without_examples"})
    document_fields = frozenset({"special"})

    category = DataCategoryChooserBlock(label=CategoryUse.item_label)
    examples = block_for(
        schema, "examples", help_text=_("Leave empty to use the library's examples, or write your own, one a line.")
    )
    name = block_for(schema, "name", required=False, help_text=CITED_AS)
    note = block_for(schema, "note", help_text=_("Anything that is particular to your school."))
    data_subjects = block_for(
        schema, "data_subjects", help_text=_("Leave it empty where it is about those whom the notice is for.")
    )
    condition = block_for(schema, "condition", help_text=_("Where it is not held of everybody: “where it is needed”."))
    purposes = block_for(schema, "purposes", PurposeUseBlock())
    basis = block_for(schema, "basis", BasisUseBlock())
    held_in = block_for(schema, "held_in", help_text=_("Such as the single central record."))
    stays = block_for(schema, "stays")
    without_examples = blocks.BooleanBlock(required=False, label=_("Show no examples"))

    class Meta:
        icon = "list-ul"
        label_format = "{category} {name}"
        form_layout = layout(
            "category",
            "examples",
            "condition",
            group(_("What it is for, and where it stays"), "purposes", "basis", "held_in", "stays"),
            folded=["data_subjects", "name", "note", "without_examples"],
        )


class ConditionUseBlock(ItemBlock):
    """What allows special category data (UK GDPR Article 9(2))."""

    schema = ConditionUse

    condition = block_for(schema, "condition")
    schedule_1 = block_for(
        schema,
        "schedule_1",
        help_text=_("The paragraph of Schedule 1 that applies, such as “paragraph 18: safeguarding children”."),
    )
    cited_as = block_for(schema, "cited_as", help_text=CITED_AS)

    class Meta:
        icon = "lock"
        label_format = "{condition} {schedule_1}"
        form_layout = layout("condition", "schedule_1", folded=["cited_as"])


class RetentionUseBlock(ItemBlock):
    """How long something is kept, from the library or said locally."""

    schema = RetentionUse
    editor_fields = frozenset({"rule"})
    document_fields = frozenset({"basis"})

    rule = RetentionRuleChooserBlock(required=False)
    name = block_for(schema, "name", required=False, help_text=CITED_AS)
    data = block_for(schema, "data", CategoryUseBlock(), help_text=_("Which kinds of information it is about."))
    reference = block_for(schema, "reference", help_text=_("The number in your schedule, if it has one."))
    scope = block_for(schema, "scope")
    personal_data = block_for(schema, "personal_data")
    trigger = block_for(schema, "trigger", help_text=_("A thing, not a sentence: “the end of the school year”."))
    period_number = block_for(schema, "period_number", min_value=0)
    period_unit = block_for(schema, "period_unit")
    period = block_for(schema, "period", help_text=_("Where a number does not fit."))
    action = block_for(schema, "action")
    destinations = block_for(
        schema, "destinations", rows=1, help_text=_("Where it goes when it is passed on, one a line.")
    )
    held_by = block_for(schema, "held_by", help_text=_("If somebody else keeps it."))
    note = block_for(schema, "note")
    citations = block_for(schema, "citations", CitationBlock())
    exceptions = block_for(schema, "exceptions", rows=2)

    class Meta:
        icon = "date"
        label_format = "{rule} {name} {period}"
        form_layout = layout(
            "rule",
            "note",
            group(
                _("Say it differently here"),
                "name",
                "trigger",
                "period_number",
                "period_unit",
                "period",
                "action",
                "destinations",
            ),
            group(_("For a retention schedule"), "reference", "scope", "personal_data", "exceptions"),
            folded=["data", "held_by", "citations"],
        )


class RecipientBlock(ItemBlock):
    """A recipient by name only."""

    schema = RecipientIdentity
    editor_fields = frozenset({"recipient"})
    document_fields = frozenset(
        {"abbreviation", "ended", "kind", "name", "part_of", "privacy_notice_url", "status", "website"}
    )

    recipient = RecipientChooserBlock(label=RecipientIdentity.item_label)
    cited_as = block_for(schema, "cited_as", help_text=CITED_AS)

    class Meta:
        icon = "group"
        label_format = "{recipient} {cited_as}"
        form_layout = layout("recipient", folded=["cited_as"])


class SourceBlock(ItemBlock):
    """Where data comes from when not from the person."""

    schema = Source

    recipient = block_for(schema, "recipient", RecipientChooserBlock)
    name = block_for(schema, "name", help_text=_("If it is not in the library, or to say it differently."))
    gives = block_for(schema, "gives", rows=2)

    class Meta:
        icon = "download"
        label_format = "{recipient} {name}"
