"""How tests with real commits share the work and the database with all others, as a pytest plugin.

Such a test empties the tables when it ends. With ``--dist=loadgroup``, as ``make test`` has it, one worker runs them
all, while the others roll back. The tests of a file stay together, those that read the demo do so on one worker, and
those marked ``deep`` go where there is time.
"""

from collections.abc import Generator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase
from xdist.scheduler import LoadGroupScheduling

COMMITTING, ALONE, DEMO = "commits", "alone", "demo"

# What Django makes of the models after a flush, which takes longer than emptying the tables.
LASTING = (ContentType, Permission)


class ByFile(LoadGroupScheduling):
    """Deals out the tests of a file, unless their group says otherwise."""

    def _split_scope(self, nodeid: str) -> str:
        group = super()._split_scope(nodeid)
        if group == ALONE:
            return nodeid
        return group.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """In the process that deals out the tests."""
    return ByFile(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if commits(item):
            item.add_marker(pytest.mark.xdist_group(COMMITTING))
        elif item.get_closest_marker("deep"):
            item.add_marker(pytest.mark.xdist_group(ALONE))
        elif "demo" in getattr(item, "fixturenames", ()):
            # Loading the demo takes half a minute, which one worker spends for all.
            item.add_marker(pytest.mark.xdist_group(DEMO))


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
