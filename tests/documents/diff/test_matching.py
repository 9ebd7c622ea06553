"""Which entry is which, and at what cost."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.diff.documents import document, recipient, sharing
from wagtail_privacy.documents.diff import ChangeKind, difference, matching, patch
from wagtail_privacy.documents.diff.identity import likeness, normalise, terms
from wagtail_privacy.documents.diff.matching import Pairing, Rules, align
from wagtail_privacy.documents.document import Document

RULES = Rules[str](keys=(normalise,), min_similarity=0.6)
LISTS = st.lists(st.sampled_from(["a", "A", "a b c d", "a b c e", "x y z", ""]), max_size=8)


@given(LISTS, LISTS)
def test_every_entry_stands_once_in_each_list(before: list[str], after: list[str]) -> None:
    entries = align(before, after, RULES)
    assert sorted(entry.before for entry in entries if entry.before is not None) == list(range(len(before)))
    assert [entry.after for entry in entries if entry.after is not None] == list(range(len(after)))
    stayed = [entry.before for entry in entries if entry.before is not None and not entry.moved]
    assert stayed == sorted(stayed)
    assert not any(entry.moved and (entry.before is None or entry.after is None) for entry in entries)


def test_as_few_as_possible_have_moved():
    assert [entry.moved for entry in align("abcdef", "fabcde", RULES)] == [True, False, False, False, False, False]


def test_what_is_gone_stands_behind_what_it_stood_behind():
    assert align(["a", "b", "c"], ["new", "c", "other"], RULES) == [
        Pairing(0, None), Pairing(1, None), Pairing(None, 0), Pairing(2, 1), Pairing(None, 2),
    ]  # fmt: skip
    assert align(["a", "b"], [], RULES) == [Pairing(0, None), Pairing(1, None)]
    assert align([], ["a"], RULES) == [Pairing(None, 0)]


def test_words_in_common():
    assert likeness(terms("a b"), terms("a b")) == 1.0
    assert likeness(terms("a b"), terms("c d")) == 0.0
    assert likeness(terms(""), terms("a")) == 0.0
    assert terms("<b>Bold</b> a<b") == {"bold", "a", "b"}
    assert likeness(terms("数据保护" * 8), terms("数据保护" * 8 + "我们")) > 0.7


def test_in_a_long_list_the_rare_words_tell():
    before = [f"we keep the data of group {number} in the office" for number in range(80)]
    after = [f"we hold the data of group {number} in the office" for number in reversed(range(80))]
    assert {(entry.before, entry.after) for entry in align(before, after, RULES)} == {(n, 79 - n) for n in range(80)}


def test_where_only_common_words_are_shared_the_place_tells():
    before = [f"we keep all of the data safe {'x' * number}" for number in range(1, 80)]
    after = [f"we keep all of the data here {'y' * number}" for number in range(1, 80)]
    assert all(entry.before == entry.after for entry in align(before, after, RULES))


def big(sections: int, items: int, word: str = "") -> Document:
    def number_of(place: int) -> str:
        return f"{place}{word}"

    return document(
        *(
            sharing(
                *(
                    recipient(f"Body {place} {item}", f"for use {number_of(item)} of {word}", f"{word} {item}")
                    for item in range(items)
                ),
                heading=f"Section {number_of(place)}",
            )
            for place in range(sections)
        )
    )


@pytest.mark.parametrize("size", [(40, 10), (2, 200), (1, 400)])
def test_the_number_of_comparisons_grows_with_the_number_of_entries(monkeypatch, size):
    compared = []

    def counting(one, other):
        compared.append(1)
        return likeness(one, other)

    monkeypatch.setattr(matching, "likeness", counting)
    sections, items = size
    before, after = big(sections, items), big(sections, items, "new")
    change = difference(before, after)
    entries = sections + sections * items * 3
    assert len(compared) < 8 * entries
    assert change.counts() == {ChangeKind.CHANGED: sections}
    assert patch(change, before) == after


def test_the_order_of_words_in_a_set_decides_nothing():
    before, after = big(5, 5), big(5, 5, "new")
    sections = list(after.sections)
    random.Random(1).shuffle(sections)
    shuffled = after.model_copy(update={"sections": tuple(sections)})
    assert difference(before, shuffled) == difference(before, shuffled.model_copy())
