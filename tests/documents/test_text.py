import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Choices
from django.utils import translation
from hypothesis import given
from pydantic.fields import FieldInfo

from tests.deep import WHOLE_DOCUMENTS
from tests.documents.strategies import documents, full, full_document
from tests.documents.test_canonical import all_models
from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import FieldKind, is_read, specs
from wagtail_privacy.documents.flows import Flow
from wagtail_privacy.documents.items import CategoryUse, Party, RetentionUse
from wagtail_privacy.documents.prose import one_line, prose_text
from wagtail_privacy.documents.sections import (
    ContactsSection,
    DataHeldSection,
    GovernanceSection,
    OptOutSection,
    RetentionSection,
    Section,
    SecuritySection,
    TextSection,
    TransfersSection,
)
from wagtail_privacy.documents.text import WordCount, _lines, free_text_share, plain_text
from wagtail_privacy.documents.wording import display_text, field_text, goes_without_saying, says_nothing


def _document(*sections: Section, language: str = "en") -> Document:
    party = Party(name="Ash School")
    return Document(
        kind="privacy_notice", audience="pupils", language=language, title="How we use data", organisation=party,
        controller=party, sections=sections,
    )  # fmt: skip


def _said(value: Any) -> Iterator[str]:
    """What a reader has to find, one string a time."""
    if isinstance(value, Prose):
        yield from prose_text(value.html).splitlines()
    elif isinstance(value, Data):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if is_read(value, name) and not says_nothing(inner) and not goes_without_saying(type(value), name, inner):
                yield from _said_of(value, name, field)
    elif isinstance(value, tuple):
        for entry in value:
            yield from _said(entry)
    elif isinstance(value, Choices):
        yield str(value.label)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield " ".join(str(value).split())


def _said_of(part: Data, name: str, field: FieldInfo) -> Iterator[str]:
    spec, value = specs(type(part))[name], getattr(part, name)
    if spec.only:
        names = map(display_text, value) if isinstance(value, tuple) else [display_text(value)]
        yield from map(one_line, names)
    elif spec.kind == FieldKind.OPAQUE:
        yield str(spec.label)
    else:
        yield from [PartialDate.parse(value).written()] if holds_date(field) else _said(value)


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents())
def test_everything_that_the_document_says_is_in_the_text(document: Document) -> None:
    text = plain_text(document)
    with translation.override(document.language):
        for said in _said(document):
            assert said in text or said in _without_separators(text)


def _without_separators(text: str) -> str:
    """CLDR writes 1,668 days, or 1.668 in other languages."""
    return re.sub(r"(?<=\d)[,.](?=\d{3}\b)", "", text)


def test_an_entry_that_says_nothing_has_no_line() -> None:
    section = SecuritySection(heading="How we keep it safe", anchor="safe", measures=("locks", " ", "alarms"))
    lines = plain_text(_document(section)).splitlines()
    assert [line for line in lines if line.startswith("-")] == ["- locks", "- alarms"]


def test_nothing_of_a_full_document_is_lost() -> None:
    document = full_document()
    words = set(re.findall(r"\w+", _without_separators(plain_text(document))))
    with translation.override("en"):
        missing = [said for said in _said(document) if not words.issuperset(re.findall(r"\w+", said))]
    assert missing == []


def test_what_only_machines_read_is_not_in_the_text() -> None:
    document = full_document()
    words = set(re.findall(r"\w+", plain_text(document)))
    reference = document.organisation.ref
    assert reference is not None
    assert not words & {reference.model, reference.key, reference.hash, document.sections[0].anchor}


def test_numbers_dates_and_answers_have_a_label() -> None:
    for model in set(all_models()) - {Flow}:
        for name, field in model.model_fields.items():
            spec = specs(model)[name]
            if spec.hidden or spec.kind == FieldKind.PERIOD:
                continue
            if holds_date(field) or field.annotation in {int, bool, int | None}:
                part = full(model)
                with translation.override("en"):
                    text = f"{spec.label}: {field_text(part, name)}"
                assert text in "\n".join(_lines(part))


def test_how_it_reads() -> None:
    document = _document(
        DataHeldSection(
            heading="What we hold",
            introduction=Prose(html="<p>For <b>every</b> pupil:</p>"),
            operations=("collect", "hold"),
            categories=(
                CategoryUse(name="Attendance", examples=("absences", "reasons\nfor them")),
                CategoryUse(name="Health", special="health", note="Only what we need."),
                CategoryUse(name="Relatives", data_subjects=("parent",)),
            ),
        ),
        TransfersSection(heading="Abroad"),
        GovernanceSection(heading="Control", committee="Finance", approved="2025-05", review_due="2026"),
    )
    assert plain_text(document).splitlines() == [
        "Privacy notice",
        "Pupils and their parents or carers",
        "How we use data",
        "Ash School",
        "",
        "What we hold",
        "For every pupil:",
        "- collect",
        "- hold",
        "Attendance",
        "- absences",
        "- reasons for them",
        "Health; Health; Only what we need.",
        "Relatives; Parents, carers and relatives",
        "",
        "Abroad",
        "Leaves the United Kingdom: No",
        "",
        "Control",
        "Finance",
        "Approved: May 2025",
        "Next review: 2026",
    ]


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (6, "years", "Files; 6 years"),
        (6, None, "Files; 6"),
        (None, "years", "Files; years"),
        (None, None, "Files"),
        (0, "days", "Files; 0 days"),
    ],
)
def test_retention_periods(number: int | None, unit: str | None, expected: str) -> None:
    rule = RetentionUse(name="Files", period_number=number, period_unit=unit)
    assert plain_text(_document(RetentionSection(heading="Keeping", rules=(rule,)))).splitlines()[-1] == expected


def test_a_window_of_no_days_is_said() -> None:
    assert "How long you have to choose: 0 days" in plain_text(
        _document(OptOutSection(heading="Choice", window_days=0))
    )


def test_labels_are_in_the_language_of_the_document_whoever_reads_it() -> None:
    control = GovernanceSection(heading="Rheolaeth", approved="2025-05")
    with translation.override("ar"):
        assert "Mai 2025" in plain_text(_document(control, language="cy"))
        assert "May 2025" in plain_text(_document(control, language="en"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<h3>Title</h3><ul><li>a <b>b</b>c</li><li>d</li></ul>", "Title\na bc\nd"),
        ("<p>a&nbsp;&amp;&lt;b&gt;&#233;</p>", "a &<b>é"),
        ('<p>See <a href="/x/">here</a>.</p>', "See here."),
        ("plain < text", "plain < text"),
    ],
)
def test_text_of_rich_text(html: str, text: str) -> None:
    assert prose_text(html) == text


def test_share_of_free_text() -> None:
    document = _document(
        TextSection(heading="Note", introduction=Prose(html="<p>One two</p>"), body=Prose(html="<p>three * four</p>"))
    )
    count = free_text_share(document)
    assert count.free == 4
    assert count.total == 2 + 6 + 4 + 2 + 1 + 4
    assert count.share == pytest.approx(4 / 19)


def test_typed_sections_hold_no_free_text() -> None:
    assert free_text_share(_document(full(ContactsSection, introduction=None))).share == 0.0


def test_share_of_no_words() -> None:
    assert WordCount(total=0, free=0).share == 0.0


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents())
def test_free_text_is_part_of_the_text(document: Document) -> None:
    count = free_text_share(document)
    assert 0 <= count.free <= count.total
    assert 0.0 <= count.share <= 1.0
