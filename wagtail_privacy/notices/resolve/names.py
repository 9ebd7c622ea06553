"""One thing has one name in a notice: what its list calls an item, the item is called in every other place too."""

from collections.abc import Iterable, Iterator, Mapping

from wagtail_privacy.documents.base import Data, ItemRef
from wagtail_privacy.documents.items import CategoryUse, PurposeUse, RecipientIdentity
from wagtail_privacy.documents.rewriting import rewritten
from wagtail_privacy.documents.sections import (
    AppendixSection,
    DatabaseSection,
    DataHeldSection,
    PurposesSection,
    RecipientsSection,
    SectionBase,
)

Named = RecipientIdentity | CategoryUse | PurposeUse
LibraryNames = Mapping[ItemRef, str]


def with_own_names(sections: tuple[SectionBase, ...], library_names: LibraryNames) -> tuple[SectionBase, ...]:
    """The sections with the notice's own name of each item wherever no other own name is given.

    The own name is that in the list of recipients, of kinds of information or of purposes, the first where there are
    several; ``library_names`` is what the library calls an item. Laws are left alone: how a law is cited depends on
    what it is cited for.
    """
    own: dict[ItemRef, str] = {}
    for item in _listed(sections):
        if item.ref is not None and (name := _own_name(item, library_names)):
            own.setdefault(item.ref, name)
    return tuple(_renamed(section, own, library_names) for section in sections) if own else sections


def _listed(sections: Iterable[SectionBase]) -> Iterator[Named]:
    for section in sections:
        if isinstance(section, RecipientsSection):
            yield from (use.recipient for use in section.recipients)
        elif isinstance(section, DatabaseSection):
            yield section.database
        elif isinstance(section, DataHeldSection):
            yield from section.categories
        elif isinstance(section, PurposesSection):
            yield from section.purposes
        elif isinstance(section, AppendixSection):
            yield from _listed(section.sections)


def _own_name(item: Named, library_names: LibraryNames) -> str:
    """What the notice calls ``item`` here; empty where it uses the name in the library."""
    if isinstance(item, RecipientIdentity):
        return item.cited_as
    return "" if item.ref is None or item.name == library_names.get(item.ref) else item.name


def _renamed(section: SectionBase, own: Mapping[ItemRef, str], library_names: LibraryNames) -> SectionBase:
    def rename(part: Data) -> Data:
        if not isinstance(part, RecipientIdentity | CategoryUse | PurposeUse) or _own_name(part, library_names):
            return part
        name = own.get(part.ref, "") if part.ref is not None else ""
        field = "cited_as" if isinstance(part, RecipientIdentity) else "name"
        return part.model_copy(update={field: name}) if name else part

    return rewritten(section, rename)
