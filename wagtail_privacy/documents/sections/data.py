"""Sections about the data: what is held, why, on what ground, from where, for how long, how safe."""

from typing import Annotated, ClassVar, Literal

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, Link
from wagtail_privacy.documents.fields import Label, fact, machine, wording
from wagtail_privacy.documents.items import (
    NAMES,
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    PurposeUse,
    RecipientIdentity,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sections.base import SectionBase
from wagtail_privacy.documents.vocabulary import Audience, Operation, Provision


class DataHeldSection(SectionBase):
    """The categories of personal data (UK GDPR Article 14(1)(d)).

    ``is_possible``: the organisation may do it, and does not do it for everybody. ``among_others``: the list names
    examples.
    """

    type: Annotated[Literal["data_held"], machine()] = "data_held"
    operations: Annotated[tuple[Operation, ...], fact(_("What we do with it"))] = ()
    is_possible: Annotated[bool, fact(_("Only where there is a need"), remark=True)] = False
    categories: Annotated[tuple[CategoryUse, ...], fact(_("Kinds of information"))] = ()
    among_others: Annotated[bool, fact(_("The list is not complete"), remark=True)] = False
    statements: Annotated[tuple[str, ...], wording(_("Other information, in words"), catch_all=True)] = ()


class PurposesSection(SectionBase):
    """Why the data is used (UK GDPR Article 13(1)(c))."""

    type: Annotated[Literal["purposes"], machine()] = "purposes"
    summary: Annotated[str, wording(_("Summary"))] = ""
    purposes: Annotated[tuple[PurposeUse, ...], fact(_("Purposes"))] = ()
    among_others: Annotated[bool, fact(_("The list is not complete"), remark=True)] = False


class LawfulBasesSection(SectionBase):
    """What allows the use (UK GDPR Articles 6, 7(3) and 9, and 13(1)(c)).

    ``withdrawal`` says how consent is withdrawn; ``overlap`` that several grounds may apply at once.
    """

    type: Annotated[Literal["lawful_bases"], machine()] = "lawful_bases"
    requirement: Annotated[str, wording(_("What we act under"))] = ""
    citations: Annotated[tuple[Citation, ...], fact(_("The main laws"))] = ()
    bases: Annotated[tuple[BasisUse, ...], fact(_("Lawful bases"))] = ()
    conditions: Annotated[
        tuple[ConditionUse, ...], fact(_("What allows us to use information with extra protection"))
    ] = ()
    limits: Annotated[tuple[str, ...], wording(_("Limits we keep to"))] = ()
    withdrawal: Annotated[tuple[str, ...], wording(_("Withdrawing consent"))] = ()
    overlap: Annotated[str, wording(_("Several grounds at once"))] = ""


class Activity(Data):
    """One use of data from end to end: the atom of a modern notice (UK GDPR Articles 13, 14 and 30)."""

    item_label: ClassVar[Label] = _("Use of information")

    name: Annotated[str, fact(_("What we do"))]
    audiences: Annotated[tuple[Audience, ...], fact(_("Whose data"), single=True)] = ()
    how: Annotated[tuple[str, ...], wording(_("How it works"))] = ()
    benefits: Annotated[tuple[str, ...], wording(_("What is good about it"))] = ()
    data: Annotated[tuple[CategoryUse, ...], fact(_("With which information"))] = ()
    purposes: Annotated[tuple[PurposeUse, ...], fact(_("What it is for"))] = ()
    bases: Annotated[tuple[BasisUse, ...], fact(_("What allows it"))] = ()
    conditions: Annotated[tuple[ConditionUse, ...], fact(_("Special category conditions"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    recipients: Annotated[tuple[RecipientIdentity, ...], fact(_("Who receives it"), only=NAMES)] = ()
    sources: Annotated[tuple[Source, ...], fact(_("Where it comes from"))] = ()
    retention: Annotated[tuple[RetentionUse, ...], fact(_("How long it is kept"))] = ()
    provision: Annotated[Provision | None, fact(_("Whether you must give it"))] = None
    consequence: Annotated[str, wording(_("What happens if you do not give it"))] = ""


class ActivitiesSection(SectionBase):
    """Each use of data with all that belongs to it, one row each."""

    type: Annotated[Literal["activities"], machine()] = "activities"
    activities: Annotated[tuple[Activity, ...], fact(_("Uses of information"))] = ()


class CollectionSection(SectionBase):
    """How data is collected, from whom, and whether it must be given (UK GDPR Articles 13(2)(e), 14(2)(f))."""

    type: Annotated[Literal["collection"], machine()] = "collection"
    provision: Annotated[Provision | None, fact(_("Whether you must give it"))] = None
    tells_choice: Annotated[bool, fact(_("We say where you have a choice"), remark=True)] = False
    statements: Annotated[tuple[str, ...], wording(_("Anything else"), catch_all=True)] = ()
    sources: Annotated[tuple[Source, ...], fact(_("Where it comes from"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()


class RetentionSection(SectionBase):
    """How long data is kept, and where the full schedule can be seen (UK GDPR Article 13(2)(a))."""

    type: Annotated[Literal["retention"], machine()] = "retention"
    rules: Annotated[tuple[RetentionUse, ...], fact(_("What is kept, and for how long"))] = ()
    guidance: Annotated[tuple[Citation, ...], fact(_("The guidance that we follow"))] = ()
    schedule: Annotated[str, wording(_("The full schedule"))] = ""
    schedule_available: Annotated[tuple[str, ...], wording(_("Where the schedule can be seen"))] = ()
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()


class SecuritySection(SectionBase):
    """How data is kept safe, and what happens when that fails (UK GDPR Articles 32 to 34)."""

    type: Annotated[Literal["security"], machine()] = "security"
    measures: Annotated[tuple[str, ...], wording(_("How data is kept safe"))] = ()
    breaches: Annotated[str, wording(_("If information is lost or seen by the wrong people"))] = ""
