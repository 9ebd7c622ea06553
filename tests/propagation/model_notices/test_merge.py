"""The merge of a model into the notice of a school, on random changes of both sides."""

import copy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deep import MERGES
from wagtail_privacy.notices.stored_sections import by_id, in_order, normalised, say_same
from wagtail_privacy.propagation.model_notices.merge import (
    SectionState,
    merge,
    section_states,
    with_decision,
)

WORDS = ("", "Locks.", "<p>Keys</p>", "<p>Keys and\nbolts</p>")


def section(block_id: str, text: str = "Locks.", *, items: int = 0) -> dict[str, Any]:
    entries = [
        {"type": "item", "value": {"name": f"{number}"}, "id": f"{block_id}-{number}"} for number in range(items)
    ]
    return {"type": "text", "value": {"heading": block_id, "body": text, "items": entries}, "id": block_id}


def noisy(raw: Any) -> Any:
    """The same as an editor stores it again: other ids inside, keys of paragraphs, line ends, empty fields."""
    raw = copy.deepcopy(raw)
    value = raw["value"]
    value["body"] = value["body"].replace("<p>", '<p data-block-key="x1y2z">').replace("\n", "\r\n")
    value["extra"], value["shown"] = "", False
    for entry in value["items"]:
        entry["id"] += "-again"
    return raw


@dataclass(frozen=True)
class Triple:
    base: list[dict[str, Any]]
    theirs: list[dict[str, Any]]
    ours: list[dict[str, Any]]
    mandated: set[str]


