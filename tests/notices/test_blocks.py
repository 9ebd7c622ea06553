"""What holds for every block of a notice."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext_lazy
from wagtail import blocks

from tests.form_posts import sections_form
from tests.notice_factories import section
from wagtail_privacy.documents.fields import specs
from wagtail_privacy.documents.sections import AppendixSection, PlainSection, SectionBase
from wagtail_privacy.notices.blocks.base import ItemBlock, PartialDateBlock, SectionBlock
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock, SectionStreamBlock
from wagtail_privacy.notices.blocks.summary import Counted, Shown, SummarisedBlock, SummarisedBlockAdapter, Ticked
from wagtail_privacy.notices.blocks.unknown import UNKNOWN, StoredBlock
from wagtail_privacy.notices.section_kinds import section_kind, section_kinds
from wagtail_privacy.notices.sections_field import SectionsField
from wagtail_privacy.pages.models import PrivacyNoticePage

SECTIONS = {name: block for name, block in SectionStreamBlock().child_blocks.items() if name != UNKNOWN}
SCHEMA = {model.model_fields["type"].default: model for model in PlainSection.__args__}


def within(block: blocks.Block, path: str = "") -> Iterator[tuple[str, blocks.Block]]:
    """Every block inside, with its path."""
    yield path, block
    if isinstance(block, blocks.ListBlock):
        yield from within(block.child_block, f"{path}.item")
    elif isinstance(block, (blocks.BaseStructBlock, blocks.BaseStreamBlock)):
        for name, child in block.child_blocks.items():
            yield from within(child, f"{path}.{name}".lstrip("."))


def test_there_is_one_block_for_each_section_of_the_schema() -> None:
    assert set(SECTIONS) == set(SCHEMA) == {kind.type for kind in section_kinds()}
    assert all(block.schema is SCHEMA[name] for name, block in SECTIONS.items())


BLOCKS = {path: block for path, block in within(SectionStreamBlock()) if isinstance(block, (ItemBlock, SectionBlock))}


@pytest.mark.parametrize("path", BLOCKS)
def test_the_fields_of_a_block_are_those_of_its_schema(path: str) -> None:
    block = BLOCKS[path]
    spec = specs(block.schema)
    read = {name for name in spec if not spec[name].is_machine}
    assert set(block.child_blocks) - block.editor_fields == read - block.document_fields
    assert block.editor_fields <= set(block.child_blocks)
    assert block.document_fields <= read


@pytest.mark.parametrize("path", BLOCKS)
def test_a_field_is_called_the_same_in_the_editor_and_to_readers(path: str) -> None:
    block = BLOCKS[path]
    for name, child in block.child_blocks.items():
        if name not in block.editor_fields:
            assert str(child.label) == str(specs(block.schema)[name].editor_label)


@pytest.mark.parametrize("path", BLOCKS)
def test_a_chosen_item_is_called_what_readers_call_its_sort(path: str) -> None:
    chosen = {"category", "legislation", "purpose", "recipient"} & BLOCKS[path].editor_fields
    for name in chosen:
        assert str(BLOCKS[path].child_blocks[name].label) == str(BLOCKS[path].schema.item_label)


@pytest.mark.parametrize("name", [name for name in SECTIONS if name not in {"links", "text", "activities"}])
def test_each_section_says_what_the_law_asks_for(name: str) -> None:
    help_text = str(SECTIONS[name].meta.help_text)
    assert any(word in help_text for word in ("Article", "section", "Regulations")), help_text


@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_explains_itself(name: str) -> None:
    block = SECTIONS[name]
    assert len(str(block.meta.help_text)) > 40
    assert str(block.label)
    assert str(block.child_blocks["heading"].get_default())


def test_no_struct_stands_directly_in_a_struct() -> None:
    """Localisation gives no segments for a list in a struct in a struct, and says nothing about it."""
    faulty = [
        f"{path}.{name}"
        for path, block in within(NoticeBodyBlock())
        if isinstance(block, blocks.BaseStructBlock)
        for name, child in block.child_blocks.items()
        if isinstance(child, blocks.BaseStructBlock)
    ]
    assert faulty == []


def test_every_text_of_an_editor_is_of_a_kind_that_is_translated() -> None:
    translated = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.URLBlock, blocks.EmailBlock)
    not_words = (
        blocks.ChoiceBlock,
        blocks.MultipleChoiceBlock,
        blocks.BooleanBlock,
        blocks.IntegerBlock,
        StoredBlock,
    )
    fields = [(path, block) for path, block in within(NoticeBodyBlock()) if isinstance(block, blocks.FieldBlock)]
    assert fields
    other = [path for path, block in fields if not isinstance(block, (*translated, *not_words, blocks.ChooserBlock))]
    assert other == []


@pytest.mark.parametrize("name", SECTIONS)
def test_the_collapsed_line_names_fields_that_exist(name: str) -> None:
    for part in SECTIONS[name].meta.summary:
        field = SECTIONS[name].child_blocks[part.field]
        if isinstance(part, Counted):
            assert isinstance(field, (blocks.ListBlock, blocks.TextBlock))
        elif isinstance(part, Ticked):
            assert isinstance(field, blocks.BooleanBlock)
        else:
            assert isinstance(field, blocks.FieldBlock)


def test_a_count_knows_its_plural_forms() -> None:
    packed = Counted("x", ngettext_lazy("%(count)d recipient", "%(count)d recipients", "count")).packed()
    said = [packed["wordings"][index].replace("#", str(number)) for number, index in enumerate(packed["holdsFor"])]
    assert said[:3] == ["0 recipients", "1 recipient", "2 recipients"]
    assert said[101] == "101 recipients"
    assert len(packed["wordings"]) == 2


def test_what_the_browser_is_told_about_a_section() -> None:
    with translation.override("en"):
        _name, _children, meta = SummarisedBlockAdapter().js_args(SECTIONS["transfers"])
    assert meta["collapsed"] is True
    assert meta["usualHeading"] == "Does it leave the United Kingdom?"
    assert meta["summary"] == [Ticked("takes_place", "yes, some information does", "no").packed()]
    assert Shown("a", "b").packed() == {"show": "text", "field": "a", "label": "b"}
    assert "wagtail_privacy/admin/blocks.js" in str(SummarisedBlockAdapter().media)


def test_every_section_is_collapsed_and_so_is_every_entry_of_a_list() -> None:
    for path, block in within(NoticeBodyBlock()):
        if isinstance(block, (SummarisedBlock, blocks.ListBlock)):
            assert block.meta.collapsed, path


@pytest.mark.parametrize("name", SECTIONS)
def test_the_example_is_a_section_with_content(name: str) -> None:
    section = section_kind(name).example()
    assert isinstance(section, SCHEMA[name])
    assert not isinstance(section, AppendixSection)
    told = set(section.model_dump()) - set(SectionBase.model_fields) - {"type"}
    assert told or name == "automated_decisions"


@pytest.mark.django_db
@pytest.mark.parametrize("name", SECTIONS)
def test_the_block_picker_shows_the_example(client: Client, trust_editor: Any, name: str) -> None:
    client.force_login(trust_editor)
    block: SectionBlock = SECTIONS[name]
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    content = response.content.decode()
    assert response.status_code == 200
    assert f"privacy-section--{name}" in content
    assert "Pupils" not in content.split("<body", 1)[1] or name in {"about", "child_rights", "purposes"}
    assert "<script" not in content
    assert "style=" not in content


def test_migrations_do_not_repeat_the_blocks() -> None:
    _name, _path, args, kwargs = SectionsField(SectionStreamBlock()).deconstruct()
    assert args == [[]]
    assert "block_lookup" not in kwargs


@pytest.mark.parametrize("value", ["1899", "31 December 1899", "2999", "May 2999"])
def test_a_date_that_can_only_be_a_mistake_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match=r"too long ago|too far in the future"):
        PartialDateBlock().clean(value)


@pytest.mark.django_db
class TestDateBlock:
    def test_a_stored_date_is_shown_as_people_write_it_and_sent_back_unchanged(self) -> None:
        block = PartialDateBlock()
        assert block.get_form_state("2027-05") == "May 2027"
        assert block.value_from_datadict({"due": "May 2027"}, {}, "due") == "2027-05"
        assert block.clean(block.value_from_datadict({"due": "May 2027"}, {}, "due")) == "2027-05"

    @pytest.mark.parametrize("typed", ["soon", "2027-05", "May 1834", "1834-05"])
    def test_what_was_typed_is_shown_as_it_was_typed(self, typed: str) -> None:
        block = PartialDateBlock()
        assert block.get_form_state(block.value_from_datadict({"due": typed}, {}, "due")) == typed

    @pytest.mark.parametrize("sent", ["14 May 2027", "2027-05-14"])
    def test_a_stream_that_only_writes_a_date_otherwise_has_not_changed(self, sent: str) -> None:
        page = PrivacyNoticePage(title="Ours", slug="ours")
        field = page._meta.get_field("body")
        block = field.stream_block
        page.body = block.to_python([{**section("governance", review_due="2027-05-14"), "id": "a"}])
        data = sections_form(page)
        stored = block.to_python(block.get_prep_value(block.clean(block.value_from_datadict(data, {}, "body"))))
        (name,) = (name for name, value in data.items() if value == "14 May 2027")
        has_changed = field.formfield().has_changed
        assert not has_changed(stored, block.value_from_datadict(data | {name: sent}, {}, "body"))
        assert has_changed(stored, block.value_from_datadict(data | {name: "May 2027"}, {}, "body"))


def test_saving_a_draft_leaves_every_field_as_required_as_it_was() -> None:
    """Classes of blocks share the blocks that they are made of, so that one is told several times."""

    def required(block: Any) -> list[bool]:
        own = [block.required] if isinstance(block, blocks.FieldBlock) else []
        inner = [block.child_block] if hasattr(block, "child_block") else []
        children = [*getattr(block, "child_blocks", {}).values(), *inner]
        return [*own, *(mark for child in children for mark in required(child))]

    body = NoticeBodyBlock()
    before = required(body)
    assert any(before)
    for _save in range(2):
        body.defer_required_validation()
        assert not any(required(body))
        body.restore_deferred_validation()
        assert required(body) == before
