"""Statements of one document that cannot both be true."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.sections import (
    AppendixSection,
    AutomatedDecisionsSection,
    ConsentSection,
    DataHeldSection,
    SectionBase,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import NotDone, SpecialCategory


def contradictions(document: Document) -> tuple[tuple[int, str], ...]:
    """Every statement of ``document`` that another one excludes.

    Each is the index of its section, that of the appendix for a section inside one, and a sentence that says what is
    wrong and how to mend it.
    """
    inside = [
        (index, section)
        for index, top in enumerate(document.sections)
        for section in (top, *(top.sections if isinstance(top, AppendixSection) else ()))
    ]
    consent = [section for _index, section in inside if isinstance(section, ConsentSection)]
    never = {statement: section for section in consent for statement in section.not_done}
    return tuple((index, text) for index, section in inside for text in _wrong_with(section, never))


def _wrong_with(section: SectionBase, never: dict[NotDone, ConsentSection]) -> Iterator[str]:
    if isinstance(section, AutomatedDecisionsSection) and section.decisions and not section.takes_place:
        yield _(
            "it says that no decision is made by a computer alone, and lists decisions. Tick “Decisions by a computer "
            "alone”, or take the decisions out."
        )
    if isinstance(section, TransfersSection) and not section.takes_place and (section.countries or section.recipients):
        yield _(
            "it says that nothing leaves the United Kingdom, and names countries or recipients there. Tick “Leaves the "
            "United Kingdom”, or take them out."
        )
    for statement, excluding in never.items():
        if _does(section, statement):
            text = _("“%(section)s” says: “%(statement)s” Here it says that it is done. Correct one of the two.")
            yield text % {"section": excluding.heading, "statement": statement.label}


def _does(section: SectionBase, statement: NotDone) -> bool:
    """Whether ``section`` says that something is done of which another one says that it is not."""
    if statement == NotDone.AUTOMATED_DECISIONS:
        return isinstance(section, AutomatedDecisionsSection) and section.takes_place
    if statement == NotDone.BIOMETRICS:
        categories = section.categories if isinstance(section, DataHeldSection) else ()
        return any(category.special == SpecialCategory.BIOMETRIC for category in categories)
    return False
