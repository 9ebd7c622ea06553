"""Notices with several versions, and ways to change what is stored past every guard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tests.notice_factories import entries, make_notice, recipient, section
from wagtail_privacy.versions import triggers
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.purges import purge_version
from wagtail_privacy.versions.verification import Fault, Report, published_numbers, stored_links, verify

TABLE = NoticeVersion._meta.db_table
MIDDLE = 2


def notice_with_versions(hub: Any, count: int = 3, **fields: Any) -> Any:
    """A notice with ``count`` versions, each of which refers to a recipient."""
    item = recipient(f"Recipient of {fields.get('slug', 'pupils')}")
    page = make_notice(
        hub, section("recipients", heading="Sharing", recipients=entries({"recipient": item.pk})), **fields
    )
    for number in range(2, count + 1):
        page.title = f"Version {number}"
        page.save_revision().publish()
        page.refresh_from_db()
    assert NoticeVersion.objects.for_page(page.pk).count() == count
    return page


def verified(**options: Any) -> Report:
    published = published_numbers(page_id=options.get("page_id"))
    return verify(stored_links(**options), published)


def tamper(sql: str, *parameters: Any) -> None:
    with triggers.suspended(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def named(report: Report) -> list[tuple[int, Fault]]:
    return [(broken.number, broken.fault) for broken in report.broken]


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what is done inside: many small attempts need one notice only."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def erased(page: Any, number: int = MIDDLE) -> NoticeVersion:
    version = NoticeVersion.objects.get(page_id=page.pk, number=number)
    purge_version(version, reason="By order", authority="County Court", reference="17/24")
    return version
