"""What a document says about school meals."""

from typing import Annotated, ClassVar, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, PartialDateText
from wagtail_privacy.documents.fields import Label, fact, machine, wording
from wagtail_privacy.documents.sections import SectionBase


class Kitchen(TextChoices):
    """Who cooks."""

    OWN = "own", _("our own kitchen")
    CATERER = "caterer", _("a caterer")


class Diet(Data):
    """One thing that the kitchen has to know of a child."""

    item_label: ClassVar[Label] = _("Diet")

    name: Annotated[str, fact(_("What we ask about"))]
    reason: Annotated[str, wording(_("Why we ask"))] = ""


class AllergiesSection(SectionBase):
    """What the kitchen knows of children's allergies and diets: often data concerning health (UK GDPR Article 9)."""

    type: Annotated[Literal["meals.allergies"], machine()] = "meals.allergies"
    kitchen: Annotated[Kitchen | None, fact(_("Who cooks"))] = None
    diets: Annotated[tuple[Diet, ...], fact(_("What the kitchen knows"))] = ()
    precautions: Annotated[tuple[str, ...], wording(_("Precautions in the kitchen"))] = ()
    checked: Annotated[PartialDateText, fact(_("List last checked"))] = ""


class MealsUse(Data):
    """What a recipient has to do with school meals."""

    item_label: ClassVar[Label] = _("School meals")

    sees_allergies: Annotated[bool, fact(_("Sees allergies"))] = False
    training: Annotated[str, wording(_("Training in the kitchen"))] = ""
    inspected: Annotated[PartialDateText, fact(_("Kitchen last inspected"))] = ""
