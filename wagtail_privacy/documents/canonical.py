"""One byte sequence for each document, and the digests that prove it unchanged."""

import hashlib
import json
import re

from wagtail_privacy.documents.document import Document

_SHA256 = re.compile(r"[0-9a-f]{64}")


def canonical_json(document: Document) -> bytes:
    """The document as canonical JSON (RFC 8785): keys sorted, no white space, UTF-8.

    Equal documents give equal bytes, and reading the bytes gives an equal document. Characters stay as they were
    written, so that the bytes are evidence of what was published. Raises ``UnicodeEncodeError``, a ``ValueError``,
    for text that is not Unicode (half of a surrogate pair).
    """
    payload = document.model_dump(mode="json")
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode()


def digest(document: Document) -> str:
    """The sha256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def chain(digest: str, previous: str) -> str:
    """The digest of a version that also vouches for every version before it.

    ``digest`` is that of the version's document, ``previous`` the chained digest of the version before, empty for the
    first. The result is the sha256 of both, with a colon between them, as 64 hexadecimal digits. Raises
    ``ValueError`` for anything that is not a digest.
    """
    if not _SHA256.fullmatch(digest) or (previous and not _SHA256.fullmatch(previous)):
        raise ValueError("A chain is made of sha256 digests, 64 hexadecimal digits each.")
    return hashlib.sha256(f"{previous}:{digest}".encode()).hexdigest()
