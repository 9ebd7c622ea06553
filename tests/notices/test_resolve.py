"""Nothing that an editor fills in is lost on the way from the blocks to the document."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.models import Locale
from wagtail.snippets.blocks import SnippetChooserBlock

from tests.notice_factories import entries, make_hub, make_notice, published, recipient, section
from wagtail_privacy.documents.canonical import canonical_json
from wagtail_privacy.documents.text import free_text_share
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule
from wagtail_privacy.notices.blocks.base import LinesBlock, PartialDateBlock
from wagtail_privacy.notices.blocks.stream import SectionStreamBlock
from wagtail_privacy.notices.blocks.unknown import UNKNOWN, StoredBlock
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.resolve import resolve, resolve_draft
from wagtail_privacy.versions.models import VersionReference

pytestmark = pytest.mark.django_db

SECTIONS = {name: block for name, block in SectionStreamBlock().child_blocks.items() if name != UNKNOWN}


class Filler:
    """Raw data for a block in which every field says something that can be found again."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.marks: list[str] = []

    def mark(self, pattern: str = "mark{}x") -> str:
        mark = pattern.format(next(self.numbers))
        self.marks.append(mark)
        return mark

    def item(self, model: Any) -> int:
        name = self.mark(model.__name__ + "{}x")
        return int(model.objects.create(name=name, locale=Locale.get_default()).pk)

    def fill(self, block: blocks.Block, name: str = "") -> Any:
        if isinstance(block, SnippetChooserBlock):
            return self.item(block.target_model)
        if isinstance(block, blocks.ListBlock):
            return entries(self.fill(block.child_block))
        if isinstance(block, blocks.StructBlock):
            return {
                field: self.fill(child, field)
                for field, child in block.child_blocks.items()
                if not self.hides(block, field) and not isinstance(child, StoredBlock)
            }
        return self.leaf(block, name)

    @staticmethod
    def hides(block: blocks.StructBlock, field: str) -> bool:
        """A name said here rightly hides the name in the library."""
        return field == "name" and bool({"category", "purpose", "rule"} & set(block.child_blocks))

    def leaf(self, block: blocks.Block, name: str) -> Any:
        if isinstance(block, blocks.BooleanBlock):
            # What hides something else has to be off, or that would be missing rightly.
            return name not in {"without_examples", "use_defaults"}
        if isinstance(block, blocks.MultipleChoiceBlock):
            return [value for value, _label in block.field.choices]
        if isinstance(block, blocks.ChoiceBlock):
            return next(value for value, _label in block.field.choices if value)
        if isinstance(block, blocks.IntegerBlock):
            return 12
        if isinstance(block, PartialDateBlock):
            return "2025-05"
        if isinstance(block, LinesBlock):
            return f"{self.mark()}\n{self.mark()}"
        if isinstance(block, blocks.RichTextBlock):
            return f"<p>{self.mark()}</p>"
        if isinstance(block, blocks.URLBlock):
            return self.mark("https://example.org/{}x")
        if isinstance(block, blocks.EmailBlock):
            return self.mark("mark{}x@example.org")
        assert isinstance(block, blocks.CharBlock | blocks.TextBlock), f"{name}: {type(block)} is new, teach the filler"
        return self.mark()


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    else:
        yield str(value)


@pytest.mark.parametrize("kind", sorted(SECTIONS))
def test_every_field_reaches_the_document(kind: str, site_tree: Any) -> None:
    filler = Filler()
    raw = filler.fill(SECTIONS[kind])
    page = make_notice(make_hub(site_tree.alpha_home), section(kind, **raw), live=False)
    resolution = resolve_draft(page)
    assert not resolution.problems
    said = "\n".join(leaves(json.loads(canonical_json(resolution.document))))
    assert [mark for mark in filler.marks if mark not in said] == []


@pytest.mark.parametrize("kind", sorted(SECTIONS))
def test_a_section_with_nothing_but_its_defaults_resolves(kind: str, site_tree: Any) -> None:
    page = make_notice(make_hub(site_tree.alpha_home), section(kind), live=False)
    resolution = resolve_draft(page)
    assert {problem.code for problem in resolution.problems} <= {"section_incomplete", "field_missing", "empty"}


