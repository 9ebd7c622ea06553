"""Sections about the notice itself: who speaks, document control, registration, links, free text."""

from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, Link, PartialDateText, Prose
from wagtail_privacy.documents.fields import Label, fact, machine, wording
from wagtail_privacy.documents.items import NAMES, Citation, RecipientIdentity
from wagtail_privacy.documents.sections.base import SectionBase
from wagtail_privacy.documents.vocabulary import Topic


class AboutSection(SectionBase):
    """Who speaks, under which law, what the document explains and what to read beside it."""

    type: Annotated[Literal["about"], machine()] = "about"
    data_holders: Annotated[
        tuple[RecipientIdentity, ...], fact(_("Who holds the information"), is_role=True, only=NAMES)
    ] = ()
    holds_about: Annotated[str, wording(_("Whose information"))] = ""
    meant_for: Annotated[str, wording(_("Who should read it"))] = ""
    reason: Annotated[str, wording(_("Why"))] = ""
    citations: Annotated[tuple[Citation, ...], fact(_("The law that must be followed"))] = ()
    principles: Annotated[tuple[str, ...], wording(_("What that law means"))] = ()
    explains: Annotated[tuple[Topic, ...], fact(_("This document explains"))] = ()
    read_with: Annotated[tuple[Link, ...], fact(_("Read it together with"), is_role=True)] = ()
    statements: Annotated[tuple[str, ...], wording(_("Anything else"), catch_all=True)] = ()


class RegistrationSection(SectionBase):
    """Registration with the regulator (Data Protection (Charges and Information) Regulations 2018).

    ``processing_record`` says what stands in the organisation's own record (UK GDPR Article 30), or where.
    """

    type: Annotated[Literal["registration"], machine()] = "registration"
    regulator: Annotated[RecipientIdentity | None, fact(_("Registered with"), is_role=True)] = None
    number: Annotated[str, fact(_("Registration number"))] = ""
    renewal: Annotated[str, wording(_("Renewal"))] = ""
    processing_record: Annotated[str, wording(_("Record of processing activities"))] = ""
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()


class LinksSection(SectionBase):
    """Where to read more."""

    type: Annotated[Literal["links"], machine()] = "links"
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()


class Definition(Data):
    """A word that the document uses in a meaning of its own."""

    item_label: ClassVar[Label] = _("Definition")

    term: Annotated[str, fact(_("Word"))]
    meaning: Annotated[str, wording(_("What it means"))]
    examples: Annotated[tuple[str, ...], fact(_("Examples"))] = ()


class DefinitionsSection(SectionBase):
    """What the words of the document mean (UK GDPR Article 12(1): clear and plain language)."""

    type: Annotated[Literal["definitions"], machine()] = "definitions"
    definitions: Annotated[tuple[Definition, ...], fact(_("Definitions"))] = ()


class Signatory(Data):
    """Who signed, in which role."""

    item_label: ClassVar[Label] = _("Signed by")

    title: Annotated[str, fact(_("Role"))]
    name: Annotated[str, fact(_("Name"))] = ""
    signed: Annotated[PartialDateText, fact(_("Signed on"))] = ""

    def naming(self) -> tuple[object, ...]:
        return (self.title, self.name)


class GovernanceSection(SectionBase):
    """Document control: who is responsible, who approved it, and when it is reviewed."""

    type: Annotated[Literal["governance"], machine()] = "governance"
    author: Annotated[str, fact(_("Written by"))] = ""
    issued: Annotated[PartialDateText, fact(_("Issued"))] = ""
    document_version: Annotated[str, fact(_("Version of this document"))] = ""
    committee: Annotated[str, fact(_("Reviewing committee"))] = ""
    approved: Annotated[PartialDateText, fact(_("Approved"))] = ""
    effective: Annotated[PartialDateText, fact(_("In force from"))] = ""
    reviewed: Annotated[PartialDateText, fact(_("Last reviewed"))] = ""
    review_due: Annotated[PartialDateText, fact(_("Next review"))] = ""
    review_cycle: Annotated[str, wording(_("How often it is reviewed"))] = ""
    review_terms: Annotated[tuple[str, ...], wording(_("What brings a review forward"))] = ()
    responsible: Annotated[str, fact(_("Responsible"))] = ""
    responsible_for: Annotated[str, wording(_("Responsible for"))] = ""
    signatories: Annotated[tuple[Signatory, ...], fact(_("Signed by"))] = ()
    reference: Annotated[str, fact(_("Reference"))] = ""


class TextSection(SectionBase):
    """Free text, for the rare thing that no other section can say."""

    type: Annotated[Literal["text"], machine()] = "text"
    body: Annotated[Prose, wording(_("Text"))]
