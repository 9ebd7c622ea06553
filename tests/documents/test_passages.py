"""Where a translation is behind its source, passage by passage."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deep import WHOLE_DOCUMENTS, deep
from tests.documents.strategies import documents, full, full_document
from wagtail_privacy.documents.base import Data, ItemRef, Prose
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import RecipientIdentity, RecipientUse
from wagtail_privacy.documents.passages import BehindPassage, Passage, PassageState, passages, passages_behind
from wagtail_privacy.documents.rewriting import rewritten
from wagtail_privacy.documents.said import passages_beside
from wagtail_privacy.documents.sections import RecipientsSection, TextSection

BEHIND, UNTRANSLATED, MISSING = PassageState


def translated(document: Document, language: str = "ar") -> Document:
    """The same document with every text in other words."""

    def other(value: Any) -> Any:
        if isinstance(value, Prose):
            return Prose(html=f"<p>{language}</p>{value.html}")
        if type(value) is str and value:
            return f"{language} {value}"
        return tuple(map(other, value)) if isinstance(value, tuple) and value and type(value[0]) is str else value

    words = {passage.path[-1] for passage in passages(document) if passage.is_words}

    def change(part: Data) -> Data:
        names = [name for name in type(part).model_fields if name in words]
        update = {name: new for name in names if (new := other(getattr(part, name))) is not getattr(part, name)}
        return part.model_copy(update=update) if update else part

    return rewritten(document, change)


def states(found: tuple[BehindPassage, ...]) -> Counter[PassageState]:
    return Counter(passage.state for passage in found)


def notice(*sections: Any) -> Document:
    document = full_document()
    return document.model_copy(update={"sections": tuple(sections)})


def text(words: str, heading: str = "A heading") -> TextSection:
    return TextSection(heading=heading, body=Prose(html=f"<p>{words}</p>"))


def recipients(*names: str, language: str = "", uses: tuple[str, ...] = ("to teach",)) -> RecipientsSection:
    return RecipientsSection(
        heading="Who",
        recipients=tuple(
            RecipientUse(
                recipient=RecipientIdentity(
                    name=name, ref=ItemRef(model="recipient", key=str(number), hash="0" * 64, language=language)
                ),
                uses=uses,
            )
            for number, name in enumerate(names)
        ),
    )


def shown_as(document: Document, *sections: Any) -> Document:
    """A translation of ``document`` but for these sections."""
    return translated(document).model_copy(update={"sections": sections})


@WHOLE_DOCUMENTS
@given(documents())
def test_a_passage_is_known_by_what_it_says_and_not_by_where_it_stands(document: Document) -> None:
    backwards = document.model_copy(update={"sections": document.sections[::-1]})
    assert Counter(p.hash for p in passages(document)) == Counter(p.hash for p in passages(backwards))
    paths = [passage.path for passage in passages(document)]
    assert len(paths) == len(set(paths))


@WHOLE_DOCUMENTS
@given(documents(), st.randoms(use_true_random=False))
def test_exchanging_sections_leaves_nothing_behind(document: Document, rng: random.Random) -> None:
    moved = list(document.sections)
    rng.shuffle(moved)
    source = document.model_copy(update={"sections": tuple(moved)})
    translation = translated(document)
    assert [found for found in passages_behind(translation, document, source) if found.state != UNTRANSLATED] == []


@WHOLE_DOCUMENTS
@given(documents())
def test_nothing_is_behind_while_the_source_says_what_was_translated(document: Document) -> None:
    assert passages_behind(translated(document), document, document) == ()


@WHOLE_DOCUMENTS
@given(documents())
def test_what_reads_the_same_is_untranslated_unless_it_was_kept(document: Document) -> None:
    found = passages_behind(document, document, document)
    words = [passage for passage in passages(document) if passage.is_words]
    assert [passage.path for passage in found] == [passage.path for passage in words]
    assert {passage.state for passage in found} <= {UNTRANSLATED}
    kept = [passage.hash for passage in words if passage.item is None or not passage.item.language]
    assert all(_item(document, passage).language for passage in passages_behind(document, document, document, kept))


def _item(document: Document, found: BehindPassage) -> ItemRef:
    item = next(passage for passage in passages(document) if passage.path == found.path).item
    assert item is not None
    return item


@WHOLE_DOCUMENTS
@given(documents(), documents(), st.randoms(use_true_random=False))
def test_what_is_known_of_another_document_changes_nothing(one: Document, other: Document, rng: random.Random) -> None:
    mixed = [rng.choice(pair) for pair in zip(one.sections, other.sections, strict=False)]
    for document in (one, other, one.model_copy(update={"sections": (*mixed, *one.sections[len(mixed) :])})):
        assert passages_beside(document, one, passages(one)) == passages(document)


def test_what_the_translation_left_out_is_missing_after_the_source_has_changed_it_too() -> None:
    basis = notice(recipients("Ofsted", uses=("to inspect",)))
    document = shown_as(basis, *translated(notice(recipients("Ofsted", uses=()))).sections)
    source = notice(recipients("Ofsted", uses=("to report",)))
    (found,) = passages_behind(document, basis, source)
    assert (found.state, found.now) == (MISSING, ["to report"])


def test_what_is_missing_belongs_to_the_part_of_the_translation_that_renders_its_own() -> None:
    basis = notice(text("One.", "First"), recipients("Ofsted", "The council"))
    first, second = basis.sections
    entries = getattr(second, "recipients", ())
    moved = entries[1].model_copy(update={"data_location": "In Wales"})
    more = (entries[0], moved, *recipients("", "", "Police").recipients[2:])
    source = notice(second.model_copy(update={"recipients": more}), first, text("Two.", "Second"))
    found = passages_behind(translated(basis), basis, source)
    assert {missing.within for missing in found if missing.path[1] == 2} == {()}
    assert [missing.within for missing in found if missing.now == "In Wales"] == [("sections", 1, "recipients", 1)]
    assert {missing.within for missing in found if missing.path[:4] == ("sections", 0, "recipients", 2)} == {
        ("sections", 1)
    }


@WHOLE_DOCUMENTS
@given(documents(), documents())
def test_any_three_documents_can_be_compared(one: Document, other: Document) -> None:
    for translation, basis, source in ((one, other, one), (other, one, one), (one, one, other)):
        found = passages_behind(translation, basis, source)
        missing = Counter(str(passage.now) for passage in found if passage.state == MISSING)
        assert missing <= Counter(str(passage.text) for passage in passages(source))


def every_passage() -> list[Passage]:
    texts = [passage for passage in passages(full_document()) if type(passage.text) is str and passage.is_words]
    return texts[:: deep(1, 19)]


@pytest.mark.parametrize("wanted", every_passage(), ids=lambda passage: ".".join(map(str, passage.path)))
def test_one_text_that_changes_is_exactly_one_passage(wanted: Passage) -> None:
    basis = full_document()
    changed = _with(basis, wanted.path, f"{wanted.text} indeed")
    (found,) = passages_behind(translated(basis), basis, changed)
    assert (found.state, found.path) == (BEHIND, wanted.path)
    assert (found.was, found.now) == (wanted.text, f"{wanted.text} indeed")


def _with(part: Any, path: tuple[Any, ...], value: str) -> Any:
    if not path:
        return Prose(html=value) if isinstance(part, Prose) else value
    step, *rest = path
    if isinstance(part, tuple):
        return tuple(_with(entry, tuple(rest), value) if index == step else entry for index, entry in enumerate(part))
    return part.model_copy(update={step: _with(getattr(part, step), tuple(rest), value)})


class TestChanges:
    def test_a_fact_counts_as_well(self) -> None:
        document = full_document()
        years = next(p for p in passages(document) if p.path[-1] == "period_number")
        changed = rewritten(
            document,
            lambda part: (
                part.model_copy(update={"period_number": 99})
                if getattr(part, "period_number", None) == years.text
                else part
            ),
        )
        assert BEHIND in states(passages_behind(translated(document), document, changed))

    def test_a_list_of_lines_is_one_passage(self) -> None:
        basis = notice(recipients("The inspectorate", uses=("to teach", "to inspect")))
        source = notice(recipients("The inspectorate", uses=("to teach", "to inspect", "to plan")))
        (found,) = passages_behind(translated(basis), basis, source)
        assert (found.was, found.now) == (["to teach", "to inspect"], ["to teach", "to inspect", "to plan"])

    def test_one_of_two_equal_texts_is_the_one_that_changed(self) -> None:
        basis = notice(text("The same.", "First"), text("The same.", "Second"))
        source = notice(text("The same.", "First"), text("Another.", "Second"))
        (found,) = passages_behind(translated(basis), basis, source)
        assert (found.path, found.now) == (("sections", 1, "body"), "<p>Another.</p>")

    def test_a_section_that_was_removed_is_behind_and_nothing_is_said_now(self) -> None:
        basis, source = notice(text("One."), recipients("A", "B")), notice(recipients("A", "B"))
        found = passages_behind(translated(basis), basis, source)
        assert states(found) == {BEHIND: 2} and {passage.now for passage in found} == {None}

    def test_a_section_that_was_added_is_missing_at_its_place(self) -> None:
        basis = notice(text("One.", "First"), recipients("A"))
        source = notice(text("One.", "First"), text("New.", "Between"), recipients("A"))
        found = passages_behind(translated(basis), basis, source)
        assert [(p.state, p.path, p.now) for p in found] == [
            (MISSING, ("sections", 1, "heading"), "Between"),
            (MISSING, ("sections", 1, "body"), "<p>New.</p>"),
        ]
        assert {passage.after[:2] for passage in found} == {("sections", 0)}

    def test_an_item_that_was_added_to_a_list_is_missing_after_the_one_before_it(self) -> None:
        basis, source = notice(recipients("A")), notice(recipients("A", "B"))
        found = passages_behind(translated(basis), basis, source)
        assert states(found) == {MISSING: 3}
        assert {passage.after[:4] for passage in found} == {("sections", 0, "recipients", 0)}

    def test_what_a_translator_left_out_is_missing_and_what_he_added_is_his_own(self) -> None:
        basis = notice(text("One.", "First"), recipients("A", "B"))
        ours = translated(notice(text("One.", "First"), text("More.", "Mine"), recipients("A")))
        found = passages_behind(ours, basis, basis)
        assert states(found) == {MISSING: 3}
        assert {passage.path[:4] for passage in found} == {("sections", 1, "recipients", 1)}

    def test_what_is_new_follows_what_the_translation_has(self) -> None:
        basis = notice(text("One.", "First"), text("Two.", "Second"))
        source = notice(text("One.", "First"), text("Three.", "Other"), recipients("A"))
        ours = translated(notice(text("One.", "First")))
        found = passages_behind(ours, basis, source)
        assert {passage.after[:2] for passage in found if passage.state == MISSING} == {("sections", 0)}

    def test_another_order_of_entries_in_the_translation_flags_nothing(self) -> None:
        basis = notice(recipients("A", "B", "C"))
        ours = translated(basis)
        (section,) = ours.sections
        turned = section.model_copy(update={"recipients": section.recipients[::-1]})
        assert passages_behind(ours.model_copy(update={"sections": (turned,)}), basis, basis) == ()

    def test_the_hash_of_an_item_and_where_a_section_is_linked_are_no_passages(self) -> None:
        basis = notice(recipients("A"))
        (section,) = basis.sections
        (use,) = section.recipients
        ref = use.recipient.ref.model_copy(update={"hash": "f" * 64})
        use = use.model_copy(update={"recipient": use.recipient.model_copy(update={"ref": ref})})
        source = notice(section.model_copy(update={"recipients": (use,), "anchor": "elsewhere"}))
        assert passages_behind(translated(basis), basis, source) == ()


class TestItemsWithoutTranslation:
    def test_they_are_untranslated_even_where_somebody_kept_the_passage(self) -> None:
        basis = notice(recipients("The inspectorate"))
        ours = shown_as(basis, recipients("The inspectorate", language="en"))
        kept = [passage.hash for passage in passages(basis)]
        assert states(passages_behind(ours, basis, basis, kept)) == {UNTRANSLATED: 3}

    def test_they_are_not_behind_where_they_say_what_the_source_says_now(self) -> None:
        basis, source = notice(recipients("The office")), notice(recipients("The inspectorate"))
        ours = shown_as(basis, recipients("The inspectorate", language="en"))
        kept = [passage.hash for passage in passages(basis)]
        assert states(passages_behind(ours, basis, source, kept)) == {UNTRANSLATED: 3}


@pytest.mark.parametrize("address", ["https://example.org/a", "office@school.test", "www.school.test", "0123 456"])
def test_an_address_needs_no_translator(address: str) -> None:
    document = full(Document, language="en", title=address, sections=())
    assert [p for p in passages(document) if p.text == address and p.is_words] == []
