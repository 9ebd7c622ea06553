"""The queryset of library items."""

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Revision, WorkflowState

from wagtail_privacy.library.item_map import LOADED_PREFIX
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import CHOOSE, User, policy_for


class LibraryItemQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Items that notices may be published with."""
        return self.not_merged().filter(live=True)

    def not_merged(self) -> Self:
        """Those that were not merged into others."""
        return self.filter(merged_into__isnull=True)

    def in_scope_of(self, organisation: Organisation | None) -> Self:
        """Everyone's items, and those that ``organisation`` or one above it owns."""
        owners = [] if organisation is None else [ancestor.pk for ancestor in organisation.chain()]
        return self.filter(Q(owner__isnull=True) | Q(owner__in=owners))

    def choosable_by(self, user: User) -> Self:
        """Those that ``user`` may use in pages and in other items."""
        return policy_for(self.model).narrow(self.not_merged(), user, [CHOOSE])  # type: ignore[return-value]

    def with_status(self) -> Self:
        """With what ``status_string`` asks of each item, which is otherwise two queries an item."""
        this_item = {
            "base_content_type": ContentType.objects.get_for_model(self.model),
            "object_id": Cast(OuterRef("pk"), CharField()),
        }
        scheduled = Revision.objects.filter(approved_go_live_at__isnull=False, **this_item)
        in_progress = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, **this_item)
        return self.annotate(is_scheduled=Exists(scheduled), is_in_workflow=Exists(in_progress))

    def for_documents(self) -> Self:
        """With all that the converters and hashes read, so that using an item costs no further query."""
        related = self.model.document_related
        # Without a name, select_related() would follow every foreign key, and Django 6.1 warns of it.
        joined = self.select_related(*related) if related else self
        return joined.prefetch_related(*_loading(self.model, self.model.document_prefetch))


def _loading(model: type[models.Model], paths: Iterable[str]) -> list["models.Prefetch[Any]"]:
    """Prefetches for fields such as ``members__members``, into plain lists: see ``LibraryItem.related``."""
    steps: dict[str, models.Prefetch[Any]] = {}
    for path in paths:
        reached, at = "", model
        for name in path.split("__"):
            field: Any = at._meta.get_field(name)
            if field.many_to_many:
                steps[f"{reached}{name}"] = models.Prefetch(f"{reached}{name}", to_attr=f"{LOADED_PREFIX}{name}")
            reached += f"{LOADED_PREFIX}{name}__" if field.many_to_many else f"{name}__"
            at = field.related_model
    return list(steps.values())
