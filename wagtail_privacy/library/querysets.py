"""Questions about library items that the database answers."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from wagtail_privacy.organisations.models import Organisation


class LibraryItemQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Items that notices may be published with."""
        return self.filter(live=True)

    def in_scope_of(self, organisation: Organisation | None) -> Self:
        """Everyone's items, and those that ``organisation`` or one above it owns."""
        owners = [] if organisation is None else [one.pk for one in organisation.chain()]
        return self.filter(Q(owner__isnull=True) | Q(owner__in=owners))

    def for_documents(self) -> Self:
        """With all that the converters and hashes read, so that using an item costs no further query."""
        return self.select_related(*self.model.document_related).prefetch_related(*self.model.document_prefetch)
