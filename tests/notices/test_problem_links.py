"""What is to be put right in a refused form: every error, where it stands, and a link that leads there."""

import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks import BlockField, ListBlockValidationError, StreamBlockValidationError, StructBlockValidationError

from wagtail_privacy.notices.admin.problem_links import (
    ProblemLink,
    block_problem_links,
    field_counts,
    name_of,
    problem_counts,
    problem_links,
)

BODY = ProblemLink("", target="body", field_id="body")
HOSTILE = '"><script>alert(1)</script>'


class Step(blocks.StructBlock):
    title = blocks.CharBlock(required=False)
    kind = blocks.ChoiceBlock(choices=[("a", "The first kind"), ("b", "The second kind")], required=False)
    words = blocks.CharBlock(label="Words")

    class Meta:
        label = "Step"
        label_format = "{title} {kind}"


class Part(blocks.StructBlock):
    heading = blocks.CharBlock(required=False)
    steps = blocks.ListBlock(Step(), label="Steps", max_num=2)
    one = Step(label="The only step")

    class Meta:
        label = "Part"


class Parts(blocks.StreamBlock):
    part = Part()
    inner = blocks.StreamBlock([("part", Part())], label="Inner")
    words = blocks.CharBlock(label="Words alone")


def step(block_id: str, **value: str) -> dict[str, Any]:
    return {"type": "item", "id": block_id, "value": {"words": "w", **value}}


def links_of(*children: dict[str, Any]) -> tuple[ProblemLink, ...]:
    """The problems that cleaning such a stream tells of."""
    block = Parts()
    value = block.to_python(list(children))
    with pytest.raises(ValidationError) as refusal:
        block.clean(value)
    return tuple(block_problem_links(block, value, refusal.value, BODY, "Sections"))


def part(block_id: str, *steps: dict[str, Any], **value: Any) -> dict[str, Any]:
    content = {"heading": "Sharing", "steps": list(steps), "one": {"words": "w"}} | value
    return {"type": "part", "id": block_id, "value": content}


def test_an_item_is_named_by_what_its_line_says_and_linked() -> None:
    (link,) = links_of(part("p", step("s", title="Fire service", words="")))
    assert link.trail == ("Sharing", "Fire service", "Words")
    assert (link.href, link.block_ids) == ("#block-s-section", ("p", "s"))
    assert link.text == "Sharing › Fire service › Words: This field is required."


def test_problems_of_a_stream_in_a_stream_are_found_at_their_depth() -> None:
    (link,) = links_of({"type": "inner", "id": "i", "value": [part("p", step("s", title="Deep", words=""))]})
    assert (link.trail, link.block_ids) == (("Inner", "Sharing", "Deep", "Words"), ("i", "p", "s"))
    assert link.href == "#block-s-section"


def test_a_choice_is_named_in_words_and_what_says_nothing_by_its_kind() -> None:
    links = links_of(part("p", step("s", kind="b", words=""), step("t", words="")))
    assert [link.trail[1] for link in links] == ["The second kind", "Step"]


def test_a_block_without_a_line_of_its_own_leads_to_the_part_around_it() -> None:
    (link,) = links_of(part("p", one={"words": ""}))
    assert (link.trail, link.href) == (("Sharing", "The only step", "Words"), "#block-p-section")


def test_an_error_of_a_whole_list_names_the_list() -> None:
    (link,) = links_of(part("p", step("s"), step("t"), step("u")))
    assert (link.trail, link.href) == (("Sharing", "Steps"), "#block-p-section")


def test_every_error_counts_in_each_part_around_it() -> None:
    links = links_of(part("p", step("s", words=""), step("t", words="")), part("q", one={"words": ""}))
    assert problem_counts(links) == {"p": 2, "s": 1, "t": 1, "q": 1}
    assert field_counts(links) == {"body": 3}


def test_every_message_of_every_kind_of_error_counts() -> None:
    error = StreamBlockValidationError(
        block_errors={0: StructBlockValidationError(non_block_errors=["One.", ValidationError(["Two.", "Three."])])},
        non_block_errors=["Four."],
    )
    block = Parts()
    links = tuple(block_problem_links(block, block.to_python([part("p")]), error, BODY, "Sections"))
    assert [link.text for link in links] == ["Sections: Four.", "Sharing: One.", "Sharing: Two.", "Sharing: Three."]


@pytest.mark.parametrize(
    "error",
    [
        StreamBlockValidationError(block_errors={7: ValidationError("Lost.")}),
        StreamBlockValidationError(block_errors={0: StructBlockValidationError({"gone": ValidationError("Lost.")})}),
        StreamBlockValidationError(
            block_errors={
                0: StructBlockValidationError({"steps": ListBlockValidationError({9: ValidationError("Lost.")})})
            }
        ),
    ],
    ids=["child", "field", "item"],
)
def test_an_error_of_a_part_that_is_not_there_is_still_told(error: ValidationError) -> None:
    block = Parts()
    (link,) = block_problem_links(block, block.to_python([part("p")]), error, BODY)
    assert link.message == "Lost."
    assert link.href in {"#body", "#block-p-section"}


def test_a_part_without_an_id_is_linked_by_the_part_around_it() -> None:
    block = Parts()
    value = blocks.StreamValue(block, [("part", block.child_blocks["part"].to_python(part("p")["value"]), "")])
    error = StreamBlockValidationError({0: ValidationError("Wrong.")})
    (link,) = block_problem_links(block, value, error, BODY)
    assert (link.href, link.block_ids, link.text) == ("#body", (), "Sharing: Wrong.")


def test_a_hostile_id_stays_one_address() -> None:
    (link,) = links_of(part(HOSTILE, one={"words": ""}))
    assert re.fullmatch(r"#block-[\w.%-]+-section", link.href)


def test_a_long_name_is_cut() -> None:
    assert len(name_of(Step(), Step().to_python({"title": "long " * 50}))) == 60


@pytest.mark.parametrize("value", [None, 3, [], "text"])
def test_a_value_of_a_wrong_shape_has_the_name_of_its_kind(value: Any) -> None:
    assert name_of(Step(), value) == "Step"


class NestedForm(forms.Form):
    name = forms.CharField(label="Name")
    body = BlockField(Parts(), required=False, label="Sections")
    also = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, label="Also")

    def clean(self) -> None:
        self.add_error(None, "Something else is wrong.")


def test_a_form_tells_of_itself_first_and_then_field_by_field() -> None:
    data = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "words", "body-0-id": "w"}
    links = problem_links(NestedForm({"name": "", **data, "body-0-value": ""}))
    assert [(link.text, link.href) for link in links] == [
        ("Something else is wrong.", ""),
        ("Name: This field is required.", "#id_name"),
        ("Words alone: This field is required.", "#block-w-section"),
        ("Also: This field is required.", "#id_also"),
    ]
    assert field_counts(links) == {"id_name": 1, "body": 1, "id_also": 1}
