"""What every section of a document is made of."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, ItemRef, Prose
from wagtail_privacy.documents.fields import fact, machine, wording


class SectionBase(Data):
    """What all sections share. ``clause`` is set on sections that came in through a shared clause."""

    type: Annotated[str, machine()]
    heading: Annotated[str, fact(_("Heading"))]
    anchor: Annotated[str, machine()] = ""
    introduction: Annotated[Prose | None, wording(_("Introduction"))] = None
    clause: Annotated[ItemRef | None, machine()] = None
