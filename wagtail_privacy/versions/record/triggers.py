"""Database triggers that refuse to change or delete append-only rows, also past Django.

Installed after every ``migrate`` on PostgreSQL and SQLite. The one change that they let through empties a version that
has a tombstone; see :mod:`wagtail_privacy.versions.record.purges`. PostgreSQL's ``TRUNCATE`` fires no row trigger:
whoever owns the table can still use it, since tests of hosts flush with it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections, models, router, transaction
from pydantic import JsonValue

from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge, VersionReference, VersionRelease

if TYPE_CHECKING:
    from django.db.migrations import Migration

_append_only: list[type[models.Model]] = [NoticeVersion, VersionReference, NoticeEvent, VersionPurge, VersionRelease]

ERASED_VALUES: Mapping[str, JsonValue] = {
    "document": {"purged": True},
    "title": "",
    "summary": "",
    "change_note": "",
    "changes": [],
    "cause": {},
    "override_reason": "",
}
"""The values that an erasure leaves in these fields of a version; every other field stays as it was."""

GUIDE = "docs/how-to/erase-a-version.md"

VENDORS = frozenset({"postgresql", "sqlite"})

_NAME = "wagtail_privacy_keep"

_POSTGRESQL_BODY = """
DECLARE
    has_tombstone boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS = 1 THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I WHERE version_id = $1)', TG_TABLE_SCHEMA, TG_ARGV[0])
            INTO has_tombstone USING OLD.id;
        IF has_tombstone AND to_jsonb(NEW) = to_jsonb(OLD) || '$erased'::jsonb THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of the table % are kept for good: % refused. See $guide.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
""".replace("$guide", GUIDE).replace("$erased", json.dumps(ERASED_VALUES))


def register_append_only(model: type[models.Model]) -> None:
    """Guard the table of ``model`` as well; called when the app is ready. Registering it again changes nothing."""
    if model not in _append_only:
        _append_only.append(model)


def append_only_models() -> tuple[type[models.Model], ...]:
    """The models whose tables are guarded, in the order in which they were registered."""
    return tuple(_append_only)


def supported(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether there are triggers for this kind of database."""
    return connections[using].vendor in VENDORS


