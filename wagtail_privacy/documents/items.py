"""Shared items as a document says them: the identity of the library item beside what this notice says of it."""

from typing import Annotated, ClassVar

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data, ItemRef, Link, PartialDateText
from wagtail_privacy.documents.extensions import Extensions
from wagtail_privacy.documents.fields import Label, fact, machine, period_part, wording
from wagtail_privacy.documents.vocabulary import (
    BodyStatus,
    ContactRole,
    DataSubject,
    Frequency,
    LawfulBasis,
    LegislationKind,
    LegislationStatus,
    Nation,
    Necessity,
    Occasion,
    OrganisationKind,
    PeriodUnit,
    PersonalDataHeld,
    RecipientKind,
    RetentionAction,
    RetentionBasis,
    SettingType,
    SpecialCategory,
    SpecialCondition,
)

NAMES = ("name", "cited_as", "abbreviation")
"""The fields of a recipient that are read where a notice only names it."""


class Contact(Data):
    """Somebody to write to. ``title`` is the job title as shown, ``name`` a person where the notice names one."""

    item_label: ClassVar[Label] = _("Contact")

    role: Annotated[ContactRole | None, fact(_("Role"))] = None
    title: Annotated[str, fact(_("Job title"))] = ""
    name: Annotated[str, fact(_("Name"))] = ""
    organisation: Annotated[str, fact(_("Organisation"))] = ""
    address: Annotated[tuple[str, ...], fact(_("Address"), single=True)] = ()
    email: Annotated[str, fact(_("Email"))] = ""
    phone: Annotated[str, fact(_("Telephone"))] = ""
    website: Annotated[str, fact(_("Website"))] = ""
    form_url: Annotated[str, fact(_("Contact form"))] = ""
    note: Annotated[str, wording(_("Note"), catch_all=True)] = ""

    def naming(self) -> tuple[object, ...]:
        return (self.title or self.role or self.name or self.organisation or self.email,)


class Party(Data):
    """An organisation of ours: the school that publishes, or the controller (UK GDPR Article 4(7))."""

    item_label: ClassVar[Label] = _("Organisation")

    ref: Annotated[ItemRef | None, machine()] = None
    name: Annotated[str, fact(_("Name"))]
    abbreviation: Annotated[str, fact(_("Abbreviation"))] = ""
    kind: Annotated[OrganisationKind, fact(_("Kind"), hidden=True)] = OrganisationKind.SCHOOL
    setting: Annotated[SettingType | None, fact(_("Type of school"), hidden=True)] = None
    nations: Annotated[tuple[Nation, ...], fact(_("Nations"), hidden=True)] = ()
    address: Annotated[tuple[str, ...], fact(_("Address"), single=True)] = ()
    email: Annotated[str, fact(_("Email"))] = ""
    phone: Annotated[str, fact(_("Telephone"))] = ""
    website: Annotated[str, fact(_("Website"))] = ""
    registration_number: Annotated[str, fact(_("Registration number"))] = ""
    contacts: Annotated[tuple[Contact, ...], fact(_("Contacts"))] = ()

    def contact(self, role: ContactRole) -> Contact | None:
        """The first contact with this role, or ``None``."""
        return next((contact for contact in self.contacts if contact.role == role), None)


class Instrument(Data):
    """A law, guidance or report as the library knows it. ``members`` are the Acts behind a collective title."""

    item_label: ClassVar[Label] = _("Law")

    ref: Annotated[ItemRef | None, machine()] = None
    name: Annotated[str, fact(_("Name"))]
    kind: Annotated[LegislationKind, fact(_("Kind"), hidden=True)] = LegislationKind.ACT
    year: Annotated[int | None, fact(_("Year"))] = None
    number: Annotated[str, fact(_("Number"))] = ""
    extent: Annotated[str, fact(_("Where it applies"), hidden=True)] = ""
    status: Annotated[LegislationStatus, fact(_("Status"), hidden=True)] = LegislationStatus.IN_FORCE
    in_force_until: Annotated[PartialDateText, fact(_("In force until"), hidden=True)] = ""
    url: Annotated[str, fact(_("Web address"))] = ""
    members: Annotated[tuple[str, ...], fact(_("The Acts behind the title"), single=True)] = ()


class EnablingPower(Data):
    """The provision under which an instrument was made."""

    item_label: ClassVar[Label] = _("Made under")

    instrument: Annotated[Instrument, fact(_("Law"), only=("name",))]
    provisions: Annotated[tuple[str, ...], fact(_("Provisions"), single=True)] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.instrument.name, *self.provisions)


