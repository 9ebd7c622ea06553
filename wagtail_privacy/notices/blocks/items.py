"""Blocks for the shared items: the item is chosen from the library, what this notice says of it is local."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_privacy.documents import vocabulary
from wagtail_privacy.library.choosers import (
    DataCategoryChooserBlock,
    LegislationChooserBlock,
    PurposeChooserBlock,
    RecipientChooserBlock,
    RetentionRuleChooserBlock,
)
from wagtail_privacy.notices.blocks.base import LinesBlock, VocabularyBlock, group, layout

CITED_AS = _("Leave empty to use the name in the library. What you write here is shown exactly as written.")


class LinkBlock(blocks.StructBlock):
    """A web address with the words that say where it leads."""

    url = blocks.URLBlock(label=_("Web address"))
    text = blocks.CharBlock(required=False, label=_("Link text"))
    about = blocks.CharBlock(required=False, label=_("What readers find there"))

    class Meta:
        icon = "link"
        label_format = "{text} {url}"


class CitationBlock(blocks.StructBlock):
    """A law as this notice cites it."""

    legislation = LegislationChooserBlock(required=False)
    provisions = LinesBlock(
        rows=1, help_text=_("The sections, regulations or articles relied on, one a line: “section 10”.")
    )
    cited_as = blocks.CharBlock(required=False, help_text=CITED_AS)
    note = blocks.CharBlock(required=False, help_text=_("What this law is cited for, in a few words."))
    amended_by = LinesBlock(rows=1, help_text=_("Amending instruments that the notice names, one a line."))
    made_under = LegislationChooserBlock(
        required=False, help_text=_("The Act under which a regulation or order was made, where the notice names it.")
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


class ContactBlock(blocks.StructBlock):
    """Somebody to write to."""

    role = VocabularyBlock(
        vocabulary.ContactRole,
        help_text=_("Details kept under Organisations are used for this role; what you fill in below replaces them."),
    )
    title = blocks.CharBlock(required=False, label=_("Job title"))
    name = blocks.CharBlock(required=False, help_text=_("Role addresses outlive people: name a person only if needed."))
    organisation = blocks.CharBlock(required=False)
    address = blocks.TextBlock(required=False, rows=3, help_text=_("One part of the address a line."))
    email = blocks.EmailBlock(required=False)
    phone = blocks.CharBlock(required=False)
    website = blocks.CharBlock(required=False)
    form_url = blocks.URLBlock(required=False, label=_("Contact form address"))
    note = blocks.CharBlock(required=False)

    class Meta:
        icon = "mail"
        label_format = "{role} {title} {name}"
        form_layout = layout(
            "role",
            "title",
            "name",
            group(_("Address and details"), "organisation", "address", "email", "phone", "website", "form_url", "note"),
        )


class CategoryUseBlock(blocks.StructBlock):
    """A category of personal data with this school's own examples."""

    category = DataCategoryChooserBlock()
    examples = LinesBlock(help_text=_("Leave empty to use the library's examples, or write your own, one a line."))
    name = blocks.CharBlock(required=False, label=_("Shown as"), help_text=CITED_AS)
    note = blocks.CharBlock(required=False, help_text=_("Anything that is particular to your school."))
    without_examples = blocks.BooleanBlock(required=False, label=_("Show no examples"))

    class Meta:
        icon = "list-ul"
        label_format = "{category} {name}"
        form_layout = layout("category", "examples", folded=["name", "note", "without_examples"])


class PurposeUseBlock(blocks.StructBlock):
    """A purpose, in the library's words or the school's own."""

    purpose = PurposeChooserBlock(required=False)
    name = blocks.CharBlock(required=False, label=_("Shown as"), help_text=CITED_AS)
    note = blocks.CharBlock(required=False)

    class Meta:
        icon = "help"
        label_format = "{purpose} {name}"
        form_layout = layout("purpose", "name", folded=["note"])


class BasisUseBlock(blocks.StructBlock):
    """A lawful basis (UK GDPR Article 6(1))."""

    basis = VocabularyBlock(vocabulary.LawfulBasis, label=_("Lawful basis"))
    explanation = blocks.CharBlock(required=False, help_text=_("Why this basis fits, in one sentence."))
    occasion = VocabularyBlock(vocabulary.Occasion, label=_("How often"))
    cited_as = blocks.CharBlock(required=False, help_text=CITED_AS)
    examples = LinesBlock(help_text=_("Examples of when it applies, one a line."))
    citations = blocks.ListBlock(
        CitationBlock(), default=[], collapsed=True, help_text=_("The law that a duty or public task rests on.")
    )

    class Meta:
        icon = "tick-inverse"
        label_format = "{basis} {cited_as}"
        form_layout = layout("basis", "explanation", "citations", folded=["occasion", "cited_as", "examples"])


class ConditionUseBlock(blocks.StructBlock):
    """What allows special category data (UK GDPR Article 9(2))."""

    condition = VocabularyBlock(vocabulary.SpecialCondition)
    schedule_1 = blocks.CharBlock(
        required=False,
        label=_("DPA 2018, Schedule 1"),
        help_text=_("The paragraph of Schedule 1 that applies, such as “paragraph 18: safeguarding children”."),
    )
    cited_as = blocks.CharBlock(required=False, help_text=CITED_AS)

    class Meta:
        icon = "lock"
        label_format = "{condition} {schedule_1}"
        form_layout = layout("condition", "schedule_1", folded=["cited_as"])


