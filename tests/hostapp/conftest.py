"""The tests of the sites of :mod:`tests.test_host_app`: with the app, afterwards without it, and in a browser.

The first two use one database, which the first of them fills. Nothing is rolled back: each test only reads what the
fixtures have written, or changes a page of its own.
"""

import os
import re
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from tests import trees
from tests.notice_factories import entries, make_hub, make_notice, recipient, section

SITE = os.environ.get("PRIVACY_TEST_HOST_APP", "")
collect_ignore_glob = [f"test_{name}.py" for name in ("installed", "removed", "picker") if name != SITE]

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


def allergies() -> dict[str, Any]:
    return section(
        "meals.allergies",
        heading="Allergies at lunch",
        kitchen="caterer",
        diets=entries({"name": "Nuts", "reason": "so that no meal harms a child"}),
        precautions="Separate pans.",
        checked="2026-05",
    )


def sharing(caterer: Any) -> dict[str, Any]:
    uses = {
        "recipient": caterer.pk,
        "uses": "cook lunch",
        "meals_sees_allergies": True,
        "meals_training": "Every cook is trained in first aid.",
        "meals_inspected": "2026-03",
    }
    return section("recipients", heading="Who we share it with", recipients=entries(uses))


@pytest.fixture(scope="session")
def site(_database: None) -> Any:
    """A notice of the package and one of the app, both with all that the app adds, saved and published twice."""
    settings.MIGRATION_MODULES = dict.fromkeys((app.label for app in apps.get_app_configs()), None)
    call_command("migrate", run_syncdb=True, verbosity=0)
    tree = trees.build_site_tree()
    own = apps.get_model("meals", "MealsNoticePage")
    hub = make_hub(tree.alpha_home)
    parts = (allergies(), sharing(recipient("Greenfork")), section("security", heading="Safe", measures="Locks."))
    return SimpleNamespace(
        hub=hub,
        notice=make_notice(hub, *parts, live=False),
        own=make_notice(hub, *parts, model=own, slug="meals", title="Meals", contract="C 17", live=False),
    )


def saved(editor: Client, page: Any, form: dict[str, Any]) -> Any:
    """``page`` after its form was sent; fails with what the form refused."""
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", form)
    assert answer.status_code == 302, refusal(answer)
    return type(page).objects.get(pk=page.pk)


def refusal(answer: Any) -> Any:
    form = answer.context["form"] if answer.context and "form" in answer.context else SimpleNamespace(errors={})
    return form.errors or answer.status_code


def blocks_of(editor: Client, form: str) -> str:
    """The page with the form, and the script that it asks for with the definition of its blocks."""
    found = re.search(r'src="(/privacy-blocks/[^"]+)"', form)
    assert found
    return form + editor.get(found[1]).content.decode("unicode_escape")