class Citation(Data):
    """A law as this notice cites it.

    ``cited_as`` is shown where it is given, right or wrong; the instrument beside it is the canonical one that checks
    and diffs use. ``provisions`` are in the words of the notice ("section 3", "regulation 12").
    """

    item_label: ClassVar[Label] = _("Law")

    instrument: Annotated[Instrument | None, fact(_("Law"), inline=True, unless="cited_as")] = None
    cited_as: Annotated[str, fact(_("Shown as"))] = ""
    provisions: Annotated[tuple[str, ...], fact(_("Provisions"), single=True)] = ()
    amended_by: Annotated[tuple[str, ...], fact(_("Amended by"), single=True)] = ()
    made_under: Annotated[EnablingPower | None, fact(_("Made under"))] = None
    note: Annotated[str, wording(_("Note"), catch_all=True)] = ""

    @property
    def name(self) -> str:
        """What the reader sees: the wording of the notice before the canonical name."""
        return self.cited_as or (self.instrument.name if self.instrument else "")

    def naming(self) -> tuple[object, ...]:
        return (self.name, *self.provisions)


class PurposeUse(Data):
    """A purpose of processing (UK GDPR Article 13(1)(c)) in this notice's own words."""

    item_label: ClassVar[Label] = _("Purpose")

    ref: Annotated[ItemRef | None, machine()] = None
    name: Annotated[str, fact(_("Name"))]
    note: Annotated[str, wording(_("Note"), catch_all=True)] = ""


class BasisUse(Data):
    """A lawful basis as the notice cites it beside the canonical one (UK GDPR Article 6(1))."""

    item_label: ClassVar[Label] = _("Lawful basis")

    basis: Annotated[LawfulBasis | None, fact(_("Lawful basis"), unless="cited_as")] = None
    cited_as: Annotated[str, fact(_("Shown as"))] = ""
    occasion: Annotated[Occasion | None, fact(_("How often it applies"))] = None
    explanation: Annotated[str, wording(_("Explanation"))] = ""
    examples: Annotated[tuple[str, ...], fact(_("Examples"))] = ()
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.cited_as or self.basis,)


class CategoryUse(Data):
    """A category of personal data (UK GDPR Article 14(1)(d)) with this notice's own examples.

    ``data_subjects`` are empty where it is about those whom the notice is for. ``condition`` says when it is held at
    all, ``stays`` that nobody else receives it.
    """

    item_label: ClassVar[Label] = _("Kind of information")

    ref: Annotated[ItemRef | None, machine()] = None
    name: Annotated[str, fact(_("Name"))]
    examples: Annotated[tuple[str, ...], fact(_("Examples"))] = ()
    data_subjects: Annotated[tuple[DataSubject, ...], fact(_("Whose data"), single=True)] = ()
    special: Annotated[SpecialCategory | None, fact(_("Special category"))] = None
    condition: Annotated[str, wording(_("When it applies"))] = ""
    purposes: Annotated[tuple[PurposeUse, ...], fact(_("What it is for"))] = ()
    basis: Annotated[BasisUse | None, fact(_("What allows it"))] = None
    held_in: Annotated[str, fact(_("Where it is kept"))] = ""
    stays: Annotated[bool, fact(_("Stays with us"), remark=True)] = False
    note: Annotated[str, wording(_("Note"), catch_all=True)] = ""


class ConditionUse(Data):
    """What allows special category data (UK GDPR Article 9(2); DPA 2018 Schedule 1 where it applies)."""

    item_label: ClassVar[Label] = _("Special category condition")

    condition: Annotated[SpecialCondition | None, fact(_("Condition"), unless="cited_as")] = None
    cited_as: Annotated[str, fact(_("Shown as"))] = ""
    schedule_1: Annotated[str, fact(_("Data Protection Act 2018, Schedule 1"))] = ""

    def naming(self) -> tuple[object, ...]:
        return (self.cited_as or self.condition, self.schedule_1)


class RetentionUse(Data):
    """How long something is kept (UK GDPR Article 13(2)(a)): from when, how long, and what happens then."""

    item_label: ClassVar[Label] = _("How long it is kept")

    ref: Annotated[ItemRef | None, machine()] = None
    name: Annotated[str, fact(_("What is kept"))]
    reference: Annotated[str, fact(_("Reference"))] = ""
    data: Annotated[tuple[CategoryUse, ...], fact(_("Kinds of information"))] = ()
    scope: Annotated[str, wording(_("What belongs to it"))] = ""
    personal_data: Annotated[PersonalDataHeld | None, fact(_("Personal data"))] = None
    trigger: Annotated[str, wording(_("Counted from"))] = ""
    period_number: Annotated[int | None, period_part(_("How long it is kept"), _("how many"))] = None
    period_unit: Annotated[PeriodUnit | None, period_part(_("How long it is kept"), _("days, months or years"))] = None
    period: Annotated[str, period_part(_("How long it is kept"), _("in words"))] = ""
    action: Annotated[RetentionAction | None, fact(_("What happens then"))] = None
    destinations: Annotated[tuple[str, ...], fact(_("Where it goes then"))] = ()
    held_by: Annotated[str, fact(_("Kept by"))] = ""
    basis: Annotated[RetentionBasis | None, fact(_("Why that long"))] = None
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    exceptions: Annotated[tuple[str, ...], wording(_("Exceptions"))] = ()
    note: Annotated[str, wording(_("Note"), catch_all=True)] = ""


