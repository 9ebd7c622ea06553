"""Whoever changes a stored version, by whatever way, is found out."""

import datetime as dt
import json
import tracemalloc
from io import StringIO
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.snapshots import replayed
from tests.versions.tampering import (
    FIELDS,
    MIDDLE,
    TABLE,
    changed_value,
    erased,
    named,
    notice_with_versions,
    remove_versions,
    stored_copies,
    tamper,
    undone,
    verified,
)
from wagtail_privacy.documents.canonical import chain
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionPurge, VersionReference
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.digests import RECORD_FIELDS, REFERENCE_FIELDS, record_digest
from wagtail_privacy.versions.record.verification.chains import StoredHistory, StoredVersion, verify
from wagtail_privacy.versions.record.verification.report import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return notice_with_versions(hub)


def test_untouched_rows_verify(page: Any, beta_hub: Any) -> None:
    notice_with_versions(beta_hub, 2, slug="staff")
    report = verified()
    assert (report.notices, report.versions, report.broken, report.erased) == (2, 5, [], [])


def test_every_field_is_covered_by_a_digest() -> None:
    unsealed = {"document", "wording_digest", "review_due_day", "record_digest", "chained_digest"}
    assert {field.attname for field in FIELDS} == {*RECORD_FIELDS, *unsealed}
    others = {"id", "version_id"}
    assert {field.attname for field in VersionReference._meta.concrete_fields} - others == set(REFERENCE_FIELDS)


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


def reference_of(page: Any) -> VersionReference:
    """That of the middle version to a recipient."""
    reference: VersionReference = VersionReference.objects.get(
        version__page_id=page.pk, version__number=MIDDLE, model="recipient"
    )
    return reference


def test_a_changed_reference_names_the_version(page: Any) -> None:
    reference = reference_of(page)
    for field in map(VersionReference._meta.get_field, REFERENCE_FIELDS):
        with undone():
            tamper(
                f'UPDATE "{VersionReference._meta.db_table}" SET "{field.column}" = %s WHERE id = %s',
                changed_value(reference, field),
                reference.pk,
            )
            assert named(verified()) == [(MIDDLE, Fault.RECORD)], field.name


def test_a_deleted_reference_names_the_version(page: Any) -> None:
    reference = reference_of(page)
    tamper(f'DELETE FROM "{VersionReference._meta.db_table}" WHERE id = %s', reference.pk)
    assert named(verified()) == [(MIDDLE, Fault.RECORD)]


def test_an_added_reference_names_the_version(page: Any) -> None:
    reference = reference_of(page)
    VersionReference(**{name: getattr(reference, name) for name in ("version_id", *REFERENCE_FIELDS)}).save()
    assert named(verified()) == [(MIDDLE, Fault.RECORD)]


def test_deleted_versions_are_reported_as_missing(page: Any) -> None:
    for deleted, missing in [((1,), 1), ((2,), 2), ((3,), 3), ((1, 2), 1), ((2, 3), 2), ((1, 2, 3), 1)]:
        with undone():
            remove_versions(page, *deleted)
            report = verified()
            assert named(report) == [(missing, Fault.MISSING)]
            assert report.notices == 1
            assert str(page.pk) in str(report.broken[0])
            assert named(verified(page_id=page.pk)) == [(missing, Fault.MISSING)]


def test_a_version_with_new_digests_breaks_the_chain_after_it(page: Any) -> None:
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


def test_a_version_that_does_not_continue_the_chain_is_named(page: Any) -> None:
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


def test_a_date_that_python_cannot_represent_is_named(page: Any) -> None:
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


def test_an_erased_version_is_listed_and_leaves_the_chain_intact(page: Any) -> None:
    erased(page)
    report = verified()
    assert report.broken == []
    assert [str(link) for link in report.erased] == [f"Version 2 (page {page.pk}): erased (County Court, 17/24)."]


