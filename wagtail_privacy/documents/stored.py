"""Documents read back from where they were stored."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from wagtail_privacy.documents.document import SCHEMA_VERSION, Document
from wagtail_privacy.documents.upgrading import upgraded


class UnreadableDocument(ValueError):  # noqa: N818 - named for what it is, as Django does
    """A stored document that this release cannot read. The message says why."""


def read_document(payload: Mapping[str, Any]) -> Document:
    """The document that was stored as ``payload``, its JSON already decoded.

    Reads every schema version that was ever released. Raises :class:`UnreadableDocument` for any other version and for
    data that does not fit the schema: a stored document is evidence, and is never repaired on the way. One of an
    earlier version says the same in today's fields.
    """
    if not isinstance(payload, Mapping):
        raise UnreadableDocument(f"A stored document is an object, not {type(payload).__name__}.")
    if payload.get("purged"):
        raise UnreadableDocument("The content of this document was erased.")
    version = payload.get("schema_version")
    if version is None:
        raise UnreadableDocument("The stored document does not say its schema version.")
    payload = upgraded(payload)
    if payload["schema_version"] != SCHEMA_VERSION:
        raise UnreadableDocument(
            f"The stored document has schema version {version!r}; this release reads up to {SCHEMA_VERSION}."
        )
    try:
        return Document.model_validate(payload)
    except ValidationError as error:
        raise UnreadableDocument(f"The stored document does not fit its schema: {error}") from error
