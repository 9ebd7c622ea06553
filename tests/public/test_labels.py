"""A field is called the same on the page and in a difference.

``tests/notices/test_blocks.py`` shows the same of the editor, ``tests/documents/test_text.py`` of the plain text.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import translation

import wagtail_privacy
from tests.public.every_field import SECTIONS, changes_of, folded, of, parts_of
from wagtail_privacy.documents.base import Data, Prose
from wagtail_privacy.documents.diff.changes import FactChange, ItemChange
from wagtail_privacy.documents.diff.details import details
from wagtail_privacy.documents.extensions import Extension
from wagtail_privacy.documents.fields import field_label, specs
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.wording import display_text, field_text, item_label
from wagtail_privacy.public.rendering import render_document

TEMPLATES = Path(wagtail_privacy.__file__).parent / "templates/wagtail_privacy/public"

OF_VERSIONS = {"parts/approval.html", "parts/archived.html", "parts/tombstone.html", "parts/version_banner.html"}
"""Templates that show the record of a version, which has no fields of a document."""

NO_FIELDS = {
    ("parts/facts.html", "Contact"): "whom to ask first, chosen among all contacts",
    ("parts/facts.html", "Version"): "of the version, not of the document",
    ("parts/facts.html", "Last updated"): "of the version, not of the document",
}
"""What templates call by themselves, because it is no field of a document."""

PHRASES = {"parts/basis.html", "parts/category.html"}
"""Where "For example: …" and "extra protection: …" are phrases, and no labels."""

HEADINGS = {("sections/rights.html", "How to use your rights")}
"""Headings above several fields, which are the label of none."""

_HEADING = re.compile(r'\{% translate "([^"]+)" as label %\}')
_WRITTEN = re.compile(r'(?:<dt>|<th\b[^>]*>|data-label="|class="privacy-term">)\s*\{% translate "([^"]+)"')

_BEFORE_VALUE = re.compile(r'\{% translate "[^"]*:" %\}|\{% blocktranslate [^%]*%\}[\w ]+: \{\{')


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


class _Labelled(HTMLParser):
    """Each label of a page with the text beside it: of terms, of columns, and of cells on a phone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._label = ""
        self._defines = False
        self._open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"dt", "dd", "td"}:
            self._open.append((tag, []))
        # A word that is explained is no label.
        self._defines = self._defines or tag == "dfn"
        if tag == "td":
            self._label = dict(attrs).get("data-label") or ""

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _tag, texts = self._open.pop()
        text = "".join(texts)
        if tag == "dt":
            self._label = "" if self._defines else " ".join(text.split())
            self._defines = False
        elif self._label:
            self.found.append((self._label, folded(text)))
        for _outer, outer_texts in self._open:
            outer_texts.append(f" {text} ")

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)


def labelled(section: SectionBase) -> list[tuple[str, str]]:
    html = render_document(of(section)).partition('<section id="')[2].partition("</section>")[0]
    parser = _Labelled()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("section", SECTIONS, ids=[type(section).__name__ for section in SECTIONS])
def test_a_term_above_a_value_is_the_label_of_a_field(section: SectionBase) -> None:
    terms = re.findall(r'<p class="privacy-term">([^<]+)</p>', render_document(of(section)))
    labels = {field_label(type(part), name) for part in parts_of(section) for name in specs(type(part))}
    assert {unescape(term) for term in terms} <= labels


def said_by_label(section: SectionBase) -> dict[str, set[str]]:
    """What each field of a section, and of all that is in it, says, by what the field is called."""
    said: dict[str, set[str]] = {}
    for part in parts_of(section):
        for name, entry in specs(type(part)).items():
            value = getattr(part, name)
            entries = value if isinstance(value, tuple) and not entry.single else (value,)
            for one in entries:
                if not entry.is_machine and one is not None:
                    text = display_text(one) if isinstance(one, Data) or one is not value else field_text(part, name)
                    said.setdefault(field_label(type(part), name), set()).add(folded(text))
                    if entry.kind == "period":
                        said[field_label(type(part), name)].add(folded(field_text(part, "period_number")))
    return said


@pytest.mark.parametrize("section", SECTIONS, ids=[type(section).__name__ for section in SECTIONS])
def test_what_stands_beside_a_label_on_the_page_is_what_the_field_of_that_name_says(section: SectionBase) -> None:
    said = said_by_label(section)
    wrong = [
        (label, text)
        for label, text in labelled(section)
        if not any(part in text for part in said.get(label, ()) if part) and not _says_part(section, label, text)
    ]
    assert wrong == []


def _says_part(section: SectionBase, label: str, text: str) -> bool:
    """Whether ``text`` is made of what the items in the field ``label`` say, such as the addresses of a contact."""
    for part in parts_of(section):
        for name in specs(type(part)):
            value = getattr(part, name)
            if field_label(type(part), name) != label:
                continue
            inner = [item for item in parts_of(value) if not isinstance(item, Prose)]
            if any(folded(told) in text for item in inner for detail in details(item) for told in detail.texts):
                return True
    return False


@pytest.mark.parametrize("section", SECTIONS, ids=[type(section).__name__ for section in SECTIONS])
def test_a_difference_calls_everything_by_the_name_of_its_field(section: SectionBase) -> None:
    waiting: list[FactChange | ItemChange] = list(changes_of(section))
    assert waiting
    while waiting:
        change = waiting.pop()
        if isinstance(change, FactChange):
            assert change.label.rpartition(": ")[2] == field_label(change.model, change.field)
        else:
            sort = "" if isinstance(change.value, Extension) else getattr(change.value, "item_label", "")
            assert change.label in {field_label(change.model, change.field), str(sort) or change.name}
            waiting += [*change.facts, *change.items]


@pytest.mark.parametrize("section", SECTIONS, ids=[type(section).__name__ for section in SECTIONS])
def test_details_are_called_by_the_name_of_their_field_or_of_their_sort(section: SectionBase) -> None:
    for part in parts_of(section):
        if isinstance(part, Prose):
            continue
        names = {
            item_label(type(inner), name, entry)
            for inner in parts_of(part)
            for name in specs(type(inner))
            for value in [getattr(inner, name)]
            for entry in (value if isinstance(value, tuple) and value else (value,))
        } | {field_label(type(inner), name) for inner in parts_of(part) for name in specs(type(inner))}
        assert {detail.label for detail in details(part)} <= names


def templates() -> Iterator[tuple[str, str]]:
    """The templates that show a document, by name, with their source."""
    for folder in ("sections", "parts"):
        for path in (TEMPLATES / folder).glob("*.html"):
            name = str(path.relative_to(TEMPLATES))
            if name not in OF_VERSIONS:
                yield name, path.read_text(encoding="utf-8")


def test_templates_take_labels_from_the_fields() -> None:
    found = {(name, label) for name, source in templates() for label in _WRITTEN.findall(source)}
    assert found == set(NO_FIELDS)
    headings = {(name, label) for name, source in templates() for label in _HEADING.findall(source)}
    assert headings == HEADINGS


def test_templates_write_no_label_before_a_value() -> None:
    assert {name for name, source in templates() if _BEFORE_VALUE.search(source)} == PHRASES
