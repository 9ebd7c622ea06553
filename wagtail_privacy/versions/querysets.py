"""Questions about versions that the database answers."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from wagtail_privacy.versions.models import NoticeVersion


class NoticeVersionQuerySet(models.QuerySet["NoticeVersion"]):
    def for_page(self, page_id: int) -> Self:
        """Every version of one notice, the newest number first."""
        return self.filter(page_id=page_id).order_by("-number")

    def published(self) -> Self:
        """Versions that were published here, not recorded later."""
        return self.filter(is_past=False)

    def light(self) -> Self:
        """Without the document, for pages that show it from the cache and for lists."""
        return self.defer("document")

    def current(self, page_id: int) -> "NoticeVersion | None":
        """The version that readers see now, or ``None``. One query, without the document."""
        return self.published().for_page(page_id).light().first()

    def current_for(self, page_ids: list[int]) -> dict[int, "NoticeVersion"]:
        """The current version of each of these pages that has one, by page. One query, without the documents."""
        newest = (
            self.model._default_manager.filter(page_id=models.OuterRef("page_id"), is_past=False)
            .order_by("-number")
            .values("number")[:1]
        )
        found = self.published().light().filter(page_id__in=page_ids, number=models.Subquery(newest))
        return {version.page_id: version for version in found}
