"""What the tokens in rich text stand for."""

from wagtail_privacy.documents.items import Contact
from wagtail_privacy.documents.vocabulary import ContactRole
from wagtail_privacy.organisations.models import Organisation


def token_values(organisation: Organisation) -> dict[str, str]:
    """The value of each token, such as ``organisation.name``, for the notices of ``organisation``.

    A token whose value is not known maps to an empty text, which the caller reports. The data protection officer is
    that of the organisation, else of the nearest above it: a trust often has one officer for its schools.
    """
    parties = [member.party() for member in organisation.chain()]
    party = parties[0]
    trust = organisation.trust()
    officers = (member.contact(ContactRole.DATA_PROTECTION_OFFICER) for member in parties)
    officer = next((contact for contact in officers if contact), Contact())
    headteacher = party.contact(ContactRole.HEADTEACHER) or Contact()
    return {
        "organisation.name": party.name,
        "organisation.abbreviation": party.abbreviation,
        "organisation.email": party.email,
        "organisation.phone": party.phone,
        "organisation.address": ", ".join(party.address),
        "organisation.website": party.website,
        "organisation.registration_number": party.registration_number,
        "controller.name": organisation.controller().name,
        "trust.name": trust.name if trust is not None else "",
        "dpo.name": officer.name,
        "dpo.email": officer.email,
        "dpo.phone": officer.phone,
        "headteacher.name": headteacher.name,
    }
