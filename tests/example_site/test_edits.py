"""Edits of later versions: what they do, and that none misses its mark in silence."""

from typing import Any

import pytest

from example_site.demo.edits import apply_edits


def body() -> list[Any]:
    return [
        {"section": "about", "heading": "About", "citations": ["dpa-1998"], "reason": "why"},
        {
            "section": "recipients",
            "heading": "Who",
            "recipients": [
                {"recipient": "dfe", "onward": [{"uses": ["a"]}, {"uses": ["b"]}]},
                "lsc",
                {"recipient": "pct", "cited_as": "PCT"},
            ],
        },
        {"section": "appendix", "label": "A", "heading": "Law", "sections": [{"section": "links", "links": []}]},
    ]


def edited(*edits: Any) -> list[Any]:
    after, problems = apply_edits(body(), list(edits))
    assert problems == []
    return after


def test_edits_leave_the_body_before_them_alone() -> None:
    before = body()
    apply_edits(before, [{"change": "About", "set": {"reason": "so"}}, {"drop": "Who"}])
    assert before == body()


def test_set_fills_and_empties_fields() -> None:
    about = edited({"change": "About", "set": {"citations": ["uk-gdpr"], "reason": None}})[0]
    assert about == {"section": "about", "heading": "About", "citations": ["uk-gdpr"]}


def test_entries_come_and_go() -> None:
    who = edited(
        {"change": "Who", "remove": {"recipients": ["pct", 2]}, "add": {"recipients": ["icb"]}},
        {"change": "Who", "add": {"recipients": ["ons"]}, "after": "dfe"},
    )[1]
    assert [r if isinstance(r, str) else r["recipient"] for r in who["recipients"]] == ["dfe", "ons", "icb"]


def test_an_entry_inside_an_entry_is_edited() -> None:
    who = edited({"change": "Who", "entry": ["recipients", "dfe", "onward", 2], "set": {"uses": ["c"]}})[1]
    assert who["recipients"][0]["onward"] == [{"uses": ["a"]}, {"uses": ["c"]}]


def test_new_list_is_made() -> None:
    who = edited({"change": "Who", "entry": ["recipients", "pct"], "add": {"citations": ["uk-gdpr"]}})[1]
    assert who["recipients"][2] == {"recipient": "pct", "cited_as": "PCT", "citations": ["uk-gdpr"]}


def test_sections_are_replaced_dropped_and_inserted() -> None:
    after = edited(
        {"replace": "About", "with": {"section": "text", "heading": "New"}},
        {"drop": "Who"},
        {"insert": {"section": "security"}, "after": "New"},
        {"insert": {"section": "governance"}, "before": "New"},
        {"insert": {"section": "contacts"}, "after": ["Law", "links"]},
    )
    assert [section["section"] for section in after] == ["governance", "text", "security", "appendix"]
    assert [section["section"] for section in after[3]["sections"]] == ["links", "contacts"]


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        ("x", "edits[1]: must have one of change, replace, drop, insert."),
        ({"drop": "Who", "change": "Who"}, "edits[1]: must have one of change,"),
        ({"drop": "Who", "with": 1}, "edits[1] drop.with: there is no such field; there are none."),
        ({"drop": "Whom"}, "edits[1] drop: there is no section with the heading “Whom”."),
        ({"drop": []}, "edits[1] drop: must name a section."),
        ({"drop": ["Law", "Whom"]}, "edits[1] drop: there is no section with the heading “Whom”."),
        ({"replace": "Who", "with": {"heading": "W"}}, "edits[1] replace.with: must be a section."),
        ({"insert": {"section": "text"}}, "edits[1] insert: must say after or before which section."),
        ({"insert": {"section": "text"}, "after": "Z"}, "edits[1] insert.after: there is no section"),
        ({"change": "Who"}, "edits[1] change: must set, remove or add something."),
        ({"change": "Who", "set": []}, "edits[1] change.set: must hold fields, by name."),
        ({"change": "Who", "add": {"recipients": "x"}}, "edits[1] change.add: must hold lists, by name."),
        (
            {"change": "Who", "set": {"opening_words": None}},
            "edits[1] change.set.opening_words: there is nothing to empty.",
        ),
        ({"change": "Who", "remove": {"links": ["x"]}}, "edits[1] change.remove.links: there is no such list."),
        (
            {"change": "Who", "remove": {"recipients": ["ons"]}},
            "edits[1] change.remove.recipients: there is no entry “ons”.",
        ),
        ({"change": "Who", "remove": {"recipients": [4]}}, "there is no entry “4”."),
        ({"change": "Who", "add": {"recipients": ["x"]}, "after": "ons"}, "change.after: there is no entry “ons”."),
        ({"change": "Who", "entry": ["recipients"], "set": {"a": 1}}, "change.entry: must name a list and one of"),
        ({"change": "Who", "entry": ["links", 1], "set": {"a": 1}}, "change.entry.links: there is no such list."),
        ({"change": "Who", "entry": ["recipients", "lsc"], "set": {"a": 1}}, "“lsc” has no fields written out;"),
    ],
)
def test_an_edit_that_does_not_fit_is_reported(edit: Any, problem: str) -> None:
    after, problems = apply_edits(body(), [edit])
    assert len(problems) == 1
    assert problem in problems[0]
    assert after == body()


def test_same_name_twice_is_ambiguous() -> None:
    twice = [*body(), body()[0]]
    assert apply_edits(twice, [{"drop": "About"}])[1] == [
        "edits[1] drop: there is more than one section with the heading “About”."
    ]


@pytest.mark.parametrize("edits", [None, [], {}])
def test_edits_are_a_list(edits: Any) -> None:
    assert apply_edits(body(), edits)[1] == ["edits: must be a list of edits."]
