"""What a card says: whether there are details, and its web addresses, each once. Pure: values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.fields import field_label
from wagtail_privacy.documents.items import Contact, RecipientIdentity, RecipientUse
from wagtail_privacy.public.formatting import shown_url

_ON_EVERY_CARD = frozenset({"recipient", "necessity", "frequency"})


@dataclass(frozen=True)
class Addresses:
    """What a card links to beside its contact; false where that is nothing."""

    website: str = ""
    privacy_notice_url: str = ""
    links: tuple[Link, ...] = ()

    @property
    def website_label(self) -> str:
        """What the website is called, here as in the editor and in differences."""
        return field_label(RecipientIdentity, "website")

    @property
    def privacy_notice_label(self) -> str:
        """What the privacy notice of the other body is called."""
        return field_label(RecipientIdentity, "privacy_notice_url")

    def __bool__(self) -> bool:
        return bool(self.website or self.privacy_notice_url or self.links)


def has_details(use: RecipientUse) -> bool:
    """Whether the notice says more of a recipient than who it is, whether it must be, and how often."""
    return any(getattr(use, name) for name in type(use).model_fields if name not in _ON_EVERY_CARD)


def addresses(identity: RecipientIdentity | None, contact: Contact | None, links: Iterable[Link]) -> Addresses:
    """The addresses that a card has to show beside ``contact``; of equal ones the one that says more.

    A link with words of its own always stays, and so does the address of a privacy notice beside an equal contact.
    """
    unique = tuple({(_key(link.url), link.text, link.about): link for link in links}.values())
    explained = {_key(link.url) for link in unique if link.text or link.about}
    shown = {""} | explained
    notice = identity.privacy_notice_url if identity and _key(identity.privacy_notice_url) not in shown else ""
    shown.add(_key(notice))
    if contact:
        shown |= {_key(contact.website), _key(contact.form_url)}
    website = identity.website if identity and _key(identity.website) not in shown else ""
    shown.add(_key(website))
    kept = tuple(link for link in unique if link.text or link.about or _key(link.url) not in shown)
    return Addresses(website, notice, kept)


def _key(url: str) -> str:
    host, slash, path = shown_url(url).partition("/")
    return host.lower() + slash + path
