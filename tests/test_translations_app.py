"""Runs the tests of a host that translates with wagtail-localize."""

import importlib.util
import re

import pytest

from tests.other_site import run_tests


@pytest.mark.skipif(importlib.util.find_spec("wagtail_localize") is None, reason="wagtail-localize is optional")
def test_a_site_that_translates_with_wagtail_localize() -> None:
    assert re.search(r"[1-9]\d+ passed", run_tests("tests/translations", "tests.settings_localize"))


@pytest.mark.browser
@pytest.mark.skipif(importlib.util.find_spec("wagtail_localize") is None, reason="wagtail-localize is optional")
def test_what_people_do_in_a_browser_on_such_a_site() -> None:
    assert re.search(r"[1-9]\d* passed", run_tests("tests/journeys/test_translating.py", "tests.settings_localize"))


@pytest.mark.postgres
@pytest.mark.skipif(importlib.util.find_spec("wagtail_localize") is None, reason="wagtail-localize is optional")
def test_what_such_a_site_does_twice_at_once() -> None:
    """The other run is on SQLite, which has no row locks."""
    told = run_tests(
        "tests/translations", "tests.settings_localize", PRIVACY_TEST_DB="postgres", PYTEST_ADDOPTS="-m postgres"
    )
    assert re.search(r"[1-9]\d* passed", told)
    assert "skipped" not in told
