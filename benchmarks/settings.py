"""Settings of the benchmarks: the test site with the templates of a host, in memory or on ``DATABASE_URL``."""

import os
from pathlib import Path

import dj_database_url

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _INSTALLED_APPS
from tests.settings import TEMPLATES as _TEMPLATES

INSTALLED_APPS = ["benchmarks", *_INSTALLED_APPS]
TEMPLATES = [{**_TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL", "sqlite://:memory:"))}
# Nothing follows by itself: what follows is measured. Read once, when the first task is put away.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


class _NoMigrations(dict[str, None]):
    """Makes all tables straight from the models."""

    def __contains__(self, app: object) -> bool:
        return True

    def __missing__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _NoMigrations()
