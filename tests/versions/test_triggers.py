"""The database itself refuses to change or delete what is kept."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command, get_commands
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.notice_factories import entries, forget_versions, make_hub, make_notice, recipient, section
from tests.reviews.reviewed_notices import review
from tests.snapshots import replayed
from tests.trees import build_site_tree
from wagtail_privacy.versions.events import record_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge, VersionReference, VersionRelease
from wagtail_privacy.versions.record import triggers

TABLES = [model._meta.db_table for model in triggers.append_only_models()]


@pytest.fixture
@replayed
def kept(db: None) -> None:
    """At least one row in each table that is kept."""
    page = make_notice(
        make_hub(build_site_tree().alpha_home),
        section("recipients", heading="Sharing", recipients=entries({"recipient": recipient().pk})),
    )
    version = NoticeVersion.objects.get(page_id=page.pk)
    record_event(page.pk, NoticeEvent.Kind.UNPUBLISHED, title=page.title)
    VersionPurge.objects.create(version=version, reason="Ordered", purged_at=timezone.now())
    VersionRelease.objects.create(version=version, released_at=timezone.now())
    review(page)


def execute(sql: str, *parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def rows(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
        return list(cursor.fetchall())


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ['UPDATE "{table}" SET id = id', 'DELETE FROM "{table}"'])
def test_changes_by_sql_are_refused_with_a_reason(kept: None, table: str, statement: str) -> None:
    before = rows(table)
    assert before
    with pytest.raises(IntegrityError, match=rf"{table}.*(UPDATE|DELETE) refused.*erase-a-version"):
        execute(statement.format(table=table))
    assert rows(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_replacing_a_row_is_refused(kept: None, table: str) -> None:
    before = rows(table)
    if connection.vendor == "sqlite":
        statement = f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"'
    else:
        statement = f'INSERT INTO "{table}" SELECT * FROM "{table}" ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id'
    with pytest.raises(IntegrityError, match="kept for good"):
        execute(statement)
    assert rows(table) == before


def test_replacing_a_version_by_its_number_is_refused(kept: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows on a conflict of any key")
    columns = [field.column for field in NoticeVersion._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{column}"' for column in columns)
    table = NoticeVersion._meta.db_table
    with pytest.raises(IntegrityError, match="INSERT refused"):
        execute(f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}"')


def test_raw_deletes_of_the_orm_are_refused(kept: None) -> None:
    for model in triggers.append_only_models():
        with pytest.raises(IntegrityError, match="kept for good"), transaction.atomic():
            model._default_manager.all()._raw_delete(using="default")


def test_triggers_allow_new_rows(kept: None) -> None:
    page_id = NoticeVersion.objects.get().page_id
    record_event(page_id, NoticeEvent.Kind.UNPUBLISHED, title="Again")
    assert NoticeEvent.objects.filter(title="Again").count() == 1


def erase(**changes: Any) -> None:
    values = {**triggers.ERASED_VALUES, **changes}
    assignments = ", ".join(f'"{name}" = %s' for name in values)
    parameters = [json.dumps(value) if isinstance(value, dict | list) else value for value in values.values()]
    execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET {assignments}', *parameters)


def test_a_version_with_a_tombstone_can_be_emptied(kept: None) -> None:
    erase()
    assert NoticeVersion.objects.values("document", "title", "changes").get() == {
        "document": {"purged": True},
        "title": "",
        "changes": [],
    }


def test_emptying_a_version_may_change_nothing_else(kept: None) -> None:
    before = rows(NoticeVersion._meta.db_table)
    version = NoticeVersion.objects.get()
    for field in NoticeVersion._meta.concrete_fields:
        with pytest.raises(IntegrityError, match="UPDATE refused"):
            erase(**{field.column: other_value(version, field)})
    assert rows(NoticeVersion._meta.db_table) == before


def other_value(version: NoticeVersion, field: Any) -> Any:
    """A value of the right type that ``version`` does not hold there."""
    if field.get_internal_type() == "BooleanField":
        return not getattr(version, field.attname)
    return {
        "JSONField": {"purged": False},
        "DateField": "1999-01-01",
        "DateTimeField": "1999-01-01 00:00:00+00:00",
        "UUIDField": "0f" * 16,
        "CharField": "x",
        "TextField": "x",
    }.get(field.get_internal_type(), 999)


def test_a_version_without_a_tombstone_cannot_be_emptied(site_tree: Any) -> None:
    make_notice(make_hub(site_tree.alpha_home))
    with pytest.raises(IntegrityError, match="UPDATE refused"):
        erase()


def test_all_tables_are_guarded_after_migrate(db: None) -> None:
    assert triggers.missing() == ()


def test_install_is_idempotent_and_restores_missing_triggers(kept: None) -> None:
    triggers.install()
    table = NoticeEvent._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER wagtail_privacy_keep_delete_noticeevent")
        else:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER wagtail_privacy_keep')
    assert triggers.missing() == (table,)
    triggers.install()
    assert triggers.missing() == ()
    with pytest.raises(IntegrityError, match="DELETE refused"):
        execute(f'DELETE FROM "{table}"')


def test_triggers_of_an_earlier_release_are_replaced(kept: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = "wagtail_privacy_keep_update_noticeversion"
            cursor.execute(f"DROP TRIGGER {name}")
            table = NoticeVersion._meta.db_table
            cursor.execute(f'CREATE TRIGGER {name} BEFORE UPDATE ON "{table}" BEGIN SELECT 1; END')
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION wagtail_privacy_keep() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN NEW; END $$"
            )
    assert NoticeVersion._meta.db_table in triggers.missing()
    triggers.install()
    assert triggers.missing() == ()
    with pytest.raises(IntegrityError, match="UPDATE refused"):
        execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET number = 7')


def test_suspended_lifts_and_restores_the_triggers(kept: None) -> None:
    with triggers.suspended():
        execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET title = %s', "Rewritten")
        with triggers.suspended():
            pass
        # The inner block has left them to this one.
        execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET number = %s', 7)
    assert NoticeVersion.objects.values_list("title", "number").get() == ("Rewritten", 7)
    assert triggers.missing() == ()
    with pytest.raises(IntegrityError):
        execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET number = 8')


def test_suspended_restores_the_triggers_after_an_error(kept: None) -> None:
    class MishapError(Exception):
        pass

    def rewrite() -> None:
        with triggers.suspended():
            execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET number = 7')
            raise MishapError

    with pytest.raises(MishapError):
        rewrite()
    assert triggers.missing() == ()
    assert NoticeVersion.objects.get().number == 1


def test_suspended_restores_the_triggers_after_a_failed_statement(kept: None) -> None:
    with pytest.raises(IntegrityError), triggers.suspended():
        execute(f'UPDATE "{NoticeVersion._meta.db_table}" SET digest = NULL')
    assert triggers.missing() == ()


def test_other_databases_get_no_triggers_and_a_warning(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "VENDORS", frozenset())
    triggers.install()
    assert triggers.unguarded("default")
    assert sorted(triggers.missing()) == sorted(TABLES)
    with triggers.suspended():
        pass


class Elsewhere:
    """Sends everything to another database."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return False