class RetentionUseBlock(blocks.StructBlock):
    """How long something is kept, from the library or said locally."""

    rule = RetentionRuleChooserBlock(required=False)
    name = blocks.CharBlock(required=False, label=_("What is kept"), help_text=CITED_AS)
    trigger = blocks.CharBlock(required=False, label=_("Counted from"))
    period_number = blocks.IntegerBlock(required=False, min_value=0, label=_("How many"))
    period_unit = VocabularyBlock(vocabulary.PeriodUnit, label=_("Days, months, years"))
    period = blocks.CharBlock(required=False, label=_("In words"), help_text=_("Where a number does not fit."))
    action = VocabularyBlock(vocabulary.RetentionAction, label=_("What happens then"))
    destinations = LinesBlock(rows=1, help_text=_("Where it goes when it is passed on, one a line."))
    held_by = blocks.CharBlock(required=False, label=_("Kept by"), help_text=_("If somebody else keeps it."))
    note = blocks.CharBlock(required=False)
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True)

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
            folded=["held_by", "citations"],
        )


class RecipientBlock(blocks.StructBlock):
    """A recipient by name only."""

    recipient = RecipientChooserBlock()
    cited_as = blocks.CharBlock(required=False, help_text=CITED_AS)

    class Meta:
        icon = "group"
        label_format = "{recipient} {cited_as}"
        form_layout = layout("recipient", folded=["cited_as"])


class SourceBlock(blocks.StructBlock):
    """Where data comes from when not from the person."""

    recipient = RecipientChooserBlock(required=False, label=_("Organisation"))
    name = blocks.CharBlock(required=False, help_text=_("If it is not in the library, or to say it differently."))
    gives = LinesBlock(rows=2, label=_("What they give"))

    class Meta:
        icon = "download"
        label_format = "{recipient} {name}"


class OnwardBlock(blocks.StructBlock):
    """What a recipient passes on to others."""

    recipients = blocks.ListBlock(RecipientBlock(), default=[], collapsed=True, label=_("Passed on to"))
    others = LinesBlock(rows=1, help_text=_("Others who are not in the library, one a line."))
    data = blocks.ListBlock(CategoryUseBlock(), default=[], collapsed=True, label=_("What is passed on"))
    uses = LinesBlock(label=_("What for"))
    frequency = VocabularyBlock(vocabulary.Frequency, label=_("How often"))
    limits = LinesBlock(label=_("Within which limits"))
    conditions = LinesBlock(label=_("Who must agree, and on what terms"))

    class Meta:
        icon = "redirect"
        label_format = "{recipients} {others}"


class RecipientUseBlock(blocks.StructBlock):
    """One recipient with all that this notice says of it."""

    recipient = RecipientChooserBlock()
    uses = LinesBlock(
        label=_("What they use it for"),
        help_text=_("One statement a line. Leave empty to use what the library says of this recipient."),
    )
    necessity = VocabularyBlock(vocabulary.Necessity, label=_("Why we share"))
    frequency = VocabularyBlock(vocabulary.Frequency, label=_("How often"))
    data = blocks.ListBlock(CategoryUseBlock(), default=[], collapsed=True, label=_("What they receive"))
    purposes = blocks.ListBlock(PurposeUseBlock(), default=[], collapsed=True)
    basis = blocks.ListBlock(BasisUseBlock(), default=[], collapsed=True, max_num=1, label=_("Lawful basis"))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("Law"))
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"), help_text=CITED_AS)
    about = LinesBlock(label=_("What they are"))
    includes = LinesBlock(rows=1, label=_("Includes"), help_text=_("Parts or members that the notice names."))
    anonymous_in = LinesBlock(
        rows=1, label=_("Nobody can be identified"), help_text=_("Where it is so, in a full sentence, one a line.")
    )
    limits = LinesBlock(rows=2, label=_("Limits"))
    safeguards = LinesBlock(rows=2, label=_("Safeguards"))
    returns = LinesBlock(rows=2, label=_("What they send back"))
    onward = blocks.ListBlock(OnwardBlock(), default=[], collapsed=True, label=_("Passed on by them"))
    retention = blocks.ListBlock(RetentionUseBlock(), default=[], collapsed=True, label=_("How long they keep it"))
    contact = blocks.ListBlock(
        ContactBlock(),
        default=[],
        collapsed=True,
        max_num=1,
        label=_("Contact"),
        help_text=_("Only if the library's is not right."),
    )
    show_contact = blocks.BooleanBlock(required=False, default=True, label=_("Show how to reach them"))
    use_defaults = blocks.BooleanBlock(
        required=False, default=True, label=_("Fill empty fields with what the library says")
    )
    links = blocks.ListBlock(LinkBlock(), default=[], collapsed=True)

    class Meta:
        icon = "group"
        label_format = "{recipient} {cited_as}"
        form_layout = layout(
            "recipient",
            "uses",
            "necessity",
            "frequency",
            group(_("What they receive, and the law behind it"), "data", "purposes", "basis", "citations"),
            group(_("Limits and safeguards"), "anonymous_in", "limits", "safeguards", "returns", "onward", "retention"),
            group(_("Name and contact"), "cited_as", "about", "includes", "contact", "show_contact", "links"),
            folded=["use_defaults"],
        )