def test_each_library_item_is_noted_once(site_tree: Any) -> None:
    filler = Filler()
    raw = filler.fill(SECTIONS["recipients"])
    resolution = resolve(make_notice(make_hub(site_tree.alpha_home), section("recipients", **raw), live=False))
    models = {Recipient, DataCategory, Purpose, Legislation, RetentionRule}
    expected = {(model._meta.model_name, pk) for model in models for pk in model.objects.values_list("pk", flat=True)}
    assert {(reference.model, reference.object_id) for reference in resolution.references} == expected


def test_clauses_are_flattened_and_their_items_traced(site_tree: Any) -> None:
    police = recipient("Police force")
    clause = published(
        Clause(
            name="Sharing with the police",
            body=SectionStreamBlock().to_python(
                [
                    section(
                        "recipients",
                        heading="Police at {{ organisation.name }}",
                        recipients=entries({"recipient": police.pk}),
                    )
                ]
            ),
        )
    )
    page = make_notice(make_hub(site_tree.alpha_home), {"type": "clause", "value": clause.pk})
    (found,) = resolve(page).document.sections
    assert found.heading == "Police at Alpha School"
    assert found.clause is not None and found.clause.key == str(clause.translation_key)
    through = VersionReference.objects.get(model="recipient", object_id=police.pk)
    assert through.clause_id == clause.pk
    assert VersionReference.objects.filter(model="clause", object_id=clause.pk, clause_id=None).exists()


def test_appendices_hold_sections_and_clauses(site_tree: Any) -> None:
    clause = published(
        Clause(name="Shared", body=SectionStreamBlock().to_python([section("text", heading="In", body="<p>x</p>")]))
    )
    appendix = section(
        "appendix",
        label="A",
        heading="Detail",
        sections=[
            {"type": "clause", "value": clause.pk, "id": "1"},
            {"type": "text", "value": {"heading": "Own", "body": "<p>y</p>"}, "id": "2"},
        ],
    )
    document = resolve(make_notice(make_hub(site_tree.alpha_home), appendix)).document
    assert [inner.heading for inner in document.sections[0].sections] == ["In", "Own"]
    assert [one.heading for one in document.walk()] == ["Detail", "In", "Own"]