def test_a_database_without_our_tables_gets_no_triggers(db: None, settings: Any) -> None:
    settings.DATABASE_ROUTERS = [Elsewhere()]
    assert triggers.missing() == ()
    triggers.install()
    assert not triggers.unguarded("default")


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    yield
    assert triggers.missing() == ()


@pytest.mark.parametrize("attempt", ["writes", "starts empty"])
@pytest.mark.django_db(transaction=True)
def test_flushing_between_tests_works(emptied: None, attempt: str) -> None:
    assert not any(model._default_manager.exists() for model in triggers.append_only_models())
    make_notice(
        make_hub(build_site_tree().alpha_home),
        section("recipients", heading="Sharing", recipients=entries({"recipient": recipient().pk})),
    )
    assert NoticeVersion.objects.count() == 1
    assert VersionReference.objects.exists()
    with pytest.raises(IntegrityError, match="DELETE refused"):
        execute(f'DELETE FROM "{VersionReference._meta.db_table}"')


@pytest.mark.django_db(transaction=True)
def test_our_flush_command_behaves_like_that_of_django(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert get_commands()["flush"] == "wagtail_privacy"
    make_notice(make_hub(build_site_tree().alpha_home))
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    call_command("flush")
    assert "Flush cancelled" in capsys.readouterr().out
    assert NoticeVersion.objects.count() == 1
    assert triggers.missing() == ()
    call_command("flush", interactive=False, inhibit_post_migrate=True)
    assert NoticeVersion.objects.count() == 0
    assert triggers.missing() == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", triggers.append_only_models())
def test_a_migration_may_rebuild_a_table(model: Any) -> None:
    """As altering a field does on SQLite: the table goes, and with it what hangs on it."""
    make_notice(make_hub(build_site_tree().alpha_home))
    label = NoticeVersion._meta.app_label

    class Planned:
        app_label = label

    field = next(field for field in model._meta.concrete_fields if field.get_internal_type() == "CharField")
    wider = field.clone()
    wider.max_length = field.max_length + 1
    wider.set_attributes_from_name(field.name)
    wider.model = model
    triggers.before_migrate(using="default", plan=[(Planned, False)])
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(model, alter_fields=[(field, wider)])
        else:
            editor.alter_field(model, field, wider, strict=True)
    triggers.after_migrate(using="default")
    assert triggers.missing() == ()
    assert NoticeVersion.objects.count() == 1
    with pytest.raises(IntegrityError):
        execute(f'DELETE FROM "{NoticeVersion._meta.db_table}"')
    with connection.schema_editor() as editor:
        if connection.vendor != "sqlite":
            editor.alter_field(model, wider, field, strict=True)


def test_migrations_of_others_leave_the_triggers_in_place(db: None) -> None:
    class Planned:
        app_label = "another"

    triggers.before_migrate(using="default", plan=[(Planned, False)])
    triggers.before_migrate(using="default")
    assert triggers.missing() == ()


def test_forgetting_versions_in_tests_leaves_the_triggers_in_place(kept: None) -> None:
    forget_versions()
    assert not NoticeVersion.objects.exists()
    assert triggers.missing() == ()
