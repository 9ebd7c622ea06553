"""A hundred thousand scheduled objects: only the rows that are due are read."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.deep import deep
from tests.queries import query_count
from tests.trees import SiteTree
from tests.worklist.things import TODAY, forget_missing
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.worklist.collecting import collect

pytestmark = pytest.mark.django_db

ROWS, DUE = deep(100_000, 20_000), 300
INDEX = "wp_schedule_remind"


@pytest.fixture
def schedules(site_tree: SiteTree) -> None:
    """So many schedules of Alpha School, few of them due."""
    forget_missing()
    kind = ContentType.objects.get_for_model(Organisation)

    def made(number: int) -> ReviewSchedule:
        day = TODAY + dt.timedelta(days=-5 if number < DUE else 100 + number % 300)
        return ReviewSchedule(
            content_type=kind,
            object_id=str(number),
            organisation=site_tree.alpha,
            title=f"Object {number}",
            source="rule",
            due_from=day,
            due_on=day,
            remind_on=day - dt.timedelta(days=30),
        )

    ReviewSchedule.objects.bulk_create((made(number) for number in range(ROWS)), batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(queryset: Any) -> str:
    sql, params = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{sql}", params)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_only_due_rows_are_read_in_at_most_ten_queries(schedules: None, site_tree: SiteTree) -> None:
    due = ReviewSchedule.objects.due(TODAY)
    assert INDEX in plan(due)
    organisations = list(Organisation.objects.with_people())
    assert len(collect(organisations, TODAY)) == DUE
    assert query_count(lambda: collect(organisations, TODAY, with_people=True)) == 2
    statements = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        collect(organisations, TODAY)
    sql, params = next(statement for statement in statements if "UNION ALL" in statement[0])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{sql}", params)
        steps = "\n".join(str(row) for row in cursor.fetchall())
    assert INDEX in steps
