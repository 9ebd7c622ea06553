from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

collect_ignore_glob = [] if apps.is_installed("wagtail_privacy.translations") else ["test_*.py"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """wagtail-localize asks which migrations have been applied; these tests run without any."""
    with django_db_blocker.unblock():
        MigrationRecorder(connection).ensure_schema()
