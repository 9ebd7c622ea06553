"""What became of each version: without a database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from wagtail_privacy.versions.history import State, history

TODAY = dt.date(2026, 6, 15)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def version(number: int, effective: str, published: str = "", withdraws: int | None = None, **fields: Any) -> Any:
    at = dt.datetime.combine(day(published or effective), dt.time(12), tzinfo=dt.UTC)
    return SimpleNamespace(
        number=number,
        effective_day=day(effective),
        published_at=at,
        withdraws_from=withdraws,
        **{"is_past": False} | fields,
    )


IN_FORCE, ANNOUNCED, REPLACED, WITHDRAWN, RECORDED = State


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([], []),
        ([version(1, "01-01")], [(IN_FORCE, None)]),
        ([version(1, "07-01", "06-01")], [(ANNOUNCED, None)]),
        ([version(1, "01-01"), version(2, "03-01")], [(REPLACED, "03-01"), (IN_FORCE, None)]),
        ([version(1, "01-01"), version(2, "01-01")], [(REPLACED, "01-01"), (IN_FORCE, None)]),
        ([version(1, "01-01"), version(2, "07-01", "06-01")], [(IN_FORCE, "07-01"), (ANNOUNCED, None)]),
        # An announcement whose day came.
        ([version(1, "01-01"), version(2, "06-15", "05-01")], [(REPLACED, "06-15"), (IN_FORCE, None)]),
        # Two that were announced to come one after the other.
        (
            [version(1, "01-01"), version(2, "07-01", "06-01"), version(3, "08-01", "06-02")],
            [(IN_FORCE, "07-01"), (ANNOUNCED, "08-01"), (ANNOUNCED, None)],
        ),
        # Corrected before its day: the same day, another text.
        (
            [version(1, "01-01"), version(2, "07-01", "06-01"), version(3, "07-01", "06-02")],
            [(IN_FORCE, "07-01"), (WITHDRAWN, None), (ANNOUNCED, None)],
        ),
        # Put off: the same text, a later day.
        (
            [version(1, "01-01"), version(2, "07-01", "06-01"), version(3, "08-01", "06-02", withdraws=2)],
            [(IN_FORCE, "08-01"), (WITHDRAWN, None), (ANNOUNCED, None)],
        ),
        # Corrected on its own day: it applied for some hours.
        (
            [version(1, "01-01"), version(2, "06-15", "06-01"), version(3, "06-15")],
            [(REPLACED, "06-15"), (REPLACED, "06-15"), (IN_FORCE, None)],
        ),
        # Recorded later, in any order of numbers; the first publication ends the last of them.
        (
            [
                version(1, "05-01"),
                version(2, "03-01", "06-01", is_past=True),
                version(3, "02-01", "06-01", is_past=True),
            ],
            [(IN_FORCE, None), (RECORDED, "05-01"), (RECORDED, "03-01")],
        ),
        # An announcement that was withdrawn ends nothing.
        (
            [
                version(1, "07-01", "06-01"),
                version(2, "08-01", "06-02", withdraws=1),
                version(3, "02-01", "06-03", is_past=True),
            ],
            [(WITHDRAWN, None), (ANNOUNCED, None), (RECORDED, "08-01")],
        ),
    ],
)
def test_what_became_of_each(versions: list[Any], expected: list[tuple[State, str | None]]) -> None:
    wanted = [(state, day(until) if until else None) for state, until in expected]
    assert [(row.state, row.until) for row in history(versions, TODAY)] == wanted
    newest_first = history(versions[::-1], TODAY)
    assert [(row.state, row.until) for row in newest_first] == wanted[::-1]


def test_an_announcement_of_which_another_follows_is_replaced_when_its_time_is_over() -> None:
    rows = history([version(1, "07-01", "06-01"), version(2, "08-01", "06-02")], day("09-01"))
    assert [(row.state, row.until) for row in rows] == [(REPLACED, day("08-01")), (IN_FORCE, None)]
