"""What the demo's real pages say once, and in one way."""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

import pytest

from example_site.demo.organisations import SCHOOLS
from tests.example_site.conftest import Demo
from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.items import CategoryUse, PurposeUse, RecipientIdentity
from wagtail_privacy.documents.sections import DataHeldSection
from wagtail_privacy.documents.wording import item_name

# No test asks for rows, but the database is set up for marked tests only.
pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_no_page_names_two_data_protection_officers(demo: Demo) -> None:
    found = {}
    for key in SCHOOLS:
        notice = demo.notices[key]
        for place, html in (("page", notice.main_html), ("version 1", notice.version_html)):
            addresses = set(re.findall(r"[\w.]*dpo@[\w.]+\w", text_of(html)))
            if len(addresses) != 1:
                found[key, place] = addresses
    assert found == {}


def parts(value: object) -> Iterator[Data]:
    if isinstance(value, Data):
        yield value
        for inner in vars(value).values():
            yield from parts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from parts(inner)


TWO_NAMES = {
    "fenbrook": (
        {"Assessment information", "assessments"},
        {"Exclusions and behavioural information", "exclusions"},
        {
            "comply with the law on data sharing",
            "to fulfil our legal duties, under which certain information has to be shared, such as this",
        },
        {
            "Personal information about the parents and other relatives of a pupil",
            "names and contact details of parents and carers",
        },
    ),
    "hawthorn": ({"Local Authority (LA)", "Local Authority (Staffordshire County Council)", "The Local Authority"},),
    "larkfield": (
        {"Local Authority (LA)", "Local Authority (Wakefield Metropolitan District Council)", "The Local Authority"},
    ),
    "meadway": (
        {"DfE", "Department for Education (DfE)"},
        {"LA", "Local Authorities (LAs)", "Local Authority (LA)"},
        {"Other government departments and agencies", "other government departments"},
    ),
    "oakstone": (
        {
            "Assessment information",
            "Key Stage Two tests and other statutory returns",
            "assessment information",
            "results of key stages and other performance data",
        },
        {"Attendance information", "unauthorised absence from school, where a child has taken large amounts"},
        {"Education Skills Funding Agency (ESFA)", "Education and Skills Funding Agency (ESFA)"},
        {"Local authority (LA)", "Our local authority (LA)"},
    ),
}
"""Names of one thing that the school itself has written in several places: they are shown as written."""


def test_a_thing_has_one_name_on_a_page(demo: Demo) -> None:
    found = {}
    for key in SCHOOLS:
        for version in demo.notices[key].versions:
            names: dict[tuple[str, str], set[str]] = defaultdict(set)
            for part in parts(version.document):
                if isinstance(part, RecipientIdentity | CategoryUse | PurposeUse) and part.ref:
                    names[part.ref.model, part.ref.key].add(item_name(part))
            for several in names.values():
                if len(several) > 1 and not any(several <= written for written in TWO_NAMES[key]):
                    found[key, version.number, min(several)] = several
    assert found == {}


def test_in_short_claims_no_less_than_the_notice_says(demo: Demo) -> None:
    for key in SCHOOLS:
        document, html = demo.notices[key].versions[0].document, demo.notices[key].version_html
        short = text_of(html.partition('<div class="privacy-short">')[2].partition("</div>")[0])
        in_words = any(isinstance(section, DataHeldSection) and section.statements for section in document.walk())
        if "We hold" in short:
            assert ("We hold at least" in short) is in_words, key
        assert not re.search(r"\b1 (kinds|organisations)\b|\b1 kind of information\. 1 of them", short), key


def test_no_statement_of_a_page_is_nothing(demo: Demo) -> None:
    for key in SCHOOLS:
        assert not re.search(r"\b(null|None|undefined)\b", text_of(demo.notices[key].main_html)), key
