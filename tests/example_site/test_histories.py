"""What changed from the document as it was to the version that corrects it: exactly the changed facts, no noise.

``REWRITE_GOLDEN=1 pytest tests/example_site/test_histories.py`` writes the files anew; read the difference that git
shows before keeping it.
"""

import datetime as dt
import os
from itertools import pairwise
from pathlib import Path

import pytest

from example_site.demo.later import next_term
from example_site.demo.organisations import SCHOOLS
from tests.example_site.conftest import Demo
from tests.example_site.written_difference import write_difference
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import difference, patch
from wagtail_privacy.documents.text import plain_text

# No test asks for rows, but the database is set up for marked tests only.
pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).with_name("golden")

STALE = {
    "hawthorn": ("Data Protection Act 1998", "Learning and Skills Council", "Primary Care", "DCSF", "Alexandra House"),
    "larkfield": ("Data Protection Act 1998", "Learning and Skills Council", "Primary Care", "Testing Authority"),
    "meadway": ("Data Protection Act 1998", "Connexions", "(IS) Index", "28 days"),
    "fenbrook": ("damage or distress", "country of birth", "ico.org.uk/concerns", "Health authorities"),
    "oakstone": (
        "NHS Digital",
        "Skills Funding Agency",
        "2003/1039",
        "Local Government Act 2000",
        "Inspections Act 2006",
    ),
}


@pytest.mark.parametrize("key", SCHOOLS)
def test_difference_is_the_one_that_was_reviewed(demo: Demo, key: str) -> None:
    first, second = (version.document for version in demo.notices[key].versions[:2])
    text = write_difference(difference(first, second))
    golden = GOLDEN / f"{key}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", SCHOOLS)
def test_difference_leads_from_one_version_to_the_next(demo: Demo, key: str) -> None:
    versions = demo.notices[key].versions
    for before, after in pairwise(versions):
        assert patch(difference(before.document, after.document), before.document) == after.document


@pytest.mark.parametrize(("key", "stale"), [(key, stale) for key, texts in STALE.items() for stale in texts])
def test_second_version_leaves_out_what_is_stale(demo: Demo, key: str, stale: str) -> None:
    first, second = (plain_text(version.document) for version in demo.notices[key].versions[:2])
    assert stale in first
    assert stale not in second


@pytest.mark.parametrize("key", SCHOOLS)
def test_second_version_says_what_the_law_asks_for(demo: Demo, key: str) -> None:
    version = demo.notices[key].versions[1]
    kinds = {section.type for section in version.document.sections}
    assert {"activities", "retention", "rights", "complaints"} <= kinds
    assert "section 164A" in plain_text(version.document)
    (activities,) = (section for section in version.document.sections if section.type == "activities")
    assert all(activity.bases for activity in activities.activities)
    (purposes,) = (section for section in version.document.sections if section.type == "purposes")
    covered = {purpose.ref for activity in activities.activities for purpose in activity.purposes}
    assert [purpose.name for purpose in purposes.purposes if purpose.ref not in covered] == []


def test_dates_are_those_of_the_documents(demo: Demo) -> None:
    dates = {key: [version.effective_on for version in notice.versions] for key, notice in demo.notices.items()}
    today, term = demo.loaded_on.isoformat(), next_term(demo.loaded_on).isoformat()
    assert dates == {
        "hawthorn": ["2025-05", "2026-06-19", "2026-09-07", today],
        "larkfield": ["2017-02", today, today],
        "meadway": ["2010-05", "2026-07", today],
        "fenbrook": ["2018-05", "2026-06-19", term, today, term],
        "oakstone": ["2018-05", "2026-09", today, today],
    }


def test_the_trust_changes_a_clause_of_all_notices(demo: Demo) -> None:
    for notice in demo.notices.values():
        shown = [plain_text(version.document) for version in notice.versions]
        assert ["papers are locked away" in text for text in shown] == [False, *[True] * (len(shown) - 1)]
        changed = ["is trained each year" in text for text in shown]
        assert changed == sorted(changed)
        assert changed[-1]
        assert not any(changed[:2])


def test_one_version_is_a_minor_correction(demo: Demo) -> None:
    sizes = [version.change_size for version in demo.notices["hawthorn"].versions]
    assert sizes == ["major", "major", "minor", "major"]
    assert demo.notices["hawthorn"].versions[2].change_reason == "correction"


def test_one_version_is_announced(demo: Demo) -> None:
    fenbrook = demo.notices["fenbrook"]
    assert fenbrook.versions[2].effective_day > demo.loaded_on
    assert "A message service for parents" not in fenbrook.main_html


def test_approvals_name_groups_and_committees_only(demo: Demo) -> None:
    approved = {
        (key, version.number): (version.approved_role, version.approved_by, version.minutes_reference)
        for key, notice in demo.notices.items()
        for version in notice.versions
        if version.approved_role
    }
    assert approved == {
        ("hawthorn", 2): ("Finance & Resource", "", "FR 2026/05, item 7"),
        ("larkfield", 2): ("Governing board of Larkfield Junior School", "governors@larkfield.example.org", ""),
        ("oakstone", 3): ("Headteacher of Oakstone Primary School", "head@oakstone.example.org", ""),
    }


def test_nobody_approved_after_a_version_came_into_force(demo: Demo) -> None:
    approved = [version for notice in demo.notices.values() for version in notice.versions if version.approved_on]
    assert len(approved) == 3
    for version in approved:
        assert PartialDate.parse(version.approved_on).first_day <= version.effective_day


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (dt.date(2026, 11, 22), dt.date(2027, 4, 20)),
        (dt.date(2026, 11, 5), dt.date(2027, 1, 5)),
        (dt.date(2026, 11, 6), dt.date(2027, 4, 20)),
        (dt.date(2027, 7, 1), dt.date(2027, 9, 3)),
        (dt.date(2027, 12, 31), dt.date(2028, 4, 20)),
    ],
)
def test_next_term_is_more_than_sixty_days_ahead(today: dt.date, begins: dt.date) -> None:
    assert next_term(today) == begins
