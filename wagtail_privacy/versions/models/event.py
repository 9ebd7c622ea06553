"""Events of notices, and the addresses under which notices were published."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.days import site_day
from wagtail_privacy.versions.record.append_only import AppendOnlyModel, AppendOnlyQuerySet


class NoticeEventQuerySet(AppendOnlyQuerySet):
    def for_page(self, page_id: int) -> Self:
        """The events of one notice, the newest first."""
        return self.filter(page_id=page_id).order_by("-sequence")

    def newest_of(self, page_ids: Iterable[int]) -> "dict[int, NoticeEvent]":
        """The newest event of each of these pages that has one, by page. One query."""
        keys = list(page_ids)
        # One row of the index; among several pages the database looks at all events of each.
        events = self.for_page(keys[0])[:1] if len(keys) == 1 else self._newest_among(keys)
        return {event.page_id: event for event in events}

    def _newest_among(self, page_ids: list[int]) -> Self:
        newest = self.filter(page_id=models.OuterRef("page_id")).order_by("-sequence").values("sequence")[:1]
        return self.filter(page_id__in=page_ids, sequence=models.Subquery(newest))


class NoticeEvent(AppendOnlyModel):
    """An event that changed whether and where a notice could be read, or the content of a stored version.

    Page and organisation are plain numbers, because an event outlives both. Events are evidence like versions:
    ``sequence`` counts those of a page from 1, ``digest`` is the sha256 of the row, ``chained_digest`` of that and of
    every event of the page before it.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        RECORDED = "recorded", _("Recorded later")
        UNPUBLISHED = "unpublished", _("Unpublished")
        MOVED = "moved", _("Moved")
        DELETED = "deleted", _("Deleted")
        PURGED = "purged", _("Erased from a version")
        RELEASED = "released", _("Opened to everybody")

    page_id = models.PositiveBigIntegerField(_("page"), editable=False)
    sequence = models.PositiveIntegerField(_("place in the chain"), editable=False)
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind.choices, editable=False)
    at = models.DateTimeField(_("when"), editable=False)
    by = models.CharField(_("by"), max_length=255, blank=True, editable=False)
    number = models.PositiveIntegerField(_("version"), null=True, editable=False)
    organisation_id = models.PositiveBigIntegerField(_("organisation"), null=True, editable=False)
    title = models.CharField(_("title"), max_length=255, blank=True, editable=False)
    was_public = models.BooleanField(
        _("anybody could read it"),
        default=False,
        editable=False,
        help_text=_("For a deleted notice: it was live and not private, so its versions stay readable."),
    )
    data = models.JSONField(_("details"), default=dict, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    chained_digest = models.CharField(_("chained digest"), max_length=64, editable=False)

    objects: ClassVar[Any] = NoticeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice event")
        verbose_name_plural = _("notice events")
        ordering = ("page_id", "-sequence")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page_id", "sequence"], name="wagtail_privacy_event_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display()}"

    @property
    def day(self) -> dt.date:
        """The day of the site on which it happened."""
        return site_day(self.at)


class NoticeAddress(models.Model):
    """An address under which a notice was published: it redirects to where the notice is now.

    ``path`` begins and ends with a slash and is that of a request, language prefix included. An address that
    several notices had redirects to the latest of them.
    """

    site_id = models.PositiveBigIntegerField(_("site"), editable=False)
    path = models.CharField(_("path"), max_length=700, editable=False)
    page_id = models.PositiveBigIntegerField(_("page"), editable=False)
    since = models.DateTimeField(_("since"), editable=False)

    class Meta:
        verbose_name = _("notice address")
        verbose_name_plural = _("notice addresses")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["site_id", "path", "page_id"], name="wagtail_privacy_address")
        ]

    def __str__(self) -> str:
        return self.path
