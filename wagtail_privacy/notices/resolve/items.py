"""Block values to shared items as a document says them: the library gives identity and defaults, the block the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from wagtail_privacy.documents.base import Data, ItemRef, Prose
from wagtail_privacy.documents.data_subjects import subjects_of
from wagtail_privacy.documents.extensions import Extension
from wagtail_privacy.documents.fields import field_type, specs
from wagtail_privacy.documents.items import (
    CategoryUse,
    Citation,
    Contact,
    EnablingPower,
    Instrument,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sanitise import sanitise
from wagtail_privacy.documents.sections import RequestPoint
from wagtail_privacy.documents.vocabulary import Audience, ContactRole, RecipientKind
from wagtail_privacy.fields import lines
from wagtail_privacy.library.models import Legislation, LibraryItem, Recipient
from wagtail_privacy.library.recipient_defaults import OF_LAW, RecipientDefault
from wagtail_privacy.notices.blocks.unknown import UNKNOWN
from wagtail_privacy.notices.recipient_extensions import recipient_extensions
from wagtail_privacy.notices.resolve.references import References
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.texts import in_language

Value = Mapping[str, Any]
Item = TypeVar("Item", bound=LibraryItem)
AnyData = TypeVar("AnyData", bound=Data)
AnyUse = TypeVar("AnyUse", CategoryUse, PurposeUse)


def non_empty(fields: Mapping[str, object]) -> dict[str, Any]:
    """Only the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}


def prose(value: object) -> Prose | None:
    """Rich text, expanded and sanitised; ``None`` when there is none."""
    source = getattr(value, "source", "")
    html = sanitise(expand_db_html(source)) if source else ""
    return Prose(html=html) if html else None


def without_addresses(identity: RecipientIdentity) -> RecipientIdentity:
    """The same body without today's web addresses, for a notice that says all it wants to say itself."""
    return identity.model_copy(update={"website": "", "privacy_notice_url": ""})


