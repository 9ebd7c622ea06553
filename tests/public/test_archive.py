"""From when to when versions apply: pure, and equal to what the database answers."""

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents_samples import minimal_document
from tests.public.stored import version
from wagtail_privacy.public.archive import Archive, State, absences, timeline
from wagtail_privacy.versions.models import NoticeVersion

TODAY = dt.date(2026, 6, 15)
SAID = minimal_document()
PAGES = itertools.count(1000)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def row(number: int, since: str, **fields: Any) -> NoticeVersion:
    return version(1, number, SAID, effective_day=day(since), **fields)


def archive(*rows: NoticeVersion) -> Archive:
    return Archive.of(rows, TODAY)


def states(found: Archive) -> list[tuple[int, str, str, int | None, int | None]]:
    return [(one.number, one.state.value, one.until, one.follower, one.before) for one in found.versions]


def test_each_version_applies_until_the_day_before_the_next() -> None:
    found = archive(row(1, "2020-09-01"), row(2, "2021-09-01"), row(3, "2026-09-01"))
    assert states(found) == [
        (3, "announced", "", None, 2),
        (2, "in_force", "2026-08-31", 3, 1),
        (1, "ended", "2021-08-31", 2, None),
    ]
    assert found.current.number == 2
    assert [
        found.on(day(text)) and found.on(day(text)).number for text in ("2020-08-31", "2020-09-01", "2027-01-01")
    ] == [
        None,
        1,
        3,
    ]


def test_where_only_the_month_is_known_no_day_is_made_up() -> None:
    found = archive(
        row(1, "2018-05-01", effective_on="2018-05"),
        row(2, "2025-09-01", effective_on="2025-09"),
        row(3, "2026-01-01", effective_on="2026"),
    )
    assert [(one.since, one.until) for one in found.versions] == [
        ("2026", ""),
        ("2025-09", "2026"),
        ("2018-05", "2025-09"),
    ]


def test_a_version_whose_day_another_one_takes_never_applies() -> None:
    found = archive(row(1, "2020-09-01"), row(2, "2021-09-01"), row(3, "2021-09-01"), row(4, "2021-03-01"))
    assert states(found) == [
        (4, "in_force", "", None, 1),
        (3, "replaced", "", 4, 2),
        (2, "corrected", "", 3, 1),
        (1, "ended", "2021-02-28", 4, None),
    ]
    assert found.oldest.number == 1


def test_an_announcement_that_is_put_off() -> None:
    found = archive(row(1, "2020-09-01"), row(2, "2026-09-01"), row(3, "2026-10-01", postpones_from=2))
    assert states(found) == [
        (3, "announced", "", None, 1),
        (2, "taken_back", "", 3, 1),
        (1, "in_force", "2026-09-30", 3, None),
    ]
    assert found.versions[0].compared == 2


def test_before_the_first_version_applies_it_is_what_readers_see() -> None:
    found = archive(row(1, "2026-09-01"), row(2, "2026-12-01"))
    assert found.current.number == 1
    assert found.on(TODAY) is None


def test_versions_recorded_later_come_last_and_by_their_day() -> None:
    past = {"is_backdated": True}
    found = archive(
        row(1, "2020-09-01"), row(2, "2016-01-01", **past), row(3, "2014-01-01", **past), row(4, "2016-01-01", **past)
    )
    assert states(found) == [
        (1, "in_force", "", None, 4),
        (4, "ended", "2020-08-31", 1, 3),
        (2, "corrected", "", 4, 3),
        (3, "ended", "2015-12-31", 4, None),
    ]
    assert found.current.number == 1
    assert found.versions[0].compared is None


def test_versions_recorded_later_are_never_current() -> None:
    found = archive(row(1, "2016-01-01", is_backdated=True))
    assert found.current is None
    assert found.versions[0].state == State.IN_FORCE


def test_none_at_all() -> None:
    found = archive()
    assert not found
    assert (found.current, found.oldest, found.on(TODAY), found.get(None)) == (None, None, None, None)


def test_what_the_sentences_compare_with() -> None:
    found = archive(row(1, "2020-09-01"), row(2, "2026-09-01", changes=["A"]), row(3, "2026-09-01", changes=["B"]))
    newest, older, first = found.versions
    assert (newest.before, newest.compared, newest.is_compared_elsewhere) == (1, 2, True)
    assert not older.is_compared_elsewhere
    assert not first.is_compared_elsewhere


