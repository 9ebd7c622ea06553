"""Seals a review: its place in the chain of its object, its digest, and the digest of all reviews before it."""

from wagtail_privacy.documents.canonical import chain
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.versions.record.digests import row_digest

REVIEW_FIELDS = (
    "model",
    "object_id",
    "sequence",
    "organisation_id",
    "title",
    "outcome",
    "at",
    "reviewed_on",
    "by",
    "role",
    "number",
    "version_digest",
    "answers",
    "note",
    "override_reason",
    "next_due",
)
"""The fields of a review that its digest vouches for. A later release adds at the end: empty fields are left out."""


def review_digest(review: Review) -> str:
    """The sha256 of a review, stored or about to be, as 64 hexadecimal digits; empty fields are left out."""
    return row_digest(review, REVIEW_FIELDS)


def seal(review: Review, before: Review | None) -> Review:
    """``review`` with its place and digests after ``before``, the newest review of its object, ``None`` for a first.

    To be called under a lock that keeps anybody else from adding to the same chain, and stored in that transaction.
    """
    review.sequence = before.sequence + 1 if before is not None else 1
    review.digest = review_digest(review)
    review.chained_digest = chain(review.digest, before.chained_digest if before is not None else "")
    return review
