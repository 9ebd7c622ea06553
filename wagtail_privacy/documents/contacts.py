"""Which contacts of the organisations behind a document are told, and which its sections name already."""

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Contact, Party
from wagtail_privacy.documents.sections import ContactsSection
from wagtail_privacy.documents.vocabulary import ContactRole


def contacts_in_sections(document: Document) -> tuple[Contact, ...]:
    """The contacts that the sections for contacts name, in reading order."""
    sections = (section for section in document.walk() if isinstance(section, ContactsSection))
    return tuple(contact for section in sections for contact in section.contacts)


def untold_contacts(document: Document, party: Party) -> tuple[Contact, ...]:
    """The contacts of ``party`` that no section names already: neither the role nor the e-mail address.

    Whom a notice names for a role is whom to ask, whatever the organisation keeps for it.
    """
    named = contacts_in_sections(document)
    roles = {contact.role for contact in named} - {None, ContactRole.OTHER}
    emails = {contact.email.casefold() for contact in named} - {""}
    return tuple(
        contact
        for contact in party.contacts
        if contact not in named and contact.role not in roles and contact.email.casefold() not in emails
    )
