"""Sections for the people the data is about: rights, children, complaints, contacts, automated decisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks

from wagtail_privacy.documents import sections as s
from wagtail_privacy.library.choosers import RecipientChooserBlock
from wagtail_privacy.notices.blocks.base import (
    ItemBlock,
    SectionBlock,
    group,
    heading,
    introduction,
    layout,
)
from wagtail_privacy.notices.blocks.fields import block_for
from wagtail_privacy.notices.blocks.items import CitationBlock, ContactBlock, LinkBlock
from wagtail_privacy.notices.blocks.summary import Counted, Shown, Ticked


class RequestPointBlock(ItemBlock):
    """Where a request goes: to a role in the school, or to another body at its own address."""

    schema = s.RequestPoint
    editor_fields = frozenset({"cited_as", "show_contact"})

    recipient = block_for(schema, "recipient", RecipientChooserBlock)
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"))
    show_contact = blocks.BooleanBlock(required=False, default=True, label=_("Show the library's contact details"))
    contact = block_for(schema, "contact", ContactBlock(), help_text=_("Replaces the library's, if given."))

    class Meta:
        icon = "mail"
        label_format = "{recipient} {cited_as} {contact}"
        form_layout = layout("contact", "recipient", folded=["cited_as", "show_contact"])


class RightUseBlock(ItemBlock):
    """One right in the words of this notice."""

    schema = s.RightUse

    kind = block_for(schema, "kind", required=True, default="other")
    statement = block_for(schema, "statement", rows=2)
    how = block_for(schema, "how")
    time_limit = block_for(schema, "time_limit")
    rights_holders = block_for(schema, "rights_holders")
    conditions = block_for(schema, "conditions", rows=2)
    citations = block_for(schema, "citations", CitationBlock())

    class Meta:
        icon = "user"
        label_format = "{kind}"
        form_layout = layout(
            "kind", "statement", "how", folded=["time_limit", "rights_holders", "conditions", "citations"]
        )


class RightsBlock(SectionBlock):
    schema = s.RightsSection

    heading = heading(_("Your rights"))
    introduction = introduction()
    opening_words = block_for(schema, "opening_words", rows=2, help_text=_("One sentence before the list."))
    citations = block_for(schema, "citations", CitationBlock())
    rights = block_for(schema, "rights", RightUseBlock())
    on_behalf = block_for(schema, "on_behalf", rows=2)
    request_how = block_for(schema, "request_how", rows=2)
    request_to = block_for(schema, "request_to", RequestPointBlock())
    identity_check = block_for(schema, "identity_check", rows=2)

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
    schema = s.ChildRightsSection

    heading = heading(_("Children's own rights"))
    introduction = introduction()
    age = block_for(schema, "age", min_value=0, max_value=18)
    age_status = block_for(schema, "age_status")
    helpers = block_for(schema, "helpers", rows=2, help_text=_("Whom a child may ask, one a line."))
    statements = block_for(schema, "statements")
    citations = block_for(schema, "citations", CitationBlock())

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
        form_layout = layout(
            "heading", "age", "age_status", "statements", folded=["helpers", "citations", "introduction"]
        )


class ComplaintStepBlock(ItemBlock):
    """One step of a complaint."""

    schema = s.ComplaintStep

    title = block_for(schema, "title", help_text=_("For example: Tell the school first."))
    statements = block_for(schema, "statements")
    to = block_for(schema, "to", RequestPointBlock())
    acknowledge_days = block_for(
        schema,
        "acknowledge_days",
        min_value=0,
        help_text=_("At most 30 for complaints to the school (Data Protection Act 2018 section 164A)."),
    )
    links = block_for(schema, "links", LinkBlock())

    class Meta:
        icon = "arrow-right"
        label_format = "{title}"
        form_layout = layout("title", "statements", "to", folded=["acknowledge_days", "links"])


class ComplaintsBlock(SectionBlock):
    schema = s.ComplaintsSection

    heading = heading(_("If you are unhappy"))
    introduction = introduction()
    steps = block_for(schema, "steps", ComplaintStepBlock())
    citations = block_for(schema, "citations", CitationBlock())

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
    schema = s.ContactsSection

    heading = heading(_("Contact"))
    introduction = introduction()
    topic = block_for(schema, "topic", help_text=_("For example: to discuss this notice."))
    contacts = block_for(schema, "contacts", ContactBlock())

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
    schema = s.AutomatedDecisionsSection

    heading = heading(_("Decisions by computer"))
    introduction = introduction()
    takes_place = block_for(schema, "takes_place")
    decisions = block_for(schema, "decisions")
    safeguards = block_for(schema, "safeguards", rows=2)

    class Meta:
        icon = "cogs"
        label = _("Decisions by computer")
        help_text = _(
            "Say whether any decision that matters is made by machine alone, and if so how it works "
            "(UK GDPR Article 13(2)(f); safeguards in Articles 22A to 22D)."
        )
        summary = (Ticked("takes_place", yes=_("yes, some"), no=_("none")),)
        form_layout = layout("heading", "takes_place", "decisions", "safeguards", folded=["introduction"])
