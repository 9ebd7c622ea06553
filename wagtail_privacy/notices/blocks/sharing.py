"""Sections about sharing: recipients, databases, the law behind it, opt-outs, transfers."""

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
from wagtail_privacy.notices.blocks.items import (
    CitationBlock,
    ContactBlock,
    LinkBlock,
    RecipientBlock,
    SourceBlock,
)
from wagtail_privacy.notices.blocks.recipients import RecipientUseBlock
from wagtail_privacy.notices.blocks.summary import Counted, Lacking, Shown, Ticked


class RecipientsBlock(SectionBlock):
    schema = s.RecipientsSection

    heading = heading(_("Who we share it with"))
    introduction = introduction()
    opening_words = block_for(
        schema, "opening_words", help_text=_("One sentence before the list, such as when you share.")
    )
    principles = block_for(schema, "principles")
    citations = block_for(schema, "citations", CitationBlock())
    among_others = block_for(schema, "among_others", help_text=_("Readers are told that there may be others."))
    links = block_for(schema, "links", LinkBlock())

    def __init__(self, **kwargs: object):
        # Other apps have added their fields by the time that the stream is built, not when this file is read.
        recipients = block_for(self.schema, "recipients", RecipientUseBlock())
        super().__init__([("recipients", recipients)], **kwargs)

    class Meta:
        icon = "group"
        label = _("Who we share it with")
        help_text = _(
            "Name everybody who receives personal information, or at least each kind of recipient "
            "(UK GDPR Article 13(1)(e)): suppliers too. Say what each uses it for."
        )
        summary = (
            Counted(
                "recipients",
                ngettext_lazy("%(count)d organisation", "%(count)d organisations", "count"),
                Lacking(
                    ("uses", "purposes"),
                    ngettext_lazy("%(count)d without a reason", "%(count)d without a reason", "count"),
                    chooser="recipient",
                    takes="from_library",
                    library_field="uses",
                ),
            ),
        )
        form_layout = layout(
            "heading", "opening_words", "recipients", folded=["principles", "citations", "links", "introduction"]
        )


class DatabaseBlock(SectionBlock):
    schema = s.DatabaseSection
    editor_fields = frozenset({"cited_as", "use_defaults"})

    heading = heading(_("A national database"))
    introduction = introduction()
    database = block_for(schema, "database", RecipientChooserBlock)
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"))
    owner = block_for(schema, "owner", RecipientChooserBlock)
    covers = block_for(schema, "covers")
    about = block_for(schema, "about")
    purposes = block_for(schema, "purposes")
    fields_held = block_for(schema, "fields_held", rows=5)
    fields_excluded = block_for(schema, "fields_excluded")
    sources = block_for(schema, "sources", SourceBlock())
    supplied_because = block_for(schema, "supplied_because")
    citations = block_for(schema, "citations", CitationBlock())
    maintained_by = block_for(schema, "maintained_by", rows=2)
    access_conditions = block_for(schema, "access_conditions")
    onward_to = block_for(schema, "onward_to")
    onward_uses = block_for(schema, "onward_uses")
    approval = block_for(schema, "approval")
    approval_considers = block_for(schema, "approval_considers")
    terms = block_for(schema, "terms")
    links = block_for(schema, "links", LinkBlock())
    contact = block_for(schema, "contact", ContactBlock())
    use_defaults = blocks.BooleanBlock(
        required=False, default=True, label=_("Show the addresses that the library keeps of it")
    )

    class Meta:
        icon = "folder-inverse"
        label = _("A database that others run")
        help_text = _(
            "For a database that you feed but others run, such as the National Pupil Database: what it holds, what it "
            "never holds, and who may see it (UK GDPR Article 13(1)(e))."
        )
        summary = (Shown("database"),)
        form_layout = layout(
            "heading",
            "database",
            "owner",
            "purposes",
            "fields_held",
            "supplied_because",
            "citations",
            group(_("What it is"), "covers", "about", "fields_excluded", "sources", "maintained_by"),
            group(
                _("Who else may see it"),
                "access_conditions",
                "onward_to",
                "onward_uses",
                "approval",
                "approval_considers",
                "terms",
            ),
            group(_("Links and contact"), "links", "contact"),
            folded=["cited_as", "use_defaults", "introduction"],
        )


