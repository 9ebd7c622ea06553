"""Sections about the data: what is held, why, on what ground, from where, for how long, how safe."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_privacy.documents import sections as s
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
    KINDS_OF_INFORMATION,
    LAWFUL_BASES,
    BasisUseBlock,
    CategoryUseBlock,
    CitationBlock,
    ConditionUseBlock,
    LinkBlock,
    PurposeUseBlock,
    RecipientBlock,
    RetentionUseBlock,
    SourceBlock,
)
from wagtail_privacy.notices.blocks.summary import Counted, Lacking, Shown


class DataHeldBlock(SectionBlock):
    schema = s.DataHeldSection

    heading = heading(_("What we hold"))
    introduction = introduction()
    operations = block_for(schema, "operations")
    is_possible = block_for(schema, "is_possible", help_text=_("Readers then see “we may”, not “we do”."))
    categories = block_for(schema, "categories", CategoryUseBlock())
    among_others = block_for(schema, "among_others", help_text=_("Readers are told that there may be others."))
    statements = block_for(schema, "statements", help_text=_("For what is not in the library, one statement a line."))

    class Meta:
        icon = "list-ul"
        label = _("What we hold")
        help_text = _(
            "List each kind of personal information with examples that readers recognise. Required wherever data comes "
            "from somebody else than the person (UK GDPR Article 14(1)(d)). Special categories mark themselves."
        )
        summary = (
            Counted("categories", KINDS_OF_INFORMATION),
            Counted("statements", ngettext_lazy("%(count)d in words", "%(count)d in words", "count")),
        )
        form_layout = layout(
            "heading",
            "operations",
            "categories",
            "statements",
            folded=["is_possible", "among_others", "introduction"],
        )


class PurposesBlock(SectionBlock):
    schema = s.PurposesSection

    heading = heading(_("Why we use it"))
    introduction = introduction()
    summary = block_for(schema, "summary", help_text=_("One sentence before the list, if it helps."))
    purposes = block_for(schema, "purposes", PurposeUseBlock())
    among_others = block_for(schema, "among_others", help_text=_("Readers are told that there may be others."))

    class Meta:
        icon = "help"
        label = _("Why we use it")
        help_text = _(
            "Name each purpose so that a parent could tell whether a given use belongs to it "
            "(UK GDPR Article 13(1)(c)). “To run the school” alone is too wide."
        )
        summary = (Counted("purposes", ngettext_lazy("%(count)d purpose", "%(count)d purposes", "count")),)
        form_layout = layout("heading", "summary", "purposes", folded=["among_others", "introduction"])


class LawfulBasesBlock(SectionBlock):
    schema = s.LawfulBasesSection

    heading = heading(_("What allows us to use it"))
    introduction = introduction()
    requirement = block_for(schema, "requirement", help_text=_("The duty you act under, in one sentence."))
    citations = block_for(schema, "citations", CitationBlock())
    bases = block_for(schema, "bases", BasisUseBlock())
    conditions = block_for(
        schema,
        "conditions",
        ConditionUseBlock(),
        help_text=_("Needed as soon as you hold health, ethnic or other special category information."),
    )
    limits = block_for(schema, "limits", rows=2)
    withdrawal = block_for(schema, "withdrawal", rows=2, help_text=_("As easily as it was given."))
    overlap = block_for(schema, "overlap", help_text=_("If several grounds can apply at once, say so."))

    class Meta:
        icon = "key"
        label = _("What allows us to use it")
        help_text = _(
            "Give the lawful basis (UK GDPR Article 6(1)) for your purposes and, for special categories, the condition "
            "(Article 9(2)); readers must be told (Article 13(1)(c)). Best said purpose by purpose: see Activities."
        )
        summary = (Counted("bases", LAWFUL_BASES),)
        form_layout = layout(
            "heading",
            "bases",
            "conditions",
            "citations",
            "withdrawal",
            folded=["requirement", "limits", "overlap", "introduction"],
        )


class ActivityBlock(ItemBlock):
    """One use of data from end to end."""

    schema = s.Activity

    name = block_for(schema, "name", help_text=_("For example: keep children safe and well."))
    audiences = block_for(
        schema, "audiences", help_text=_("Leave it empty where it is about everybody whom the notice is for.")
    )
    how = block_for(schema, "how", rows=2, help_text=_("One step a line, where readers wonder."))
    benefits = block_for(schema, "benefits", rows=2)
    data = block_for(schema, "data", CategoryUseBlock())
    purposes = block_for(schema, "purposes", PurposeUseBlock())
    bases = block_for(schema, "bases", BasisUseBlock())
    conditions = block_for(schema, "conditions", ConditionUseBlock())
    citations = block_for(schema, "citations", CitationBlock())
    recipients = block_for(schema, "recipients", RecipientBlock())
    sources = block_for(schema, "sources", SourceBlock())
    retention = block_for(schema, "retention", RetentionUseBlock())
    provision = block_for(schema, "provision")
    consequence = block_for(schema, "consequence")

    class Meta:
        icon = "cogs"
        label_format = "{name}"
        summary = (Counted("data", KINDS_OF_INFORMATION), Counted("bases", LAWFUL_BASES))
        form_layout = layout(
            "name",
            "data",
            "bases",
            group(_("Special category condition and law"), "conditions", "citations"),
            group(_("Who receives it, where it comes from"), "recipients", "sources"),
            group(_("How long, and must people give it"), "retention", "provision", "consequence"),
            folded=["how", "benefits", "audiences", "purposes"],
        )


class ActivitiesBlock(SectionBlock):
    schema = s.ActivitiesSection

    heading = heading(_("Each use of the information"))
    introduction = introduction()
    activities = block_for(schema, "activities", ActivityBlock())

    class Meta:
        icon = "table"
        label = _("Activities")
        help_text = _(
            "One row for each thing you do: which information, why, what allows it, who receives it, how long. This is "
            "what the law asks for (UK GDPR Article 13) and it doubles as your record of processing (Article 30)."
        )
        summary = (
            Counted(
                "activities",
                ngettext_lazy("%(count)d activity", "%(count)d activities", "count"),
                Lacking(
                    ("bases",),
                    ngettext_lazy("%(count)d without a lawful basis", "%(count)d without a lawful basis", "count"),
                ),
            ),
        )
        form_layout = layout("heading", "activities", folded=["introduction"])


class CollectionBlock(SectionBlock):
    schema = s.CollectionSection

    heading = heading(_("How we collect it"))
    introduction = introduction()
    provision = block_for(schema, "provision")
    tells_choice = block_for(schema, "tells_choice")
    sources = block_for(schema, "sources", SourceBlock())
    statements = block_for(schema, "statements")
    citations = block_for(schema, "citations", CitationBlock())
    links = block_for(schema, "links", LinkBlock())

    class Meta:
        icon = "download"
        label = _("How we collect it")
        help_text = _(
            "Say what people must give and what happens if they do not (UK GDPR Article 13(2)(e)), and where you get "
            "the rest (Article 14(2)(f))."
        )
        summary = (
            Shown("provision"),
            Counted("sources", ngettext_lazy("%(count)d source", "%(count)d sources", "count")),
        )
        form_layout = layout(
            "heading",
            "provision",
            "tells_choice",
            "sources",
            "statements",
            folded=["citations", "links", "introduction"],
        )


class RetentionBlock(SectionBlock):
    schema = s.RetentionSection

    heading = heading(_("How long we keep it"))
    introduction = introduction()
    rules = block_for(schema, "rules", RetentionUseBlock())
    guidance = block_for(schema, "guidance", CitationBlock(), help_text=_("Such as the schedule of your council."))
    schedule = block_for(schema, "schedule", help_text=_("One sentence on your retention schedule, if you have one."))
    schedule_available = block_for(schema, "schedule_available", rows=2)
    links = block_for(schema, "links", LinkBlock())

    class Meta:
        icon = "date"
        label = _("How long we keep it")
        help_text = _(
            "Give the period for each kind of record, or how it is worked out (UK GDPR Article 13(2)(a)). “As long as "
            "necessary” does not tell anybody anything."
        )
        summary = (Counted("rules", ngettext_lazy("%(count)d rule", "%(count)d rules", "count")),)
        form_layout = layout(
            "heading", "rules", "schedule", "schedule_available", folded=["guidance", "links", "introduction"]
        )


class SecurityBlock(SectionBlock):
    schema = s.SecuritySection

    heading = heading(_("How we keep it safe"))
    introduction = introduction()
    measures = block_for(schema, "measures", help_text=_("In general terms, one a line: nothing that helps a thief."))
    breaches = block_for(
        schema, "breaches", rows=2, help_text=_("What you do, and when you tell the people concerned.")
    )

    class Meta:
        icon = "lock"
        label = _("How we keep it safe")
        help_text = _("Tell readers in general terms how their information is protected (UK GDPR Article 32).")
        summary = (Counted("measures", ngettext_lazy("%(count)d measure", "%(count)d measures", "count")),)
        form_layout = layout("heading", "measures", "breaches", folded=["introduction"])
