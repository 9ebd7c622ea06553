"""Sections for the people the data is about: rights, children, complaints, contacts, automated decisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks

from wagtail_privacy.documents import vocabulary
from wagtail_privacy.library.choosers import RecipientChooserBlock
from wagtail_privacy.notices.blocks.base import (
    LinesBlock,
    SectionBlock,
    VocabularyBlock,
    group,
    heading,
    introduction,
    layout,
)
from wagtail_privacy.notices.blocks.items import CitationBlock, ContactBlock, LinkBlock
from wagtail_privacy.notices.blocks.summary import Counted, Shown, Ticked


class RequestPointBlock(blocks.StructBlock):
    """Where a request goes: to a role in the school, or to another body at its own address."""

    recipient = RecipientChooserBlock(required=False, label=_("Another organisation"))
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"))
    show_contact = blocks.BooleanBlock(required=False, default=True, label=_("Show the library's contact details"))
    contact = blocks.ListBlock(
        ContactBlock(),
        default=[],
        collapsed=True,
        max_num=1,
        label=_("Contact"),
        help_text=_("Replaces the library's, if given."),
    )

    class Meta:
        icon = "mail"
        label_format = "{recipient} {cited_as} {contact}"
        form_layout = layout("contact", "recipient", folded=["cited_as", "show_contact"])


class RightUseBlock(blocks.StructBlock):
    """One right in the words of this notice."""

    kind = VocabularyBlock(vocabulary.RightKind, required=True, default="other", label=_("Right"))
    statement = blocks.TextBlock(rows=2, label=_("In plain words"))
    how = blocks.CharBlock(required=False, label=_("How to use it"))
    time_limit = blocks.CharBlock(required=False, label=_("When you answer"))
    rights_holders = blocks.CharBlock(required=False, label=_("Who has it"))
    conditions = LinesBlock(rows=2, label=_("When it applies"))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("Law"))

    class Meta:
        icon = "user"
        label_format = "{kind}"
        form_layout = layout(
            "kind", "statement", "how", folded=["time_limit", "rights_holders", "conditions", "citations"]
        )


class RightsBlock(SectionBlock):
    section_type = "rights"

    heading = heading(_("Your rights"))
    introduction = introduction()
    opening_words = blocks.TextBlock(required=False, rows=2, help_text=_("One sentence before the list."))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("The law that gives them"))
    rights = blocks.ListBlock(RightUseBlock(), default=[], collapsed=True)
    on_behalf = blocks.TextBlock(required=False, rows=2, label=_("Who may act for a child"))
    request_how = blocks.TextBlock(required=False, rows=2, label=_("How to ask"))
    request_to = blocks.ListBlock(RequestPointBlock(), default=[], collapsed=True, label=_("Whom to ask"))
    identity_check = blocks.TextBlock(required=False, rows=2, label=_("What you may ask for first"))

    class Meta:
        icon = "user"
        label = _("Your rights")
        help_text = _(
            "Tell people that they may see, correct or object, and how to ask (UK GDPR Article 13(2)(b) to (d)). The "
            "answer is due within one month (Article 12(3))."
        )
        summary = (Counted("rights", ngettext_lazy("%(count)d right", "%(count)d rights", "count")),)
        form_layout = layout(
            "heading",
            "rights",
            "request_how",
            "request_to",
            group(_("Acting for a child, proof of identity"), "on_behalf", "identity_check"),
            folded=["opening_words", "citations", "introduction"],
        )


class ChildRightsBlock(SectionBlock):
    section_type = "child_rights"

    heading = heading(_("Children's own rights"))
    introduction = introduction()
    age = blocks.IntegerBlock(required=False, min_value=0, max_value=18)
    age_status = VocabularyBlock(vocabulary.AgeStatus, label=_("Is the age a rule?"))
    statements = LinesBlock()
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True)

    class Meta:
        icon = "user"
        label = _("Children's own rights")
        help_text = _(
            "The rights belong to the child; parents act where the child cannot yet understand. England sets no fixed "
            "age; Scotland presumes 12 (Data Protection Act 2018 section 208)."
        )
        summary = (
            Shown("age", _("from age")),
            Shown("age_status"),
        )
        form_layout = layout("heading", "age", "age_status", "statements", folded=["citations", "introduction"])


class ComplaintStepBlock(blocks.StructBlock):
    """One step of a complaint."""

    title = blocks.CharBlock(help_text=_("For example: Tell the school first."))
    statements = LinesBlock()
    to = blocks.ListBlock(RequestPointBlock(), default=[], collapsed=True, max_num=1, label=_("Whom to write to"))
    acknowledge_days = blocks.IntegerBlock(
        required=False,
        min_value=0,
        label=_("Days until you confirm receipt"),
        help_text=_("At most 30 for complaints to the school (Data Protection Act 2018 section 164A)."),
    )
    links = blocks.ListBlock(LinkBlock(), default=[], collapsed=True)

    class Meta:
        icon = "arrow-right"
        label_format = "{title}"
        form_layout = layout("title", "statements", "to", folded=["acknowledge_days", "links"])


class ComplaintsBlock(SectionBlock):
    section_type = "complaints"

    heading = heading(_("If you are unhappy"))
    introduction = introduction()
    steps = blocks.ListBlock(ComplaintStepBlock(), default=[], collapsed=True)
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True)

    class Meta:
        icon = "warning"
        label = _("How to complain")
        help_text = _(
            "Two steps in order: to the school, which must confirm receipt within 30 days (Data Protection Act 2018 "
            "section 164A), then to the regulator (section 165; UK GDPR Article 13(2)(d))."
        )
        summary = (Counted("steps", ngettext_lazy("%(count)d step", "%(count)d steps", "count")),)
        form_layout = layout("heading", "steps", folded=["citations", "introduction"])


class ContactsBlock(SectionBlock):
    section_type = "contacts"

    heading = heading(_("Contact"))
    introduction = introduction()
    topic = blocks.CharBlock(required=False, label=_("What for"), help_text=_("For example: to discuss this notice."))
    contacts = blocks.ListBlock(ContactBlock(), default=[], collapsed=True)

    class Meta:
        icon = "mail"
        label = _("Contact")
        help_text = _(
            "Name the school and its data protection officer with an address that is read "
            "(UK GDPR Article 13(1)(a) and (b)). Choose a role: the details come from Organisations."
        )
        summary = (Counted("contacts", ngettext_lazy("%(count)d contact", "%(count)d contacts", "count")),)
        form_layout = layout("heading", "topic", "contacts", folded=["introduction"])


class AutomatedDecisionsBlock(SectionBlock):
    section_type = "automated_decisions"

    heading = heading(_("Decisions by computer"))
    introduction = introduction()
    takes_place = blocks.BooleanBlock(required=False, label=_("Yes, some decisions are made by machine alone"))
    decisions = LinesBlock(label=_("Which ones, and how they work"))
    safeguards = LinesBlock(rows=2, label=_("How people can ask for a person to look at it"))

    class Meta:
        icon = "cogs"
        label = _("Decisions by computer")
        help_text = _(
            "Say whether any decision that matters is made by machine alone, and if so how it works "
            "(UK GDPR Article 13(2)(f); safeguards in Articles 22A to 22D)."
        )
        summary = (Ticked("takes_place", yes=_("yes, some"), no=_("none")),)
        form_layout = layout("heading", "takes_place", "decisions", "safeguards", folded=["introduction"])
