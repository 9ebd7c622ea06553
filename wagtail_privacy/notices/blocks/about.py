"""Sections about the notice itself: who speaks, document control, registration, free text."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks

from wagtail_privacy.documents import vocabulary
from wagtail_privacy.library.choosers import RecipientChooserBlock
from wagtail_privacy.notices.blocks.base import (
    LinesBlock,
    PartialDateBlock,
    ProseBlock,
    SectionBlock,
    VocabulariesBlock,
    heading,
    introduction,
    layout,
)
from wagtail_privacy.notices.blocks.items import CitationBlock, LinkBlock, RecipientBlock
from wagtail_privacy.notices.blocks.summary import Counted, Shown


class ReadWithBlock(blocks.StructBlock):
    """Another document to read beside this one; it need not be online."""

    text = blocks.CharBlock(label=_("Document"))
    url = blocks.CharBlock(required=False, label=_("Web address"), help_text=_("Leave empty if it is not online."))
    about = blocks.CharBlock(required=False, label=_("What readers find there"))

    class Meta:
        icon = "doc-full-inverse"
        label_format = "{text}"


class AboutBlock(SectionBlock):
    section_type = "about"

    heading = heading(_("About this document"))
    introduction = introduction()
    includes_us = blocks.BooleanBlock(
        required=False, default=True, label=_("We hold information ourselves"), help_text=_("Names your school first.")
    )
    data_holders = blocks.ListBlock(
        RecipientBlock(),
        default=[],
        collapsed=True,
        label=_("Who else holds it"),
        help_text=_("Other bodies that hold this information."),
    )
    holds_about = blocks.CharBlock(required=False, label=_("About whom"), help_text=_("For example: pupils."))
    reason = blocks.CharBlock(required=False, help_text=_("Why: for example “to run the education system”."))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("The law that must be followed"))
    principles = LinesBlock(help_text=_("What that law means for readers, one statement a line."))
    explains = VocabulariesBlock(vocabulary.Topic, label=_("This document explains"))
    statements = LinesBlock(label=_("Anything else"))
    read_with = blocks.ListBlock(ReadWithBlock(), default=[], collapsed=True, label=_("Read together with"))

    class Meta:
        icon = "info-circle"
        label = _("About this document")
        help_text = _(
            "Say who is speaking and what the document is for. Readers must learn who decides about their data "
            "(UK GDPR Article 13(1)(a)); the name and address come from Organisations."
        )
        summary = (Shown("holds_about"),)
        form_layout = layout(
            "heading",
            "includes_us",
            "data_holders",
            "holds_about",
            "reason",
            "explains",
            "citations",
            "principles",
            "read_with",
            folded=["statements", "introduction"],
        )


class RegistrationBlock(SectionBlock):
    section_type = "registration"

    heading = heading(_("Our registration"))
    introduction = introduction()
    regulator = RecipientChooserBlock(required=False)
    cited_as = blocks.CharBlock(required=False, label=_("Regulator shown as"))
    number = blocks.CharBlock(required=False, help_text=_("Leave empty to show the number kept under Organisations."))
    renewal = blocks.CharBlock(required=False, help_text=_("For example: “We renew our registration every year.”"))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True)

    class Meta:
        icon = "clipboard-list"
        label = _("Registration with the regulator")
        help_text = _(
            "Controllers pay a yearly fee to the regulator and are listed in a public register (Data Protection "
            "(Charges and Information) Regulations 2018). Naming the entry is good practice."
        )
        summary = (
            Shown("regulator"),
            Shown("number"),
        )
        form_layout = layout(
            "heading", "regulator", "number", "renewal", folded=["cited_as", "citations", "introduction"]
        )


class SignatoryBlock(blocks.StructBlock):
    """Who signed, in which role."""

    title = blocks.CharBlock(label=_("Role"))
    name = blocks.CharBlock(required=False)
    signed = PartialDateBlock(label=_("Signed on"))

    class Meta:
        icon = "edit"
        label_format = "{title} {name}"


class GovernanceBlock(SectionBlock):
    section_type = "governance"

    heading = heading(_("Who looks after this document"))
    introduction = introduction()
    committee = blocks.CharBlock(required=False, help_text=_("The committee or board that reviews it."))
    approved = PartialDateBlock(label=_("Approved"))
    effective = PartialDateBlock(label=_("In force from"))
    reviewed = PartialDateBlock(label=_("Last reviewed"))
    review_due = PartialDateBlock(label=_("Next review"))
    review_cycle = blocks.CharBlock(required=False, help_text=_("For example: “every year” or “every two years”."))
    review_terms = LinesBlock(rows=2, help_text=_("What brings the review forward, one reason a line."))
    responsible = blocks.CharBlock(required=False, label=_("Responsible"), help_text=_("A role, such as Headteacher."))
    responsible_for = blocks.CharBlock(required=False, label=_("Responsible for"))
    reference = blocks.CharBlock(required=False, help_text=_("Your own policy number or minute reference."))
    signatories = blocks.ListBlock(SignatoryBlock(), default=[], collapsed=True)

    class Meta:
        icon = "calendar-check"
        label = _("Document control")
        help_text = _(
            "Say who is responsible, when it was approved and when it is next reviewed. Keeping measures up to date "
            "and being able to show it is part of accountability (UK GDPR Articles 5(2) and 24(1))."
        )
        summary = (
            Shown("responsible"),
            Shown("review_due", _("next review:")),
        )
        form_layout = layout(
            "heading",
            "responsible",
            "committee",
            "approved",
            "effective",
            "review_due",
            folded=[
                "responsible_for",
                "reviewed",
                "review_cycle",
                "review_terms",
                "reference",
                "signatories",
                "introduction",
            ],
        )


class LinksBlock(SectionBlock):
    section_type = "links"

    heading = heading(_("Read more"))
    introduction = introduction()
    links = blocks.ListBlock(LinkBlock(), default=[], collapsed=True)

    class Meta:
        icon = "link"
        label = _("Links")
        help_text = _("Where readers find more. Check now and then that the addresses still lead there.")
        summary = (Counted("links", ngettext_lazy("%(count)d link", "%(count)d links", "count")),)
        form_layout = layout("heading", "links", folded=["introduction"])


class TextSectionBlock(SectionBlock):
    section_type = "text"

    heading = heading(_("More information"))
    body = ProseBlock(required=True)

    class Meta:
        icon = "pilcrow"
        label = _("Free text")
        help_text = _(
            "For the rare thing that no other section can say. Free text is not checked against the law and cannot be "
            "compared fact by fact, so prefer a section of its own kind."
        )
        group = _("Other")
        form_layout = layout("heading", "body")
