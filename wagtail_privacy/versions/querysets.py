"""Questions about versions that the database answers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from wagtail_privacy.versions.kept import KeptQuerySet

if TYPE_CHECKING:
    from wagtail_privacy.versions.models import NoticeVersion


@dataclass(frozen=True)
class OnShow:
    """What readers of one notice are shown: the version in force, and those announced, the next one first."""

    in_force: "NoticeVersion | None"
    announced: "tuple[NoticeVersion, ...]"

    @property
    def current(self) -> "NoticeVersion | None":
        """The version in force; before the first one is, the next that will be."""
        return self.in_force or next(iter(self.announced), None)

    @property
    def newest(self) -> "NoticeVersion | None":
        """The version published last, whether in force or announced."""
        return self.announced[-1] if self.announced else self.in_force


class NoticeVersionQuerySet(KeptQuerySet):
    def for_page(self, page_id: int) -> Self:
        """Every version of one notice, the newest number first."""
        return self.filter(page_id=page_id).order_by("-number")

    def published(self) -> Self:
        """Versions that were published here, not recorded later."""
        return self.filter(is_past=False)

    def standing(self) -> Self:
        """Without announcements that were put off before their day came."""
        later = self._others().filter(number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later.filter(withdraws_from__lte=models.OuterRef("number"))))

    def in_force_on(self, day: dt.date) -> Self:
        """The version of each notice that was, or will be, in force on ``day``.

        Of those published here, the last whose day has come: publishing again replaces what was announced before.
        Versions recorded later speak for the days before the first publication, each until the next begins.
        """
        recorded_day = models.Case(models.When(is_past=True, then=models.F("effective_day")))
        begun = (
            self._others().standing().filter(effective_day__lte=day).order_by("is_past", recorded_day.desc(), "-number")
        )
        return self.filter(pk=models.Subquery(begun.values("pk")[:1]))

    def referring_to(self, item: Any) -> Self:
        """Versions that used this library item, directly or through a clause; the newest numbers first."""
        used = self.model._meta.get_field("references").related_model._default_manager.filter(
            model=item._meta.model_name, object_id=item.pk
        )
        return self.filter(pk__in=used.values("version_id")).order_by("page_id", "-number")

    def newest(self) -> Self:
        """The newest published version of each notice, whether in force or announced."""
        newest = self._others().filter(is_past=False).order_by("-number").values("number")[:1]
        return self.published().filter(number=models.Subquery(newest))

    def light(self) -> Self:
        """Without the document, for pages that show it from the cache and for lists."""
        return self.defer("document")

    def last_published(self, page_id: int) -> "NoticeVersion | None":
        """The newest version published here, in force or announced, or ``None``. One query, without the document."""
        return self.published().for_page(page_id).light().first()

    def current(self, page_id: int, today: dt.date | None = None) -> "NoticeVersion | None":
        """The version that readers see on ``today``, or ``None``. One query, without the document."""
        return self.on_show([page_id], today)[page_id].current

    def current_for(self, page_ids: Iterable[int], today: dt.date | None = None) -> "dict[int, NoticeVersion]":
        """The current version of each of these pages that has one, by page. One query, without the documents."""
        shown = self.on_show(page_ids, today)
        return {page_id: on_show.current for page_id, on_show in shown.items() if on_show.current is not None}

    def on_show(
        self, page_ids: Iterable[int], today: dt.date | None = None, *, with_documents: bool = False
    ) -> dict[int, OnShow]:
        """What readers of each of these pages are shown on ``today``, by page. One query."""
        today = today or timezone.localdate()
        in_force = self._others().standing().filter(is_past=False, effective_day__lte=today).order_by("-number")
        first = Coalesce(models.Subquery(in_force.values("number")[:1]), 0)
        page_ids = list(page_ids)
        found = self.published().standing().filter(page_id__in=page_ids, number__gte=first).order_by("-number")
        by_page: dict[int, list[NoticeVersion]] = {page_id: [] for page_id in page_ids}
        for version in found if with_documents else found.light():
            by_page[version.page_id].append(version)
        return {page_id: _on_show(versions, today) for page_id, versions in by_page.items()}

    def _others(self) -> "NoticeVersionQuerySet":
        others: NoticeVersionQuerySet = self.model._default_manager.filter(page_id=models.OuterRef("page_id"))
        return others


def _on_show(versions: "list[NoticeVersion]", today: dt.date) -> OnShow:
    in_force = None
    announced: list[NoticeVersion] = []
    for version in versions:
        if version.effective_day <= today:
            in_force = version
        elif not announced or version.effective_day < announced[-1].effective_day:
            # Of two announcements for the same time or the wrong way round, the one published last counts.
            announced.append(version)
    return OnShow(in_force, tuple(reversed(announced)))
