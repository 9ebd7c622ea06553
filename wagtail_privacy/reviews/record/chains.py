"""Reads the chains of reviews for whoever verifies what is kept."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db.models import Q

from wagtail_privacy.reviews.models import Review
from wagtail_privacy.reviews.models.record import page_model
from wagtail_privacy.reviews.record.sealing import review_digest
from wagtail_privacy.versions.record.verification.chains import StoredLink
from wagtail_privacy.versions.record.verification.reading import readable_rows
from wagtail_privacy.versions.record.verification.report import Chain, Fault

if TYPE_CHECKING:
    from django.db.models import QuerySet

Key = tuple[Any, str, str, Any]
"""The primary key of a review, the model and key of its object, and its place in the chain."""


class ReviewChains:
    """The chains of reviews, one for each object; see ``ChainSource``."""

    chain = Chain.REVIEWS
    fault = Fault.REVIEW

    def stored(self, using: str, page_id: int | None, chunk_size: int) -> Iterator[StoredLink]:
        """At most two queries for each ``chunk_size`` reviews, without a cursor that stays open."""
        reviews = Review.objects.using(using)
        if page_id is not None:
            reviews = reviews.of_object(page_model(), page_id)
        for keys in _key_chunks(reviews, chunk_size):
            rows = readable_rows(reviews, [pk for pk, *_place in keys])
            for pk, model, object_id, sequence in keys:
                page, subject = _subject(model, object_id)
                yield StoredLink(page, sequence if isinstance(sequence, int) else 0, rows.get(pk), subject)

    def digest(self, row: Review) -> str:
        return review_digest(row)


def _subject(model: str, object_id: str) -> tuple[int, str]:
    """The number of a page and an empty text, or 0 and the name of another object."""
    if model == page_model() and object_id.isascii() and object_id.isdecimal():
        return int(object_id), ""
    return 0, f"{model} {quote(str(object_id), safe='')}"


def _key_chunks(reviews: "QuerySet[Any]", size: int) -> Iterator[list[Key]]:
    ordered = reviews.order_by("model", "object_id", "sequence").values_list("pk", "model", "object_id", "sequence")
    keys = list(ordered[:size])
    while keys:
        yield keys
        if len(keys) < size:
            return
        _pk, model, object_id, sequence = keys[-1]
        same_object = Q(model=model, object_id=object_id, sequence__gt=sequence)
        later = same_object | Q(model=model, object_id__gt=object_id) | Q(model__gt=model)
        keys = list(ordered.filter(later)[:size])