def test_damaged_fields_break_nothing() -> None:
    damaged = row(1, "2020-09-01", effective_on="soon", approved_on="never", changes={"no": "list"})
    one = archive(damaged, row(2, "2021-09-01", effective_on="?")).get(1)
    assert one is not None
    assert (one.since, one.until, one.approved_on, one.sentences) == ("2020-09-01", "2021-08-31", "", ())


@pytest.mark.django_db
@given(
    rows=st.lists(
        st.tuples(st.integers(-20, 20), st.booleans(), st.one_of(st.none(), st.integers(1, 6))), min_size=1, max_size=6
    )
)
def test_it_says_what_the_database_says(rows: list[tuple[int, bool, int | None]]) -> None:
    page_id = next(PAGES)
    stored = [
        version(
            page_id,
            number,
            SAID,
            effective_day=TODAY + dt.timedelta(days=offset),
            is_backdated=is_backdated,
            postpones_from=taken if taken and taken < number and not is_backdated else None,
        )
        for number, (offset, is_backdated, taken) in enumerate(rows, start=1)
    ]
    NoticeVersion.objects.bulk_create(stored)
    found = Archive.of(NoticeVersion.objects.for_page(page_id), TODAY)
    for offset in (-21, -7, 0, 7, 21):
        asked = TODAY + dt.timedelta(days=offset)
        expected = NoticeVersion.objects.in_force_on(asked).filter(page_id=page_id).first()
        here = found.on(asked)
        assert (here.number if here else None) == (expected.number if expected else None)
    shown = NoticeVersion.objects.on_show([page_id], TODAY)[page_id]
    assert (found.current.number if found.current else None) == (shown.current.number if shown.current else None)
    assert [one.number for one in found.announced] == [one.number for one in shown.announced]


class TestAbsences:
    @staticmethod
    def event(kind: str, text: str, pk: int = 1) -> Any:
        return SimpleNamespace(kind=kind, at=dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), pk=pk)

    def test_from_unpublished_to_published(self) -> None:
        events = [
            self.event("published", "2024-01-01T10:00"),
            self.event("published", "2024-03-05T10:00"),
            self.event("unpublished", "2024-03-01T10:00"),
            self.event("moved", "2024-03-02T10:00"),
            self.event("unpublished", "2024-05-01T10:00"),
            self.event("deleted", "2024-06-01T10:00"),
        ]
        found = absences(events)
        assert [(one.since, one.until) for one in found] == [("2024-05-01", ""), ("2024-03-01", "2024-03-05")]

    def test_only_whole_days_count(self) -> None:
        (gap,) = absences([self.event("unpublished", "2024-03-01T10:00"), self.event("published", "2024-03-03T10:00")])
        assert [gap.covers(day(f"2024-03-0{number}")) for number in (1, 2, 3)] == [False, True, False]

    def test_one_that_lasts(self) -> None:
        (gap,) = absences([self.event("deleted", "2024-03-01T10:00")])
        assert (gap.covers(day("2024-03-01")), gap.covers(day("2034-03-01"))) == (False, True)

    def test_days_are_those_of_the_website(self) -> None:
        (gap,) = absences([self.event("unpublished", "2024-06-30T23:30")])
        assert gap.since == "2024-07-01"

    def test_they_stand_between_versions_in_the_order_of_time(self) -> None:
        found = archive(row(1, "2020-09-01"), row(2, "2022-09-01"), row(3, "2016-01-01", is_backdated=True))
        gaps = absences(
            [
                self.event("unpublished", "2021-03-01T10:00"),
                self.event("published", "2021-04-01T10:00"),
                self.event("unpublished", "2019-03-01T10:00"),
                self.event("published", "2019-04-01T10:00"),
                self.event("unpublished", "2023-03-01T10:00"),
            ]
        )
        listed = [one.number if one else gap.since for one, gap in timeline(found.versions, gaps)]
        assert listed == ["2023-03-01", 2, "2021-03-01", 1, "2019-03-01", 3]
        assert [gap.since for _one, gap in timeline((), gaps)] == ["2023-03-01", "2021-03-01", "2019-03-01"]
