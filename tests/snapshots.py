"""Fixtures that are built once a worker: afterwards the rows that they wrote are put back as they were.

``@replayed`` stands below ``@pytest.fixture``, on a fixture that only writes to the database and answers with models
or plain data. What it writes depends on nothing but the fixtures that it asks for, the settings and the
day. Where anything else has been written before it in the same test, it is built as any fixture is.

Each test still has its own transaction, and the rows are those that the product wrote, keys included.
"""

import functools
import io
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, models, transaction
from django.utils import timezone

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

Rows = dict[str, dict[str, tuple[str, ...]]]
"""Of each table the rows by primary key, every value written as SQL."""

Built = tuple[str, ...]
"""The fixtures that made all that is in the tables, in order."""

Circumstances = tuple[Any, ...]

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "PRAGMA")
# The running server adds its own name to it, and no row depends on that.
IRRELEVANT_SETTINGS = frozenset({"ALLOWED_HOSTS"})


@dataclass(frozen=True)
class Snapshot:
    """What one fixture wrote after certain others, what it answered, and all rows that there were in the end."""

    statements: tuple[str, ...]
    answer: bytes
    rows: Rows


@dataclass
class State:
    """What made the rows that there are while a test is set up: None after any other write."""

    built: Built | None = None


_state = State()
_taken: dict[tuple[Circumstances, Built], Snapshot] = {}


@contextmanager
def watched() -> Iterator[None]:
    """Around one test, which starts with nothing in the tables."""
    _state.built = ()
    with connection.execute_wrapper(_note_writes):
        yield


def _note_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    statement = sql.lstrip("( \n").upper()
    if not statement.startswith(READS):
        _state.built = None
    if statement.startswith("TRUNCATE"):
        # A flush may start the keys again from one: those that are kept here would be given twice.
        _taken.clear()
    return execute(sql, params, many, context)


def replayed(build: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Decorate the function of a fixture; see the module."""
    name = f"{build.__module__}.{build.__qualname__}"

    @functools.wraps(build)
    def replay(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        before = _state.built
        if before is None:
            return build(*args, **kwargs)
        circumstances = _circumstances()
        if before and (circumstances, before) not in _taken:
            return build(*args, **kwargs)
        known = _models_in([*args, *kwargs.values()])
        built = (*before, name)
        if (circumstances, built) in _taken:
            answer = _put_back(_taken[circumstances, built], known)
        else:
            earlier = _taken[circumstances, before].rows if before else _rows()
            # What waits for a commit is done in the first test only; its rows are taken like the others.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                answer = build(*args, **kwargs)
                rows = _rows()
                snapshot = Snapshot(tuple(_statements(earlier, rows)), _dumped(answer, known), rows)
                _taken[circumstances, built] = snapshot
                if connection.in_atomic_block:
                    transaction.set_rollback(True)
            if connection.in_atomic_block:
                # As in every later test, so that a test says the same wherever it stands in the order.
                answer = _put_back(snapshot, known)
        _state.built = built
        return answer

    return replay


def _circumstances() -> Circumstances:
    """What a fixture depends on although it does not ask for it.

    Within a transaction nothing is done that waits for the commit. A flush gives new keys to the types of content.
    """
    return (
        connection.in_atomic_block,
        ContentType.objects.get_for_model(ContentType).pk,
        timezone.localdate(),
        _overridden(),
    )


def _overridden() -> tuple[tuple[str, str], ...]:
    changed: dict[str, str] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {name: repr(value) for name, value in vars(holder).items() if name.isupper()} | changed
        holder = holder.default_settings
    return tuple(sorted((name, value) for name, value in changed.items() if name not in IRRELEVANT_SETTINGS))


def _models_in(values: Iterable[Any]) -> list[models.Model]:
    """The models that a fixture is given, those in dataclasses included, each once."""
    found: dict[int, models.Model] = {}
    for value in values:
        if isinstance(value, models.Model):
            found[id(value)] = value
        elif is_dataclass(value):
            found |= {id(model): model for model in _models_in(getattr(value, one.name) for one in fields(value))}
        elif isinstance(value, list | tuple):
            found |= {id(model): model for model in _models_in(value)}
    return list(found.values())


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, known: list[models.Model]) -> None:
        super().__init__(file)
        self._places = {id(model): place for place, model in enumerate(known)}

    def persistent_id(self, obj: Any) -> int | None:
        return self._places.get(id(obj))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, known: list[models.Model]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, pid: int) -> models.Model:
        return self._known[pid]


def _dumped(answer: Any, known: list[models.Model]) -> bytes:
    """The answer, and what the fixture made of the models that it was given."""
    file = io.BytesIO()
    _Pickler(file, known).dump((answer, [vars(model) for model in known]))
    return file.getvalue()


def _put_back(snapshot: Snapshot, known: list[models.Model]) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and snapshot.statements:
            cursor.execute(";".join(snapshot.statements))
        else:
            for statement in snapshot.statements:
                cursor.execute(statement)
    cache.clear()
    answer, states = _Unpickler(io.BytesIO(snapshot.answer), known).load()
    for model, state in zip(known, states, strict=True):
        vars(model).clear()
        vars(model).update(state)
    return answer


@functools.cache
def _columns() -> dict[str, tuple[str, ...]]:
    """Of each table its columns, the primary key first."""
    return {
        model._meta.db_table: tuple(
            one.column
            for one in sorted(model._meta.local_concrete_fields, key=lambda one: not one.primary_key)
            if not getattr(one, "generated", False)
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    }


def _rows() -> Rows:
    literal = 'quote_nullable("{}"::text)' if connection.vendor == "postgresql" else 'quote("{}")'
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table, columns in _columns().items():
            cursor.execute(f'SELECT {", ".join(map(literal.format, columns))} FROM "{table}"')
            rows[table] = {row[0]: row for row in cursor.fetchall()}
    return rows


def _statements(before: Rows, after: Rows) -> Iterator[str]:
    """SQL that makes the rows ``after`` of the rows ``before``."""
    for table, columns in _columns().items():
        old, new = before[table], after[table]
        key = columns[0]
        if gone := old.keys() - new.keys():
            yield f'DELETE FROM "{table}" WHERE "{key}" IN ({", ".join(sorted(gone))})'
        for value in old.keys() & new.keys():
            if old[value] != new[value]:
                changes = ", ".join(f'"{name}" = {to}' for name, to in zip(columns, new[value], strict=True))
                yield f'UPDATE "{table}" SET {changes} WHERE "{key}" = {value}'
        if added := [f"({', '.join(row)})" for value, row in new.items() if value not in old]:
            names = ", ".join(f'"{name}"' for name in columns)
            yield f'INSERT INTO "{table}" ({names}) VALUES {", ".join(added)}'
