"""What a document comes to, counted: the summary box and "In short". Pure: a document in, plain facts out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_privacy.documents.contacts import contacts_in_sections, untold_contacts
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.flows import described
from wagtail_privacy.documents.items import CategoryUse, Contact, Party, RecipientIdentity
from wagtail_privacy.documents.sections import (
    ActivitiesSection,
    AutomatedDecisionsSection,
    ComplaintsSection,
    DatabaseSection,
    DataHeldSection,
    OptOutSection,
    RecipientsSection,
    RightsSection,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import ContactRole, Necessity
from wagtail_privacy.documents.wording import display_name
from wagtail_privacy.public.outline import OutlineEntry

_ANSWERED_BY = (TransfersSection, AutomatedDecisionsSection, OptOutSection, RightsSection, ComplaintsSection)


@dataclass(frozen=True)
class VersionLabel:
    """Which version a rendering is of. ``number`` counts from 1; ``dated`` is a partial date."""

    number: int
    dated: str


@dataclass(frozen=True)
class ShortFact:
    """One line of "In short"; ``anchor`` is where the notice says more."""

    text: str
    anchor: str


def first_contact(document: Document) -> Contact | None:
    """Whom to ask: the data protection officer (UK GDPR Article 13(1)(b)), else the first contact.

    Whom the notice names in its sections comes before what is known of the organisations.
    """
    parties = [document.controller, document.organisation, *([document.trust] if document.trust else [])]
    contacts = contacts_in_sections(document) or tuple(contact for party in parties for contact in party.contacts)
    officers = (contact for contact in contacts if contact.role == ContactRole.DATA_PROTECTION_OFFICER)
    return next(officers, contacts[0] if contacts else None)


def parties(document: Document) -> tuple[tuple[Party, tuple[Contact, ...]], ...]:
    """The organisations behind the document, each once, with the contacts that no section names already."""
    told: set[Contact] = set()
    found: list[tuple[Party, tuple[Contact, ...]]] = []
    for party in (document.controller, document.organisation, document.trust):
        if party is None or party in [known for known, _contacts in found]:
            continue
        found.append((party, tuple(contact for contact in untold_contacts(document, party) if contact not in told)))
        told.update(party.contacts)
    return tuple(found)


def in_short(entries: Iterable[OutlineEntry]) -> tuple[ShortFact, ...]:
    """The document in a few lines, each counted or read from its sections; empty where there is too little to say.

    Sections that say the same share a line, which leads to the first of them.
    """
    counts = _Counts()
    shown = tuple(_flat(entries))
    for entry in shown:
        counts.add(entry)
    answers = (
        fact for kind in _ANSWERED_BY for entry in shown if isinstance(entry.section, kind) for fact in _answers(entry)
    )
    facts: dict[str, ShortFact] = {}
    for fact in (*counts.facts(), *answers):
        facts.setdefault(fact.text, fact)
    return tuple(facts.values()) if len(facts) > 1 else ()


def _flat(entries: Iterable[OutlineEntry]) -> Iterable[OutlineEntry]:
    for entry in entries:
        yield entry
        yield from entry.entries


def _identity(use: CategoryUse | RecipientIdentity) -> str:
    return use.ref.key if use.ref else use.name.casefold()


class _Counts:
    def __init__(self) -> None:
        self.categories: set[str] = set()
        self.special: set[str] = set()
        self.recipients: set[str] = set()
        self.required: set[str] = set()
        self.is_more_held = False
        self.is_more_shared = False
        self.categories_anchor = ""
        self.recipients_anchor = ""

    def add(self, entry: OutlineEntry) -> None:
        section = entry.section
        if isinstance(section, DataHeldSection):
            self._add_categories(section.categories, entry)
            # What stands there in words may be one kind or many.
            self.is_more_held |= bool(section.statements)
        elif isinstance(section, RecipientsSection):
            self._add_recipients((use.recipient for use in section.recipients), entry)
            self.required.update(
                _identity(use.recipient)
                for use in section.recipients
                if use.necessity == Necessity.REQUIRED and not use.recipient.is_publisher
            )
            for onward in (onward for use in section.recipients for onward in use.onward):
                self._add_recipients((*onward.recipients, *described(onward)), entry)
        elif isinstance(section, DatabaseSection):
            self._add_recipients((section.owner,) if section.owner else (), entry)
            self.is_more_shared |= bool(section.onward_to)
        elif isinstance(section, TransfersSection):
            self._add_recipients(section.recipients, entry)
        elif isinstance(section, ActivitiesSection):
            for activity in section.activities:
                self._add_categories(activity.data, entry)
                self._add_recipients(activity.recipients, entry)

    def _add_categories(self, categories: Iterable[CategoryUse], entry: OutlineEntry) -> None:
        for category in categories:
            self.categories_anchor = self.categories_anchor or entry.anchor
            self.categories.add(_identity(category))
            if category.special:
                self.special.add(_identity(category))

    def _add_recipients(self, recipients: Iterable[RecipientIdentity], entry: OutlineEntry) -> None:
        for recipient in recipients:
            if not recipient.is_publisher:
                self.recipients_anchor = self.recipients_anchor or entry.anchor
                self.recipients.add(_identity(recipient))

    def facts(self) -> Iterable[ShortFact]:
        if self.categories:
            count = len(self.categories)
            text = ngettext(
                "We hold %(count)d kind of information.", "We hold %(count)d kinds of information.", count
            ) % {"count": count}
            if self.is_more_held:
                text = ngettext(
                    "We hold at least %(count)d kind of information.",
                    "We hold at least %(count)d kinds of information.",
                    count,
                ) % {"count": count}
            if self.special and count == 1:
                text += " " + _("It gets extra legal protection.")
            elif self.special:
                special = len(self.special)
                text += " " + ngettext(
                    "%(count)d of them gets extra legal protection.",
                    "%(count)d of them get extra legal protection.",
                    special,
                ) % {"count": special}
            yield ShortFact(text, self.categories_anchor)
        if self.recipients:
            count = len(self.recipients)
            text = ngettext(
                "%(count)d organisation or group may receive some of it.",
                "%(count)d organisations or groups may receive some of it.",
                count,
            ) % {"count": count}
            if self.is_more_shared:
                text = ngettext(
                    "At least %(count)d organisation or group may receive some of it.",
                    "At least %(count)d organisations or groups may receive some of it.",
                    count,
                ) % {"count": count}
            if self.required and count == 1:
                text += " " + _("A law requires it.")
            elif self.required:
                required = len(self.required)
                text += " " + ngettext(
                    "A law requires it for %(count)d of these.", "A law requires it for %(count)d of these.", required
                ) % {"count": required}
            yield ShortFact(text, self.recipients_anchor)


def _answers(entry: OutlineEntry) -> Iterable[ShortFact]:
    section = entry.section
    if isinstance(section, TransfersSection):
        if section.takes_place:
            yield ShortFact(_("Some of it leaves the United Kingdom."), entry.anchor)
        else:
            yield ShortFact(_("Nothing leaves the United Kingdom."), entry.anchor)
    elif isinstance(section, AutomatedDecisionsSection):
        if section.takes_place:
            yield ShortFact(_("Some decisions are made by a computer alone."), entry.anchor)
        else:
            yield ShortFact(_("No decision is made by a computer alone."), entry.anchor)
    elif isinstance(section, OptOutSection):
        if section.recipient:
            text = _("There is a choice about sharing with %(name)s.") % {"name": display_name(section.recipient)}
        else:
            text = _("There is a choice about some of the sharing.")
        yield ShortFact(text, entry.anchor)
    elif isinstance(section, RightsSection):
        yield ShortFact(_("You have rights over this information."), entry.anchor)
    else:
        yield ShortFact(_("You can complain if something is wrong."), entry.anchor)
