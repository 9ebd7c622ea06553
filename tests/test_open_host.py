"""Runs the tests of a host with both APIs and wagtail-localize in a process of their own: apps are chosen once."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.mark.skipif(importlib.util.find_spec("wagtail_localize") is None, reason="wagtail-localize is optional")
def test_a_site_with_both_apis_and_wagtail_localize() -> None:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("PRIVACY_TEST", "PYTEST", "COV"))
    }
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/openhost", "--quiet", "-p", "no:cacheprovider"],
        cwd=PROJECT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "tests.settings_open_host"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert re.search(r"[1-9]\d+ passed", answer.stdout)