@st.composite
def changed(draw: Any, sections: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    """What a side makes of the sections: some changed, taken out, moved, and new ones."""
    result = []
    for one in sections:
        action = draw(st.sampled_from(["same", "same", "same", "noise", "edit", "out"]))
        if action == "out":
            continue
        text = draw(st.sampled_from([*WORDS, f"{prefix} text"])) if action == "edit" else ""
        edited = section(one["id"], text, items=draw(st.integers(0, 2))) if action == "edit" else copy.deepcopy(one)
        result.append(noisy(one) if action == "noise" else edited)
    for number in range(draw(st.integers(0, 2))):
        result.insert(draw(st.integers(0, len(result))), section(f"{prefix}{number}"))
    if draw(st.booleans()) and len(result) > 1:
        result.insert(draw(st.integers(0, len(result) - 1)), result.pop(draw(st.integers(0, len(result) - 1))))
    return result


@st.composite
def triples(draw: Any) -> Triple:
    base = [section(f"b{number}", draw(st.sampled_from(WORDS))) for number in range(draw(st.integers(0, 6)))]
    theirs = draw(changed(base, "t"))
    was_mandated = {key for key in by_id(base) if draw(st.integers(0, 4)) == 0}
    mandated = was_mandated | {key for key in by_id(theirs) if draw(st.integers(0, 5)) == 0}
    # A mandated section comes back however it was changed, so that the school is left to try.
    return Triple(base, theirs, draw(changed(base, "o")), mandated)


def merged(triple: Triple, **kwargs: Any) -> Any:
    return merge(triple.base, triple.theirs, triple.ours, **{"mandated": triple.mandated} | kwargs)


def same(one: Any, other: Any) -> bool:
    return one is other if one is None or other is None else say_same(one, other)


@MERGES
@given(triples())
def test_no_edit_of_a_school_is_lost_and_no_mandated_section_is_stale(triple: Triple) -> None:
    result = merged(triple)
    before, now, here, after = (by_id(part) for part in (triple.base, triple.theirs, triple.ours, result.body))
    fixed = triple.mandated & now.keys()
    assert len(after) == len(result.body)
    for key in fixed:
        assert after[key] is now[key]
        assert result.states[key] == SectionState.MANDATED
    for key in {*before, *now, *here} - fixed:
        if not same(here.get(key), before.get(key)) and not same(here.get(key), now.get(key)):
            assert after.get(key) is here.get(key), "an edit of the school"
    conflicts = {conflict.block_id for conflict in result.conflicts}
    assert conflicts == {
        key
        for key in {*before, *now, *here} - fixed
        if not same(here.get(key), before.get(key))
        and not same(now.get(key), before.get(key))
        and not same(here.get(key), now.get(key))
    }
    assert {one.block_id for one in result.replaced} == {
        key for key in fixed if not same(here.get(key), before.get(key)) and not same(here.get(key), now.get(key))
    }


@MERGES
@given(triples())
def test_what_one_side_changes_is_followed_exactly(triple: Triple) -> None:
    assert list(merge(triple.base, triple.theirs, triple.base).body) == [
        # A section that says the same stays byte for byte as the school has it.
        by_id(triple.base)[one["id"]] if same(by_id(triple.base).get(one["id"]), one) else one
        for one in triple.theirs
    ]
    assert list(merge(triple.base, triple.base, triple.ours).body) == triple.ours
    result = merged(triple)
    before, now, here, after = (by_id(part) for part in (triple.base, triple.theirs, triple.ours, result.body))
    for key in {*before, *now, *here} - triple.mandated:
        if same(here.get(key), before.get(key)):
            assert same(after.get(key), now.get(key))
        elif same(now.get(key), before.get(key)):
            assert after.get(key) is here.get(key)


@MERGES
@given(triples(), st.booleans())
def test_merging_again_changes_nothing_and_a_decision_settles_one_section(triple: Triple, takes_theirs: bool) -> None:
    result = merged(triple)
    again = merge(result.base, triple.theirs, result.body, mandated=triple.mandated)
    assert again.body == result.body
    assert again.undecided == result.undecided
    assert again.states == result.states
    now, here = by_id(triple.theirs), by_id(result.body)
    for left, conflict in enumerate(result.conflicts):
        base = with_decision(again.base, again.conflicts[0], triple.theirs, takes_theirs=takes_theirs)
        again = merge(base, triple.theirs, again.body, mandated=triple.mandated)
        assert len(again.conflicts) == len(result.conflicts) - left - 1
        wanted = (now if takes_theirs else here).get(conflict.block_id)
        assert by_id(again.body).get(conflict.block_id) is wanted
        if wanted is not None and conflict.theirs is None:
            assert again.states[conflict.block_id] == SectionState.LOCAL
    untouched = {key for key in here if key not in result.undecided}
    assert all(by_id(again.body)[key] is here[key] for key in untouched)


@MERGES
@given(triples())
def test_the_order_of_the_side_that_moved_something_holds(triple: Triple) -> None:
    result = merged(triple)
    was, now, here = ([one["id"] for one in part] for part in (triple.base, triple.theirs, triple.ours))
    common = {*was} & {*now} & {*here} & by_id(result.body).keys()
    was, now, here, after = (
        [key for key in keys if key in common] for keys in (was, now, here, [one["id"] for one in result.body])
    )
    assert after == (now if here == was else here)


def test_a_section_that_the_trust_adds_comes_after_what_it_comes_after_there() -> None:
    a, b, c, new, local = (section(key) for key in ("a", "b", "c", "new", "local"))
    result = merge([a, b, c], [a, new, b, c], [local, a, b, c])
    assert [one["id"] for one in result.body] == ["local", "a", "new", "b", "c"]
    assert result.states == {
        "local": SectionState.LOCAL, "a": SectionState.FOLLOWS, "new": SectionState.FOLLOWS,
        "b": SectionState.FOLLOWS, "c": SectionState.FOLLOWS,
    }  # fmt: skip


def test_what_the_school_has_left_out_stays_out_unless_it_is_mandated() -> None:
    a, b = section("a"), section("b")
    assert merge([a, b], [a, b], [a]).body == (a,)
    assert merge([a, b], [a, b], [a], mandated={"b"}).body == (a, b)
    changed_b = section("b", "Bolts.")
    result = merge([a, b], [a, changed_b], [a])
    assert result.body == (a,)
    assert [(one.block_id, one.theirs, one.ours) for one in result.conflicts] == [("b", changed_b, None)]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"a": ""}, {}, True),
        ({"a": False, "b": None, "c": [], "d": {}}, {}, True),
        ({"a": 0}, {}, False),
        ({"a": True}, {}, False),
        ({"id": 3}, {"id": 4}, False),
        ({"type": "item", "value": 1, "id": "x"}, {"type": "item", "value": 1}, True),
        ('<p data-block-key="a1">A\r\nb</p>', "<p>A\nb</p> ", True),
        (["a", "b"], ["b", "a"], False),
    ],
)
def test_what_says_nothing_makes_no_difference(one: Any, other: Any, is_same: bool) -> None:
    assert (normalised(one) == normalised(other)) is is_same


def test_sections_without_an_id_or_with_that_of_another_are_the_schools_own() -> None:
    twins = [section("a"), {**section("a", "Twin."), "id": "a"}, {"type": "text", "value": {}}, "damaged"]
    result = merge([section("a")], [section("a", "New.")], twins)
    assert list(result.body) == [section("a", "New."), *twins[1:]]
    assert section_states([section("a")], twins) == {"a": SectionState.FOLLOWS}
    assert in_order(["b", "a"], ["x", "a", "y"], {"a", "b", "x", "y"}) == ["x", "b", "a", "y"]
