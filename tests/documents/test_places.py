"""Where a field of a document stands, in words for people."""

from django.utils import translation

from tests.documents.test_passages import notice, recipients, text
from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.passages import passages
from wagtail_privacy.documents.places import Place, place_of, text_of, words_at
from wagtail_privacy.documents.sections import (
    ComplaintsSection,
    ComplaintStep,
    GovernanceSection,
    LinksSection,
    TransfersSection,
)


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


class TestWords:
    document = notice(
        recipients("The inspectorate"),
        GovernanceSection(heading="Review", review_due="2026-05"),
        TransfersSection(heading="Abroad", takes_place=True),
        ComplaintsSection(heading="Complain", steps=(ComplaintStep(title="Write", acknowledge_days=5),)),
    )

    def test_a_value_reads_as_its_field_is_written(self) -> None:
        recipient = ("sections", 0, "recipients", 0)
        assert words_at(self.document, (*recipient, "necessity"), "with_consent") == "Only with consent"
        assert words_at(self.document, (*recipient, "uses"), ["to inspect", "to report"]) == "to inspect\nto report"
        assert words_at(self.document, ("sections", 1, "review_due"), "2027-05") == "May 2027"
        assert words_at(self.document, ("sections", 2, "takes_place"), False) == "No"
        assert words_at(self.document, ("sections", 3, "steps", 0, "acknowledge_days"), 7) == "7 days"
        # Earlier editions of CLDR count days of 24 hours in Polish.
        with translation.override("pl"):
            assert words_at(self.document, ("sections", 3, "steps", 0, "acknowledge_days"), 7) in {"7 dni", "7 dób"}

    def test_what_a_field_cannot_hold_is_written_as_it_is(self) -> None:
        assert words_at(self.document, ("sections", 1, "review_due"), "next year") == "next year"
        assert words_at(self.document, ("sections", 0, "recipients", 0, "necessity"), "by_magic") == "by_magic"
        assert words_at(self.document, ("title",), None) == ""

    def test_where_a_path_leads_nowhere_a_value_is_written_as_it_is(self) -> None:
        for path in ((), ("sections", 9, "heading"), ("sections", 0, "elsewhere"), ("title", 3, "text")):
            assert words_at(self.document, path, ["One.", "Two."]) == "One.\nTwo."
