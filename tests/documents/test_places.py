"""Where a field of a document stands, in words for people."""

from tests.documents.test_passages import notice, recipients, text
from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.passages import passages
from wagtail_privacy.documents.places import Place, place_of, text_of
from wagtail_privacy.documents.sections import LinksSection


def test_a_field_stands_in_its_section_with_its_items_and_its_label() -> None:
    document = notice(text("One.", "First"), recipients("The inspectorate"))
    place = place_of(document, ("sections", 1, "recipients", 0, "uses"))
    assert (place.section, place.items) == ("Who", ("The inspectorate",))
    assert place.label and place.shown == f"The inspectorate › {place.label}"


def test_a_field_of_the_document_stands_in_no_section() -> None:
    assert place_of(notice(text("One.")), ("title",)) == Place("", (), "Title")


def test_rich_text_is_told_from_text_that_looks_like_it() -> None:
    document = notice(text("One.", "<b>First</b>"))
    assert place_of(document, ("sections", 0, "body")).is_prose
    assert not place_of(document, ("sections", 0, "heading")).is_prose


def test_a_path_that_leads_nowhere_is_followed_as_far_as_it_leads() -> None:
    document = notice(text("One.", "First"))
    assert place_of(document, ("sections", 0, "elsewhere", 3)).section == "First"
    assert place_of(document, ("sections", 9, "body")).section == ""


def test_an_item_that_says_nothing_has_no_name_to_stand_under() -> None:
    document = notice(LinksSection(heading="More", links=(Link(),)))
    assert place_of(document, ("sections", 0, "links", 0, "text")).items == ()


def test_every_passage_of_a_document_has_a_place() -> None:
    document = notice(text("One.", "First"), recipients("A", "B"))
    assert all(place_of(document, passage.path).label for passage in passages(document))


def test_a_value_is_text_with_a_line_for_each_statement() -> None:
    assert text_of(None) == ""
    assert text_of(["One.", "Two."]) == "One.\nTwo."
    assert text_of("<p>One.</p><p>Two &amp; three.</p>", is_prose=True) == "One.\nTwo & three."
    assert text_of("<p>") == "<p>"
    assert text_of(7) == "7"
