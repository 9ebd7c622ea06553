"""Sections about sharing: recipients, databases, the law behind it, opt-outs, transfers."""

from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, Link
from wagtail_privacy.documents.fields import Label, fact, machine, wording
from wagtail_privacy.documents.items import NAMES, Citation, Contact, RecipientIdentity, RecipientUse, Source
from wagtail_privacy.documents.sections.base import SectionBase
from wagtail_privacy.documents.vocabulary import Silence


class RecipientsSection(SectionBase):
    """Who receives data (UK GDPR Article 13(1)(e)). ``principles`` are the rules that hold for all of them."""

    type: Annotated[Literal["recipients"], machine()] = "recipients"
    opening_words: Annotated[str, wording(_("Opening words"))] = ""
    principles: Annotated[tuple[str, ...], wording(_("Rules for all of them"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law for all of them"))] = ()
    recipients: Annotated[tuple[RecipientUse, ...], fact(_("Who receives it"))] = ()
    among_others: Annotated[bool, fact(_("The list is not complete"), remark=True)] = False
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()


class DatabaseSection(SectionBase):
    """A database that others run and the school feeds: what it holds and never holds, and who may see it."""

    type: Annotated[Literal["database"], machine()] = "database"
    database: Annotated[RecipientIdentity, fact(_("Database"), is_role=True)]
    owner: Annotated[RecipientIdentity | None, fact(_("Run by"), is_role=True)] = None
    covers: Annotated[str, wording(_("Covers"))] = ""
    about: Annotated[tuple[str, ...], wording(_("What it is"))] = ()
    purposes: Annotated[tuple[str, ...], wording(_("What it is for"))] = ()
    fields_held: Annotated[tuple[str, ...], wording(_("What it holds"))] = ()
    fields_excluded: Annotated[tuple[str, ...], wording(_("What it never holds"))] = ()
    sources: Annotated[tuple[Source, ...], fact(_("Where its data comes from"))] = ()
    supplied_because: Annotated[tuple[str, ...], wording(_("Why we supply data"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    maintained_by: Annotated[tuple[str, ...], wording(_("Who keeps it accurate"))] = ()
    access_conditions: Annotated[tuple[str, ...], wording(_("Conditions for access"))] = ()
    onward_to: Annotated[str, wording(_("Who else may receive its data"))] = ""
    onward_uses: Annotated[tuple[str, ...], wording(_("What they may use it for"))] = ()
    approval: Annotated[tuple[str, ...], wording(_("How requests are decided"))] = ()
    approval_considers: Annotated[tuple[str, ...], wording(_("What the decision looks at"))] = ()
    terms: Annotated[tuple[str, ...], wording(_("Terms they must keep to"))] = ()
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()
    contact: Annotated[Contact | None, fact(_("Contact"))] = None


class LegalDuty(Data):
    """One provision: who has to keep it and what it asks, with the facts that follow from it."""

    item_label: ClassVar[Label] = _("What the law asks")

    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    bound_parties: Annotated[str, wording(_("Applies to"))] = ""
    duty: Annotated[str, wording(_("What it asks"))] = ""
    details: Annotated[tuple[str, ...], wording(_("What follows from it"), catch_all=True)] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.duty or self.bound_parties,) if self.duty or self.bound_parties else self.citations[:1]


class LegalDutiesSection(SectionBase):
    """The law behind the sharing, provision by provision."""

    type: Annotated[Literal["legal_duties"], machine()] = "legal_duties"
    duties: Annotated[tuple[LegalDuty, ...], fact(_("What each law asks"))] = ()


class OptOutSection(SectionBase):
    """A choice to stop some sharing: who decides, from what age, until when, and what silence means."""

    type: Annotated[Literal["opt_out"], machine()] = "opt_out"
    recipient: Annotated[RecipientIdentity | None, fact(_("Sharing with"), is_role=True)] = None
    about: Annotated[tuple[str, ...], wording(_("What it is about"))] = ()
    applies_from_age: Annotated[int | None, fact(_("Applies from"), unit="age")] = None
    duty: Annotated[str, wording(_("What we must do"))] = ""
    decision_makers: Annotated[tuple[str, ...], wording(_("Who may choose"))] = ()
    self_from_age: Annotated[int | None, fact(_("Young people choose from"), unit="age")] = None
    always_shared: Annotated[tuple[str, ...], wording(_("Always passed on"))] = ()
    stopped: Annotated[tuple[str, ...], wording(_("What the choice stops"))] = ()
    window_days: Annotated[int | None, fact(_("How long you have to choose"), unit="day")] = None
    window_starts: Annotated[str, wording(_("Counted from"))] = ""
    silence: Annotated[Silence | None, fact(_("If nobody answers"))] = None
    until: Annotated[str, wording(_("By when"))] = ""
    how: Annotated[str, wording(_("How to tell us"))] = ""
    bound_parties: Annotated[
        tuple[RecipientIdentity, ...], fact(_("Who else respects the choice"), is_role=True, only=NAMES)
    ] = ()
    binding_terms: Annotated[tuple[str, ...], wording(_("What that means for them"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()


class TransfersSection(SectionBase):
    """Whether data leaves the United Kingdom, and under which safeguards (UK GDPR Articles 13(1)(f), 44 to 49)."""

    type: Annotated[Literal["transfers"], machine()] = "transfers"
    takes_place: Annotated[bool, fact(_("Leaves the United Kingdom"))] = False
    countries: Annotated[tuple[str, ...], fact(_("Countries"))] = ()
    recipients: Annotated[tuple[RecipientIdentity, ...], fact(_("Who receives it there"), only=NAMES)] = ()
    safeguards: Annotated[tuple[str, ...], wording(_("Safeguards"))] = ()
    statements: Annotated[tuple[str, ...], wording(_("Anything else"), catch_all=True)] = ()
