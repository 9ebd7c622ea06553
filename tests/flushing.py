"""How tests with real commits share the work and the database with all others, as a pytest plugin.

Such a test empties the tables when it ends. With ``--dist=loadgroup``, as ``make test`` has it, the tests of a file
stay together and go to the first worker that is free; those that read the demo share one. Files with real commits come
first, browser journeys among them: they take longest, and no worker is to be left with them at the end. Which tests go
together is told by their files alone: pytest 9.2 no longer takes the names that xdist 3.8 gives to groups.
"""

import functools
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase
from xdist.scheduler import LoadGroupScheduling

PROJECT = Path(__file__).resolve().parent.parent
DEMO = "demo"

# What Django makes of the models after a flush, which takes longer than emptying the tables.
LASTING = (ContentType, Permission)


class ByFile(LoadGroupScheduling):
    """Deals out the tests of a file, and all that read the demo at once: loading it takes half a minute."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return DEMO if reads_the_demo(file) else file


@functools.cache
def reads_the_demo(file: str) -> bool:
    """Whether a test of this file, by its path in the project, asks for the demo."""
    path = PROJECT / file
    return path.is_file() and "demo: Demo" in path.read_text(encoding="utf-8")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """In the process that deals out the tests."""
    if config.getvalue("dist") != "loadgroup":
        return None
    # The order of the tests says what is dealt out first, not how many there are in a file.
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """After pytest-django, which puts tests with real commits last."""
    if getattr(config.option, "loadgroup", False):
        sizes = Counter(item.path for item in items)
        items.sort(key=lambda item: (not commits(item), -sizes[item.path], item.path))


def commits(item: pytest.Item) -> bool:
    """Whether the test writes outside a transaction."""
    marker = item.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        return True
    return not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def _quick_flush(request: pytest.FixtureRequest) -> Generator[None]:
    """Empty the tables in one statement where the database can do so.

    Without a cluster of our own (see :mod:`tests.postgres`) the account may not be allowed to pass the triggers.
    """
    flush = TransactionTestCase._fixture_teardown

    def empty_tables(case: TransactionTestCase) -> None:
        is_plain = case.available_apps is None and not case.serialized_rollback
        if connection.vendor == "postgresql" and is_plain and _has_lasting_rows():
            _empty_tables()
        else:
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


def _has_lasting_rows() -> bool:
    """Whether the test has flushed nothing itself."""
    return Permission.objects.exists() and ContentType.objects.count() >= len(apps.get_models())


def _empty_tables() -> None:
    lasting = {model._meta.db_table for model in LASTING}
    tables = [name for name in connection.introspection.django_table_names() if name not in lasting]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))
        filled = [name for (name,) in cursor.fetchall()]
        # Past foreign keys, and past the triggers that keep versions.
        deletions = "".join(f'DELETE FROM "{name}";' for name in filled)
        cursor.execute(f"SET session_replication_role = replica; {deletions} SET session_replication_role = origin")
