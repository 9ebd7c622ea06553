"""Two statements of one document that cannot both be true are found, with the place and the remedy."""

from typing import Any

import pytest

from tests.documents_samples import maximal_document, minimal_document
from wagtail_privacy.documents.contradictions import contradictions
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import CategoryUse, RecipientIdentity
from wagtail_privacy.documents.sections import (
    AppendixSection,
    AutomatedDecisionsSection,
    ConsentSection,
    DataHeldSection,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import NotDone, SpecialCategory

NEVER = ConsentSection(heading="What we never do", not_done=tuple(NotDone))
DECIDES = AutomatedDecisionsSection(heading="Computers", takes_place=True)
FINGERPRINTS = DataHeldSection(
    heading="Held", categories=(CategoryUse(name="Fingerprints", special=SpecialCategory.BIOMETRIC),)
)


def document(*sections: Any) -> Document:
    return minimal_document().model_copy(update={"sections": sections})


def found(*sections: Any) -> list[int]:
    return [index for index, _text in contradictions(document(*sections))]


@pytest.mark.parametrize(
    "section",
    [
        AutomatedDecisionsSection(heading="Computers", decisions=("Meals are blocked.",)),
        TransfersSection(heading="Abroad", countries=("Norway",)),
        TransfersSection(heading="Abroad", recipients=(RecipientIdentity(name="Cloud"),)),
    ],
)
def test_a_no_with_what_it_denies_is_found(section: Any) -> None:
    ((index, text),) = contradictions(document(FINGERPRINTS, section))
    assert index == 1
    assert "or take" in text
    yes = section.model_copy(update={"takes_place": True})
    assert found(yes) == []


def test_what_one_section_excludes_is_named_in_the_other() -> None:
    ((index, text),) = contradictions(document(NEVER, DECIDES))
    assert index == 1
    assert "“What we never do” says: “No decision is made by a computer alone.”" in text
    assert found(FINGERPRINTS, NEVER) == [0]


def test_inside_an_appendix_it_is_the_appendix_that_is_looked_at() -> None:
    assert found(NEVER, AppendixSection(heading="More", sections=(DECIDES,))) == [1]
    assert found(AppendixSection(heading="More", sections=(NEVER,)), DECIDES) == [1]


def test_a_document_in_order_has_none() -> None:
    assert contradictions(maximal_document()) == ()
    assert found(NEVER, AutomatedDecisionsSection(heading="Computers"), DataHeldSection(heading="Held")) == []
    assert found(DECIDES, FINGERPRINTS, ConsentSection(heading="Ask", not_done=(NotDone.SALE,))) == []
