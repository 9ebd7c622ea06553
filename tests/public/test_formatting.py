"""How the page writes addresses, numbers and groups of values."""

import pytest
from django.utils import translation

from wagtail_privacy.documents.items import BasisUse, RecipientIdentity
from wagtail_privacy.documents.vocabulary import Occasion
from wagtail_privacy.public import formatting


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en-gb"):
        yield


@pytest.mark.parametrize(
    ("url", "href", "shown"),
    [
        ("https://www.gov.uk/contact-dfe", "https://www.gov.uk/contact-dfe", "www.gov.uk/contact-dfe"),
        ("HTTP://example.org/", "HTTP://example.org/", "example.org"),
        ("www.leicester.gov.uk", "https://www.leicester.gov.uk", "www.leicester.gov.uk"),
        ("digital.nhs.uk/data?x=1", "https://digital.nhs.uk/data?x=1", "digital.nhs.uk/data?x=1"),
        ("/complaints/", "/complaints/", "/complaints"),
        ("mailto:a@example.org", "mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", "", "javascript:alert(1)"),
        ("data:text/html,x", "", "data:text/html,x"),
        ("//evil.example", "", "//evil.example"),
        ("https:evil.example", "", "https:evil.example"),
        ("http://[broken", "", "[broken"),
        ("on paper", "", "on paper"),
        ("", "", ""),
    ],
)
def test_addresses(url: str, href: str, shown: str) -> None:
    assert formatting.safe_href(url) == href
    assert formatting.shown_url(url) == shown


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("0116 295 0830", "01162950830"),
        ("+44 (0)116 295 0830", "+441162950830"),
        ("01234 567890 ext. 5", "01234567890"),
        ("ask at reception", ""),
    ],
)
def test_telephone_numbers(phone: str, dialled: str) -> None:
    assert formatting.dialled(phone) == dialled


def test_telephone_numbers_stay_on_one_line() -> None:
    assert formatting.shown_phone("0116 295 0830") == "0116\xa0295\xa00830"


def test_bases_in_groups() -> None:
    often, rarely, plain = (
        BasisUse(cited_as=str(o), occasion=o) for o in (Occasion.MOST_OFTEN, Occasion.SOMETIMES, None)
    )
    assert formatting.bases_by_occasion((rarely, often, plain, rarely)) == (
        (None, (plain,)),
        (Occasion.MOST_OFTEN, (often,)),
        (Occasion.SOMETIMES, (rarely, rarely)),
    )


@pytest.mark.parametrize(
    ("heading", "cited_as", "unsaid"),
    [
        ("The National Pupil Database (NPD)", "", ""),
        ("the national pupil database (NPD)", "", ""),
        ("What the National Pupil Database is", "", "NPD"),
        ("National Pupil Database", "National pupil database", ""),
        ("A database", "", "National Pupil Database (NPD)"),
        ("National Pupil Databases", "", "National Pupil Database (NPD)"),
        ("The NPD", "", "National Pupil Database (NPD)"),
    ],
)
def test_a_name_is_not_said_again_below_its_heading(heading: str, cited_as: str, unsaid: str) -> None:
    identity = RecipientIdentity(name="National Pupil Database", cited_as=cited_as, abbreviation="NPD")
    assert formatting.unsaid_name(identity, heading) == unsaid


def test_a_name_without_an_abbreviation_below_a_heading() -> None:
    assert formatting.unsaid_name(RecipientIdentity(name="Index"), "The index") == ""