class LegalDutyBlock(ItemBlock):
    """One provision: who has to keep it and what it asks."""

    schema = s.LegalDuty

    citations = block_for(schema, "citations", CitationBlock())
    bound_parties = block_for(schema, "bound_parties")
    duty = block_for(schema, "duty", rows=2)
    details = block_for(schema, "details")

    class Meta:
        icon = "openquote"
        label_format = "{bound_parties} {duty}"


class LegalDutiesBlock(SectionBlock):
    schema = s.LegalDutiesSection

    heading = heading(_("The law behind it"))
    introduction = introduction()
    duties = block_for(schema, "duties", LegalDutyBlock())

    class Meta:
        icon = "clipboard-list"
        label = _("The law behind it")
        help_text = _(
            "For an appendix that goes through the law provision by provision. A duty to share is a legal obligation "
            "only if a law lays it down (UK GDPR Article 6(3)); name the section."
        )
        summary = (Counted("duties", ngettext_lazy("%(count)d duty", "%(count)d duties", "count")),)
        form_layout = layout("heading", "duties", folded=["introduction"])


class OptOutBlock(SectionBlock):
    schema = s.OptOutSection
    editor_fields = frozenset({"cited_as"})

    heading = heading(_("Your choice"))
    introduction = introduction()
    recipient = block_for(schema, "recipient", RecipientChooserBlock)
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"))
    about = block_for(schema, "about")
    duty = block_for(schema, "duty")
    applies_from_age = block_for(schema, "applies_from_age", min_value=0, max_value=25)
    decision_makers = block_for(schema, "decision_makers", rows=2)
    self_from_age = block_for(schema, "self_from_age", min_value=0, max_value=25)
    always_shared = block_for(schema, "always_shared", rows=2)
    stopped = block_for(schema, "stopped", rows=2)
    window_days = block_for(schema, "window_days", min_value=0)
    window_starts = block_for(schema, "window_starts")
    silence = block_for(schema, "silence")
    until = block_for(schema, "until", help_text=_("Where it is no number of days: “by the end of Year 8”."))
    how = block_for(schema, "how")
    bound_parties = block_for(schema, "bound_parties", RecipientBlock())
    binding_terms = block_for(schema, "binding_terms")
    citations = block_for(schema, "citations", CitationBlock())

    class Meta:
        icon = "no-view"
        label = _("An opt-out")
        help_text = _(
            "When people may stop some of the sharing: who may choose, until when, what is shared anyway and what "
            "silence means. Some laws give this right (Education and Skills Act 2008 section 72, for one)."
        )
        summary = (Shown("recipient"),)
        form_layout = layout(
            "heading",
            "recipient",
            "decision_makers",
            "always_shared",
            "stopped",
            "window_days",
            "silence",
            "until",
            "how",
            group(_("Ages, law and the fine print"), "duty", "applies_from_age", "self_from_age", "window_starts"),
            group(_("Who else is bound"), "bound_parties", "binding_terms", "citations"),
            folded=["cited_as", "about", "introduction"],
        )


class TransfersBlock(SectionBlock):
    schema = s.TransfersSection

    heading = heading(_("Does it leave the United Kingdom?"))
    introduction = introduction()
    takes_place = block_for(schema, "takes_place")
    countries = block_for(schema, "countries", rows=1, help_text=_("One country a line."))
    recipients = block_for(schema, "recipients", RecipientBlock())
    safeguards = block_for(schema, "safeguards", rows=2)
    statements = block_for(schema, "statements", rows=2)

    class Meta:
        icon = "globe"
        label = _("Outside the United Kingdom")
        help_text = _(
            "Say whether information leaves the United Kingdom, and if so what protects it there "
            "(UK GDPR Article 13(1)(f)). Online services often store data abroad: ask the supplier."
        )
        summary = (Ticked("takes_place", yes=_("yes, some information does"), no=_("no")),)
        form_layout = layout(
            "heading", "takes_place", "countries", "safeguards", folded=["recipients", "statements", "introduction"]
        )