def unguarded(using: str) -> bool:
    """Whether this database holds versions without there being triggers for its kind."""
    return not supported(using) and any(router.allow_migrate_model(using, model) for model in _append_only)


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the triggers that are missing or of an earlier release. Does nothing where all are in place.

    Only for tables that exist; does nothing for a database without triggers of ours (see :func:`supported`).
    """
    tables = _tables(using)
    if tables and supported(using):
        with transaction.atomic(using=using):
            _INSTALLERS[connections[using].vendor](using, tables)


def missing(using: str = DEFAULT_DB_ALIAS) -> tuple[str, ...]:
    """The tables that are not, or not fully, guarded; all of them for a database without triggers of ours."""
    tables = _tables(using)
    if not supported(using):
        return tuple(tables)
    installed = _FINDERS[connections[using].vendor](using)
    return tuple(table for table, model in tables.items() if not _expected(using, table, model) <= installed)


@contextmanager
def suspended(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Lift the triggers inside, in one transaction: for a data migration that has to rewrite what is kept.

    They are restored when the block ends; after an error the rollback restores them. Other connections stay guarded:
    their writes wait for the end of the transaction. A nested block leaves them to the outer block.
    """
    guarded = [table for table in _tables(using) if table not in missing(using)] if supported(using) else []
    with transaction.atomic(using=using):
        _switch(using, guarded, on=False)
        yield
        _switch(using, guarded, on=True)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop the triggers: before SQLite rebuilds a table that one of them reads."""
    if connections[using].vendor == "sqlite":
        _drop_sqlite(using, _installed_sqlite(using))


def before_migrate(*, using: str, plan: "list[tuple[Migration, bool]] | None" = None, **kwargs: object) -> None:
    """Receiver of ``pre_migrate``: SQLite cannot rebuild a table that a trigger reads, so the triggers are dropped."""
    label = NoticeVersion._meta.app_label
    if any(migration.app_label == label for migration, _backwards in plan or ()):
        remove(using)


def after_migrate(*, using: str, **kwargs: object) -> None:
    """Receiver of ``post_migrate``."""
    install(using)


def _tables(using: str) -> dict[str, type[models.Model]]:
    models_by_table = {
        model._meta.db_table: model for model in _append_only if router.allow_migrate_model(using, model)
    }
    existing = set(connections[using].introspection.table_names()) if models_by_table else set()
    return {table: model for table, model in models_by_table.items() if table in existing}


def _expected(using: str, table: str, model: type[models.Model]) -> set[tuple[str, str]]:
    if connections[using].vendor == "sqlite":
        return set(_statements_sqlite(using, table, model).items())
    return {(_NAME, table)}


def _switch(using: str, tables: list[str], *, on: bool) -> None:
    connection = connections[using]
    if not tables:
        return
    if connection.vendor == "sqlite":
        if on:
            install(using)
        else:
            remove(using)
        return
    # PostgreSQL alters no table with checks still to be made at the end of the transaction.
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" {"ENABLE" if on else "DISABLE"} TRIGGER {_NAME}')


def _install_postgresql(using: str, tables: Mapping[str, type[models.Model]]) -> None:
    installed = _installed_postgresql(using)
    wanted = [table for table in tables if (_NAME, table) not in installed]
    if not wanted:
        return
    allowed: dict[type[models.Model], str] = {NoticeVersion: f"'{VersionPurge._meta.db_table}'"}
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $body${_POSTGRESQL_BODY}$body$"
        )
        for table in wanted:
            arguments = allowed.get(tables[table], "")
            cursor.execute(f'DROP TRIGGER IF EXISTS {_NAME} ON "{table}"')
            cursor.execute(
                f'CREATE TRIGGER {_NAME} BEFORE UPDATE OR DELETE ON "{table}" '
                f"FOR EACH ROW EXECUTE FUNCTION {_NAME}({arguments})"
            )


def _installed_postgresql(using: str) -> set[tuple[str, str]]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgname = %s AND t.tgenabled <> 'D' AND p.prosrc = %s "
            "AND pg_table_is_visible(c.oid)",
            [_NAME, _POSTGRESQL_BODY],
        )
        return {(name, table) for name, table in cursor.fetchall()}


def _install_sqlite(using: str, tables: Mapping[str, type[models.Model]]) -> None:
    installed = _installed_sqlite(using)
    wanted = {
        name: sql for table, model in tables.items() for name, sql in _statements_sqlite(using, table, model).items()
    }
    _drop_sqlite(using, {(name, sql) for name, sql in installed if wanted.get(name) != sql})
    with connections[using].cursor() as cursor:
        for name, sql in wanted.items():
            if (name, sql) not in installed:
                cursor.execute(sql)


def _installed_sqlite(using: str) -> set[tuple[str, str]]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{_NAME}%"])
        return {(name, sql) for name, sql in cursor.fetchall()}


def _drop_sqlite(using: str, triggers: set[tuple[str, str]]) -> None:
    with connections[using].cursor() as cursor:
        for name, _sql in sorted(triggers):
            cursor.execute(f'DROP TRIGGER "{name}"')


def _statements_sqlite(using: str, table: str, model: type[models.Model]) -> dict[str, str]:
    conditions = {
        "UPDATE": f"WHEN NOT ({_erases_sqlite(model)})" if model is NoticeVersion else "",
        "DELETE": "",
        # INSERT OR REPLACE takes away the row in its way without firing a trigger for it.
        "INSERT": f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {_same_row_sqlite(model)})',  # noqa: S608 - names of tables and columns only
    }
    return {
        f"{_NAME}_{operation.lower()}_{model._meta.model_name}": (
            f'CREATE TRIGGER "{_NAME}_{operation.lower()}_{model._meta.model_name}" BEFORE {operation} ON "{table}" '
            f"{condition} BEGIN SELECT RAISE(ABORT, "
            f"'Rows of the table {table} are kept for good: {operation} refused. See {GUIDE}.'); END"
        )
        for operation, condition in conditions.items()
    }


def _erases_sqlite(model: type[models.Model]) -> str:
    same = [
        f'NEW."{field.column}" IS OLD."{field.column}"'
        for field in model._meta.concrete_fields
        if field.name not in ERASED_VALUES
    ]
    erased = [
        f"NEW.\"{name}\" IS ''" if value == "" else f"json(NEW.\"{name}\") IS json('{json.dumps(value)}')"
        for name, value in ERASED_VALUES.items()
    ]
    tombstone = f'EXISTS (SELECT 1 FROM "{VersionPurge._meta.db_table}" WHERE "version_id" IS OLD."id")'  # noqa: S608
    return " AND ".join([tombstone, *same, *erased])


def _same_row_sqlite(model: type[models.Model]) -> str:
    keys = [[field.column] for field in model._meta.concrete_fields if field.unique]
    keys += [
        [model._meta.get_field(name).column for name in constraint.fields]  # type: ignore[union-attr]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    return " OR ".join(" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in keys)


_INSTALLERS: dict[str, Callable[[str, Mapping[str, type[models.Model]]], None]] = {
    "postgresql": _install_postgresql,
    "sqlite": _install_sqlite,
}
_FINDERS: dict[str, Callable[[str], set[tuple[str, str]]]] = {
    "postgresql": _installed_postgresql,
    "sqlite": _installed_sqlite,
}
