"""A stored version as data for download: the document with its number, state, dates and approval."""

from collections.abc import Iterable
from typing import Any

from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.public.archive.versions import ArchivedVersion
from wagtail_privacy.public.reviews import ToldReview


def download(
    archived: ArchivedVersion, notice_url: str, reviews: Iterable[ToldReview] = ()
) -> tuple[dict[str, Any], int]:
    """The data of a version and the status of the response.

    ``notice_url`` is the whole address of the notice, ``reviews`` those of this version, the newest first. The
    document is under ``document`` as it was stored, so that its sha256 in canonical form is ``digest``. 410 where its
    content was erased, 500 where this release cannot read it.
    """
    version = archived.version
    data: dict[str, Any] = {
        "version": version.number,
        "address": f"{notice_url}versions/{version.number}/",
        "notice": notice_url,
        "state": archived.state,
        "in_force_from": archived.since,
        "in_force_until": archived.until or None,
        "backdated": version.is_backdated,
        "recorded_on": archived.recorded_on,
        "language": version.language,
        "digest": version.digest,
        "chained_digest": version.chained_digest,
        "approval": _approval(archived),
        "reissue_of": version.reissue_of,
        "reviews": [review.as_data() for review in reviews],
    }
    if archived.purge is not None:
        return data | {"erased": True, "reason": archived.purge.reason, "document": None}, 410
    try:
        version.as_document()
    except UnreadableDocument:
        return data | {"error": "What was stored cannot be read.", "document": None}, 500
    return data | {"title": version.title, "document": version.document}, 200


def _approval(archived: ArchivedVersion) -> dict[str, str | None] | None:
    """Who approved the version, as the public reads it: a role or a committee, never a person."""
    version = archived.version
    if not version.approved_role:
        return None
    return {
        "by": version.approved_role,
        "on": archived.approved_on or None,
        "minutes": version.minutes_reference or None,
    }
