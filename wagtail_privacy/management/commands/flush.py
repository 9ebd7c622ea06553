"""Django's own ``flush``, with the triggers on append-only rows suspended.

SQLite empties a table with DELETE, which the triggers refuse; PostgreSQL with TRUNCATE, which fires no row trigger. The
tests of a host flush after every ``TransactionTestCase``. Commands of installed apps take precedence over Django's.
"""

from django.core.management.commands import flush
from django.db import DEFAULT_DB_ALIAS, connections

from wagtail_privacy.versions.record import triggers


class Command(flush.Command):
    def handle(self, *, database: str = DEFAULT_DB_ALIAS, **options: object) -> None:
        if connections[database].vendor != "sqlite":
            super().handle(database=database, **options)
            return
        with triggers.suspended(database):
            super().handle(database=database, **options)
