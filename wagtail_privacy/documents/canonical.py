"""One byte sequence for each document, and the digests that prove it unchanged."""

import hashlib
import json
import re
from typing import Any

from wagtail_privacy.documents.base import Data, ItemRef

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REFERENCE = frozenset(name for name, field in ItemRef.model_fields.items() if field.is_required())
_OF_REFERENCE = frozenset(ItemRef.model_fields)


def plain(document: Data) -> dict[str, Any]:
    """The document as plain JSON data, as it is stored."""
    return document.model_dump(mode="json")


def canonical_text(payload: object) -> str:
    """Plain JSON data as canonical JSON (RFC 8785): keys sorted, no white space.

    Characters stay as they were written, so that the text is evidence of what was published. Raises ``ValueError`` for
    a number that JSON does not have.
    """
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def canonical_bytes(payload: object) -> bytes:
    """:func:`canonical_text` in UTF-8.

    Raises ``ValueError`` as that does, and ``UnicodeEncodeError``, a ``ValueError`` too, for text that is not Unicode
    (half of a surrogate pair).
    """
    return canonical_text(payload).encode()


def payload_digest(payload: object) -> str:
    """The sha256 of plain JSON data in its canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(payload)).hexdigest()


def payload_wording_digest(payload: object) -> str:
    """As :func:`payload_digest`, without the content hashes of library items.

    Two documents that differ in these only say the same: an alias or a note for editors changes the hash of an item and
    nothing that readers see.
    """
    return payload_digest(_without_hashes(payload))


def canonical_json(document: Data) -> bytes:
    """The document as :func:`canonical_bytes`. Equal documents give equal bytes; reading them gives an equal one."""
    return canonical_bytes(plain(document))


def digest(document: Data) -> str:
    """The sha256 of the canonical JSON, as 64 hexadecimal digits."""
    return payload_digest(plain(document))


def wording_digest(document: Data) -> str:
    """The digest of what readers see of the document; see :func:`payload_wording_digest`."""
    return payload_wording_digest(plain(document))


def _without_hashes(value: object) -> object:
    if isinstance(value, dict):
        # What is empty is left out of plain data.
        is_reference = _REFERENCE <= value.keys() <= _OF_REFERENCE
        return {name: _without_hashes(part) for name, part in value.items() if not (is_reference and name == "hash")}
    if isinstance(value, list):
        return [_without_hashes(part) for part in value]
    return value


def chain(digest: str, previous: str) -> str:
    """The digest of a version that also vouches for every version before it.

    ``digest`` is that of the version's document, ``previous`` the chained digest of the version before, empty for the
    first. The result is the sha256 of both, with a colon between them, as 64 hexadecimal digits. Raises
    ``ValueError`` for anything that is not a digest.
    """
    if not _SHA256.fullmatch(digest) or (previous and not _SHA256.fullmatch(previous)):
        raise ValueError("A chain is made of sha256 digests, 64 hexadecimal digits each.")
    return hashlib.sha256(f"{previous}:{digest}".encode()).hexdigest()