def test_the_remaining_fields_of_an_erased_version_are_covered(page: Any) -> None:
    version = erased(page)
    left = [field for field in FIELDS if field.name not in {*triggers.ERASED_VALUES, "page_id", "number"}]
    for field in left:
        with undone():
            new = changed_value(version, field)
            tamper(f'UPDATE "{TABLE}" SET "{field.column}" = %s WHERE id = %s', new, version.pk)
            assert [number for number, _fault in named(verified())] == [MIDDLE], field.attname


def test_a_version_emptied_without_an_erasure_is_named(page: Any) -> None:
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    assignments = ", ".join(f'"{name}" = %s' for name in triggers.ERASED_VALUES)
    values = [
        json.dumps(value) if isinstance(value, dict | list) else value for value in triggers.ERASED_VALUES.values()
    ]
    tamper(f'UPDATE "{TABLE}" SET {assignments} WHERE id = %s', *values, version.pk)
    assert named(verified()) == [(MIDDLE, Fault.NOT_RECORDED)]


def test_a_tombstone_without_its_event_is_named(page: Any) -> None:
    erased(page)
    tamper(f'DELETE FROM "{NoticeEvent._meta.db_table}" WHERE kind = %s', "purged")
    assert named(verified()) == [(MIDDLE, Fault.NOT_RECORDED)]


def test_a_tombstone_of_a_version_with_content_is_named(page: Any) -> None:
    version = NoticeVersion.objects.get(page_id=page.pk, number=MIDDLE)
    VersionPurge.objects.create(version=version, reason="Ordered", purged_at=dt.datetime.now(dt.UTC))
    assert named(verified()) == [(MIDDLE, Fault.NOT_EMPTIED)]


def test_a_deleted_tombstone_is_named(page: Any) -> None:
    erased(page)
    tamper(f'DELETE FROM "{VersionPurge._meta.db_table}"')
    assert named(verified()) == [(MIDDLE, Fault.NOT_RECORDED)]


def test_queries_grow_with_chunks_not_with_versions_or_notices(page: Any, beta_hub: Any) -> None:
    erased(page)

    def count(chunk_size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert not verified(chunk_size=chunk_size).broken
        return len([query for query in queries if query["sql"].startswith(("SELECT", "DECLARE"))])

    # Keys and rows of events; keys, rows, references, and sources of erased versions; keys of reviews.
    assert count(chunk_size=100) == 7
    assert count(chunk_size=2) <= 3 * 2 + 5 * 2 + 1
    notice_with_versions(beta_hub, 2, slug="staff")
    stored_copies(page, 20)
    assert count(chunk_size=100) == 7


def test_memory_does_not_grow_with_versions(page: Any) -> None:
    version = NoticeVersion.objects.filter(page_id=page.pk).first()
    document = {**version.document, "padding": "x" * 100_000}

    def peak() -> int:
        tracemalloc.start()
        try:
            assert not verified(chunk_size=10).broken
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    stored_copies(page, 20, document=document)
    few = peak()
    stored_copies(page, 180, document=document)
    assert peak() < 1.3 * few


def test_a_document_that_gives_no_digest_is_named() -> None:
    damaged = {"title": "Pupils", "document": {"share": float("nan")}, "chained_digest": ""}
    version = SimpleNamespace(**{**triggers.ERASED_VALUES, **damaged})
    report = verify([StoredHistory(7, [], [StoredVersion(page_id=7, number=1, row=version)])])
    assert [str(broken) for broken in report.broken] == ["Version 1 of “Pupils” (page 7): the row cannot be read."]


def test_an_erased_version_with_an_invalid_digest_is_named(page: Any) -> None:
    version = erased(page)
    tamper(f'UPDATE "{TABLE}" SET record_digest = %s WHERE id = %s', "no digest", version.pk)
    assert named(verified()) == [(MIDDLE, Fault.CHAIN)]


def test_a_busy_database_is_not_reported_as_damage(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(NoticeVersion.objects.all()), "__iter__", fail)
    with pytest.raises(OperationalError, match="locked"):
        verified()
