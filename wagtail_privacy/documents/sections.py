"""The sections that a document is made of: one class for each family of blocks.

Every class is told apart by ``type``, which is also the block type in the editor and the name of the template that
shows it. Lists of short statements hold one fact each, in the notice's own words.
"""

from typing import Annotated, Literal

from pydantic import Field

from wagtail_privacy.documents.base import Data, ItemRef, Link, PartialDateText, Prose
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.vocabulary import (
    AgeStatus,
    Audience,
    Operation,
    Provision,
    RightKind,
    Silence,
    Topic,
)


class SectionBase(Data):
    """What all sections share. ``clause`` is set on sections that came in through a shared clause."""

    heading: str
    anchor: str = ""
    introduction: Prose | None = None
    clause: ItemRef | None = None


class AboutSection(SectionBase):
    """Who speaks, under which law, what the document explains and what to read beside it."""

    type: Literal["about"] = "about"
    holders: tuple[RecipientIdentity, ...] = ()
    holds_about: str = ""
    reason: str = ""
    citations: tuple[Citation, ...] = ()
    principles: tuple[str, ...] = ()
    explains: tuple[Topic, ...] = ()
    read_with: tuple[Link, ...] = ()
    statements: tuple[str, ...] = ()


class RegistrationSection(SectionBase):
    """Registration with the regulator (Data Protection (Charges and Information) Regulations 2018)."""

    type: Literal["registration"] = "registration"
    regulator: RecipientIdentity | None = None
    number: str = ""
    renewal: str = ""
    citations: tuple[Citation, ...] = ()


class DataHeldSection(SectionBase):
    """The categories of personal data (UK GDPR Article 14(1)(d))."""

    type: Literal["data_held"] = "data_held"
    operations: tuple[Operation, ...] = ()
    categories: tuple[CategoryUse, ...] = ()
    statements: tuple[str, ...] = ()


class PurposesSection(SectionBase):
    """Why the data is used (UK GDPR Article 13(1)(c))."""

    type: Literal["purposes"] = "purposes"
    summary: str = ""
    purposes: tuple[PurposeUse, ...] = ()


class LawfulBasesSection(SectionBase):
    """What allows the use (UK GDPR Articles 6, 7(3) and 9, and 13(1)(c)).

    ``withdrawal`` says how consent is withdrawn; ``overlap`` that several grounds may apply at once.
    """

    type: Literal["lawful_bases"] = "lawful_bases"
    requirement: str = ""
    citations: tuple[Citation, ...] = ()
    bases: tuple[BasisUse, ...] = ()
    conditions: tuple[ConditionUse, ...] = ()
    limits: tuple[str, ...] = ()
    withdrawal: tuple[str, ...] = ()
    overlap: str = ""


class Activity(Data):
    """One use of data from end to end: the atom of a modern notice (UK GDPR Articles 13, 14 and 30)."""

    name: str
    audience: Audience | None = None
    data: tuple[CategoryUse, ...] = ()
    purposes: tuple[PurposeUse, ...] = ()
    bases: tuple[BasisUse, ...] = ()
    conditions: tuple[ConditionUse, ...] = ()
    citations: tuple[Citation, ...] = ()
    recipients: tuple[RecipientIdentity, ...] = ()
    sources: tuple[Source, ...] = ()
    retention: tuple[RetentionUse, ...] = ()
    provision: Provision | None = None
    consequence: str = ""


class ActivitiesSection(SectionBase):
    """Each use of data with all that belongs to it, one row each."""

    type: Literal["activities"] = "activities"
    activities: tuple[Activity, ...] = ()


class CollectionSection(SectionBase):
    """How data is collected, from whom, and whether it must be given (UK GDPR Articles 13(2)(e), 14(2)(f))."""

    type: Literal["collection"] = "collection"
    provision: Provision | None = None
    statements: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    citations: tuple[Citation, ...] = ()
    links: tuple[Link, ...] = ()


class RetentionSection(SectionBase):
    """How long data is kept, and where the full schedule can be seen (UK GDPR Article 13(2)(a))."""

    type: Literal["retention"] = "retention"
    rules: tuple[RetentionUse, ...] = ()
    schedule: str = ""
    schedule_available: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class RecipientsSection(SectionBase):
    """Who receives data (UK GDPR Article 13(1)(e)). ``principles`` are the rules that hold for all of them."""

    type: Literal["recipients"] = "recipients"
    lead: str = ""
    principles: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    recipients: tuple[RecipientUse, ...] = ()
    links: tuple[Link, ...] = ()


class DatabaseSection(SectionBase):
    """A database that others run and the school feeds: what it holds and never holds, and who may see it."""

    type: Literal["database"] = "database"
    database: RecipientIdentity
    owner: RecipientIdentity | None = None
    covers: str = ""
    about: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    fields_held: tuple[str, ...] = ()
    fields_excluded: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    supplied_because: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    maintained_by: tuple[str, ...] = ()
    access_conditions: tuple[str, ...] = ()
    onward_to: str = ""
    onward_uses: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()
    approval_considers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    contact: Contact | None = None


class LegalDuty(Data):
    """One provision: whom it binds and what it asks, with the facts that follow from it."""

    citations: tuple[Citation, ...] = ()
    binds: str = ""
    duty: str = ""
    details: tuple[str, ...] = ()


