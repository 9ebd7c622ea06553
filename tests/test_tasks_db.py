"""Runs the test of a host whose background work is done by a worker."""

import importlib.util
import re

import django
import pytest

from tests.other_site import run_tests


@pytest.mark.skipif(importlib.util.find_spec("django_tasks_db") is None, reason="django-tasks-db is optional")
@pytest.mark.skipif(django.VERSION >= (6, 0), reason="Wagtail's tasks are those of django-tasks, not those of Django")
def test_a_site_with_a_worker() -> None:
    assert re.search(r"1 passed", run_tests("tests/tasksdb", "tests.settings_tasks_db"))
