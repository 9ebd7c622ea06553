"""Shared items as a document says them: the identity of the library item beside what this notice says of it."""

from wagtail_privacy.documents.base import Data, ItemRef, Link, PartialDateText
from wagtail_privacy.documents.vocabulary import (
    BodyStatus,
    ContactRole,
    DataSubject,
    Frequency,
    LawfulBasis,
    LegislationKind,
    LegislationStatus,
    Necessity,
    Occasion,
    OrganisationKind,
    PeriodUnit,
    RecipientKind,
    RetentionAction,
    RetentionBasis,
    SettingType,
    SpecialCategory,
    SpecialCondition,
)


class Contact(Data):
    """Somebody to write to. ``title`` is the job title as shown, ``name`` a person where the notice names one."""

    role: ContactRole | None = None
    title: str = ""
    name: str = ""
    organisation: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    website: str = ""
    form_url: str = ""
    note: str = ""


class Party(Data):
    """An organisation of ours: the school that publishes, or the controller (UK GDPR Article 4(7))."""

    ref: ItemRef | None = None
    name: str
    abbreviation: str = ""
    kind: OrganisationKind = OrganisationKind.SCHOOL
    setting: SettingType | None = None
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    website: str = ""
    registration_number: str = ""
    contacts: tuple[Contact, ...] = ()

    def contact(self, role: ContactRole) -> Contact | None:
        """The first contact with this role, or ``None``."""
        return next((contact for contact in self.contacts if contact.role == role), None)


class Instrument(Data):
    """A law, guidance or report as the library knows it. ``members`` are the Acts behind a collective title."""

    ref: ItemRef | None = None
    name: str
    kind: LegislationKind = LegislationKind.ACT
    year: int | None = None
    number: str = ""
    extent: str = ""
    status: LegislationStatus = LegislationStatus.IN_FORCE
    in_force_until: PartialDateText = ""
    url: str = ""
    members: tuple[str, ...] = ()


class EnablingPower(Data):
    """The provision under which an instrument was made."""

    instrument: Instrument
    provisions: tuple[str, ...] = ()


class Citation(Data):
    """A law as this notice cites it.

    ``cited_as`` is shown where it is given, right or wrong; the instrument beside it is the canonical one that checks
    and diffs use. ``provisions`` are in the words of the notice ("section 3", "regulation 12").
    """

    instrument: Instrument | None = None
    cited_as: str = ""
    provisions: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    made_under: EnablingPower | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What the reader sees: the wording of the notice before the canonical name."""
        return self.cited_as or (self.instrument.name if self.instrument else "")


class CategoryUse(Data):
    """A category of personal data (UK GDPR Article 14(1)(d)) with this notice's own examples."""

    ref: ItemRef | None = None
    name: str
    examples: tuple[str, ...] = ()
    data_subject: DataSubject = DataSubject.PUPIL
    special: SpecialCategory | None = None
    note: str = ""


class PurposeUse(Data):
    """A purpose of processing (UK GDPR Article 13(1)(c)) in this notice's own words."""

    ref: ItemRef | None = None
    name: str
    note: str = ""


class BasisUse(Data):
    """A lawful basis as the notice cites it beside the canonical one (UK GDPR Article 6(1))."""

    basis: LawfulBasis | None = None
    cited_as: str = ""
    occasion: Occasion | None = None
    explanation: str = ""
    examples: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class ConditionUse(Data):
    """What allows special category data (UK GDPR Article 9(2); DPA 2018 Schedule 1 where it applies)."""

    condition: SpecialCondition | None = None
    cited_as: str = ""
    schedule_1: str = ""


class RetentionUse(Data):
    """How long something is kept (UK GDPR Article 13(2)(a)): from when, how long, and what happens then."""

    ref: ItemRef | None = None
    name: str
    trigger: str = ""
    period_number: int | None = None
    period_unit: PeriodUnit | None = None
    period: str = ""
    action: RetentionAction | None = None
    destinations: tuple[str, ...] = ()
    held_by: str = ""
    basis: RetentionBasis | None = None
    citations: tuple[Citation, ...] = ()
    note: str = ""


class RecipientIdentity(Data):
    """Who receives data: what the library knows of them, and the name that this notice uses."""

    ref: ItemRef | None = None
    name: str
    cited_as: str = ""
    abbreviation: str = ""
    kind: RecipientKind = RecipientKind.OTHER
    part_of: str = ""
    status: BodyStatus = BodyStatus.CURRENT
    ended: PartialDateText = ""
    website: str = ""
    privacy_notice_url: str = ""
    is_us: bool = False

    @property
    def shown_name(self) -> str:
        """What the reader sees: the wording of the notice before the library's name."""
        return self.cited_as or self.name


class OnwardSharing(Data):
    """What a recipient passes on to others, and within which limits."""

    recipients: tuple[RecipientIdentity, ...] = ()
    others: tuple[str, ...] = ()
    data: tuple[CategoryUse, ...] = ()
    frequency: Frequency | None = None
    uses: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class RecipientUse(Data):
    """One recipient with all that this notice says of it (UK GDPR Article 13(1)(e)).

    ``uses``, ``limits``, ``safeguards`` and ``returns`` are short statements, one fact each. ``anonymous`` says that no
    individual can be identified in what is published; ``anonymous_in`` in what (statistics, inspection reports).
    """

    recipient: RecipientIdentity
    about: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    purposes: tuple[PurposeUse, ...] = ()
    data: tuple[CategoryUse, ...] = ()
    necessity: Necessity | None = None
    frequency: Frequency | None = None
    basis: BasisUse | None = None
    citations: tuple[Citation, ...] = ()
    anonymous_in: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    onward: tuple[OnwardSharing, ...] = ()
    retention: tuple[RetentionUse, ...] = ()
    contact: Contact | None = None
    links: tuple[Link, ...] = ()


class Source(Data):
    """Where data comes from when not from the person (UK GDPR Article 14(2)(f))."""

    recipient: RecipientIdentity | None = None
    name: str = ""
    gives: tuple[str, ...] = ()
