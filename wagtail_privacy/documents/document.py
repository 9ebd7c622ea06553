"""The Document: a notice resolved into plain data, all that rendering, comparing, checking and exporting ever read."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints

from wagtail_privacy.documents.anchors import anchor
from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.fields import fact, machine, wording
from wagtail_privacy.documents.items import Party
from wagtail_privacy.documents.sections import AppendixSection, GovernanceSection, PlainSection, Section, SectionBase
from wagtail_privacy.documents.vocabulary import Audience, Edition, NoticeKind

SCHEMA_VERSION: Final = 2

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
"""A language as ``en``, ``en-gb`` or ``zh-hans`` (BCP 47, any case)."""

_AnySection = TypeVar("_AnySection", bound=SectionBase)


class Document(Data):
    """A whole notice. ``language`` is the BCP 47 tag of the page; ``organisation`` publishes it, ``controller``
    answers for the data in law (UK GDPR Article 13(1)(a)); ``trust`` is named where a school belongs to one.
    ``audience`` are those whom it is for in the first place. ``edition`` is ``None`` for the full notice.
    """

    schema_version: Annotated[Literal[2], machine()] = SCHEMA_VERSION
    kind: Annotated[NoticeKind, fact(_("Kind"))]
    audience: Annotated[Audience, fact(_("Written for"))]
    also_for: Annotated[tuple[Audience, ...], fact(_("Also for"), single=True)] = ()
    edition: Annotated[Edition | None, fact(_("Edition"))] = None
    language: Annotated[LanguageTag, fact(_("Language"), unit="language", hidden=True)]
    title: Annotated[str, fact(_("Title"))]
    summary: Annotated[str, wording(_("Summary"))] = ""
    organisation: Annotated[Party, fact(_("Published by"), is_role=True)]
    controller: Annotated[Party, fact(_("Responsible for the data in law"), is_role=True)]
    trust: Annotated[Party | None, fact(_("Trust"), is_role=True)] = None
    sections: Annotated[tuple[Section, ...], fact(_("Sections"))] = ()

    def walk(self) -> Iterator[PlainSection | AppendixSection]:
        """Every section in reading order: an appendix first, then the sections that it holds."""
        for section in self.sections:
            yield section
            if isinstance(section, AppendixSection):
                yield from section.sections

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Everybody whom it is written for, the main audience first."""
        return (self.audience, *self.also_for)

    @property
    def governance(self) -> GovernanceSection | None:
        """The document control section, or ``None`` where the notice has none."""
        return next((section for section in self.walk() if isinstance(section, GovernanceSection)), None)

    def anchored(self) -> "Document":
        """The same document with an ``anchor`` for every section, made from its heading and unique in the document."""
        taken: set[str] = set()
        sections: list[PlainSection | AppendixSection] = []
        for section in self.sections:
            named = _named(section, section.type, taken)
            if isinstance(named, AppendixSection):
                inner = tuple(_named(inside, inside.type, taken) for inside in named.sections)
                named = named.model_copy(update={"sections": inner})
            sections.append(named)
        return self.model_copy(update={"sections": tuple(sections)})


def _named(section: _AnySection, kind: str, taken: set[str]) -> _AnySection:
    return section.model_copy(update={"anchor": anchor(section.heading, kind, taken)})
