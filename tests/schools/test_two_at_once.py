"""Two people who set up a school at the same time: needs row locks, so PostgreSQL only."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, Site

from tests.concurrency import THREADS, at_once
from tests.homes.models import HomePage
from tests.trees import admin_access, build_site_tree
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.schools.services import add_school
from wagtail_privacy.schools.setup import SchoolPlan

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def plan(name: str, hostname: str) -> SchoolPlan:
    return SchoolPlan(name=name, hostname=hostname, home_type=HomePage)


def test_one_gets_the_host_and_the_others_are_told_so() -> None:
    build_site_tree()
    admin_access()
    errors = at_once([lambda: add_school(plan("Delta School", "delta.test"))] * THREADS)
    assert [type(error) for error in errors] == [ValidationError] * (THREADS - 1)
    assert all("hostname" in error.message_dict for error in errors)  # type: ignore[attr-defined]
    assert Organisation.objects.filter(name="Delta School").count() == 1


def test_schools_of_other_names_all_get_a_place_in_the_tree() -> None:
    tree = build_site_tree()
    admin_access()
    before = Page.objects.get(pk=tree.root.pk).numchild
    jobs = [lambda number=number: add_school(plan(f"School {number}", f"s{number}.test")) for number in range(THREADS)]
    assert at_once(jobs) == []
    assert Site.objects.filter(hostname__startswith="s", hostname__endswith=".test").count() >= THREADS
    assert Page.objects.get(pk=tree.root.pk).numchild == before + THREADS
    assert Page.find_problems() == ([], [], [], [], [])
