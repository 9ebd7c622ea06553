"""Runs the tests of a custom base page in a process of their own: a page model is chosen once a process."""

import pytest
import wagtail

from tests.other_site import run_tests


@pytest.mark.skipif(wagtail.VERSION < (8, 0), reason="custom base pages came with Wagtail 8.0")
def test_a_site_with_its_own_base_page():
    assert "5 passed" in run_tests("tests/custom_page", "tests.settings_custom_page")
