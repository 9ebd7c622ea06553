"""The tests of the two sites of :mod:`tests.test_host_app`: with the app, and afterwards without it.

Both use the database that the first of them fills. Nothing is rolled back: each test only reads what the fixtures
have written, or changes a page of its own.
"""

import os
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

SITE = os.environ.get("PRIVACY_TEST_HOST_APP", "")
collect_ignore_glob = [f"test_{name}.py" for name in ("installed", "removed") if name != SITE]

HOST = {"host": "alpha.test"}


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is that of the settings, and no copy of it for tests."""


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Generator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def reader() -> Client:
    """Sees the public pages of the school."""
    return Client(headers=HOST)


@pytest.fixture
def editor() -> Client:
    """Works in the admin, allowed everything."""
    client = Client(headers=HOST)
    client.force_login(get_user_model().objects.get_or_create(username="editor", is_superuser=True, is_active=True)[0])
    return client


def saved(editor: Client, page: Any, form: dict[str, Any]) -> Any:
    """``page`` after its form was sent; fails with what the form refused."""
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", form)
    assert answer.status_code == 302, refusal(answer)
    return type(page).objects.get(pk=page.pk)


def refusal(answer: Any) -> Any:
    form = answer.context["form"] if answer.context and "form" in answer.context else SimpleNamespace(errors={})
    return form.errors or answer.status_code