def test_block_ids_do_not_change_the_digest(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    who = recipient()
    pages = [
        make_notice(hub, section("recipients", heading="Who", recipients=entries({"recipient": who.pk})), slug=slug)
        for slug in ("one", "two")
    ]
    first, second = (canonical_json(resolve(page).document) for page in pages)
    assert first == second


def test_free_text_is_sanitised_and_counted(site_tree: Any) -> None:
    hostile = '<p onclick="x()">Fine <a href="javascript:alert(1)">link</a><script>alert(1)</script></p>'
    page = make_notice(make_hub(site_tree.alpha_home), section("text", heading="More", body=hostile))
    document = resolve(page).document
    html = document.sections[0].body.html
    assert "onclick" not in html and "javascript" not in html and "script" not in html
    assert free_text_share(document).free == 2


@pytest.mark.parametrize(("use_defaults", "website"), [(True, "https://example.org"), (False, "")])
def test_a_notice_may_do_without_what_the_library_says(use_defaults: bool, website: str, site_tree: Any) -> None:
    who = recipient(website="https://example.org", default_uses="To inspect schools")
    value = {"recipient": who.pk, "from_library": ["uses", "addresses"] if use_defaults else []}
    owned = section("database", heading="Base", database=who.pk, owner=who.pk, use_defaults=use_defaults)
    page = make_notice(
        make_hub(site_tree.alpha_home),
        section("recipients", heading="Who", recipients=entries(value)),
        owned,
        live=False,
    )
    shared, database = resolve(page).document.sections
    assert shared.recipients[0].uses == (("To inspect schools",) if use_defaults else ())
    assert {shared.recipients[0].recipient.website, database.database.website, database.owner.website} == {website}


def test_what_is_shown_with_an_item_has_to_be_in_scope_too(site_tree: Any) -> None:
    theirs = recipient("Their department", owner=site_tree.beta)
    law = published(Legislation(name="Their by-law", owner=site_tree.beta))
    rule = published(RetentionRule(name="Ours", legislation=law))
    page = make_notice(
        make_hub(site_tree.alpha_home),
        section("recipients", heading="Who", recipients=entries({"recipient": recipient("Ours", part_of=theirs).pk})),
        section("retention", heading="How long", rules=entries({"rule": rule.pk})),
        live=False,
    )
    problems = resolve_draft(page).problems
    assert [(problem.code, problem.section) for problem in problems] == [
        ("item_foreign", "Who"),
        ("item_foreign", "How long"),
    ]
    assert not any("Their" in str(problem) for problem in problems), "a foreign item is named to nobody"


def test_a_required_field_that_a_draft_left_empty_is_reported(site_tree: Any) -> None:
    page = make_notice(
        make_hub(site_tree.alpha_home),
        section(
            "recipients", heading="Who", recipients=entries({"recipient": recipient().pk}, {"uses": "nobody chosen"})
        ),
        section("activities", heading="", activities=entries({"consequence": "no name"})),
        {"type": "clause", "value": None},
        live=False,
    )
    problems = resolve_draft(page).problems
    assert [(problem.code, problem.position) for problem in problems] == [
        ("field_missing", 0),
        ("field_missing", 1),
        ("clause_missing", None),
    ]
    assert "Recipient" in problems[0].message
    assert "Heading" in problems[1].message and "What we do" in problems[1].message


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "recipients", "value": "text"},
        {"type": "recipients", "value": {"heading": "Who", "recipients": "text"}},
        {"type": "recipients", "value": {"heading": ["Who"], "recipients": []}},
        {"type": "governance", "value": {"heading": "Control", "approved": "soon"}},
        {"type": "rights", "value": {"heading": "Rights", "rights": [{"kind": "none", "statement": "x"}]}},
        {"type": "text", "value": {"heading": "Half \ud800", "body": "<p>a</p>"}},
        {"type": "text", "value": {"heading": "Half", "body": "<p>\ud800</p>"}},
    ],
)
def test_stored_data_of_a_wrong_shape_is_a_problem_of_its_section(broken: dict[str, Any], site_tree: Any) -> None:
    page = make_notice(make_hub(site_tree.alpha_home), live=False)
    fine = section("text", heading="Fine", body="<p>fine</p>")
    page.body = StreamValue(page.body.stream_block, [broken, fine], is_lazy=True)
    resolution = resolve_draft(page)
    told = {"section_unreadable", "section_incomplete", "field_missing", "characters"}
    assert {problem.code for problem in resolution.problems} <= told
    assert resolution.problems
    if broken["type"] != "text":
        assert [one.heading for one in resolution.document.sections if one.heading == "Fine"] == ["Fine"]


def test_primary_keys_stored_as_text_are_followed(site_tree: Any) -> None:
    who = recipient()
    page = make_notice(
        make_hub(site_tree.alpha_home),
        section("recipients", heading="Who", recipients=entries({"recipient": str(who.pk)})),
        live=False,
    )
    assert resolve(page).document.sections[0].recipients[0].recipient.name == who.name


def test_tokens_in_titles_and_appendix_headings(site_tree: Any) -> None:
    page = make_notice(
        make_hub(site_tree.alpha_home),
        section(
            "appendix",
            label="A",
            heading="More on {{ organisation.name }}",
            sections=[{"type": "text", "value": {"heading": "In", "body": "<p>x</p>"}, "id": "1"}],
        ),
        title="{{ organisation.name }}: pupils",
        summary="{{ organisation.nome }}",
        live=False,
    )
    resolution = resolve_draft(page)
    assert resolution.document.title == "Alpha School: pupils"
    assert resolution.document.sections[0].heading == "More on Alpha School"
    assert [problem.code for problem in resolution.problems] == ["token"]
