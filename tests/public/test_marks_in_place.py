"""Each passage that is behind is marked where readers read it: in its row, entry, card or paragraph."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from tests.documents.strategies import full_document
from tests.documents.test_passages import notice, recipients, text, translated
from wagtail_privacy.documents.base import Data, Prose
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Citation, PurposeUse, RecipientIdentity
from wagtail_privacy.documents.passages import BehindPassage, PassageState, passages, passages_behind
from wagtail_privacy.documents.rewriting import rewritten
from wagtail_privacy.documents.vocabulary import Frequency, Necessity, PeriodUnit
from wagtail_privacy.public.marks import Marks
from wagtail_privacy.public.placing import marks_at, placing
from wagtail_privacy.public.rendering import render_document

BOXES = ".privacy-table tr, li, .privacy-details > div, .privacy-card, .privacy-onward, section, article"


def of_its_own(document: Document) -> Document:
    """The document with a text of its own in every place that holds words."""
    numbers = itertools.count(1)
    words = {passage.path[-1] for passage in passages(document) if passage.is_words}

    def other(value: Any) -> Any:
        if type(value) is str and value:
            return f"text{next(numbers)}."
        return tuple(map(other, value)) if isinstance(value, tuple) and value and type(value[0]) is str else value

    def change(part: Data) -> Data:
        if isinstance(part, Prose):
            return Prose(html=f"<p>text{next(numbers)}.</p>")
        names = [name for name in type(part).model_fields if name in words]
        return part.model_copy(update={name: other(getattr(part, name)) for name in names})

    return rewritten(document, change)


def with_two_entries(part: Data) -> Data:
    twice = {
        name: (*value, *value)
        for name, value in vars(part).items()
        if isinstance(value, tuple) and value and isinstance(value[0], Citation | PurposeUse | RecipientIdentity)
    }
    return part.model_copy(update=twice)


def all_behind(document: Document) -> tuple[BehindPassage, ...]:
    return tuple(
        BehindPassage(PassageState.BEHIND, passage.path, passage.text, "", f"now {number}.")
        for number, passage in enumerate(passages(document))
    )


def page(document: Document, source: Document | None, behind: tuple[BehindPassage, ...]) -> BeautifulSoup:
    html = render_document(document, marks=Marks(document, "en", 3, behind, source))
    return BeautifulSoup(html, "html.parser")


def marks_at_all(shown: BeautifulSoup) -> dict[str, Tag]:
    return {mark.select_one('[lang="en"]').get_text(" ", strip=True): mark for mark in _marks(shown)}


def _marks(shown: BeautifulSoup) -> Any:
    return shown.select("[data-privacy-passage]")


@pytest.fixture(scope="module")
def whole() -> Document:
    """Every section and every field, with two entries in lists that are shown otherwise where they have one."""
    return of_its_own(rewritten(full_document(), with_two_entries)).model_copy(update={"language": "ar"})


@pytest.fixture(scope="module")
def shown(whole: Document) -> BeautifulSoup:
    return page(whole, whole, all_behind(whole))


class TestOfEverySection:
    def boxes(self, shown: BeautifulSoup) -> dict[str, list[Tag]]:
        """Around each text of the page that is no mark, the innermost row, entry, card or section."""
        known = {id(box) for box in shown.select(BOXES)}
        found: dict[str, list[Tag]] = {}
        for string in shown.find_all(string=re.compile(r"text\d+\.")):
            if string.find_parent(class_="privacy-passages") or string.find_parent("nav"):
                continue
            box = next(parent for parent in string.parents if id(parent) in known)
            for word in re.findall(r"text\d+\.", string):
                found.setdefault(word, []).append(box)
        return found

    def test_its_mark_stands_in_the_innermost_row_entry_or_card_around_a_text(
        self, whole: Document, shown: BeautifulSoup
    ) -> None:
        known = {id(box) for box in shown.select(BOXES)}
        boxes, marks = self.boxes(shown), marks_at_all(shown)
        elsewhere, names = [], set()
        for number, passage in enumerate(passages(whole)):
            mark = marks[f"now {number}."]
            at = next(parent for parent in mark.parents if id(parent) in known)
            texts = re.findall(r"text\d+\.", str(passage.text))
            around = [box for word in texts for box in boxes.get(word, ())]
            if not around:
                continue
            names.add(at.name)
            # Of a list of texts, and of the addresses of a recipient, the mark stands below the list.
            is_below = isinstance(passage.text, list) or passage.path[-1] in {"website", "privacy_notice_url"}
            if not any(at is box or (is_below and any(at is parent for parent in box.parents)) for box in around):
                elsewhere.append((passage.path, at.name, around[0].name))
        assert elsewhere == []
        assert {"tr", "li", "div", "section"} <= names

    def test_in_a_table_it_stands_in_a_cell(self, shown: BeautifulSoup) -> None:
        rows = [mark.find_parent("tr") for mark in _marks(shown) if mark.find_parent("tr")]
        tables = {tuple(row.find_parent("section")["class"]) for row in rows}
        assert len(rows) > 50 and len(tables) == 5
        assert all(mark.find_parent(["td", "th"]) for mark in _marks(shown) if mark.find_parent("tr"))

    def test_it_is_no_part_of_a_paragraph_a_link_or_an_address(self, shown: BeautifulSoup) -> None:
        blocks = shown.select(".privacy-passages")
        inside = [block.find_parent(["p", "span", "a", "address", "dt", "h2", "h3", "h4"]) for block in blocks]
        assert [found for found in inside if found is not None] == []
        assert not any(block.parent.name in {"ul", "ol", "dl", "tr", "tbody", "table"} for block in blocks)


class TestOfARecipient:
    @pytest.fixture
    def basis(self) -> Document:
        return notice(recipients("Ofsted", "The council"), text("We care.", "Why"))

    def changed(self, basis: Document, which: int, **fields: Any) -> Document:
        section, *others = basis.sections
        entries = list(getattr(section, "recipients", ()))
        entries[which] = entries[which].model_copy(update=fields)
        section = section.model_copy(update={"recipients": tuple(entries)})
        return basis.model_copy(update={"sections": (section, *others)})

    def shown(self, basis: Document, source: Document) -> BeautifulSoup:
        document = translated(basis).model_copy(update={"language": "ar"})
        return page(document, source, passages_behind(document, basis, source))

    def test_what_is_behind_stands_in_its_card(self, basis: Document) -> None:
        shown = self.shown(basis, self.changed(basis, 1, uses=("to inspect",)))
        (mark,) = _marks(shown)
        assert "The council" in mark.find_parent("li", class_="privacy-card").get_text()
        assert mark.find_parent("dd").find("p").get_text() == "ar to teach"
        # The card says of whom.
        assert "The council" not in mark.get_text()

    def test_what_is_new_of_it_stands_in_its_card(self, basis: Document) -> None:
        shown = self.shown(basis, self.changed(basis, 1, data_location="In Wales", necessity=Necessity.REQUIRED))
        marks = _marks(shown)
        assert [mark["data-privacy-passage"] for mark in marks] == ["missing"] * 2
        assert all("The council" in mark.find_parent("li", class_="privacy-card").get_text() for mark in marks)

    def test_what_is_new_of_the_first_field_of_a_row_does_not_stand_in_the_row_before(self, basis: Document) -> None:
        section = basis.sections[0]
        entries = getattr(section, "recipients", ())
        identity = entries[1].recipient.model_copy(update={"part_of": "The county"})
        shown = self.shown(basis, self.changed(basis, 1, recipient=identity))
        (mark,) = _marks(shown)
        assert "The council" in mark.find_parent("li", class_="privacy-card").get_text()

    def test_one_that_is_new_stands_below_the_cards_with_its_name(self, basis: Document) -> None:
        more = recipients("Ofsted", "The council", "The police").recipients
        first = basis.sections[0].model_copy(update={"recipients": more})
        shown = self.shown(basis, basis.model_copy(update={"sections": (first, *basis.sections[1:])}))
        marks = _marks(shown)
        assert marks and all(mark.find_parent("li") is None for mark in marks)
        assert all("The police" in mark.get_text() for mark in marks)
        assert all(mark.find_previous("ul", class_="privacy-cards") for mark in marks)

    def test_what_the_source_says_of_a_closed_list_is_in_its_words(self, basis: Document) -> None:
        former = self.changed(basis, 0, frequency=Frequency.ANNUALLY)
        shown = self.shown(former, self.changed(former, 0, frequency=Frequency.TERMLY))
        (mark,) = _marks(shown)
        assert mark.select_one('[lang="en"]').get_text(strip=True) == "Each term"

    def test_what_the_source_does_not_say_any_more_is_told_at_its_place(self, basis: Document) -> None:
        former = self.changed(basis, 0, data_location="In Wales")
        shown = self.shown(former, basis)
        (mark,) = _marks(shown)
        assert mark.select('[lang="en"]') == [] and mark.find_parent("dd")
        assert shown.select(".privacy-passages__lead") == []


class TestOfAPart:
    @pytest.fixture
    def document(self) -> Document:
        return translated(notice(recipients("Ofsted"), text("We care.", "Why")))

    @pytest.fixture
    def asking(self, document: Document) -> Iterator[Document]:
        with placing(Marks(document, "en", 1, all_behind(document), document)):
            yield document

    def test_what_no_part_asks_for_stands_below_its_section(self, asking: Document) -> None:
        said = len(passages(asking))
        of_first = str(marks_at(asking.sections[0])).count("data-privacy-passage")
        of_second = str(marks_at(asking.sections[1])).count("data-privacy-passage")
        rest = str(marks_at(asking)).count("data-privacy-passage")
        assert min(of_first, of_second, rest) > 0 and of_first + of_second + rest == said

    def test_nothing_is_marked_twice(self, asking: Document) -> None:
        assert marks_at(asking.sections[0], ["heading"])
        assert not marks_at(asking.sections[0], ["heading"])
        assert marks_at(asking) and not marks_at(asking)

    def test_of_the_same_part_in_two_places_each_is_marked(self, document: Document) -> None:
        document = document.model_copy(update={"sections": (document.sections[1], document.sections[1])})
        behind = all_behind(document)
        with placing(Marks(document, "en", 1, behind, document)):
            found = [str(marks_at(section)).count("data-privacy-passage") for section in document.sections]
        assert found == [2, 2]

    def test_nothing_is_marked_in_any_other_document(self, document: Document) -> None:
        assert not marks_at(document)
        with placing(None):
            assert not marks_at(document)
        with placing(Marks(document, "en", 1)):
            assert not marks_at(document)

    def test_a_part_of_another_document_is_not_marked(self, asking: Document) -> None:
        assert not marks_at(asking.model_copy())


def test_texts_that_the_language_lacks_stay_marked_as_what_they_are_below_a_mark() -> None:
    document = full_document().model_copy(update={"language": "fr"})
    new = document.model_copy(update={"sections": document.sections[1:]})
    behind = (*all_behind(new), *passages_behind(new, new, document, [passage.hash for passage in passages(new)]))
    plain = render_document(new).count('<span lang="en"')
    assert plain > 50
    assert render_document(new, marks=Marks(new, "cy", 1, behind, document)).count('<span lang="en"') > plain


def test_a_number_with_its_unit_and_a_date_read_as_the_source_writes_them() -> None:
    document = translated(full_document()).model_copy(update={"language": "ar"})
    values: dict[Any, Any] = {"acknowledge_days": 7, "review_due": "2027-05", "period_unit": PeriodUnit.WEEKS.value}
    behind = tuple(
        BehindPassage(PassageState.BEHIND, passage.path, passage.text, "", values[passage.path[-1]])
        for passage in passages(document)
        if passage.path[-1] in values
    )
    shown = page(document, document, behind)
    assert {*marks_at_all(shown)} == {"7 days", "May 2027", "weeks"}
