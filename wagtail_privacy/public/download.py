"""A stored version as data for people who download it: the document beside what is known of it."""

from typing import Any

from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.public.archive import ArchivedVersion


def download(place: ArchivedVersion, notice_url: str) -> tuple[dict[str, Any], int]:
    """The data of a version and the status of the answer.

    ``notice_url`` is the whole address of the notice. The document stands under ``document`` as it was stored, so that
    its sha256 in canonical form is ``digest``. 410 where its content was erased, 500 where this release cannot read it.
    """
    version = place.version
    data: dict[str, Any] = {
        "version": version.number,
        "address": f"{notice_url}versions/{version.number}/",
        "notice": notice_url,
        "state": place.state,
        "in_force_from": place.since,
        "in_force_until": place.until or None,
        "backdated": version.is_backdated,
        "recorded_on": place.recorded_on,
        "language": version.language,
        "digest": version.digest,
        "chained_digest": version.chained_digest,
        "approval": _approval(place),
        "reissue_of": version.reissue_of,
    }
    if place.purge is not None:
        return data | {"erased": True, "reason": place.purge.reason, "document": None}, 410
    try:
        version.as_document()
    except UnreadableDocument:
        return data | {"error": "What was stored cannot be read.", "document": None}, 500
    return data | {"title": version.title, "document": version.document}, 200


def _approval(place: ArchivedVersion) -> dict[str, str | None] | None:
    """Who approved the version, as the public reads it: a role or a committee, never a person."""
    version = place.version
    if not version.approved_role:
        return None
    return {"by": version.approved_role, "on": place.approved_on or None, "minutes": version.minutes_reference or None}
