"""Which version is visible on a day: ours for many notices and for one long one, beside a bare window function in SQL.

Run as ``python -m benchmarks.visible [rounds]``. One process, the jobs in turn; whole time, since the database works.
``DATABASE_URL`` chooses the database. Aim: at most 2 times the bare query, for 43,750 versions of 4,375 notices and for
one notice with 1,000 versions.
"""

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import ratio, set_up

ROUNDS = 15
NOTICES, VERSIONS, LONG = 4375, 10, 1000
TODAY = dt.date(2026, 6, 15)

BARE = """
SELECT id, page_id, number FROM (
    SELECT id, page_id, number, ROW_NUMBER() OVER (PARTITION BY page_id ORDER BY number DESC) AS turn
    FROM wagtail_privacy_noticeversion WHERE effective_day <= %s {where}
) ranked WHERE turn = 1
"""
"""The query without announcements, postponements and backdated versions."""


def make_versions() -> int:
    """Fill the table; gives the page of the long notice. The newest version of each is announced, some postpone."""
    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415

    def row(page_id: int, number: int, count: int) -> Any:
        begins = TODAY + dt.timedelta(days=30 * (number - count + 1))
        return NoticeVersion(
            page_id=page_id,
            number=number,
            kind="privacy_notice",
            audiences=["pupils"],
            language="en",
            title="How we use information",
            controller="School",
            effective_on=begins.isoformat(),
            effective_day=begins,
            change_size="minor",
            changes=["One recipient was added."],
            postpones_from=number - 1 if number % 100 == 99 else None,
            was_public=True,
            document={"text": "We use information about children. " * 60},
            digest="0" * 64,
            wording_digest="0" * 64,
            record_digest="0" * 64,
            chained_digest="0" * 64,
            published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            recorded_on=min(begins, TODAY),
        )

    rows = [row(page, number, VERSIONS) for page in range(1, NOTICES + 1) for number in range(1, VERSIONS + 1)]
    rows += [row(NOTICES + 1, number, LONG) for number in range(1, LONG + 1)]
    NoticeVersion.objects.bulk_create(rows, batch_size=500)
    return NOTICES + 1


def measure(name: str, ours: Callable[[], int], bare: Callable[[], int], rounds: int) -> None:
    """Print the medians and their ratio."""
    jobs = {"ours": ours, "bare SQL": bare}
    times: dict[str, list[float]] = {job: [] for job in jobs}
    counts = {job: run() for job, run in jobs.items()}
    for _ in range(rounds):
        for job, run in jobs.items():
            start = time.perf_counter()
            run()
            times[job].append((time.perf_counter() - start) * 1000)
    medians = {job: statistics.median(values) for job, values in times.items()}
    print(f"{name}: median of {rounds} rounds in turn")
    for job, median in medians.items():
        print(f"  {job:<9} {median:8.2f} ms, {counts[job]} rows")
    print(f"  ratio {ratio(times['ours'], times['bare SQL']):.2f} (aim: at most 2)")


def main() -> None:
    """Fill the database, measure, print."""
    set_up()
    from django.db import connection, transaction  # noqa: PLC0415

    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS

    def ours(**where: Any) -> int:
        rows = NoticeVersion.objects.filter(**where).visible_on(TODAY)
        return len(list(rows.values_list("pk", "page_id", "number")))

    def bare(where: str = "", *parameters: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(BARE.format(where=where), [TODAY, *parameters])
            return len(cursor.fetchall())

    with transaction.atomic():
        page_id = make_versions()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE wagtail_privacy_noticeversion")
        print(f"Visible on a day, on {connection.vendor}")
        measure(f"{NOTICES * VERSIONS:,} versions of {NOTICES:,} notices", ours, bare, rounds)
        measure(
            f"one notice with {LONG:,} versions",
            lambda: NoticeVersion.objects.in_force_on(page_id, TODAY) is not None,
            lambda: bare("AND page_id = %s", page_id),
            # A job of a millisecond is repeated, so that a single slow run does not decide the figure.
            rounds * 20,
        )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
