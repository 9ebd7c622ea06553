"""Questions about versions that the database answers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn, Self

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

    def referring_to(self, item: Any) -> Self:
        """Versions that used this library item, directly or through a clause; the newest numbers first."""
        used = self.model._meta.get_field("references").related_model._default_manager.filter(
            model=item._meta.model_name, object_id=item.pk
        )
        return self.filter(pk__in=used.values("version_id")).order_by("page_id", "-number")

    def newest(self) -> Self:
        """The newest published version of each notice."""
        return self.published().filter(number=models.Subquery(self._newest_number()))

    def light(self) -> Self:
        """Without the document, for pages that show it from the cache and for lists."""
        return self.defer("document")

    def current(self, page_id: int) -> "NoticeVersion | None":
        """The version that readers see now, or ``None``. One query, without the document."""
        return self.published().for_page(page_id).light().first()

    def current_for(self, page_ids: Iterable[int]) -> dict[int, "NoticeVersion"]:
        """The current version of each of these pages that has one, by page. One query, without the documents."""
        found = self.newest().light().filter(page_id__in=page_ids)
        return {version.page_id: version for version in found}

    def _newest_number(self) -> "models.QuerySet[NoticeVersion, Any]":
        others = self.model._default_manager.filter(page_id=models.OuterRef("page_id"), is_past=False)
        return others.order_by("-number").values("number")[:1]

    def update(self, **kwargs: Any) -> int:
        """Refused with ``TypeError``: a version says for good what it said when it was stored."""
        raise TypeError("A stored version is never changed.")

    def delete(self) -> NoReturn:
        """Raises ``TypeError``: what was published stays."""
        raise TypeError("Stored versions are never deleted.")
