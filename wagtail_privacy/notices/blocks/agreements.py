"""Sections about what people agree to, and what organisations agree with each other."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_privacy.documents import sections as s
from wagtail_privacy.library.choosers import RecipientChooserBlock
from wagtail_privacy.notices.blocks.base import ItemBlock, SectionBlock, group, heading, introduction, layout
from wagtail_privacy.notices.blocks.fields import block_for
from wagtail_privacy.notices.blocks.items import CategoryUseBlock, CitationBlock
from wagtail_privacy.notices.blocks.summary import Counted


class ConsentUseBlock(ItemBlock):
    """One thing that people are asked to agree to."""

    schema = s.ConsentUse

    name = block_for(schema, "name", help_text=_("For example: paying for lunch with a fingerprint."))
    asked = block_for(schema, "asked", help_text=_("Who is asked, and whether one refusal is enough."))
    data = block_for(schema, "data", CategoryUseBlock())
    informed = block_for(schema, "informed", help_text=_("Before they agree: a letter, a leaflet, a talk."))
    how = block_for(schema, "how")
    silence = block_for(schema, "silence", help_text=_("Consent is never given by silence (UK GDPR Article 4(11))."))
    alternative = block_for(schema, "alternative", help_text=_("What those do instead who do not agree."))
    withdrawal = block_for(schema, "withdrawal", help_text=_("It must be as easy as agreeing was."))
    until = block_for(schema, "until")
    afterwards = block_for(schema, "afterwards", help_text=_("What you stop doing, and what you delete."))
    citations = block_for(schema, "citations", CitationBlock())

    class Meta:
        icon = "check"
        label_format = "{name}"
        form_layout = layout(
            "name",
            "asked",
            "alternative",
            "withdrawal",
            "afterwards",
            group(_("How people are told and asked"), "informed", "how", "silence", "until"),
            folded=["data", "citations"],
        )


class ConsentBlock(SectionBlock):
    schema = s.ConsentSection

    heading = heading(_("What we ask you to agree to"))
    introduction = introduction()
    requests = block_for(schema, "requests", ConsentUseBlock())
    not_done = block_for(schema, "not_done", help_text=_("Tick what you never do: readers look for it."))

    class Meta:
        icon = "check"
        label = _("What we ask you to agree to")
        help_text = _(
            "Say what you do only where people agree, who is asked, what those do who do not agree, and how to change "
            "one's mind (UK GDPR Articles 7 and 13(2)(c))."
        )
        summary = (Counted("requests", ngettext_lazy("%(count)d question", "%(count)d questions", "count")),)
        form_layout = layout("heading", "requests", "not_done", folded=["introduction"])


class PartyUseBlock(ItemBlock):
    """One party of an agreement."""

    schema = s.PartyUse

    party = block_for(schema, "party", RecipientChooserBlock)
    name = block_for(schema, "name", help_text=_("If it is not in the library, or to say it differently."))
    gives = block_for(schema, "gives", CategoryUseBlock())
    receives = block_for(schema, "receives", CategoryUseBlock())
    duties = block_for(schema, "duties", rows=2)

    class Meta:
        icon = "group"
        label_format = "{party} {name}"


class PartiesBlock(SectionBlock):
    schema = s.PartiesSection

    heading = heading(_("Who agrees with whom"))
    introduction = introduction()
    service = block_for(schema, "service")
    offered_to = block_for(schema, "offered_to")
    reason = block_for(schema, "reason")
    parties = block_for(schema, "parties", PartyUseBlock())

    class Meta:
        icon = "group"
        label = _("Parties of an agreement")
        help_text = _(
            "For an agreement between organisations: who takes part, what each gives and receives, and what each has "
            "to do (UK GDPR Articles 26 and 28(3) ask for one where you decide together, or one works for the other)."
        )
        summary = (Counted("parties", ngettext_lazy("%(count)d party", "%(count)d parties", "count")),)
        form_layout = layout("heading", "service", "parties", "reason", "offered_to", folded=["introduction"])
