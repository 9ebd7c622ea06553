"""Whoever changes a stored version, by whatever way, is found out."""

import datetime as dt
import json
import uuid
from io import StringIO
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.versions.tampering import MIDDLE, TABLE, erased, named, notice_with_versions, tamper, undone, verified
from wagtail_privacy.documents.canonical import chain
from wagtail_privacy.versions import triggers
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge, VersionReference
from wagtail_privacy.versions.record import RECORD_FIELDS, REFERENCE_FIELDS, record_digest
from wagtail_privacy.versions.verification import Fault, StoredLink, verify

pytestmark = pytest.mark.django_db

FIELDS = [field for field in NoticeVersion._meta.concrete_fields if not field.primary_key]


@pytest.fixture
def page(hub: Any) -> Any:
    return notice_with_versions(hub)


def test_what_nobody_touched_is_sound(page: Any, beta_hub: Any) -> None:
    notice_with_versions(beta_hub, 2, slug="staff")
    report = verified()
    assert (report.notices, report.versions, report.broken, report.erased) == (2, 5, [], [])


def test_every_field_is_vouched_for() -> None:
    assert {field.attname for field in FIELDS} == {*RECORD_FIELDS, "document", "record_digest", "chained_digest"}
    others = {"id", "version_id"}
    assert {field.attname for field in VersionReference._meta.concrete_fields} - others == set(REFERENCE_FIELDS)


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
            return {**value, "title": flipped(value["title"])}
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
        "DateTimeField": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        "PositiveIntegerField": 1,
        "PositiveBigIntegerField": 1,
    }
    return kinds[field.get_internal_type()]


def changed_value(row: Any, field: Any) -> Any:
    """Another value for a field of a stored row, as the database takes it."""
    value = getattr(row, field.attname)
    return field.get_db_prep_save(flipped(value) if value is not None else something(field), connection)


def test_one_changed_byte_in_any_column_names_the_version(page: Any) -> None:
    for version, field in product(NoticeVersion.objects.for_page(page.pk), FIELDS):
        assert change_is_named(page, version, field), (version.number, field.attname)


def change_is_named(page: Any, version: NoticeVersion, field: Any) -> bool:
    # Beyond what other rows have, or the database would refuse it.
    new = {"number": version.number + 40, "page_id": page.pk + 4000}.get(field.attname, changed_value(version, field))
    with undone():
        tamper(f'UPDATE "{TABLE}" SET "{field.column}" = %s WHERE id = %s', new, version.pk)
        first = verified().broken[0]
        with pytest.raises(CommandError, match=f"^The first broken link: Version {version.number} "):
            call_command("verify_versions", stdout=StringIO(), stderr=StringIO())
    return (first.page_id, first.number) == (page.pk, version.number)


def test_one_changed_byte_anywhere_in_a_document_names_the_version(page: Any) -> None:
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    text = json.dumps(version.document)
    # What is no JSON any more, both databases refuse.
    damaged = [changed for place in range(len(text)) if is_json(changed := with_other_byte(text, place))]
    assert len(damaged) > 500
    for changed in damaged[::7]:
        with undone():
            tamper(f'UPDATE "{TABLE}" SET document = %s WHERE id = %s', changed, version.pk)
            assert named(verified()) == [(MIDDLE, Fault.DOCUMENT)], changed


def with_other_byte(text: str, place: int) -> str:
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def test_a_changed_reference_names_the_version(page: Any) -> None:
    reference = VersionReference.objects.get(version__page_id=page.pk, version__number=MIDDLE)
    for field in map(VersionReference._meta.get_field, REFERENCE_FIELDS):
        with undone():
            tamper(
                f'UPDATE "{VersionReference._meta.db_table}" SET "{field.column}" = %s WHERE id = %s',
                changed_value(reference, field),
                reference.pk,
            )
            assert named(verified()) == [(MIDDLE, Fault.RECORD)], field.name


