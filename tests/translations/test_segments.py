"""What is sent to translators, and what is not: every field of every block and of every library model."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from wagtail import blocks
from wagtail.models import Locale
from wagtail_localize.fields import copy_synchronised_fields, get_translatable_fields
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from tests.factories import LegislationFactory, RecipientFactory
from tests.factories import english as english_locale
from tests.notice_factories import make_hub, make_notice, section
from tests.translations.translated import source_of, submit
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.blocks.base import LinesBlock, PartialDateBlock
from wagtail_privacy.notices.models import Clause

SAME_BLOCKS = (PartialDateBlock, blocks.URLBlock, blocks.EmailBlock)
SAME_NAMES = {"email", "form_url", "phone", "url", "website"}
SAME_PLACES = {("registration", "number")}

SENT_OF_ITEMS = {
    "Recipient": {
        "name", "role", "contact_title", "contact_unit", "address", "default_uses", "default_safeguards",
        "default_anonymous_in", "default_data_location",
    },
    "DataCategory": {"name", "examples", "note"},
    "Purpose": {"name", "description"},
    "Legislation": {"name", "status_note"},
    "RetentionRule": {"name", "trigger", "period", "destinations", "held_by", "note"},
    "Clause": {"name", "body"},
}  # fmt: skip
SENT_OF_NOTICES = {"title", "seo_title", "search_description", "summary", "body"}


class Filled:
    """Stored data with a different text in every field of text of a block, at every depth."""

    def __init__(self) -> None:
        self.texts: dict[str, tuple[str, ...]] = {}
        self.others: dict[str, tuple[str, ...]] = {}

    def value(self, block: blocks.Block, names: tuple[str, ...]) -> Any:
        if isinstance(block, blocks.StreamBlock):
            return [
                {"type": name, "value": self.value(child, (*names, name)), "id": str(uuid.uuid4())}
                for name, child in block.child_blocks.items()
                if name not in {"clause", "unknown"}
            ]
        if isinstance(block, blocks.ListBlock):
            return [{"type": "item", "value": self.value(block.child_block, names), "id": str(uuid.uuid4())}]
        if isinstance(block, blocks.StructBlock):
            return {
                name: self.value(child, (*names, name))
                for name, child in block.child_blocks.items()
                if not isinstance(child, blocks.ChooserBlock) and name != "unknown"
            }
        return self.leaf(block, names)

    def leaf(self, block: blocks.Block, names: tuple[str, ...]) -> Any:
        number = len(self.texts) + len(self.others)
        if isinstance(block, blocks.RichTextBlock):
            text = f"Text {number} <b>in bold</b>"
            self.texts[text] = names
            return f"<p>{text}</p>"
        if isinstance(block, LinesBlock):
            text = f"Line {number}\nanother & more"
            self.texts[text] = names
            return text
        if not isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock | blocks.EmailBlock):
            return None
        is_same = isinstance(block, SAME_BLOCKS) or names[-1] in SAME_NAMES or names[-2:] in SAME_PLACES
        text = f"https://example.org/{number}" if isinstance(block, blocks.URLBlock) else f"Text {number}"
        (self.others if is_same else self.texts)[text] = names
        return text


def shown(value: StringValue) -> str:
    return str(value.data).replace("<br/>", "\n").replace("&amp;", "&")


def in_polish(segment: StringSegmentValue) -> StringSegmentValue:
    string = StringValue(f"pl {segment.string.data}")
    return StringSegmentValue(segment.path, string, segment.attrs, order=segment.order)


def filled_body(model: Any) -> tuple[Any, Filled]:
    filled = Filled()
    stream = model._meta.get_field("body").stream_block
    return stream.to_python(filled.value(stream, ())), filled


@pytest.fixture
def body_models() -> list[Any]:
    return [apps.get_model("wagtail_privacy_pages", "PrivacyNoticePage"), Clause]


def test_every_text_of_every_block_is_sent_and_nothing_else(db: None, body_models: list[Any]) -> None:
    for model in body_models:
        body, filled = filled_body(model)
        assert len(filled.texts) > 150
        assert len(filled.others) > 15
        segments = extract_segments(model(body=body))
        sent = [shown(segment.string) for segment in segments if isinstance(segment, StringSegmentValue)]
        sent = [text for text in sent if text]
        assert set(filled.texts) - set(sent) == set()
        assert set(sent) - set(filled.texts) == set()
        assert len(sent) == len(set(sent))
        assert not [segment for segment in segments if isinstance(segment, OverridableSegmentValue)]


def test_what_is_translated_comes_back_to_its_place_and_all_else_stays(db: None, body_models: list[Any]) -> None:
    english, polish = english_locale(), Locale.objects.create(language_code="pl")
    for model in body_models:
        body, filled = filled_body(model)
        original, target = model(body=body), model()
        copy_synchronised_fields(original, target)
        segments = [
            StringSegmentValue(
                segment.path, StringValue(f"pl {segment.string.data}"), segment.attrs, order=segment.order
            )
            if isinstance(segment, StringSegmentValue)
            else segment
            for segment in extract_segments(original)
            if segment.path.startswith("body")
        ]
        ingest_segments(original, target, english, polish, segments)
        stored = json.dumps(target.body.stream_block.get_prep_value(target.body), ensure_ascii=False)
        before = json.dumps(body.stream_block.get_prep_value(body), ensure_ascii=False)
        for text in filled.texts:
            before = before.replace(json.dumps(text)[1:-1] + '"', json.dumps(f"pl {text}")[1:-1] + '"')
            before = before.replace(f"<p>{text}</p>", f"<p>pl {text}</p>")
        assert stored == before


def test_a_section_that_was_never_filled_in_can_be_sent(site_tree: Any) -> None:
    notice = make_notice(make_hub(site_tree.alpha_home), {"type": "security", "value": {}}, live=False)
    submit(notice)
    assert not source_of(notice).stringsegment_set.filter(context__path__startswith="body").exists()


def text_fields(model: Any) -> Iterator[Any]:
    for field in model._meta.get_fields():
        if isinstance(field, models.CharField | models.TextField) and field.editable and not field.choices:
            yield field


@pytest.mark.parametrize("model", [*LIBRARY_MODELS, Clause], ids=lambda model: model.__name__)
def test_of_an_item_what_readers_read_is_sent(db: None, model: Any) -> None:
    item = model(**{field.name: f"Text {field.name}" for field in text_fields(model)})
    if model is Clause:
        item.body = model._meta.get_field("body").stream_block.to_python([section("text", heading="H", id="x")])
        item.body = item.body.stream_block.to_python([{"type": "text", "value": {"heading": "H"}, "id": "x"}])
    assert {segment.path.partition(".")[0] for segment in extract_segments(item)} == SENT_OF_ITEMS[model.__name__]
    # What no translator sees has to be the same in all languages, and nobody can make it another.
    for field in get_translatable_fields(model):
        assert field.is_translated(item) or (field.is_synchronized(item) and not field.is_overridable(item)), field


@pytest.mark.parametrize("name", ["PrivacyNoticePage", "DataSharingPolicyPage"])
def test_of_a_notice_neither_address_nor_statement_of_a_change_is_sent(db: None, name: str) -> None:
    model = apps.get_model("wagtail_privacy_pages", name)
    page = model(**{field.name: "2026" for field in text_fields(model) if field.name != "body"})
    page.body = model._meta.get_field("body").stream_block.to_python(
        [{"type": "text", "value": {"heading": "H"}, "id": "x"}]
    )
    assert {segment.path.partition(".")[0] for segment in extract_segments(page)} == SENT_OF_NOTICES


def test_items_that_an_item_refers_to_stay_the_same(site_tree: Any) -> None:
    polish = Locale.objects.create(language_code="pl")
    body, successor, law = RecipientFactory(), RecipientFactory(), LegislationFactory()
    item = RecipientFactory(name="Office", part_of=body, published=True)
    item.successors, item.default_legislation = [successor], [law]
    item.save()
    submit(item, polish)
    copy = item.get_translation(polish).get_latest_revision_as_object()
    assert copy.part_of == body
    assert list(copy.successors.all()) == [successor]
    assert list(copy.default_legislation.all()) == [law]


def test_the_statement_of_a_change_stays_with_the_notice_that_it_is_about(site_tree: Any) -> None:
    polish = Locale.objects.create(language_code="pl")
    notice = make_notice(make_hub(site_tree.alpha_home), change_note="New.", meeting_committee="Board", slug="pupils")
    submit(notice, polish)
    copy = notice.get_translation(polish)
    for page in (copy, copy.get_latest_revision_as_object()):
        assert (page.change_note, page.meeting_committee, page.meeting_digest) == ("", "", "")
        assert page.slug == "pupils"
