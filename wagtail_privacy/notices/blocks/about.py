"""Sections about the notice itself: who speaks, document control, registration, free text."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail import blocks

from wagtail_privacy.documents import sections as s
from wagtail_privacy.documents.base import Link
from wagtail_privacy.library.choosers import RecipientChooserBlock
from wagtail_privacy.notices.blocks.base import (
    ItemBlock,
    SectionBlock,
    heading,
    introduction,
    layout,
)
from wagtail_privacy.notices.blocks.fields import block_for
from wagtail_privacy.notices.blocks.items import CitationBlock, LinkBlock, RecipientBlock
from wagtail_privacy.notices.blocks.summary import Counted, Shown


class ReadWithBlock(ItemBlock):
    """Another document to read beside this one; it need not be online."""

    schema = Link

    text = block_for(schema, "text", required=True)
    url = block_for(schema, "url", help_text=_("Leave empty if it is not online."))
    about = block_for(schema, "about")

    class Meta:
        icon = "doc-full-inverse"
        label_format = "{text}"


class AboutBlock(SectionBlock):
    schema = s.AboutSection
    editor_fields = frozenset({"includes_us"})

    heading = heading(_("About this document"))
    introduction = introduction()
    includes_us = blocks.BooleanBlock(
        required=False, default=True, label=_("We hold information ourselves"), help_text=_("Names your school first.")
    )
    data_holders = block_for(
        schema, "data_holders", RecipientBlock(), help_text=_("Other bodies that hold this information.")
    )
    holds_about = block_for(schema, "holds_about", help_text=_("For example: pupils."))
    meant_for = block_for(schema, "meant_for", help_text=_("In your words, where the audience above says too little."))
    reason = block_for(schema, "reason", help_text=_("Why: for example “to run the education system”."))
    citations = block_for(schema, "citations", CitationBlock())
    principles = block_for(schema, "principles", help_text=_("What that law means for readers, one statement a line."))
    explains = block_for(schema, "explains")
    statements = block_for(schema, "statements")
    read_with = block_for(schema, "read_with", ReadWithBlock())

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
            folded=["meant_for", "statements", "introduction"],
        )


class RegistrationBlock(SectionBlock):
    schema = s.RegistrationSection
    editor_fields = frozenset({"cited_as"})

    heading = heading(_("Our registration"))
    introduction = introduction()
    regulator = block_for(schema, "regulator", RecipientChooserBlock)
    cited_as = blocks.CharBlock(required=False, label=_("Regulator shown as"))
    number = block_for(schema, "number", help_text=_("Leave empty to show the number kept under Organisations."))
    renewal = block_for(schema, "renewal", help_text=_("For example: “We renew our registration every year.”"))
    processing_record = block_for(
        schema, "processing_record", help_text=_("What your own record (UK GDPR Article 30) holds, or who keeps it.")
    )
    citations = block_for(schema, "citations", CitationBlock())

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
            "heading",
            "regulator",
            "number",
            "renewal",
            folded=["processing_record", "cited_as", "citations", "introduction"],
        )


class DefinitionBlock(ItemBlock):
    """A word and what it means."""

    schema = s.Definition

    term = block_for(schema, "term")
    meaning = block_for(schema, "meaning", rows=2)
    examples = block_for(schema, "examples", rows=2)

    class Meta:
        icon = "openquote"
        label_format = "{term}"


class DefinitionsBlock(SectionBlock):
    schema = s.DefinitionsSection

    heading = heading(_("What our words mean"))
    introduction = introduction()
    definitions = block_for(schema, "definitions", DefinitionBlock())

    class Meta:
        icon = "openquote"
        label = _("What our words mean")
        help_text = _(
            "For the few words that readers cannot be expected to know. Plain words need no explanation: what a notice "
            "says has to be easy to understand (UK GDPR Article 12(1))."
        )
        summary = (Counted("definitions", ngettext_lazy("%(count)d word", "%(count)d words", "count")),)
        form_layout = layout("heading", "definitions", folded=["introduction"])


class SignatoryBlock(ItemBlock):
    """Who signed, in which role."""

    schema = s.Signatory

    title = block_for(schema, "title")
    name = block_for(schema, "name")
    signed = block_for(schema, "signed")

    class Meta:
        icon = "edit"
        label_format = "{title} {name}"


class GovernanceBlock(SectionBlock):
    schema = s.GovernanceSection

    heading = heading(_("Who looks after this document"))
    introduction = introduction()
    author = block_for(schema, "author", help_text=_("A role, where the document has to name one."))
    issued = block_for(schema, "issued")
    document_version = block_for(
        schema, "document_version", help_text=_("The number that the document itself has, if it has one.")
    )
    committee = block_for(schema, "committee", help_text=_("The committee or board that reviews it."))
    approved = block_for(schema, "approved")
    effective = block_for(schema, "effective")
    reviewed = block_for(schema, "reviewed")
    review_due = block_for(schema, "review_due")
    review_cycle = block_for(schema, "review_cycle", help_text=_("For example: “every year” or “every two years”."))
    review_terms = block_for(
        schema, "review_terms", rows=2, help_text=_("What brings the review forward, one reason a line.")
    )
    responsible = block_for(schema, "responsible", help_text=_("A role, such as Headteacher."))
    responsible_for = block_for(schema, "responsible_for")
    reference = block_for(schema, "reference", help_text=_("Your own policy number or minute reference."))
    signatories = block_for(schema, "signatories", SignatoryBlock())

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
                "author",
                "issued",
                "document_version",
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
    schema = s.LinksSection

    heading = heading(_("Read more"))
    introduction = introduction()
    links = block_for(schema, "links", LinkBlock())

    class Meta:
        icon = "link"
        label = _("Links")
        help_text = _("Where readers find more. Check now and then that the addresses still lead there.")
        summary = (Counted("links", ngettext_lazy("%(count)d link", "%(count)d links", "count")),)
        form_layout = layout("heading", "links", folded=["introduction"])


class TextSectionBlock(SectionBlock):
    schema = s.TextSection
    document_fields = frozenset({"introduction"})

    heading = heading(_("More information"))
    body = block_for(schema, "body")

    class Meta:
        icon = "pilcrow"
        label = _("Free text")
        help_text = _(
            "For the rare thing that no other section can say. Free text is not checked against the law and cannot be "
            "compared fact by fact, so prefer a section of its own kind."
        )
        group = _("Other")
        form_layout = layout("heading", "body")