def test_a_deleted_reference_names_the_version(page: Any) -> None:
    reference = VersionReference.objects.get(version__page_id=page.pk, version__number=MIDDLE)
    tamper(f'DELETE FROM "{VersionReference._meta.db_table}" WHERE id = %s', reference.pk)
    assert named(verified()) == [(MIDDLE, Fault.RECORD)]


def test_an_added_reference_names_the_version(page: Any) -> None:
    reference = VersionReference.objects.get(version__page_id=page.pk, version__number=MIDDLE)
    VersionReference(**{name: getattr(reference, name) for name in ("version_id", *REFERENCE_FIELDS)}).save()
    assert named(verified()) == [(MIDDLE, Fault.RECORD)]


def remove_versions(page: Any, *numbers: int) -> None:
    with triggers.suspended(), connection.cursor() as cursor:
        for number in numbers:
            pk = NoticeVersion.objects.get(page_id=page.pk, number=number).pk
            cursor.execute(f'DELETE FROM "{VersionReference._meta.db_table}" WHERE version_id = %s', [pk])
            cursor.execute(f'DELETE FROM "{TABLE}" WHERE id = %s', [pk])


def test_deleted_versions_are_missed(page: Any) -> None:
    for deleted, missing in [((1,), 1), ((2,), 2), ((3,), 3), ((1, 2), 1), ((2, 3), 2), ((1, 2, 3), 1)]:
        with undone():
            remove_versions(page, *deleted)
            report = verified()
            assert named(report) == [(missing, Fault.MISSING)]
            assert report.notices == 1
            assert str(page.pk) in str(report.broken[0])
            assert named(verified(page_id=page.pk)) == [(missing, Fault.MISSING)]


def test_a_forgery_that_fits_in_itself_breaks_the_chain_after_it(page: Any) -> None:
    first, forged = (NoticeVersion.objects.get(page_id=page.pk, number=number) for number in (1, MIDDLE))
    forged.title = "Forged"
    record = record_digest(forged, forged.references.all())
    tamper(
        f'UPDATE "{TABLE}" SET title = %s, record_digest = %s, chained_digest = %s WHERE id = %s',
        forged.title,
        record,
        chain(record, first.chained_digest),
        forged.pk,
    )
    assert named(verified()) == [(3, Fault.CHAIN)]


def test_a_version_that_does_not_continue_the_one_before(page: Any) -> None:
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    tamper(f'UPDATE "{TABLE}" SET chained_digest = %s WHERE id = %s', "0" * 64, version.pk)
    assert named(verified()) == [(MIDDLE, Fault.CHAIN)]
    tamper(f'UPDATE "{TABLE}" SET chained_digest = %s WHERE id = %s', "no digest", version.pk)
    assert named(verified()) == [(MIDDLE, Fault.CHAIN)]


def test_only_the_first_broken_link_of_each_notice_is_named(page: Any, beta_hub: Any) -> None:
    other = notice_with_versions(beta_hub, 2, slug="staff")
    tamper(f'UPDATE "{TABLE}" SET controller = %s', "Somebody else")
    report = verified()
    assert [(broken.page_id, broken.number) for broken in report.broken] == [(page.pk, 1), (other.pk, 1)]
    assert report.versions == 5


