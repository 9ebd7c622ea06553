"""Digests of what is stored, made so that anybody can make them again. Pure: rows in, text out."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

RECORD_FIELDS = (
    "page_id",
    "number",
    "site_id",
    "organisation_id",
    "revision_id",
    "kind",
    "audience",
    "language",
    "title",
    "summary",
    "controller",
    "effective_on",
    "effective_day",
    "review_due",
    "is_past",
    "change_key",
    "change_size",
    "change_reason",
    "change_note",
    "changes",
    "withdraws_from",
    "reissue_of",
    "digest",
    "published_at",
    "published_by",
    "approved_by",
    "approved_at",
    "approved_role",
    "approved_on",
    "minutes_reference",
)
"""The fields of a version that its record digest vouches for: all but the document, whose digest is among them."""

REFERENCE_FIELDS = ("model", "object_id", "translation_key", "content_hash", "revision_id", "clause_id")


def document_digest(payload: Any) -> str:
    """The sha256 of a stored document as 64 hexadecimal digits, without reading it: equal to ``canonical.digest``."""
    return _sha256(payload)


def record_digest(version: Any, references: Iterable[Any]) -> str:
    """The sha256 of the row beside its document and of what it refers to, as 64 hexadecimal digits.

    ``version`` and ``references`` are rows, stored or about to be. The order of references does not matter.
    """
    payload: Mapping[str, Any] = {
        **{name: _plain(getattr(version, name)) for name in RECORD_FIELDS},
        "references": sorted(
            ([_plain(getattr(reference, name)) for name in REFERENCE_FIELDS] for reference in references),
            key=str,
        ),
    }
    return _sha256(payload)


def _sha256(payload: Any) -> str:
    canonical = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID | str) else value
