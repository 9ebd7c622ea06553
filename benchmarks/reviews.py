"""What it costs to find the reviews that are due among very many, beside the bare SQL.

Run as ``python -m benchmarks.reviews [scheduled]``, 100,000 unless given, of which 300 are due. Measured in turn, in
one run: the due schedules and all due reviews as work items, each beside the same SQL without anything that makes
objects of its rows. Aim: at most twice the time, with PostgreSQL (``DATABASE_URL``) and SQLite. To compare with, the
plainest query of the ORM: the keys of the same schedules and nothing else.
"""

import datetime as dt
import statistics
import sys

from benchmarks.measuring import milliseconds, ratio, set_up

SCHEDULED = 100_000
DUE = 300
ROUNDS = 9
BATCH = 5_000


def build(scheduled: int, today: dt.date) -> None:
    """So many schedules, the first of which are due; all of one school."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from wagtail.models import Page  # noqa: PLC0415

    from tests.trees import build_site_tree  # noqa: PLC0415
    from wagtail_privacy.reviews.models import ReviewSchedule  # noqa: PLC0415

    tree = build_site_tree()
    page = ContentType.objects.get_for_model(Page)
    rows = (
        ReviewSchedule(
            content_type=page,
            object_id=str(1_000_000 + number),
            organisation=tree.alpha,
            title=f"Notice {number}",
            source="rule",
            due_from=day,
            due_on=day,
            remind_on=day - dt.timedelta(days=30),
        )
        for number in range(scheduled)
        for day in [today + dt.timedelta(days=10 if number < DUE else 60 + number % 300)]
    )
    ReviewSchedule.objects.bulk_create(rows, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    scheduled = int(sys.argv[1]) if len(sys.argv) > 1 else SCHEDULED
    set_up()
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from wagtail_privacy.reviews.models import ReviewSchedule  # noqa: PLC0415
    from wagtail_privacy.reviews.work import ReviewWork  # noqa: PLC0415
    from wagtail_privacy.work_items import as_work_row  # noqa: PLC0415

    today = dt.date(2026, 6, 15)
    build(scheduled, today)
    source = ReviewWork()
    print(f"{scheduled} scheduled, {DUE} due, {connection.vendor}")

    def found() -> int:
        return sum(source.work_item(as_work_row(row), today) is not None for row in source.rows(today))

    assert found() == DUE
    with CaptureQueriesContext(connection) as captured:
        found()
    print(f"  work items: {len(captured)} query")
    work = captured.captured_queries[-1]["sql"]
    with CaptureQueriesContext(connection) as captured:
        assert len(ReviewSchedule.objects.due(today)) == DUE
    scan = captured.captured_queries[-1]["sql"]
    keys_only = ReviewSchedule.objects.filter(is_active=True, remind_on__lte=today).values_list("pk")
    with CaptureQueriesContext(connection) as captured:
        assert len(keys_only) == DUE
    plainest = captured.captured_queries[-1]["sql"]

    def bare(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()

    for label, job, sql in (
        ("their keys and nothing else", lambda: list(keys_only.all()), plainest),
        ("due schedules", lambda: list(ReviewSchedule.objects.due(today)), scan),
        ("their rows", lambda: list(source.rows(today)), work),
        ("their rows with all texts", found, work),
    ):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(milliseconds(job))
            theirs.append(milliseconds(lambda sql=sql: bare(sql)))
        print(
            f"  {label}: {statistics.median(ours):.1f} ms, bare SQL {statistics.median(theirs):.1f} ms, ratio ", end=""
        )
        print(f"{ratio(ours, theirs):.2f} (aim: at most 2)")


if __name__ == "__main__":
    main()
