"""A difference as HTML: everything said, marked for eyes and ears, nothing unescaped."""

import re
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.documents_samples import maximal_document, minimal_document
from tests.public.reading import changed, visible_text
from tests.public.revised import HOSTILE, arabic_documents, revised_document
from wagtail_privacy.documents.base import Prose
from wagtail_privacy.documents.diff import Run, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.sections import AppendixSection, SecuritySection, TextSection
from wagtail_privacy.public.differences import excerpted, render_difference


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en-gb"):
        yield


def document(*sections: Any) -> Document:
    return minimal_document().model_copy(update={"sections": sections})


def shown(before: Document, after: Document) -> str:
    return visible_text(render_difference(difference(before, after)))


def prose(html: str) -> TextSection:
    return TextSection(heading="Text", anchor="text", body=Prose(html=html))


def measures(*texts: str) -> SecuritySection:
    return SecuritySection(heading="Safe", anchor="safe", measures=texts)


def test_nothing_changed() -> None:
    text = shown(maximal_document(), maximal_document())
    assert "In short Nothing that people read has changed." in text
    assert "unchanged" not in text.replace("has changed", "")


def test_words_are_marked_with_elements_and_with_words() -> None:
    html = render_difference(
        difference(document(prose("<p>Kept 60 days.</p>")), document(prose("<p>Kept 30 days.</p>")))
    )
    assert '<del><span class="privacy-unseen"> Removed: </span>60</del>' in html
    assert '<ins><span class="privacy-unseen"> Added: </span>30</ins>' in html


def test_a_change_of_markup_alone() -> None:
    text = shown(document(prose("<p>We care.</p>")), document(prose("<p>We <b>care</b>.</p>")))
    assert "Text The layout or a link changed, not the words." in text


def test_statements_come_go_change_and_move() -> None:
    before = document(measures("Doors are locked.", "Devices are encrypted.", "Staff are trained each year."))
    after = document(measures("Staff are trained each year.", "Doors are locked.", "Keys are counted."))
    text = shown(before, after)
    assert "How data is kept safe Removed: Devices are encrypted." in text
    assert "How data is kept safe Added: Keys are counted." in text
    assert "How data is kept safe Staff are trained each year. Moved to another place" in text
    reworded = shown(
        document(measures("Staff are trained each year.")), document(measures("Staff are trained each term."))
    )
    assert re.search(r"Staff are trained each Removed: year\s*Added: term\.", reworded)


def test_sections_of_an_appendix() -> None:
    def appendix(*sections: Any) -> AppendixSection:
        return AppendixSection(heading="More", anchor="more", label="A", sections=sections)

    html = render_difference(
        difference(
            document(appendix(measures("One."), prose("<p>Old.</p>"))),
            document(appendix(measures("One."), prose("<p>New.</p>"))),
        )
    )
    assert "<h2>Appendix A: More</h2>" in html
    assert "<h3>Text</h3>" in html
    assert "<h3>Safe</h3>" not in html
    assert "1 section is unchanged." in visible_text(html)


def test_what_the_document_says_as_a_whole() -> None:
    before = maximal_document()
    text = shown(before, before.model_copy(update={"title": "Pupils and us", "trust": None}))
    assert "The notice as a whole" in text
    assert "Before: How we use information about pupils → Now: Pupils and us" in text


def test_a_value_that_came_or_went_has_no_other_side() -> None:
    def document_with(due: str) -> Document:
        sections = maximal_document().sections
        return document(*(one.model_copy(update={"review_due": due}) for one in sections if one.type == "governance"))

    assert "Next review Now: May 2027" in shown(document_with(""), document_with("2027-05"))
    gone = shown(document_with("2027-05"), document_with(""))
    assert "Next review Before: May 2027" in gone
    assert "→" not in gone


def test_the_language_of_the_document_decides_whatever_the_readers_is() -> None:
    change = difference(*arabic_documents())
    with translation.override("cy"):
        html = render_difference(change, language="ar")
        assert translation.get_language() == "cy"
    assert html.startswith('\n  <article class="privacy-difference" lang="ar" dir="rtl">')
    assert " lang=" not in render_difference(change)


def test_headings_begin_where_the_page_says() -> None:
    template = Template("{% load wagtail_privacy_tags %}{% privacy_difference change language='cy' level=3 %}")
    html = template.render(Context({"change": difference(maximal_document(), revised_document())}))
    assert 'lang="cy" dir="ltr"' in html
    assert "<h2" not in html
    assert "<h3>" in html


def test_every_string_is_escaped() -> None:
    marked = changed(maximal_document(), _hostile)
    for before, after in ((maximal_document(), marked), (marked, maximal_document()), (minimal_document(), marked)):
        html = render_difference(difference(before, after))
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def _hostile(path: str, text: str) -> str:
    last = path.rsplit(".", 1)[-1]
    is_kept = last in {
        "html", "anchor", "language", "type", "key", "hash", "model",
        "issued", "approved", "effective", "reviewed", "review_due", "signed", "ended", "in_force_until",
    }  # fmt: skip
    return text if is_kept else f"{text} {HOSTILE}"


class TestExcerpts:
    LONG = "word " * 200

    def test_the_middle_of_long_unchanged_text_is_left_out(self) -> None:
        runs = (Run("removed", "a"), Run("equal", self.LONG), Run("added", "b"))
        _removed, middle, _added = excerpted(runs)
        assert middle.op == "equal"
        assert middle.text.startswith("word word")
        assert middle.text.endswith("word ")
        assert "word … word" in middle.text
        assert len(middle.text) < 300

    def test_at_the_ends_one_side_is_enough(self) -> None:
        first, _added, last = excerpted((Run("equal", self.LONG), Run("added", "b"), Run("equal", self.LONG)))
        assert first.text.startswith("… word")
        assert last.text.endswith("word …")

    def test_changes_and_short_texts_stay_whole(self) -> None:
        runs = (Run("equal", "short"), Run("added", self.LONG), Run("removed", self.LONG))
        assert tuple(excerpted(runs)) == runs

    @pytest.mark.parametrize("text", ["字" * 1000, " " * 1000])
    def test_text_without_words(self, text: str) -> None:
        _added, run = excerpted((Run("added", "b"), Run("equal", text)))
        assert "…" in run.text
