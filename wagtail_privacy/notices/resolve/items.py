"""Block values to shared items as a document says them: the library gives identity and defaults, the block the rest."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext

from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    EnablingPower,
    Instrument,
    OnwardSharing,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sections import RequestPoint
from wagtail_privacy.documents.vocabulary import ContactRole, RecipientKind
from wagtail_privacy.library.fields import lines
from wagtail_privacy.library.models import Legislation, LibraryItem, Recipient
from wagtail_privacy.notices.resolve.references import References
from wagtail_privacy.organisations.models import Organisation

Value = Mapping[str, Any]
Item = TypeVar("Item", bound=LibraryItem)


def given(**fields: Any) -> dict[str, Any]:
    """Only the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}


def without_addresses(identity: RecipientIdentity) -> RecipientIdentity:
    """The same body without today's web addresses, for a notice that says all it wants to say itself."""
    return identity.model_copy(update={"website": "", "privacy_notice_url": ""})


class ItemResolver:
    """Turns the item blocks of one notice into plain data and notes every library item that they use."""

    def __init__(self, references: References, organisation: Organisation | None):
        self.references = references
        self.organisation = organisation
        self._contacts: dict[ContactRole, Contact] | None = None

    def used(self, item: Item) -> Item:
        """The item itself, noted as used by the section that is being resolved."""
        self.references.use(item)
        return item

    def us(self) -> RecipientIdentity:
        """The publishing organisation, among those that hold data."""
        name = self.organisation.name if self.organisation is not None else gettext("Our organisation")
        abbreviation = self.organisation.abbreviation if self.organisation is not None else ""
        return RecipientIdentity(name=name, abbreviation=abbreviation, kind=RecipientKind.SCHOOL, is_publisher=True)

    def links(self, values: Iterable[Value]) -> tuple[Link, ...]:
        return tuple(
            Link(url=value["url"] or "", text=value["text"] or "", about=value["about"] or "") for value in values
        )

    def instrument(self, item: Legislation | None) -> Instrument | None:
        return None if item is None else self.used(item).instrument()

    def citations(self, values: Iterable[Value]) -> tuple[Citation, ...]:
        return tuple(citation for value in values if (citation := self.citation(value)) is not None)

    def citation(self, value: Value) -> Citation | None:
        """``None`` for a block in which nothing was filled in."""
        instrument = self.instrument(value["legislation"])
        if instrument is None and not value["cited_as"]:
            return None
        power = self.instrument(value["made_under"])
        return Citation(
            instrument=instrument,
            cited_as=value["cited_as"] or "",
            provisions=lines(value["provisions"]),
            amended_by=lines(value["amended_by"]),
            made_under=EnablingPower(instrument=power, provisions=lines(value["made_under_provisions"]))
            if power is not None
            else None,
            note=value["note"] or "",
        )

    def contact(self, value: Value) -> Contact:
        """The organisation's contact for the role, with what the block says in its place."""
        role = ContactRole(value["role"]) if value["role"] else None
        base = self._organisation_contact(role)
        local = given(
            role=role,
            title=value["title"],
            name=value["name"],
            organisation=value["organisation"],
            address=lines(value["address"]),
            email=value["email"],
            phone=value["phone"],
            website=value["website"],
            form_url=value["form_url"],
            note=value["note"] or "",
        )
        return base.model_copy(update=local) if base is not None else Contact(**local)

    def first_contact(self, values: Iterable[Value]) -> Contact | None:
        return next((self.contact(value) for value in values), None)

    def _organisation_contact(self, role: ContactRole | None) -> Contact | None:
        if role is None or self.organisation is None:
            return None
        if self._contacts is None:
            # A school's own contact comes before its trust's.
            self._contacts = {}
            for organisation in reversed(self.organisation.chain()):
                self._contacts.update({c.role: c for c in reversed(organisation.party().contacts) if c.role})
        return self._contacts.get(role)

    def identity(self, item: Recipient | None, cited_as: str | None = "") -> RecipientIdentity | None:
        return None if item is None else self.used(item).identity(cited_as or "")

    def recipients(self, values: Iterable[Value]) -> tuple[RecipientIdentity, ...]:
        """Recipients by name only; entries in which nobody was chosen are left out."""
        found = (self.identity(value["recipient"], value["cited_as"]) for value in values)
        return tuple(identity for identity in found if identity is not None)

    def request_point(self, value: Value) -> RequestPoint:
        recipient = value["recipient"]
        contact = self.first_contact(value["contact"])
        if contact is None and recipient is not None and value["show_contact"]:
            contact = recipient.contact_card()
        return RequestPoint(recipient=self.identity(recipient, value["cited_as"]), contact=contact)

    def categories(self, values: Iterable[Value]) -> tuple[CategoryUse, ...]:
        return tuple(self.category(value) for value in values if value["category"] is not None)

    def category(self, value: Value) -> CategoryUse:
        use = self.used(value["category"]).use()
        local = given(name=value["name"], examples=lines(value["examples"]), note=value["note"] or "")
        if value["without_examples"]:
            local["examples"] = ()
        return use.model_copy(update=local)

    def purposes(self, values: Iterable[Value]) -> tuple[PurposeUse, ...]:
        return tuple(use for value in values if (use := self.purpose(value)) is not None)

    def purpose(self, value: Value) -> PurposeUse | None:
        if value["purpose"] is None:
            return PurposeUse(name=value["name"], note=value["note"] or "") if value["name"] else None
        return self.used(value["purpose"]).use().model_copy(update=given(name=value["name"], note=value["note"] or ""))

    def basis(self, value: Value) -> BasisUse:
        return BasisUse(
            **given(basis=value["basis"], occasion=value["occasion"]),
            cited_as=value["cited_as"] or "",
            explanation=value["explanation"] or "",
            examples=lines(value["examples"]),
            citations=self.citations(value["citations"]),
        )

    def bases(self, values: Iterable[Value]) -> tuple[BasisUse, ...]:
        return tuple(self.basis(value) for value in values)

    def conditions(self, values: Iterable[Value]) -> tuple[ConditionUse, ...]:
        return tuple(
            ConditionUse(
                **given(condition=value["condition"]),
                cited_as=value["cited_as"] or "",
                schedule_1=value["schedule_1"] or "",
            )
            for value in values
        )

    def retention(self, values: Iterable[Value]) -> tuple[RetentionUse, ...]:
        return tuple(use for value in values if (use := self.retention_use(value)) is not None)

    def retention_use(self, value: Value) -> RetentionUse | None:
        local = given(
            name=value["name"],
            trigger=value["trigger"],
            period_number=value["period_number"],
            period_unit=value["period_unit"],
            period=value["period"],
            action=value["action"],
            destinations=lines(value["destinations"]),
            held_by=value["held_by"],
            note=value["note"] or "",
            citations=self.citations(value["citations"]),
        )
        if value["rule"] is None:
            return RetentionUse(**{"name": "", **local}) if local else None
        use = self.used(value["rule"]).use()
        if "period" in local and "period_number" not in local:
            # Words said here replace the library's number, or the two would contradict each other.
            local |= {"period_number": None, "period_unit": None}
        elif "period_number" in local and "period" not in local:
            local["period"] = ""
        return RetentionUse(**(dict(use) | local))

    def sources(self, values: Iterable[Value]) -> tuple[Source, ...]:
        return tuple(
            Source(recipient=self.identity(value["recipient"]), name=value["name"] or "", gives=lines(value["gives"]))
            for value in values
            if value["recipient"] is not None or value["name"]
        )

    def onward(self, values: Iterable[Value]) -> tuple[OnwardSharing, ...]:
        return tuple(
            OnwardSharing(
                recipients=self.recipients(value["recipients"]),
                others=lines(value["others"]),
                data=self.categories(value["data"]),
                **given(frequency=value["frequency"]),
                uses=lines(value["uses"]),
                limits=lines(value["limits"]),
                conditions=lines(value["conditions"]),
            )
            for value in values
        )

    def recipient_uses(self, values: Iterable[Value]) -> tuple[RecipientUse, ...]:
        return tuple(self.recipient_use(value) for value in values if value["recipient"] is not None)

    def recipient_use(self, value: Value) -> RecipientUse:
        """What the block says; where it is silent and defaults are wanted, what the library says."""
        item = self.used(value["recipient"])
        local = given(
            about=lines(value["about"]),
            includes=lines(value["includes"]),
            uses=lines(value["uses"]),
            purposes=self.purposes(value["purposes"]),
            data=self.categories(value["data"]),
            necessity=value["necessity"],
            frequency=value["frequency"],
            basis=next(iter(self.bases(value["basis"])), None),
            citations=self.citations(value["citations"]),
            anonymous_in=lines(value["anonymous_in"]),
            limits=lines(value["limits"]),
            safeguards=lines(value["safeguards"]),
            returns=lines(value["returns"]),
            onward=self.onward(value["onward"]),
            retention=self.retention(value["retention"]),
            links=self.links(value["links"]),
        )
        defaults = self._recipient_defaults(item) if value["use_defaults"] else {}
        contact = self.first_contact(value["contact"]) or (item.contact_card() if value["show_contact"] else None)
        identity = item.identity(value["cited_as"] or "")
        if not value["use_defaults"]:
            identity = without_addresses(identity)
        return RecipientUse(recipient=identity, contact=contact, **(defaults | local))

    def _recipient_defaults(self, item: Recipient) -> dict[str, Any]:
        for legislation in item.related("default_legislation"):
            self.references.use(legislation)
        return given(
            uses=lines(item.default_uses),
            necessity=item.default_necessity,
            frequency=item.default_frequency,
            anonymous_in=lines(item.default_anonymous_in),
            safeguards=lines(item.default_safeguards),
            citations=item.default_citations(),
        )
