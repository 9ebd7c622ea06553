"""Block values to sections of the schema: by the types of their fields, and by hand where a section asks for more."""

from wagtail_privacy.documents import sections as s
from wagtail_privacy.documents.items import RecipientIdentity
from wagtail_privacy.documents.sections.registry import section_type
from wagtail_privacy.notices.resolve.items import ItemResolver, Value, prose, without_addresses
from wagtail_privacy.notices.section_kinds import Builder, section_kind


def about(items: ItemResolver, value: Value) -> s.AboutSection:
    us = (items.publisher_identity(),) if value["includes_us"] else ()
    holders = items.parts(RecipientIdentity, value["data_holders"])
    return items.part(s.AboutSection, value, data_holders=us + holders)


def registration(items: ItemResolver, value: Value) -> s.RegistrationSection:
    own = items.organisation.registration_number if items.organisation is not None else ""
    return items.part(
        s.RegistrationSection,
        value,
        regulator=items.identity(value["regulator"], value["cited_as"]),
        number=value["number"] or own,
    )


def text(items: ItemResolver, value: Value) -> s.TextSection | None:
    return None if prose(value["body"]) is None else items.part(s.TextSection, value)


def database(items: ItemResolver, value: Value) -> s.DatabaseSection | None:
    identity = items.identity(value["database"], value["cited_as"])
    if identity is None:
        return None
    owner = items.identity(value["owner"])
    if not value["use_defaults"]:
        identity = without_addresses(identity)
        owner = None if owner is None else without_addresses(owner)
    return items.part(s.DatabaseSection, value, database=identity, owner=owner)


def opt_out(items: ItemResolver, value: Value) -> s.OptOutSection:
    return items.part(s.OptOutSection, value, recipient=items.identity(value["recipient"], value["cited_as"]))


_SPECIAL: dict[type[s.SectionBase], Builder] = {
    s.AboutSection: about,
    s.DatabaseSection: database,
    s.OptOutSection: opt_out,
    s.RegistrationSection: registration,
    s.TextSection: text,
}


def build(items: ItemResolver, model: type[s.SectionBase], value: Value) -> s.SectionBase | None:
    """The section of class ``model`` that a block becomes; ``None`` where it says nothing that could be shown."""
    kind = section_kind(section_type(model))
    special = kind.build if kind is not None and kind.build is not None else _SPECIAL.get(model)
    return items.part(model, value) if special is None else special(items, value)
