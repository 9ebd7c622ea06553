"""What an app has said of a recipient stays in the body when the app is gone."""

import json
from typing import Annotated, Any

import pytest
from django.core.exceptions import ValidationError

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.fields import fact
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices import recipient_extensions
from wagtail_privacy.notices.blocks.base import ItemBlock
from wagtail_privacy.notices.blocks.fields import block_for
from wagtail_privacy.notices.blocks.items import LinkBlock
from wagtail_privacy.notices.blocks.recipients import RecipientUseBlock
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock, SectionStreamBlock
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.recipient_extensions import RecipientExtension
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.resolve.items import ItemResolver
from wagtail_privacy.notices.resolve.references import References

KEPT = {"meals_menu": [{"type": "item", "value": 7, "id": "a"}], "meals_training": "each year"}


@pytest.fixture
def app_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with the app, which has other fields now."""
    monkeypatch.setitem(recipient_extensions._extensions._entries, "meals", RecipientExtension("meals", LinkBlock))


def through(value: Any) -> Any:
    block = RecipientUseBlock()
    return block.get_prep_value(block.to_python(value))


def test_they_are_stored_again_as_they_were() -> None:
    assert through({"recipient": None, "uses": "cook"} | KEPT).items() >= KEPT.items()


def test_they_go_through_the_form_as_they_were() -> None:
    block = RecipientUseBlock()
    sent = block.get_form_state(block.to_python(KEPT))["unknown"]
    assert json.loads(sent) == KEPT
    assert block.child_blocks["unknown"].value_from_datadict({"u": sent}, {}, "u") == KEPT


def test_nothing_is_stored_where_there_is_nothing() -> None:
    assert "unknown" not in through({"uses": "cook"})
    assert through({"unknown": {"recipient": 4}, "uses": "cook"})["recipient"] is None


@pytest.mark.parametrize("name", ["menu", "_menu", "meals_", "4_menu", "a b_c"])
def test_what_no_app_can_have_stored_is_not_kept(name: str) -> None:
    assert name not in through({name: "x"})


def test_what_an_app_of_this_site_reads_no_more_is_its_own_to_drop(app_is_here: None) -> None:
    block = RecipientUseBlock()
    assert not KEPT.keys() & block.get_prep_value(block.to_python(KEPT)).keys()
    with pytest.raises(ValidationError):
        block.child_blocks["unknown"].clean(KEPT)


def test_the_fields_of_an_app_leave_other_blocks_of_the_same_class_as_they_are(app_is_here: None) -> None:
    link = LinkBlock()
    assert "meals_url" in RecipientUseBlock().child_blocks
    assert [child.name for child in link.child_blocks.values()] == list(link.child_blocks)


@pytest.mark.parametrize("sent", [None, "", "{", "null", "[]", "7", '{"uses": "x"}', '{"recipient": 1, "a_b": 2}'])
def test_what_arrives_damaged_or_forged_is_refused(sent: str | None) -> None:
    block = RecipientUseBlock().child_blocks["unknown"]
    with pytest.raises(ValidationError):
        block.clean(block.value_from_form(sent))


def test_they_stay_beside_data_of_a_wrong_shape() -> None:
    damaged = {"recipient": {"a": 1}, "uses": "cook"} | KEPT
    body = NoticeBodyBlock().to_python([section("recipients", recipients=entries(damaged), links=7)])
    stored = body.stream_block.get_prep_value(body)[0]["value"]["recipients"][0]["value"]
    assert body[0].value.is_damaged
    assert stored.items() >= KEPT.items()


@pytest.mark.parametrize("kept", [KEPT, {}])
def test_only_a_recipient_with_such_fields_is_refused(site_tree: Any, kept: dict[str, Any]) -> None:
    item = RecipientFactory(name="Greenfork", published=True)
    sharing = section(
        "recipients", heading="Sharing", recipients=entries({"recipient": item.pk, "uses": "cook"} | kept)
    )
    found = resolve_draft(make_notice(make_hub(site_tree.alpha_home), sharing, live=False)).problems
    assert [(problem.code, problem.item) for problem in found] == ([("field_unknown", "Greenfork")] if kept else [])


def test_a_clause_says_the_same_whoever_can_read_its_sections() -> None:
    outing = {"type": "trips.outing", "value": {"heading": "Outings"}, "id": "a"}
    clause = Clause(name="Outings", body=SectionStreamBlock().to_python([outing]))
    assert clause.content()["body"] == [{"type": "trips.outing", "value": {"heading": "Outings"}}]


class Kitchen(Data):
    sees_allergies: Annotated[bool, fact("Sees allergies")] = False


class KitchenBlock(ItemBlock):
    schema = Kitchen

    sees_allergies = block_for(schema, "sees_allergies")


@pytest.mark.parametrize(("is_ticked", "said"), [(False, ()), (True, (Kitchen(sees_allergies=True),))])
def test_an_app_that_has_nothing_to_say_of_a_recipient_is_left_out(
    monkeypatch: pytest.MonkeyPatch, is_ticked: bool, said: tuple[Data, ...]
) -> None:
    extension = RecipientExtension("meals", KitchenBlock)
    monkeypatch.setitem(recipient_extensions._extensions._entries, "meals", extension)
    resolver = ItemResolver(References(None), None)
    extensions = resolver._extensions(Recipient(), {"meals_sees_allergies": is_ticked})
    assert tuple(entry.data for entry in extensions) == said
