"""Django's own ``flush``, past the triggers that keep versions.

SQLite empties a table with DELETE, which the triggers refuse; PostgreSQL with TRUNCATE, which they do not see. The
tests of a host flush after every ``TransactionTestCase``. The command of any installed app goes before Django's.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from wagtail_privacy.versions import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        database = options["database"]
        if connections[database].vendor != "sqlite":
            super().handle(**options)
            return
        with triggers.suspended(database):
            super().handle(**options)
