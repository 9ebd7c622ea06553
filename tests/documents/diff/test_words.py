from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deep import DIFFERENCES
from tests.documents.strategies import texts
from wagtail_privacy.documents.diff.words import Run, tokens, words

PHRASES = st.lists(
    st.sampled_from(
        ["we keep", "your", "data", "safe.", " ", "\n", "i’r ysgol", "نحن نحمي", "x" * 40, "数据保护" * 12]
    ),
    max_size=30,
).map(" ".join)


def old(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.op != "added")


def new(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs if run.op != "removed")


@pytest.mark.deep
@DIFFERENCES
@given(PHRASES | texts(max_size=40), PHRASES | texts(max_size=40))
def test_the_runs_join_to_both_texts(before: str, after: str) -> None:
    runs = words(before, after)
    assert (old(runs), new(runs)) == (before, after)
    assert all(run.text for run in runs)
    assert all(one.op != other.op for one, other in pairwise(runs))


@given(PHRASES | texts(max_size=60))
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        ("deleted after 60 days", "deleted after 30 days", ["60"], ["30"]),
        ("the law", "the law applies", [], [" applies"]),
        (
            "We ask the council for advice.",
            "We ask our new authority for advice.",
            ["the council"],
            ["our new authority"],
        ),
        ("we never share it with anyone", "we share it with anyone", ["never "], []),
        ("Rydym yn cadw data’r ysgol", "Rydym yn cadw data’r plant", ["ysgol"], ["plant"]),
        ("نحن نحمي بياناتك", "نحن نحفظ بياناتك", ["نحمي"], ["نحفظ"]),
        ("كِتَاب قديم", "كِتَاب جديد", ["قديم"], ["جديد"]),
        (
            "我们收集学生的姓名地址和联系方式以便在紧急情况下与家长取得联系并保证孩子的安全",
            "我们收集学生的姓名地址和照片以便在紧急情况下与家长取得联系并保证孩子的安全",
            ["联系方式"],
            ["照片"],
        ),
    ],
)
def test_the_words_that_changed_are_marked(before: str, after: str, removed: list[str], added: list[str]) -> None:
    runs = words(before, after)
    assert [run.text for run in runs if run.op == "removed"] == removed
    assert [run.text for run in runs if run.op == "added"] == added


def test_equal_texts_are_one_run_and_empty_ones_none():
    assert words("the same", "the same") == (Run("equal", "the same"),)
    assert words("", "") == ()
    assert words("", "new") == (Run("added", "new"),)
    assert words("old", "") == (Run("removed", "old"),)


def test_passages_with_little_in_common_are_replaced_whole():
    runs = words("We tell the council, the nurse and you.", "Cameras record every visitor at the gate.")
    assert [run.op for run in runs] == ["removed", "added"]


def test_only_the_paragraph_that_changed_is_marked():
    runs = words("One stays.\nTwo was here.\nThree stays.", "One stays.\nThree stays.")
    assert runs == (Run("equal", "One stays.\n"), Run("removed", "Two was here.\n"), Run("equal", "Three stays."))


def test_marks_stay_with_their_letters():
    thai = "ที่นี่เราเก็บข้อมูลของนักเรียนไว้อย่างปลอดภัย"
    assert all(not token.startswith(("่", "ี", "้", "็")) for token in tokens(thai))
    assert len(tokens(thai)) > 10


def test_a_long_text_is_compared_sentence_by_sentence():
    before = " ".join(f"Sentence {number} speaks of the pupils in year {number}." for number in range(100))
    runs = words(before, before.replace("pupils", "children"))
    assert {run.text for run in runs if run.op == "removed"} == {"pupils"}
    assert sum(1 for run in runs if run.op == "added") == 100


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 5000, "b a " * 5000),
        (" ".join(f"w{n} a{n}" for n in range(5000)), " ".join(f"w{n} b{n}" for n in range(5000))),
    ],
    ids=["the same words over and over", "every other word"],
)
def test_texts_made_to_take_long_are_replaced_whole(before: str, after: str) -> None:
    assert words(before, after) == (Run("removed", before), Run("added", after))