class RecipientIdentity(Data):
    """Who receives data: what the library knows of them, and the name that this notice uses.

    ``successors`` are the translation keys of the bodies that do its work now.
    """

    item_label: ClassVar[Label] = _("Recipient")

    ref: Annotated[ItemRef | None, machine()] = None
    name: Annotated[str, fact(_("Name"), unless="cited_as")]
    cited_as: Annotated[str, fact(_("Shown as"))] = ""
    abbreviation: Annotated[str, fact(_("Abbreviation"), unless="cited_as")] = ""
    kind: Annotated[RecipientKind, fact(_("Kind"))] = RecipientKind.OTHER
    part_of: Annotated[str, fact(_("Part of"))] = ""
    status: Annotated[BodyStatus, fact(_("Status"), hidden=True)] = BodyStatus.CURRENT
    ended: Annotated[PartialDateText, fact(_("Ended"), hidden=True)] = ""
    successors: Annotated[tuple[str, ...], machine()] = ()
    website: Annotated[str, fact(_("Website"))] = ""
    privacy_notice_url: Annotated[str, fact(_("Their privacy notice"))] = ""
    is_publisher: Annotated[bool, machine()] = False

    @property
    def shown_name(self) -> str:
        """What the reader sees: the wording of the notice before the library's name."""
        return self.cited_as or self.name

    def naming(self) -> tuple[object, ...]:
        return (self.shown_name,)


class OnwardSharing(Data):
    """What a recipient passes on to others, and within which limits."""

    item_label: ClassVar[Label] = _("Passed on by them")

    recipients: Annotated[tuple[RecipientIdentity, ...], fact(_("Passed on to"), only=NAMES)] = ()
    others: Annotated[tuple[str, ...], fact(_("Others who receive it"))] = ()
    data: Annotated[tuple[CategoryUse, ...], fact(_("What they receive"))] = ()
    frequency: Annotated[Frequency | None, fact(_("How often"))] = None
    uses: Annotated[tuple[str, ...], wording(_("What for"))] = ()
    limits: Annotated[tuple[str, ...], wording(_("Limits"))] = ()
    conditions: Annotated[tuple[str, ...], wording(_("Conditions"))] = ()

    def naming(self) -> tuple[object, ...]:
        return (*self.recipients[:3], *self.others[:1])


class RecipientUse(Data):
    """One recipient with all that this notice says of it (UK GDPR Article 13(1)(e)).

    ``uses``, ``limits``, ``safeguards`` and ``returns`` are short statements, one fact each. ``anonymous_in`` says in
    what nobody can be identified (statistics, inspection reports).
    ``extensions`` is what other apps say of it.
    """

    item_label: ClassVar[Label] = _("Recipient")

    recipient: Annotated[RecipientIdentity, fact(_("Recipient"), inline=True)]
    about: Annotated[tuple[str, ...], wording(_("What they are"))] = ()
    includes: Annotated[tuple[str, ...], fact(_("This includes"))] = ()
    conditions: Annotated[tuple[str, ...], wording(_("When they receive it"))] = ()
    services: Annotated[tuple[str, ...], wording(_("What they do for us"))] = ()
    uses: Annotated[tuple[str, ...], wording(_("What they use it for"))] = ()
    so_that: Annotated[str, wording(_("So that they can"))] = ""
    purposes: Annotated[tuple[PurposeUse, ...], fact(_("What it is for"))] = ()
    data: Annotated[tuple[CategoryUse, ...], fact(_("What they receive"))] = ()
    necessity: Annotated[Necessity | None, fact(_("Why we share"))] = None
    frequency: Annotated[Frequency | None, fact(_("How often"))] = None
    basis: Annotated[BasisUse | None, fact(_("What allows it"))] = None
    citations: Annotated[tuple[Citation, ...], fact(_("The law"))] = ()
    anonymous_in: Annotated[tuple[str, ...], wording(_("Nobody can be identified"))] = ()
    data_location: Annotated[str, wording(_("Where they keep it"))] = ""
    limits: Annotated[tuple[str, ...], wording(_("Limits"))] = ()
    safeguards: Annotated[tuple[str, ...], wording(_("Safeguards"))] = ()
    returns: Annotated[tuple[str, ...], wording(_("What they send back"))] = ()
    onward: Annotated[tuple[OnwardSharing, ...], fact(_("Passed on by them"))] = ()
    retention: Annotated[tuple[RetentionUse, ...], fact(_("How long they keep it"))] = ()
    contact: Annotated[Contact | None, fact(_("How to reach them"))] = None
    links: Annotated[tuple[Link, ...], fact(_("Read more"))] = ()
    extensions: Annotated[Extensions, fact(_("More about it"))] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.recipient.shown_name,)


class Source(Data):
    """Where data comes from when not from the person (UK GDPR Article 14(2)(f))."""

    item_label: ClassVar[Label] = _("Source")

    recipient: Annotated[RecipientIdentity | None, fact(_("Organisation"), inline=True, is_role=True, only=NAMES)] = (
        None
    )
    name: Annotated[str, fact(_("Name"))] = ""
    gives: Annotated[tuple[str, ...], fact(_("What they give"))] = ()

    def naming(self) -> tuple[object, ...]:
        return (self.name or self.recipient,)
