"""What rooms above add to the screen of the languages of a notice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User


@dataclass(frozen=True)
class LanguageLink:
    """A link below the list of languages; ``label`` is in the active language."""

    url: str
    label: str


LanguageLinkSource = Callable[["Page", "User"], LanguageLink | None]
"""Gives the link for the source of a notice and whoever looks; ``None`` where there is nothing to lead to."""

_sources: list[LanguageLinkSource] = []


def register_language_link(source: LanguageLinkSource) -> None:
    """Add a link to the screen of languages; called when an app is ready. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def language_links(source: "Page", user: "User") -> list[LanguageLink]:
    """The links of one notice, in the order in which they were registered."""
    return [link for link in (link_of(source, user) for link_of in _sources) if link is not None]
