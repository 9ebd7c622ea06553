"""Sections about sharing: recipients, databases, the law behind it, opt-outs, transfers."""

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
from wagtail_privacy.notices.blocks.items import (
    CitationBlock,
    ContactBlock,
    LinkBlock,
    RecipientBlock,
    RecipientUseBlock,
    SourceBlock,
)
from wagtail_privacy.notices.blocks.summary import Counted, Shown, Ticked


class RecipientsBlock(SectionBlock):
    section_type = "recipients"

    heading = heading(_("Who we share it with"))
    introduction = introduction()
    opening_words = blocks.CharBlock(
        required=False, help_text=_("One sentence before the list, such as when you share.")
    )
    recipients = blocks.ListBlock(RecipientUseBlock(), default=[], collapsed=True)
    principles = LinesBlock(label=_("Rules for all of them"))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("Law that holds for all of them"))
    links = blocks.ListBlock(LinkBlock(), default=[], collapsed=True)

    class Meta:
        icon = "group"
        label = _("Who we share it with")
        help_text = _(
            "Name everybody who receives personal information, or at least each kind of recipient "
            "(UK GDPR Article 13(1)(e)): suppliers too. Say what each uses it for."
        )
        summary = (Counted("recipients", ngettext_lazy("%(count)d recipient", "%(count)d recipients", "count")),)
        form_layout = layout(
            "heading", "opening_words", "recipients", folded=["principles", "citations", "links", "introduction"]
        )


class DatabaseBlock(SectionBlock):
    section_type = "database"

    heading = heading(_("A national database"))
    introduction = introduction()
    database = RecipientChooserBlock()
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"))
    owner = RecipientChooserBlock(required=False, label=_("Run by"))
    covers = blocks.CharBlock(required=False, label=_("Whom it covers"))
    about = LinesBlock(label=_("What it is"))
    purposes = LinesBlock(label=_("What it is for"))
    fields_held = LinesBlock(label=_("What it holds"), rows=5)
    fields_excluded = LinesBlock(label=_("What it never holds"))
    sources = blocks.ListBlock(SourceBlock(), default=[], collapsed=True, label=_("Where its data comes from"))
    supplied_because = LinesBlock(label=_("Why we supply data"))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("Law"))
    maintained_by = LinesBlock(rows=2, label=_("Who keeps it accurate"))
    access_conditions = LinesBlock(label=_("Conditions for access"))
    onward_to = blocks.CharBlock(required=False, label=_("Who else may receive its data"))
    onward_uses = LinesBlock(label=_("What they may use it for"))
    approval = LinesBlock(label=_("How requests are decided"))
    approval_considers = LinesBlock(label=_("What the decision looks at"))
    terms = LinesBlock(label=_("Terms they must keep to"))
    links = blocks.ListBlock(LinkBlock(), default=[], collapsed=True)
    contact = blocks.ListBlock(ContactBlock(), default=[], collapsed=True, max_num=1, label=_("Contact"))
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


class LegalDutyBlock(blocks.StructBlock):
    """One provision: who has to keep it and what it asks."""

    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("Law"))
    bound_parties = blocks.CharBlock(required=False, label=_("Whom it bound_parties"))
    duty = blocks.TextBlock(required=False, rows=2, label=_("What it asks"))
    details = LinesBlock(label=_("What follows from it"))

    class Meta:
        icon = "openquote"
        label_format = "{bound_parties} {duty}"


class LegalDutiesBlock(SectionBlock):
    section_type = "legal_duties"

    heading = heading(_("The law behind it"))
    introduction = introduction()
    duties = blocks.ListBlock(LegalDutyBlock(), default=[], collapsed=True)

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
    section_type = "opt_out"

    heading = heading(_("Your choice"))
    introduction = introduction()
    recipient = RecipientChooserBlock(required=False, label=_("Sharing with"))
    cited_as = blocks.CharBlock(required=False, label=_("Shown as"))
    about = LinesBlock(label=_("What it is about"))
    duty = blocks.CharBlock(required=False, label=_("What we must do"))
    applies_from_age = blocks.IntegerBlock(required=False, min_value=0, max_value=25, label=_("Applies from age"))
    decision_makers = LinesBlock(rows=2, label=_("Who may choose"))
    self_from_age = blocks.IntegerBlock(
        required=False, min_value=0, max_value=25, label=_("Young people choose from age")
    )
    always_shared = LinesBlock(rows=2, label=_("Always passed on"))
    stopped = LinesBlock(rows=2, label=_("What the choice stops"))
    window_days = blocks.IntegerBlock(required=False, min_value=0, label=_("Days to choose"))
    window_starts = blocks.CharBlock(required=False, label=_("Counted from"))
    silence = VocabularyBlock(vocabulary.Silence, label=_("If nobody answers"))
    how = blocks.CharBlock(required=False, label=_("How to tell us"))
    bound_parties = blocks.ListBlock(
        RecipientBlock(), default=[], collapsed=True, label=_("Who else respects the choice")
    )
    binding_terms = LinesBlock(label=_("What that means for them"))
    citations = blocks.ListBlock(CitationBlock(), default=[], collapsed=True, label=_("Law"))

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
            "how",
            group(_("Ages, law and the fine print"), "duty", "applies_from_age", "self_from_age", "window_starts"),
            group(_("Who else is bound"), "bound_parties", "binding_terms", "citations"),
            folded=["cited_as", "about", "introduction"],
        )


class TransfersBlock(SectionBlock):
    section_type = "transfers"

    heading = heading(_("Does it leave the United Kingdom?"))
    introduction = introduction()
    takes_place = blocks.BooleanBlock(required=False, label=_("Yes, some information leaves the United Kingdom"))
    countries = LinesBlock(rows=1, help_text=_("One country a line."))
    recipients = blocks.ListBlock(RecipientBlock(), default=[], collapsed=True, label=_("Who receives it there"))
    safeguards = LinesBlock(rows=2)
    statements = LinesBlock(rows=2, label=_("Anything else"))

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
