"""The difference that people read is the one that rebuilds the second document."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.deep import DIFFERENCES
from tests.documents.diff.documents import document, recipient, retention
from tests.documents.diff.edits import edited_pairs
from tests.documents.strategies import documents, full_document
from tests.documents_samples import maximal_document, minimal_document
from wagtail_privacy.documents.base import ItemRef, Link, Prose
from wagtail_privacy.documents.diff import (
    ChangeKind,
    Difference,
    ItemChange,
    SectionChange,
    difference,
    major_reasons,
    patch,
    summarise,
)
from wagtail_privacy.documents.diff.changes import walk_items, walk_sections
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.sections import AppendixSection, LinksSection, RecipientsSection, TextSection

KEPT = {ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.UNCHANGED}


def without_copies(change: Difference) -> Difference:
    """``change`` without the parts that it only shows: those that are in both documents."""
    return replace(
        change,
        items=tuple(map(bare_item, change.items)),
        unseen=tuple(bare_item(one) if isinstance(one, ItemChange) else one for one in change.unseen),
        sections=tuple(map(bare_section, change.sections)),
    )


def bare_item(item: ItemChange) -> ItemChange:
    kept = item.kind in KEPT and not item.is_statement
    return replace(
        item,
        before=None if kept else item.before,
        after=None if kept else item.after,
        items=tuple(map(bare_item, item.items)),
        unseen=tuple(bare_item(one) if isinstance(one, ItemChange) else one for one in item.unseen),
    )


def bare_section(section: SectionChange) -> SectionChange:
    kept = section.kind in KEPT
    return replace(
        section,
        before=None if kept else section.before,
        after=None if kept else section.after,
        items=tuple(map(bare_item, section.items)),
        unseen=tuple(bare_item(one) if isinstance(one, ItemChange) else one for one in section.unseen),
        sections=tuple(map(bare_section, section.sections)),
    )


@pytest.mark.deep
@DIFFERENCES
@given(documents(), documents())
def test_any_document_becomes_any_other(before: Document, after: Document) -> None:
    change = difference(before, after)
    assert patch(change, before) == after
    assert change.is_empty == (before == after)
    assert difference(before, before).is_empty
    assert difference(after, after).is_empty


@pytest.mark.deep
@DIFFERENCES
@given(edited_pairs())
def test_an_edited_document_is_rebuilt_from_its_changes_alone(pair: tuple[Document, Document]) -> None:
    before, after = pair
    change = difference(before, after)
    assert patch(without_copies(change), before) == after
    assert change == difference(before, after)
    assert change.is_empty == (before == after)
    assert change.is_unchanged_for_readers == (not summarise(change))
    assert difference(after, after).is_empty
    back = difference(after, before)
    for name in ("recipients", "purposes", "categories"):
        assert getattr(change.substance, name).new == getattr(back.substance, name).gone
    assert change.is_unchanged_for_readers == back.is_unchanged_for_readers
    for reason in major_reasons(change):
        assert reason.message
    for item in walk_items(change.items + tuple(item for one in walk_sections(change.sections) for item in one.items)):
        assert item.label
        for fact in item.facts:
            assert fact.label and fact.kind in {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED}


@pytest.mark.parametrize("other", [minimal_document, maximal_document, full_document])
def test_the_samples_become_each_other(other):
    for sample in (minimal_document, maximal_document, full_document):
        before, after = sample(), other()
        assert patch(without_copies(difference(before, after)), before) == after


def test_what_nobody_reads_is_restored_and_not_shown():
    use = recipient("Nurse", ref=ItemRef(model="recipient", key="nurse", hash="a"))
    other = recipient("Nurse", ref=ItemRef(model="recipient", key="nurse", hash="b"))
    clause = ItemRef(model="clause", key="x", hash="1")
    before = document(RecipientsSection(heading="Who", anchor="who", recipients=(use,)))
    after = document(RecipientsSection(heading="Who", anchor="who-2", clause=clause, recipients=(other,)))
    change = difference(before, after)
    assert not change.is_empty
    assert change.is_unchanged_for_readers
    assert summarise(change) == ()
    assert change.sections[0].kind == ChangeKind.UNCHANGED
    assert patch(change, before) == after


def test_the_same_unseen_change_in_an_appendix():
    def appendix(clause: str) -> Document:
        inner = TextSection(heading="Notes", body=Prose(html=""), clause=ItemRef(model="clause", key="x", hash=clause))
        return document(AppendixSection(heading="Law", sections=(inner,)))

    change = difference(appendix("1"), appendix("2"))
    assert change.is_unchanged_for_readers and not change.is_empty
    assert patch(change, appendix("1")) == appendix("2")


SHARING = RecipientsSection(heading="Who", recipients=(recipient("Nurse", "weigh"), recipient("Police", "safety")))
KEEPING = retention(days=60)


@pytest.mark.parametrize(
    ("before", "after", "elsewhere"),
    [
        (document(KEEPING), document(retention(days=30)), document(retention(days=10))),
        (document(SHARING), document(SHARING.model_copy(update={"recipients": ()})), document(KEEPING)),
        (
            document(SHARING),
            document(SHARING.model_copy(update={"recipients": SHARING.recipients[1:]})),
            document(SHARING.model_copy(update={"recipients": SHARING.recipients[::-1]})),
        ),
        (
            document(SHARING),
            document(SHARING.model_copy(update={"recipients": SHARING.recipients[:1]})),
            document(SHARING.model_copy(update={"recipients": SHARING.recipients[:1]})),
        ),
        (document(SHARING, KEEPING), document(SHARING), document(SHARING)),
        (document(SHARING, KEEPING), document(SHARING), document(SHARING, SHARING)),
        (
            document(RecipientsSection(heading="Who", principles=("We ask first, always and everywhere.",))),
            document(RecipientsSection(heading="Who", principles=("We ask first, always and anywhere.",))),
            document(RecipientsSection(heading="Who", principles=("Nobody asks.",))),
        ),
        (
            document(LinksSection(heading="More", links=(Link(url="/a"),))),
            document(LinksSection(heading="More", links=(Link(url="/a", about="all of it"),))),
            document(TextSection(heading="More", body=Prose(html=""))),
        ),
        (document(trust="Valley Trust"), document(), document(trust="Hill Trust")),
        (document(trust="Valley Trust", phone="1"), document(trust="Valley Trust", phone="2"), document()),
    ],
)
def test_a_difference_that_does_not_fit_is_refused(before, after, elsewhere):
    change = difference(before, after)
    assert patch(change, before) == after
    with pytest.raises(ValueError, match="does not fit"):
        patch(change, elsewhere)


def with_item(change: Difference, **wrong: object) -> Difference:
    section = change.sections[0]
    return replace(change, sections=(replace(section, items=(replace(section.items[0], **wrong), *section.items[1:])),))


def test_a_difference_that_was_tampered_with_is_refused():
    before = document(SHARING)
    more = (*SHARING.recipients, recipient("Council"), recipient("Choir"))
    change = difference(before, document(SHARING.model_copy(update={"recipients": more})))
    new = change.sections[0]
    for wrong in (
        with_item(change, index_after=9),
        with_item(change, index_after=new.items[1].index_after),
        with_item(change, index_before=7),
        replace(change, sections=(replace(new, index_after=1),)),
        replace(change, sections=(new, replace(new, index_before=None, index_after=1, after=None))),
    ):
        with pytest.raises(ValueError, match="does not fit"):
            patch(wrong, before)


def test_a_change_that_is_nowhere_is_no_change():
    with pytest.raises(ValueError, match="before"):
        ItemChange(ChangeKind.CHANGED, RecipientsSection, "recipients", None, None).name  # noqa: B018
    with pytest.raises(ValueError, match="before"):
        SectionChange(ChangeKind.CHANGED, None, None).heading  # noqa: B018
