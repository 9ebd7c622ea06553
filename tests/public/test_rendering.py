"""A document as HTML: nothing lost, nothing unescaped, every section with and without its fields."""

import itertools
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from tests.documents_bare_sample import bare_parts_document
from tests.documents_samples import SECTION_TYPES, maximal_document, minimal_document
from tests.public.reading import changed, leaves, visible_text
from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.contacts import untold_contacts
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import (
    Citation,
    Instrument,
    RecipientIdentity,
    RecipientUse,
)
from wagtail_privacy.documents.sections import (
    RecipientsSection,
)
from wagtail_privacy.public.rendering import render_document, rendered_version
from wagtail_privacy.public.summary import VersionLabel

DOCUMENTS = {"maximal": maximal_document, "minimal": minimal_document, "bare": bare_parts_document}

DATES = re.compile(r"\.(issued|approved|effective|reviewed|review_due|signed|ended|in_force_until)$")
NOT_TEXT = re.compile(
    r"(^|\.)(language|type|anchor|html|ref\.\w+|clause\.\w+|successors\.\d+|extensions\.\d+\.(app|data\.stored))$"
)
KNOWN_ABOUT_LAWS = re.compile(r"(^|\.)instrument\.(extent|in_force_until|url)$|made_under\.instrument\.(?!name$)\w+")
NAMES_ONLY = re.compile(
    r"(data_holders|bound_parties|sources\.\d+\.recipient|sections\.\d+\.recipients|onward\.\d+\.recipients|"
    r"activities\.\d+\.recipients|parties\.\d+\.party)(\.\d+)?\.(part_of|website|privacy_notice_url)$"
)
CANONICAL = re.compile(r"\.(instrument\.(name|number|members\.\d+))$|(^|\.)name$")


def marked(document: Document) -> tuple[Document, dict[str, str]]:
    """The document with a mark of its own in every plain string, and the path of each mark."""
    paths: dict[str, str] = {}

    def mark(path: str, text: str) -> str:
        if DATES.search(path) or NOT_TEXT.search(path):
            return text
        paths[f"m{len(paths)}m"] = path
        return f"{text} m{len(paths) - 1}m"

    return changed(document, mark), paths


def replaced_by_wording(document: Document, path: str) -> bool:
    """Whether the canonical words at this path give way to what the notice itself says."""
    if not CANONICAL.search(path):
        return False
    value: Any = document
    owners = []
    for step in path.split("."):
        owners.append(value)
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return any(getattr(owner, "cited_as", "") for owner in owners if isinstance(owner, Citation | RecipientIdentity))


def named_in_a_section(document: Document, path: str) -> bool:
    """Whether the path is of a contact of an organisation for whose role or address a section names somebody."""
    owner, *steps = path.split(".")
    if not steps or steps[0] != "contacts":
        return False
    party = getattr(document, owner)
    return party.contacts[int(steps[1])] not in untold_contacts(document, party)


def test_no_string_is_lost() -> None:
    document, paths = marked(maximal_document())
    text = visible_text(render_document(document))
    lost = {
        path
        for mark, path in paths.items()
        if mark not in text
        and not KNOWN_ABOUT_LAWS.search(path)
        and not NAMES_ONLY.search(path)
        and not replaced_by_wording(document, path)
        and not named_in_a_section(document, path)
    }
    assert lost == set()


def test_every_label_of_a_closed_list_that_says_something_is_shown() -> None:
    text = visible_text(render_document(maximal_document()))
    for label in (
        "Privacy notice",
        "Pupils and their parents or carers",
        "Government department",
        "Required by law",
        "Each term",
        "Most often",
        "Sometimes",
        "Mandatory",
        "Recognised good practice",
        "Passed on: the next school or the local authority",
        "25 years",
        "1 school year",
        "The information is passed on upon request",
        "extra protection: Health",
        "Parents, carers and relatives",
        "collect, hold and share",
        "the types of data that we hold",
        "Headteacher",
    ):
        assert label in text


def test_dates_are_as_precise_as_they_were_given() -> None:
    text = visible_text(render_document(maximal_document(), VersionLabel(3, "2025-05")))
    assert "Last updated May 2025" in text
    assert "Approved July 2026 In force from 1 September 2026 Last reviewed 2026 Next review May 2027" in text


def test_wording_of_the_notice_wins_and_is_never_put_right() -> None:
    text = visible_text(render_document(maximal_document()))
    assert "the Data Protection Act, section 7" in text
    assert "Data Protection Act 1998" not in text
    assert "the former skills council" in text
    assert "Learning and Skills Council" not in text
    assert "Abolished" not in text
    assert "Repealed" not in text


def test_citation_says_all_it_knows() -> None:
    text = visible_text(render_document(maximal_document()))
    assert (
        "Education (Information About Individual Pupils) (England) Regulations 2013 (SI 2013/2094), regulation 5 and "
        "Schedule 1 (as amended by the 2016 amendment regulations; made under Education Act 1996, section 537A)"
    ) in text
    assert "The Education Acts (Education Act 1996, Education Act 2002 and Education Act 2011)" in text


@pytest.mark.parametrize("build", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "{{ 7|add:7 }}{% if %}"]
)
def test_hostile_strings_stay_text(build: Any, payload: str) -> None:
    def poison(path: str, text: str) -> str:
        return text if DATES.search(path) or (NOT_TEXT.search(path) and not path.endswith("anchor")) else text + payload

    html = render_document(changed(build(), poison), VersionLabel(1, "2025"))
    assert "<script" not in html
    assert "<img" not in html
    assert payload in visible_text(html)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", "/\\evil"],
)
def test_hostile_addresses_are_shown_and_not_linked(url: str) -> None:
    def poison(path: str, text: str) -> str:
        return url if re.search(r"(url|website)$", path) else text

    html = render_document(changed(maximal_document(), poison))
    hrefs = re.findall(r'href="([^"]*)"', html)
    assert hrefs
    assert all(href.startswith(("#", "mailto:", "tel:")) for href in hrefs)
    assert url.strip() in visible_text(html)