class ItemResolver:
    """Turns the item blocks of one notice into plain data and notes every library item that they use."""

    def __init__(
        self,
        references: References,
        organisation: Organisation | None,
        texts: Mapping[str, str] = MappingProxyType({}),
        audiences: Sequence[Audience] = (Audience.EVERYONE,),
    ):
        """``texts`` are those of the organisation in the language of a translation; ``audiences`` are the notice's."""
        self.references = references
        self.organisation = organisation
        self._audiences = audiences
        self._nations = organisation.nations_of_law() if organisation is not None else ()
        self._subjects = subjects_of(audiences)
        self._texts = texts
        self.library_names: dict[ItemRef, str] = {}
        self._contacts: dict[ContactRole, Contact] | None = None
        self._resolvers: dict[type[Data], Callable[[Value], Any]] = {
            CategoryUse: self.category,
            Citation: self.citation,
            Contact: self.contact,
            PurposeUse: self.purpose,
            RecipientIdentity: self.named_recipient,
            RecipientUse: self.recipient_use,
            RequestPoint: self.request_point,
            RetentionUse: self.retention_use,
            Source: self.source,
        }

    def track(self, item: Item) -> Item:
        """The item itself, noted as used by the section that is being resolved."""
        self.references.use(item)
        return item

    def publisher_identity(self) -> RecipientIdentity:
        """The publishing organisation, among those that hold data."""
        name = self.organisation.name if self.organisation is not None else gettext("Our organisation")
        abbreviation = self.organisation.abbreviation if self.organisation is not None else ""
        return RecipientIdentity(name=name, abbreviation=abbreviation, kind=RecipientKind.SCHOOL, is_publisher=True)

    def fields(self, model: type[Data], value: Value, *without: str) -> dict[str, Any]:
        """What a block says of ``model``, by field: from the field of the block with the same name, read by its type.

        Fields that the block has not, that say nothing, or that are named in ``without`` are left out.
        """
        names = [name for name in specs(model) if name in value and name not in without]
        return non_empty({name: self._field(model.model_fields[name].annotation, value[name]) for name in names})

    def part(self, model: type[AnyData], value: Value, **given: object) -> AnyData:
        """The part of the document that a block becomes; fields ``given`` are taken as they are."""
        required = {name: "" for name, info in model.model_fields.items() if info.is_required() and name in value}
        return model(**(required | self.fields(model, value, *given) | given))

    def parts(self, model: type[AnyData], values: Iterable[Value]) -> tuple[AnyData, ...]:
        """The items of a list of blocks; entries that say nothing are left out."""
        read = (self.item(model, value) for value in values)
        return tuple(item for item in read if item is not None)

    def item(self, model: type[AnyData], value: Value) -> AnyData | None:
        """The item that a block in a list becomes; ``None`` where nothing was chosen or filled in."""
        resolver: Callable[[Value], AnyData | None] | None = self._resolvers.get(model)
        return self.part(model, value) if resolver is None else resolver(value)

    def _field(self, annotation: object, value: Any) -> object:
        kind, is_list = field_type(annotation)
        if issubclass(kind, Data):
            return self._data(kind, value, is_list=is_list)
        if is_list:
            return lines(value) if kind is str else tuple(value or ())
        if kind is bool:
            return bool(value)
        # Where nobody has typed a heading, the default of its block is a lazy translation.
        return str(value or "") if kind is str else value

    def _data(self, kind: type[Data], value: Any, *, is_list: bool) -> object:
        if kind is Prose:
            return prose(value)
        if value is None or isinstance(value, Recipient):
            return self.identity(value)
        read = self.parts(kind, value)
        return read if is_list else next(iter(read), None)

    def instrument(self, item: Legislation | None) -> Instrument | None:
        return None if item is None else self.track(item).instrument()

    def citation(self, value: Value) -> Citation | None:
        """``None`` for a block in which nothing was filled in."""
        instrument = self.instrument(value["legislation"])
        if instrument is None and not value["cited_as"]:
            return None
        act = self.instrument(value["made_under"])
        power = act and EnablingPower(instrument=act, provisions=lines(value["made_under_provisions"]))
        return self.part(Citation, value, instrument=instrument, made_under=power)

    def contact(self, value: Value) -> Contact:
        """The organisation's contact for the role, with what the block says in its place."""
        role = ContactRole(value["role"]) if value["role"] else None
        base = self._organisation_contact(role)
        local = self.fields(Contact, value)
        return Contact(**(dict(base or ()) | local))

    def first_contact(self, values: Iterable[Value]) -> Contact | None:
        return next((self.contact(value) for value in values), None)

    def _organisation_contact(self, role: ContactRole | None) -> Contact | None:
        if role is None or self.organisation is None:
            return None
        if self._contacts is None:
            # A school's own contact comes before its trust's.
            self._contacts = {}
            for organisation in reversed(self.organisation.chain()):
                contacts = in_language(organisation.party(), self._texts).contacts
                self._contacts.update({contact.role: contact for contact in reversed(contacts) if contact.role})
        return self._contacts.get(role)

    def identity(self, item: Recipient | None, cited_as: str | None = "") -> RecipientIdentity | None:
        return None if item is None else self.track(item).identity(cited_as or "")

    def request_point(self, value: Value) -> RequestPoint:
        recipient = value["recipient"]
        contact = self.first_contact(value["contact"])
        if contact is None and recipient is not None and value["show_contact"]:
            contact = recipient.contact_card()
        return RequestPoint(recipient=self.identity(recipient, value["cited_as"]), contact=contact)

    def _noted(self, use: AnyUse) -> AnyUse:
        """What the library says of an item, with its name kept in mind."""
        if use.ref is not None:
            self.library_names[use.ref] = use.name
        return use

    def category(self, value: Value) -> CategoryUse | None:
        if value["category"] is None:
            return None
        local = self.fields(CategoryUse, value)
        if value["without_examples"]:
            local["examples"] = ()
        use = dict(self._noted(self.track(value["category"]).use()))
        # The library proposes; a group that the notice is not about is named only where the notice says so itself.
        use["data_subjects"] = tuple(subject for subject in use["data_subjects"] if subject in self._subjects)
        return CategoryUse(**(use | local))

    def purpose(self, value: Value) -> PurposeUse | None:
        local = self.fields(PurposeUse, value)
        if value["purpose"] is not None:
            return PurposeUse(**(dict(self._noted(self.track(value["purpose"]).use())) | local))
        return PurposeUse(**local) if "name" in local else None

    def retention_use(self, value: Value) -> RetentionUse | None:
        local = self.fields(RetentionUse, value)
        if value["rule"] is None:
            return RetentionUse(**{"name": "", **local}) if local else None
        use = self.track(value["rule"]).use()
        if "period" in local and "period_number" not in local:
            # Words said here replace the library's number, or the two would contradict each other.
            local |= {"period_number": None, "period_unit": None}
        elif "period_number" in local and "period" not in local:
            local["period"] = ""
        return RetentionUse(**(dict(use) | local))

    def source(self, value: Value) -> Source | None:
        """``None`` for a block that names nobody."""
        return self.part(Source, value) if value["recipient"] is not None or value["name"] else None

    def named_recipient(self, value: Value) -> RecipientIdentity | None:
        """A recipient by name only; ``None`` where nobody was chosen."""
        return self.identity(value["recipient"], value["cited_as"])

    def recipient_use(self, value: Value) -> RecipientUse | None:
        """What the block says; where it is silent, what the library says and the block takes from it."""
        if value["recipient"] is None:
            return None
        item = self.track(value["recipient"])
        local = self.fields(RecipientUse, value, "recipient", "contact", "extensions")
        taken = frozenset(value["from_library"] or ())
        defaults = self._recipient_defaults(item, taken)
        contact = self.first_contact(value["contact"]) or (item.contact_card() if value["show_contact"] else None)
        identity = item.identity(value["cited_as"] or "")
        if RecipientDefault.ADDRESSES not in taken:
            identity = without_addresses(identity)
        extensions = self._extensions(item, value)
        if value.get(UNKNOWN):
            # Nobody here knows what such a field means: a choice in it is the key of a row, and which part of its name
            # is that of the app cannot be told. Frozen so it would be no fact; left out, the version would say less
            # than its editor wrote, and nobody would notice.
            self.references.report(
                "field_unknown",
                gettext(
                    "what an app that is not installed here says of “%(recipient)s” cannot be shown. It is kept as it "
                    "is. Take it out, or ask whoever looks after the website to install the app again."
                )
                % {"recipient": identity.shown_name},
                identity.shown_name,
            )
        return RecipientUse(recipient=identity, contact=contact, extensions=extensions, **(defaults | local))

    def _extensions(self, item: Recipient, value: Value) -> tuple[Extension, ...]:
        """What other apps say of a recipient; an app that has nothing to say is left out."""
        extensions = []
        for entry in recipient_extensions():
            own = entry.values(value)
            data = self.part(entry.model, own) if entry.build is None else entry.build(item, own)
            # What is empty is left out of plain data, and so is a tick that nobody has set.
            if data is not None and data.model_dump():
                extensions.append(Extension(app=entry.app, data=data))
        return tuple(sorted(extensions, key=lambda extension: extension.app))

    def _recipient_defaults(self, item: Recipient, taken: frozenset[str]) -> dict[str, Any]:
        """What the library says, of what is ``taken`` from it; duty and law only where they hold for this notice."""
        said: dict[str, object] = {
            "uses": lines(item.default_uses),
            "frequency": item.default_frequency,
            "anonymous_in": lines(item.default_anonymous_in),
            "data_location": item.default_data_location,
            "safeguards": lines(item.default_safeguards),
        }
        said = {name: value for name, value in said.items() if name in taken}
        if not taken.isdisjoint(OF_LAW) and item.law_holds_for(self._nations, self._audiences):
            if RecipientDefault.NECESSITY in taken:
                said["necessity"] = item.default_necessity
            if RecipientDefault.LAW in taken:
                for legislation in item.laws_in(self._nations):
                    self.references.use(legislation)
                said["citations"] = item.default_citations(self._nations)
        return non_empty(said)
