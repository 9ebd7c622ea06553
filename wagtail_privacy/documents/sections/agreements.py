"""What people agree to, what nobody does, and what organisations agree with each other."""

from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.fields import Label, fact, machine, wording
from wagtail_privacy.documents.items import NAMES, CategoryUse, Citation, RecipientIdentity
from wagtail_privacy.documents.sections.base import SectionBase
from wagtail_privacy.documents.vocabulary import ConsentRule, NotDone, Silence


class ConsentUse(Data):
    """One thing that people are asked to agree to (UK GDPR Articles 4(11) and 7)."""

    item_label: ClassVar[Label] = _("What we ask you to agree to")

    name: Annotated[str, wording(_("What we ask"))]
    data: Annotated[tuple[CategoryUse, ...], fact(_("With which information"))] = ()
    asked: Annotated[ConsentRule | None, fact(_("Who is asked"))] = None
    informed: Annotated[str, wording(_("How you are told about it"))] = ""
    how: Annotated[str, wording(_("How to agree"))] = ""
    silence: Annotated[Silence | None, fact(_("If nobody answers"))] = None
    alternative: Annotated[str, wording(_("If you do not agree"))] = ""
    withdrawal: Annotated[str, wording(_("How to change your mind"))] = ""
    until: Annotated[str, wording(_("By when"))] = ""
    afterwards: Annotated[str, wording(_("What happens then"))] = ""
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()


class ConsentSection(SectionBase):
    """What people are asked to agree to, and what nobody does (UK GDPR Articles 7 and 13(2)(c))."""

    type: Annotated[Literal["consent"], machine()] = "consent"
    requests: Annotated[tuple[ConsentUse, ...], fact(_("What we ask you to agree to"))] = ()
    not_done: Annotated[tuple[NotDone, ...], fact(_("What we do not do"))] = ()


class PartyUse(Data):
    """One party of an agreement: what it gives, and what it receives."""

    item_label: ClassVar[Label] = _("Party")

    party: Annotated[RecipientIdentity | None, fact(_("Organisation"), inline=True, is_role=True, only=NAMES)] = None
    name: Annotated[str, fact(_("Name"))] = ""
    gives: Annotated[tuple[CategoryUse, ...], fact(_("What it gives"))] = ()
    receives: Annotated[tuple[CategoryUse, ...], fact(_("What it receives"))] = ()
    duties: Annotated[tuple[str, ...], wording(_("What it has to do"))] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.name or self.party,)


class PartiesSection(SectionBase):
    """Between whom data is shared, and which way it goes (Data sharing code of the regulator)."""

    type: Annotated[Literal["parties"], machine()] = "parties"
    service: Annotated[str, wording(_("What it is about"))] = ""
    offered_to: Annotated[str, wording(_("Who it is offered to"))] = ""
    reason: Annotated[str, wording(_("Why it was written"))] = ""
    parties: Annotated[tuple[PartyUse, ...], fact(_("Parties"))] = ()
