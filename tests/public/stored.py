"""Stored versions and events for tests of what visitors read, made without publishing anything."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from tests.documents_samples import maximal_document
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.document import Document
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge


def version(page_id: int, number: int, content: Document | None = None, **fields: Any) -> NoticeVersion:
    """A version that is not stored yet: in force from 1 September of the year 2020 + ``number``."""
    document = content or maximal_document()
    day = fields.get("effective_day", dt.date(2020 + number, 9, 1))
    values = {
        "kind": document.kind,
        "audiences": [document.audience],
        "was_public": True,
        "language": document.language,
        "title": document.title,
        "summary": document.summary,
        "controller": document.controller.name,
        "effective_on": day.isoformat(),
        "effective_day": day,
        "change_size": "major",
        "document": document.model_dump(mode="json"),
        "digest": f"{page_id}-{number}",
        "chained_digest": f"{number:064x}",
        "published_at": dt.datetime.combine(day, dt.time(12), dt.UTC),
    }
    values |= fields
    values.setdefault("recorded_on", site_day(values["published_at"]))
    values.setdefault("wording_digest", values["digest"])
    return NoticeVersion(page_id=page_id, number=number, **values)


def add_version(page: Any, number: int, content: Document | None = None, **fields: Any) -> NoticeVersion:
    """Store a version of ``page``."""
    row = version(page.pk, number, content, **fields)
    row.save()
    return row


def add_versions(page: Any, numbers: Iterable[int], content: Document, **fields: Any) -> None:
    """Store many versions at once, a day apart."""
    first = dt.date(2020, 9, 1)
    NoticeVersion.objects.bulk_create(
        version(page.pk, number, content, effective_day=first + dt.timedelta(days=number), **fields)
        for number in numbers
    )


def add_event(page: Any, kind: str, at: dt.datetime) -> NoticeEvent:
    """Store what happened to ``page``."""
    last = NoticeEvent.objects.for_page(page.pk).first()
    event: NoticeEvent = NoticeEvent.objects.create(
        page_id=page.pk,
        sequence=last.sequence + 1 if last is not None else 1,
        kind=kind,
        at=at,
        by="a.person",
        title=page.title,
    )
    return event


def erase(row: NoticeVersion) -> VersionPurge:
    """What is left of a version after a purge."""
    purge: VersionPurge = VersionPurge.objects.create(
        version=row,
        reason="It named a <child>.",
        authority="County Court",
        reference="CASE-9",
        purged_at=dt.datetime(2025, 2, 3, 12, tzinfo=dt.UTC),
        purged_by="a.person",
    )
    table = NoticeVersion._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET document = %s, title = '', summary = '', change_note = '', changes = %s WHERE id = %s",
            [json.dumps({"purged": True}), "[]", row.pk],
        )
    return purge
