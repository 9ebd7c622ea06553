"""Notices with several versions, and ways to change what is stored past every guard."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from tests.notice_factories import entries, make_notice, recipient, section
from wagtail_privacy.documents.canonical import chain, payload_digest, payload_wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.events import record_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionReference, VersionSource
from wagtail_privacy.versions.publishing.rows import VersionParts, new_version, store_version
from wagtail_privacy.versions.publishing.rules import TranslationBasis
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.digests import event_digest, record_digest
from wagtail_privacy.versions.record.purges import is_emptied, purge_version
from wagtail_privacy.versions.record.verification.reading import verify_stored
from wagtail_privacy.versions.record.verification.report import Fault, Report

TABLE = NoticeVersion._meta.db_table
MIDDLE = 2
FIELDS = [field for field in NoticeVersion._meta.concrete_fields if not field.primary_key]


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
    return verify_stored(**options)


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


def flipped(value: Any) -> Any:
    """The value with one bit of one byte changed, of the same type; something where there was nothing."""
    match value:
        case bool():
            return not value
        case int():
            return value ^ 1
        case dt.datetime():
            return value + dt.timedelta(microseconds=1)
        case dt.date():
            return value + dt.timedelta(days=1)
        case uuid.UUID():
            return uuid.UUID(int=value.int ^ 1)
        case dict():
            return {**value, "title": flipped(value.get("title", ""))}
        case list():
            return [*value, "x"]
        case "":
            return "x"
        case str():
            return value[:-1] + chr(ord(value[-1]) ^ 1)
    raise AssertionError(value)


def something(field: Any) -> Any:
    """A value for a field that says nothing yet."""
    kinds = {
        "UUIDField": uuid.UUID(int=1),
        "DateField": dt.date(2024, 1, 1),
        "DateTimeField": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        "PositiveIntegerField": 1,
        "PositiveBigIntegerField": 1,
    }
    return kinds[field.get_internal_type()]


def changed_value(row: Any, field: Any) -> Any:
    """Another value for a field of a stored row, as the database takes it."""
    value = getattr(row, field.attname)
    return field.get_db_prep_save(flipped(value) if value is not None else something(field), connection)


def remove_versions(page: Any, *numbers: int) -> None:
    with triggers.suspended(), connection.cursor() as cursor:
        for number in numbers:
            pk = NoticeVersion.objects.get(page_id=page.pk, number=number).pk
            for model in (VersionReference, VersionSource):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE version_id = %s', [pk])
            cursor.execute(f'DELETE FROM "{TABLE}" WHERE id = %s', [pk])


def stored_copies(page: Any, count: int, **fields: Any) -> None:
    """Add ``count`` versions to a notice, sealed and told of, that say what the newest says or ``fields``."""
    last = NoticeVersion.objects.for_page(page.pk).first()
    values = {field.attname: getattr(last, field.attname) for field in FIELDS} | fields
    values["digest"] = payload_digest(values["document"])
    values["wording_digest"] = payload_wording_digest(values["document"])
    for number in range(last.number + 1, last.number + 1 + count):
        version = NoticeVersion(**values | {"number": number})
        version.record_digest = record_digest(version, ())
        version.chained_digest = chain(version.record_digest, last.chained_digest)
        version.save()
        record_event(page.pk, NoticeEvent.Kind.PUBLISHED, title=version.title, number=number)
        last = version


def translated(page: Any, source: NoticeVersion) -> NoticeVersion:
    """One more version of ``page``, as if it had been translated from ``source``: with its basis, sealed."""
    last = NoticeVersion.objects.for_page(page.pk).first()
    version = new_version(
        page,
        last.as_document(),
        payload=last.document,
        effective=PartialDate.parse(last.effective_on),
        now=timezone.now(),
        digest=last.digest,
        wording_digest=last.wording_digest,
        change_size=last.change_size,
        cause={"model": "recipient", "object_id": 7, "before": "A", "after": "B"},
        override_reason="The governors wanted it today.",
    )
    basis = TranslationBasis(source.page_id, source.number, source.document)
    return store_version(page, version, replace(VersionParts.copied_from(last), basis=basis))


def reseal(page_id: int) -> None:
    """Make all digests and both chains of a notice anew, as whoever owns the database can."""
    with triggers.suspended():
        reseal_versions(page_id)
        reseal_events(page_id)


def reseal_versions(page_id: int) -> None:
    """Make the digests and the chain of the versions anew; the triggers have to be suspended."""
    previous = ""
    versions = NoticeVersion.objects.filter(page_id=page_id).order_by("number")
    for number, version in enumerate(versions, start=1):
        version.number = number
        if not is_emptied(version):
            version.digest = payload_digest(version.document)
            version.wording_digest = payload_wording_digest(version.document)
            version.record_digest = record_digest(version, version.references.all())
        previous = version.chained_digest = chain(version.record_digest, previous)
        _store(version, "number", "digest", "wording_digest", "record_digest", "chained_digest")


def reseal_events(page_id: int) -> None:
    """Number the events anew, and make their digests and their chain anew; the triggers have to be suspended."""
    previous = ""
    for sequence, event in enumerate(NoticeEvent.objects.filter(page_id=page_id).order_by("sequence"), start=1):
        event.sequence, event.digest = sequence, ""
        event.digest = event_digest(event)
        previous = event.chained_digest = chain(event.digest, previous)
        _store(event, "sequence", "digest", "chained_digest")


def _store(row: Any, *names: str) -> None:
    # Past the manager that refuses every change.
    models.QuerySet(type(row)).filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})
