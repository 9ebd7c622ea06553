"""Sections for the people the data is about: rights, children, complaints, contacts, automated decisions."""

from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, Link
from wagtail_privacy.documents.fields import Label, fact, machine, wording
from wagtail_privacy.documents.items import Citation, Contact, RecipientIdentity
from wagtail_privacy.documents.sections.base import SectionBase
from wagtail_privacy.documents.vocabulary import AgeStatus, RightKind


class RightUse(Data):
    """One right as the notice words it, beside the canonical kind."""

    item_label: ClassVar[Label] = _("Right")

    kind: Annotated[RightKind, fact(_("Kind of right"), hidden=True)] = RightKind.OTHER
    statement: Annotated[str, wording(_("In plain words"))]
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    rights_holders: Annotated[str, wording(_("Who has this right"))] = ""
    conditions: Annotated[tuple[str, ...], wording(_("When it applies"))] = ()
    how: Annotated[str, wording(_("How to use it"))] = ""
    time_limit: Annotated[str, wording(_("When you are answered"))] = ""

    def naming(self) -> tuple[object, ...]:
        return (self.statement,)


class RequestPoint(Data):
    """Where a request goes: to us by role, or to a recipient at its own address."""

    item_label: ClassVar[Label] = _("Contact")

    recipient: Annotated[RecipientIdentity | None, fact(_("Organisation"), inline=True, is_role=True)] = None
    contact: Annotated[Contact | None, fact(_("Contact"), inline=True)] = None

    def naming(self) -> tuple[object, ...]:
        return (self.recipient, self.contact)


class RightsSection(SectionBase):
    """People's rights and how to use them (UK GDPR Articles 12 to 22, 13(2)(b) to (d))."""

    type: Annotated[Literal["rights"], machine()] = "rights"
    opening_words: Annotated[str, wording(_("Opening words"))] = ""
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    rights: Annotated[tuple[RightUse, ...], fact(_("Rights"))] = ()
    on_behalf: Annotated[str, wording(_("Who may act for a child"))] = ""
    request_how: Annotated[str, wording(_("How to ask"))] = ""
    request_to: Annotated[tuple[RequestPoint, ...], fact(_("Contact"))] = ()
    identity_check: Annotated[str, wording(_("Proof of who you are"))] = ""


class ChildRightsSection(SectionBase):
    """A child's own rights, and from what age (DPA 2018 section 208 sets one for Scotland only)."""

    type: Annotated[Literal["child_rights"], machine()] = "child_rights"
    age: Annotated[int | None, fact(_("Age"))] = None
    age_status: Annotated[AgeStatus | None, fact(_("Whether the age is a rule"))] = None
    helpers: Annotated[tuple[str, ...], wording(_("Who can help"))] = ()
    statements: Annotated[tuple[str, ...], wording(_("Anything else"), catch_all=True)] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()


class ComplaintStep(Data):
    """One step of a complaint; days are calendar days (DPA 2018 section 164A: 30 to acknowledge)."""

    item_label: ClassVar[Label] = _("Step")

    title: Annotated[str, wording(_("What to do"))]
    to: Annotated[RequestPoint | None, fact(_("Contact"), is_role=True)] = None
    statements: Annotated[tuple[str, ...], wording(_("Anything else"), catch_all=True)] = ()
    acknowledge_days: Annotated[int | None, fact(_("Receipt confirmed within"), unit="day")] = None
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.title,)


class ComplaintsSection(SectionBase):
    """How to complain, in order: to the school, then to the regulator (DPA 2018 sections 164A and 165)."""

    type: Annotated[Literal["complaints"], machine()] = "complaints"
    steps: Annotated[tuple[ComplaintStep, ...], fact(_("Steps"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()


class ContactsSection(SectionBase):
    """Whom to ask (UK GDPR Article 13(1)(a) and (b))."""

    type: Annotated[Literal["contacts"], machine()] = "contacts"
    topic: Annotated[str, wording(_("What for"))] = ""
    contacts: Annotated[tuple[Contact, ...], fact(_("Contacts"))] = ()


class AutomatedDecisionsSection(SectionBase):
    """Decisions made by machine alone (UK GDPR Articles 13(2)(f), 22A to 22D)."""

    type: Annotated[Literal["automated_decisions"], machine()] = "automated_decisions"
    takes_place: Annotated[bool, fact(_("Decisions by a computer alone"))] = False
    decisions: Annotated[tuple[str, ...], wording(_("Which decisions"))] = ()
    safeguards: Annotated[tuple[str, ...], wording(_("Safeguards"))] = ()
