"""The demo as a whole: who publishes what, where, and that the notices keep the facts of their documents."""

import html
import re

import pytest

from example_site.demo.organisations import SCHOOLS
from tests.example_site.conftest import Demo
from wagtail_privacy.documents.text import free_text_share, plain_text

# No test asks for rows, but the database is set up for marked tests only.
pytestmark = pytest.mark.django_db

PLACES = {
    "hawthorn": "http://hawthorn.localhost:8000/privacy/data-sharing/",
    "larkfield": "http://larkfield.localhost:8000/privacy/data-sharing/",
    "meadway": "http://meadway.localhost:8000/privacy/data-protection/",
    "fenbrook": "http://fenbrook.localhost:8000/privacy/pupils/",
    "oakstone": "http://oakstone.localhost:8000/privacy/pupils/",
}

FACTS = {
    "hawthorn": (
        "Finance & Resource",
        "Approved May 2025",
        "Next review May 2026",
        "day-to-day management",
        "Data Protection Act 1998",
        "Local Authority (Staffordshire County Council)",
        "Healthcare and Primary Care Trusts (the NHS)",
        "Standards and Testing Authority (STA)",
        "Learning and Skills Council (LSC)",
        "From time to time",
        "research or statistics only",
        "inspection reports do not identify any pupil",
        "pupil-level data for the inspection of schools",
        "a former school did not pass it on",
        "administrative burden of applying for a course",
        "Taking part in these surveys is usually voluntary",
        "Chief Statistician must approve",
        "Access to Information Officer Information governance officer Information Governance Unit",
        "DCSF Caxton House Tothill Street London SW1H 9NA",
        "Alexandra House 33 Kingsway London WC2B 6SE",
        "Cheylesmore House Quinton Road Coventry Warwickshire CV1 2WT",
        "The Education Act",
        "from the age of 12",
        "aged 12 or over",
        "our Privacy Notice",
    ),
    "larkfield": (
        "Last updated February 2017",
        "Last reviewed February 2017",
        "every two years",
        "further legislation that calls for an earlier review",
        "Chair of governors",
        "Local Authority (Wakefield Metropolitan District Council)",
        "Children and Family Services",
        "enquiries into child protection and safeguarding issues",
        "our legal duty",
        "Standards and Testing Authority (STA)",
        "information from the STA",
        "Another school, when a pupil transfers",
        "the Privacy Notice",
    ),
    "meadway": (
        "Meadway Education Support Centre (MESC)",
        "Information Commissioner's Office",
        "annual registration",
        "other government departments",
        "agencies prescribed by law",
        "Children Act 2004",
        "youth justice and health partners",
        "every child and every young person in England",
        "National Insurance Number",
        "a common assessment of the child",
        "does not record academic performance or attendance",
        "does not record clinical observations",
        "home address, from January 2007",
        "security clearance",
        "measures or decisions about particular individuals",
        "Post-16 learning institutions",
        "all young people in England from 13 to 19",
        "drug abuse, sexual health or homelessness",
        "one-stop shops and community centres, and through outreach",
        "the age of 13",
        "Young people choose from the age of 16",
        "28 days",
        "The information is passed on upon request",
        "only name and address are then passed on",
    ),
}


def visible(source: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split()).replace(" :", ":").replace("’", "'")


def test_each_school_has_its_notice_where_the_plan_says(demo: Demo) -> None:
    assert {key: notice.url for key, notice in demo.notices.items()} == PLACES


@pytest.mark.parametrize("key", SCHOOLS)
def test_notice_is_live_and_begins_with_version_1(demo: Demo, key: str) -> None:
    notice = demo.notices[key]
    assert notice.is_live
    assert [version.number for version in notice.versions] == list(range(1, len(notice.versions) + 1))
    assert notice.document.organisation.name == SCHOOLS[key].name
    assert notice.document.trust is not None
    assert notice.document.trust.name == "Five Rivers Learning Trust"


@pytest.mark.parametrize("key", SCHOOLS)
def test_hub_leads_to_the_notice(demo: Demo, key: str) -> None:
    path = PLACES[key].removeprefix(f"http://{SCHOOLS[key].host}:8000")
    assert path in demo.hub_html[key]


@pytest.mark.parametrize("key", SCHOOLS)
def test_little_is_free_text(demo: Demo, key: str) -> None:
    count = free_text_share(demo.notices[key].document)
    assert count.total > 900
    assert count.share <= 0.15


@pytest.mark.parametrize(("key", "fact"), [(key, fact) for key, facts in FACTS.items() for fact in facts])
def test_version_1_has_the_text_of_its_document(demo: Demo, key: str, fact: str) -> None:
    assert fact in visible(demo.notices[key].version_html)


@pytest.mark.parametrize("key", SCHOOLS)
def test_page_shows_a_later_version(demo: Demo, key: str) -> None:
    assert "What allows each use" in visible(demo.notices[key].main_html)
    assert "What allows each use" not in visible(demo.notices[key].version_html)


def test_trust_has_a_hub(demo: Demo) -> None:
    assert "Privacy" in visible(demo.trust_hub_html)


@pytest.mark.parametrize("key", ["hawthorn", "larkfield"])
def test_todays_library_does_not_leak_into_an_old_document(demo: Demo, key: str) -> None:
    text = plain_text(demo.notices[key].document)
    assert "Individual Pupils" not in text
    assert "Sanctuary Buildings" not in text
    assert "Standards and Testing Agency" not in visible(demo.notices[key].version_html)


def test_local_item_belongs_to_its_school_only(demo: Demo) -> None:
    holders = [holder.name for holder in demo.notices["meadway"].document.sections[1].data_holders]
    assert "Schools" in holders


def test_second_run_changes_nothing(demo: Demo) -> None:
    assert demo.second_rows == demo.first_rows
    assert "All notices were there already." in demo.second_output
    assert "account:" not in demo.second_output


def test_report_names_addresses_and_accounts(demo: Demo) -> None:
    for url in PLACES.values():
        assert f"published: {url}\n" in demo.first_output
    assert "account: trust@example.org (password: demo)" in demo.first_output
    assert "account: head@fenbrook.example.org (password: demo)" in demo.first_output


def test_editors_reach_their_own_school_only(demo: Demo) -> None:
    for key, notice in demo.notices.items():
        assert notice.editors == {"trust@example.org", f"editor@{key}.example.org"}


def test_editors_work_on_the_library_and_the_trust_on_organisations_too(demo: Demo) -> None:
    school = demo.permissions["editor@hawthorn.example.org"]
    assert {"wagtail_privacy.change_recipient", "wagtail_privacy.publish_clause", "wagtailadmin.access_admin"} <= school
    assert "wagtail_privacy.change_organisation" not in school
    assert "wagtail_privacy.change_organisation" in demo.permissions["trust@example.org"]
