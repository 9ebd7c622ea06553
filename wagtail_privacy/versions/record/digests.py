"""Digests of what is stored, made so that anybody can make them again. Pure: rows in, text out."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pydantic import JsonValue

from wagtail_privacy.documents.canonical import payload_digest

RECORD_FORMAT = 1
"""How the digest of a record is made. A change of the rules below needs the next number and a reader for this one;
another field at the end of a list does not, because empty fields are left out."""

RECORD_FIELDS = (
    "page_id",
    "number",
    "record_format",
    "site_id",
    "organisation_id",
    "revision_id",
    "kind",
    "audiences",
    "edition",
    "nation",
    "language",
    "title",
    "summary",
    "controller",
    "effective_on",
    "effective_day",
    "review_due",
    "is_backdated",
    "was_public",
    "change_key",
    "change_size",
    "change_reason",
    "change_note",
    "changes",
    "postpones_from",
    "reissue_of",
    "cause",
    "override_reason",
    "source_page_id",
    "source_number",
    "basis_digest",
    "digest",
    "published_at",
    "recorded_on",
    "published_by",
    "approved_by",
    "approved_at",
    "approved_role",
    "approved_on",
    "minutes_reference",
)
"""The fields of a version that its record digest vouches for: evidence. The document has its digest among them.

Left out is what follows from these or is a help only: ``review_due_day`` and ``wording_digest``.
"""

REFERENCE_FIELDS = ("model", "object_id", "role", "translation_key", "content_hash", "revision_id", "clause_id")

EVENT_FIELDS = ("page_id", "sequence", "kind", "at", "by", "number", "organisation_id", "title", "was_public", "data")
"""The fields of an event that its digest vouches for."""

PURGE_FIELDS = ("reason", "authority", "reference", "purged_at", "purged_by")
"""The fields of a tombstone that the event of the erasure vouches for."""

RELEASE_FIELDS = ("released_at", "released_by")
"""The fields of a release that the event of it vouches for."""


class RecordRow(Protocol):
    """A version, stored or about to be: it has the fields that ``record_digest`` is asked for as well."""

    @property
    def record_format(self) -> int: ...


def record_digest(version: RecordRow, references: Iterable[object], *, fields: Iterable[str] = RECORD_FIELDS) -> str:
    """The sha256 of the row beside its document and of what it refers to, as 64 hexadecimal digits.

    ``version`` and ``references`` are rows, stored or about to be; ``fields`` are those of the version. Empty fields
    are left out, so that a record keeps its digest when a later release adds fields. The order of references does not
    matter. Raises ``ValueError`` for a format that this release does not know.
    """
    if version.record_format != RECORD_FORMAT:
        raise ValueError(f"This release knows no record of format {version.record_format}.")
    payload: Mapping[str, JsonValue] = {
        **_sealed(version, fields),
        "references": sorted((_sealed(reference, REFERENCE_FIELDS) for reference in references), key=str),
    }
    return payload_digest(payload)


def event_digest(event: object) -> str:
    """The sha256 of an event, stored or about to be, as 64 hexadecimal digits; empty fields are left out."""
    return row_digest(event, EVENT_FIELDS)


def purge_digest(purge: object) -> str:
    """The sha256 of a tombstone, as 64 hexadecimal digits; empty fields are left out."""
    return row_digest(purge, PURGE_FIELDS)


def release_digest(release: object) -> str:
    """The sha256 of a release, as 64 hexadecimal digits; empty fields are left out."""
    return row_digest(release, RELEASE_FIELDS)


def basis_digest(document: object, kept: Sequence[str] = ()) -> str:
    """The sha256 of the basis of a translated version, as 64 hexadecimal digits.

    That of the document, as plain data, where no passage reads the same on purpose; ``kept`` are hashes of passages.
    """
    return payload_digest({"document": document, "kept": sorted(kept)} if kept else document)


def row_digest(row: object, fields: Iterable[str]) -> str:
    """The sha256 of these fields of a row, stored or about to be, as 64 hexadecimal digits; empty ones are left out.

    For whatever is append-only: days, moments, numbers, texts and plain JSON.
    """
    return payload_digest(_sealed(row, fields))


def _sealed(row: object, fields: Iterable[str]) -> dict[str, JsonValue]:
    values = ((name, _plain(getattr(row, name))) for name in fields)
    return {name: value for name, value in values if not _is_empty(value)}


def _is_empty(value: JsonValue) -> bool:
    # 0 is a value, and equals False.
    return value is None or value is False or value in ("", [], {})


def _plain(value: JsonValue | dt.date | uuid.UUID) -> JsonValue:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID | str) else value