def test_rows_that_cannot_be_read_are_named(page: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL stores no such value")
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    for column, value in [
        ("change_key", "no uuid"),
        ("published_at", "2024-13-01 00:00:00"),
        ("published_at", "yesterday"),
        ("effective_day", "2024-13-01"),
    ]:
        with undone():
            tamper(f'UPDATE "{TABLE}" SET "{column}" = %s WHERE id = %s', value, version.pk)
            report = verified()
            assert report.versions == 3
            assert report.broken[0].number == MIDDLE
            assert report.broken[0].fault in {Fault.UNREADABLE, Fault.RECORD}


def test_text_that_is_not_utf_8_is_named(page: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL stores no such text")
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    tamper(f"UPDATE \"{TABLE}\" SET title = CAST(x'80FF' AS TEXT) WHERE id = %s", version.pk)
    assert named(verified()) == [(MIDDLE, Fault.UNREADABLE)]


def test_a_date_beyond_python_s_is_named(page: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows the end of time")
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    tamper(f"UPDATE \"{TABLE}\" SET published_at = 'infinity' WHERE id = %s", version.pk)
    assert named(verified()) == [(MIDDLE, Fault.UNREADABLE)]


def test_documents_of_any_shape_are_named(page: Any) -> None:
    for payload in ("[]", "null", "17", '"text"', "{}"):
        version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
        with undone():
            tamper(f'UPDATE "{TABLE}" SET document = %s WHERE id = %s', payload, version.pk)
            assert named(verified()) == [(MIDDLE, Fault.DOCUMENT)]


def test_an_erased_version_is_listed_and_leaves_the_chain_sound(page: Any) -> None:
    erased(page)
    report = verified()
    assert report.broken == []
    assert [str(link) for link in report.erased] == [f"Version 2 (page {page.pk}): erased (County Court, 17/24)."]


def test_what_an_erasure_left_is_still_vouched_for(page: Any) -> None:
    version = erased(page)
    left = [field for field in FIELDS if field.name not in {*triggers.ERASED, "page_id", "number"}]
    for field in left:
        with undone():
            new = changed_value(version, field)
            tamper(f'UPDATE "{TABLE}" SET "{field.column}" = %s WHERE id = %s', new, version.pk)
            assert [number for number, _fault in named(verified())] == [MIDDLE], field.attname


def test_a_version_emptied_without_an_erasure_is_named(page: Any) -> None:
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    assignments = ", ".join(f'"{name}" = %s' for name in triggers.ERASED)
    values = [json.dumps(value) if isinstance(value, dict | list) else value for value in triggers.ERASED.values()]
    tamper(f'UPDATE "{TABLE}" SET {assignments} WHERE id = %s', *values, version.pk)
    assert named(verified()) == [(MIDDLE, Fault.NOT_RECORDED)]


def test_a_tombstone_whose_event_is_gone_is_named(page: Any) -> None:
    erased(page)
    tamper(f'DELETE FROM "{NoticeEvent._meta.db_table}" WHERE kind = %s', "purged")
    assert named(verified()) == [(MIDDLE, Fault.NOT_RECORDED)]


def test_a_tombstone_over_content_that_is_there_is_named(page: Any) -> None:
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    VersionPurge.objects.create(version=version, reason="Ordered", purged_at=dt.datetime.now(dt.UTC))
    assert named(verified()) == [(MIDDLE, Fault.NOT_EMPTIED)]


def test_a_tombstone_taken_away_is_named(page: Any) -> None:
    erased(page)
    tamper(f'DELETE FROM "{VersionPurge._meta.db_table}"')
    assert named(verified()) == [(MIDDLE, Fault.NOT_RECORDED)]


def test_queries_grow_with_chunks_not_with_versions(page: Any) -> None:
    erased(page)

    def count(chunk_size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert verified(chunk_size=chunk_size).versions == 3
        return len([query for query in queries if query["sql"].startswith(("SELECT", "DECLARE"))])

    # Events and keys; then versions with tombstones, references, and erasures where there are any.
    assert count(chunk_size=3) == 5
    assert count(chunk_size=100) == 5
    assert count(chunk_size=2) == 5 + 2


def test_a_document_that_gives_no_digest_is_named() -> None:
    damaged = {"title": "Pupils", "document": {"share": float("nan")}, "chained_digest": ""}
    version = SimpleNamespace(**{**triggers.ERASED, **damaged})
    report = verify([StoredLink(page_id=7, number=1, version=version)], {})
    assert [str(broken) for broken in report.broken] == ["Version 1 of “Pupils” (page 7): the row cannot be read."]


def test_an_erased_version_with_a_digest_that_is_none(page: Any) -> None:
    version = erased(page)
    tamper(f'UPDATE "{TABLE}" SET record_digest = %s WHERE id = %s', "no digest", version.pk)
    assert named(verified()) == [(MIDDLE, Fault.CHAIN)]


def test_a_database_that_is_busy_is_no_damage(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(NoticeVersion.objects.all()), "__iter__", fail)
    with pytest.raises(OperationalError, match="locked"):
        verified()
