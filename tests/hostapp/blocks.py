"""The blocks of the editor, and an example for the picker."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_privacy.notices.blocks.base import ItemBlock, SectionBlock, heading, introduction, layout
from wagtail_privacy.notices.blocks.fields import block_for
from wagtail_privacy.notices.blocks.summary import Counted

from .documents import AllergiesSection, Diet, Kitchen, MealsUse


class DietBlock(ItemBlock):
    schema = Diet

    name = block_for(schema, "name")
    reason = block_for(schema, "reason", rows=2)


class AllergiesBlock(SectionBlock):
    schema = AllergiesSection

    heading = heading(_("Allergies and diets"))
    introduction = introduction()
    kitchen = block_for(schema, "kitchen")
    diets = block_for(schema, "diets", DietBlock())
    precautions = block_for(schema, "precautions")
    checked = block_for(schema, "checked")

    class Meta:
        icon = "heart"
        label = _("Allergies and diets")
        help_text = _("Say what the kitchen knows of children. Allergies are health data (UK GDPR Article 9).")
        summary = (Counted("diets", ngettext_lazy("%(count)d diet", "%(count)d diets", "count")),)
        form_layout = layout("heading", "kitchen", "diets", "precautions", "checked", folded=["introduction"])


class MealsUseBlock(ItemBlock):
    schema = MealsUse

    sees_allergies = block_for(schema, "sees_allergies", required=False)
    training = block_for(schema, "training")
    inspected = block_for(schema, "inspected")


def allergies_example():
    return AllergiesSection(
        heading=str(_("Allergies and diets")),
        kitchen=Kitchen.OWN,
        diets=(Diet(name=str(_("Nuts")), reason=str(_("so that no meal harms a child"))),),
    )
