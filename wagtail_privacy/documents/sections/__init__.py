"""The sections that a document is made of: one class for each family of blocks.

Every class is told apart by ``type``, which is also the block type in the editor and the name of the template that
shows it. Lists of short statements hold one fact each, in the notice's own words.
"""

from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from wagtail_privacy.documents.fields import fact, machine
from wagtail_privacy.documents.sections.about import (
    AboutSection,
    Definition,
    DefinitionsSection,
    GovernanceSection,
    LinksSection,
    RegistrationSection,
    Signatory,
    TextSection,
)
from wagtail_privacy.documents.sections.agreements import ConsentSection, ConsentUse, PartiesSection, PartyUse
from wagtail_privacy.documents.sections.base import (
    SectionBase,
)
from wagtail_privacy.documents.sections.data import (
    ActivitiesSection,
    Activity,
    CollectionSection,
    DataHeldSection,
    LawfulBasesSection,
    PurposesSection,
    RetentionSection,
    SecuritySection,
)
from wagtail_privacy.documents.sections.people import (
    AutomatedDecisionsSection,
    ChildRightsSection,
    ComplaintsSection,
    ComplaintStep,
    ContactsSection,
    RequestPoint,
    RightsSection,
    RightUse,
)
from wagtail_privacy.documents.sections.registry import AnySection, UnknownSection
from wagtail_privacy.documents.sections.sharing import (
    DatabaseSection,
    LegalDutiesSection,
    LegalDuty,
    OptOutSection,
    RecipientsSection,
    TransfersSection,
)

__all__ = [
    "AboutSection",
    "ActivitiesSection",
    "Activity",
    "AppendixSection",
    "AutomatedDecisionsSection",
    "ChildRightsSection",
    "CollectionSection",
    "ComplaintStep",
    "ComplaintsSection",
    "ConsentSection",
    "ConsentUse",
    "ContactsSection",
    "DataHeldSection",
    "DatabaseSection",
    "Definition",
    "DefinitionsSection",
    "GovernanceSection",
    "LawfulBasesSection",
    "LegalDutiesSection",
    "LegalDuty",
    "LinksSection",
    "OptOutSection",
    "PartiesSection",
    "PartyUse",
    "PlainSection",
    "PurposesSection",
    "RecipientsSection",
    "RegistrationSection",
    "RequestPoint",
    "RetentionSection",
    "RightUse",
    "RightsSection",
    "Section",
    "SectionBase",
    "SecuritySection",
    "Signatory",
    "TextSection",
    "TransfersSection",
    "UnknownSection",
]

PlainSection = (
    AboutSection
    | RegistrationSection
    | DataHeldSection
    | PurposesSection
    | LawfulBasesSection
    | ActivitiesSection
    | CollectionSection
    | RetentionSection
    | RecipientsSection
    | DatabaseSection
    | LegalDutiesSection
    | RightsSection
    | ChildRightsSection
    | OptOutSection
    | ConsentSection
    | PartiesSection
    | ComplaintsSection
    | ContactsSection
    | TransfersSection
    | AutomatedDecisionsSection
    | SecuritySection
    | LinksSection
    | GovernanceSection
    | DefinitionsSection
    | TextSection
)


class AppendixSection(SectionBase):
    """An appendix: sections of its own under a label such as "A"."""

    type: Annotated[Literal["appendix"], machine()] = "appendix"
    label: Annotated[str, fact(_("Letter"))] = ""
    sections: Annotated[
        tuple[Annotated[PlainSection, Field(discriminator="type"), AnySection()], ...], fact(_("Sections"))
    ] = ()


Section = Annotated[PlainSection | AppendixSection, Field(discriminator="type"), AnySection()]
"""Any section, told apart by ``type``; also one of another app, which is no member of the union."""