class LegalDutiesSection(SectionBase):
    """The law behind the sharing, provision by provision."""

    type: Literal["legal_duties"] = "legal_duties"
    duties: tuple[LegalDuty, ...] = ()


class RightUse(Data):
    """One right as the notice words it, beside the canonical kind."""

    kind: RightKind = RightKind.OTHER
    statement: str
    citations: tuple[Citation, ...] = ()
    holders: str = ""
    conditions: tuple[str, ...] = ()
    how: str = ""
    time_limit: str = ""


class RequestPoint(Data):
    """Where a request goes: to us by role, or to a recipient at its own address."""

    recipient: RecipientIdentity | None = None
    contact: Contact | None = None


class RightsSection(SectionBase):
    """People's rights and how to use them (UK GDPR Articles 12 to 22, 13(2)(b) to (d))."""

    type: Literal["rights"] = "rights"
    lead: str = ""
    citations: tuple[Citation, ...] = ()
    rights: tuple[RightUse, ...] = ()
    on_behalf: str = ""
    request_how: str = ""
    request_to: tuple[RequestPoint, ...] = ()
    identity_check: str = ""


class ChildRightsSection(SectionBase):
    """A child's own rights, and from what age (DPA 2018 section 208 sets one for Scotland only)."""

    type: Literal["child_rights"] = "child_rights"
    age: int | None = None
    age_status: AgeStatus | None = None
    statements: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class OptOutSection(SectionBase):
    """A choice to stop some sharing: who decides, from what age, until when, and what silence means."""

    type: Literal["opt_out"] = "opt_out"
    recipient: RecipientIdentity | None = None
    about: tuple[str, ...] = ()
    applies_from_age: int | None = None
    duty: str = ""
    decides: tuple[str, ...] = ()
    self_from_age: int | None = None
    always_shared: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    window_days: int | None = None
    window_starts: str = ""
    silence: Silence | None = None
    how: str = ""
    binds: tuple[RecipientIdentity, ...] = ()
    binding_terms: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class ComplaintStep(Data):
    """One step of a complaint; days are calendar days (DPA 2018 section 164A: 30 to acknowledge)."""

    title: str
    to: RequestPoint | None = None
    statements: tuple[str, ...] = ()
    acknowledge_days: int | None = None
    links: tuple[Link, ...] = ()


class ComplaintsSection(SectionBase):
    """How to complain, in order: to the school, then to the regulator (DPA 2018 sections 164A and 165)."""

    type: Literal["complaints"] = "complaints"
    steps: tuple[ComplaintStep, ...] = ()
    citations: tuple[Citation, ...] = ()


class ContactsSection(SectionBase):
    """Whom to ask (UK GDPR Article 13(1)(a) and (b))."""

    type: Literal["contacts"] = "contacts"
    topic: str = ""
    contacts: tuple[Contact, ...] = ()


class TransfersSection(SectionBase):
    """Whether data leaves the United Kingdom, and under which safeguards (UK GDPR Articles 13(1)(f), 44 to 49)."""

    type: Literal["transfers"] = "transfers"
    takes_place: bool = False
    countries: tuple[str, ...] = ()
    recipients: tuple[RecipientIdentity, ...] = ()
    safeguards: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()


class AutomatedDecisionsSection(SectionBase):
    """Decisions made by machine alone (UK GDPR Articles 13(2)(f), 22A to 22D)."""

    type: Literal["automated_decisions"] = "automated_decisions"
    takes_place: bool = False
    decisions: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()


class SecuritySection(SectionBase):
    """How data is kept safe (UK GDPR Article 32)."""

    type: Literal["security"] = "security"
    measures: tuple[str, ...] = ()


class LinksSection(SectionBase):
    """Where to read more."""

    type: Literal["links"] = "links"
    links: tuple[Link, ...] = ()


class Signatory(Data):
    """Who signed, in which role."""

    title: str
    name: str = ""
    signed: PartialDateText = ""


class GovernanceSection(SectionBase):
    """Document control: who is responsible, who approved it, and when it is reviewed."""

    type: Literal["governance"] = "governance"
    committee: str = ""
    approved: PartialDateText = ""
    effective: PartialDateText = ""
    reviewed: PartialDateText = ""
    review_due: PartialDateText = ""
    review_cycle: str = ""
    review_terms: tuple[str, ...] = ()
    responsible: str = ""
    responsible_for: str = ""
    signatories: tuple[Signatory, ...] = ()
    reference: str = ""


class TextSection(SectionBase):
    """Free text, for the rare thing that no other section can say."""

    type: Literal["text"] = "text"
    body: Prose


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
    | ComplaintsSection
    | ContactsSection
    | TransfersSection
    | AutomatedDecisionsSection
    | SecuritySection
    | LinksSection
    | GovernanceSection
    | TextSection
)


class AppendixSection(SectionBase):
    """An appendix: sections of its own under a label such as "A"."""

    type: Literal["appendix"] = "appendix"
    label: str = ""
    sections: tuple[Annotated[PlainSection, Field(discriminator="type")], ...] = ()


Section = Annotated[PlainSection | AppendixSection, Field(discriminator="type")]
"""Any section, told apart by ``type``."""
