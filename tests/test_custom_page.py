"""Runs the tests of a custom base page in a process of their own: a page model is chosen once a process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import wagtail

PROJECT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(wagtail.VERSION < (8, 0), reason="custom base pages came with Wagtail 8.0")
def test_a_site_with_its_own_base_page():
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PRIVACY_TEST", "PYTEST", "COV"))
    }
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/custom_page", "--quiet", "-p", "no:cacheprovider"],
        cwd=PROJECT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "tests.settings_custom_page"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "5 passed" in answer.stdout