def test_prose_keeps_its_markup() -> None:
    html = render_document(maximal_document())
    assert "We want you to <strong>know</strong> what we do." in html
    assert "<em>anything</em>" in html


@pytest.mark.parametrize("name", DOCUMENTS)
def test_anchors_are_unique_and_every_local_link_leads_somewhere(name: str) -> None:
    html = render_document(DOCUMENTS[name]())
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in re.findall(r'href="(#[^"]*)"', html)} <= set(ids)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_gap_is_left_where_a_document_says_nothing(name: str) -> None:
    text = visible_text(render_document(DOCUMENTS[name]()))
    assert "None" not in text.replace("None of the information", "")
    assert not re.search(r"\(\s*\)|, ,|: ,|\s,", text)


def test_every_section_type_has_a_template_that_works_when_it_says_nothing() -> None:
    html = render_document(minimal_document())
    for kind in SECTION_TYPES:
        assert f"privacy-section--{kind}" in html
        assert f"Section of type {kind}" in html


def test_headings_never_skip_a_level() -> None:
    html = render_document(maximal_document())
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_right_to_left_document_is_marked_and_does_not_take_the_readers_language() -> None:
    with translation.override("cy"):
        html = render_document(maximal_document("ar"), VersionLabel(1, "2025-05-14"))
        assert translation.get_language() == "cy"
    assert '<article class="privacy-document" lang="ar" dir="rtl">' in html
    assert "14 مايو 2025" in html


def test_a_language_that_django_does_not_know() -> None:
    html = render_document(maximal_document("so"))
    assert 'lang="so" dir="ltr"' in html


def test_the_tag_shows_what_visitors_see() -> None:
    template = Template("{% load wagtail_privacy_tags %}{% privacy_document document %}")
    assert template.render(Context({"document": maximal_document()})) == render_document(maximal_document())


def test_a_document_without_sections() -> None:
    html = render_document(minimal_document().model_copy(update={"sections": ()}))
    assert "On this page" not in html
    assert "Birchway Primary School" in html


def instances(value: Any) -> Any:
    if isinstance(value, Data):
        yield value
        for name in type(value).model_fields:
            yield from instances(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from instances(item)


def test_the_maximal_sample_uses_every_field() -> None:
    used: dict[type[Data], set[str]] = {}
    for instance in instances(maximal_document()):
        names = {name for name in type(instance).model_fields if getattr(instance, name) not in ("", (), None, False)}
        used.setdefault(type(instance), set()).update(names)
    # The language of an item is that of an item without a translation.
    shared = {"anchor", "introduction", "clause", "extensions", "language"}
    missing = {
        f"{model.__name__}.{name}" for model, names in used.items() for name in set(model.model_fields) - names - shared
    }
    assert missing == set()
    assert set(SECTION_TYPES.values()) <= set(used)


class Stored:
    """A version as the public room reads it, with a count of how often its document was asked for."""

    number = 2
    digest = "d" * 64
    language = "en-GB"
    effective_on = "2025-05"
    effective_day = datetime(2020, 9, 1, tzinfo=UTC).date()
    published_at = datetime(2025, 5, 14, tzinfo=UTC)

    def __init__(self) -> None:
        self.reads = 0

    def as_document(self) -> Document:
        self.reads += 1
        return maximal_document()


class TestRenderedVersion:
    def test_a_hit_reads_no_document(self) -> None:
        version = Stored()
        first = rendered_version(version)
        assert rendered_version(version) == first
        assert version.reads == 1
        assert hasattr(rendered_version(version), "__html__")

    def test_the_same_text_published_again_shows_its_own_number(self) -> None:
        first, again = Stored(), Stored()
        again.number = 3
        assert "Version 2" in visible_text(rendered_version(first))
        assert "Version 3" in visible_text(rendered_version(again))

    @override_settings(WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS=0)
    def test_it_can_be_turned_off(self) -> None:
        version = Stored()
        rendered_version(version)
        rendered_version(version)
        assert version.reads == 2

    @override_settings(DEBUG=True)
    def test_template_authors_see_what_they_change(self) -> None:
        version = Stored()
        rendered_version(version)
        rendered_version(version)
        assert version.reads == 2

    def test_a_cache_that_keeps_nothing(self) -> None:
        version = Stored()
        rendered_version(version)
        cache.clear()
        assert "How we use information" in rendered_version(version)
        assert version.reads == 2


def test_one_recipient_and_a_thousand_take_no_database(django_assert_num_queries: Any, db: None) -> None:
    def document(count: int) -> Document:
        recipients = tuple(RecipientUse(recipient=RecipientIdentity(name=f"Body {n}")) for n in range(count))
        section = RecipientsSection(heading="Recipients", recipients=recipients)
        return minimal_document().model_copy(update={"sections": (section,)})

    with django_assert_num_queries(0):
        assert "Body 999" in render_document(document(1000))


def test_a_law_is_linked_only_where_its_address_is_known() -> None:
    laws = (Citation(instrument=Instrument(name="Known Act", url="https://law.example/1")), Citation(cited_as="A Rule"))
    section = RecipientsSection(heading="Recipients", citations=laws)
    html = render_document(minimal_document().model_copy(update={"sections": (section,)}))
    assert '<a href="https://law.example/1"><bdi>Known Act</bdi></a>' in html
    assert "<li><bdi>A Rule</bdi>" in html


def test_leaves_reads_every_plain_string() -> None:
    assert ("title", "Data sharing") in set(leaves(minimal_document()))
