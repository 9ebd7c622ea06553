"""What happened to a notice, and the addresses under which it could be found."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.versions.kept import Kept, KeptQuerySet


class NoticeEventQuerySet(KeptQuerySet):
    def for_page(self, page_id: int) -> "NoticeEventQuerySet":
        """Everything that happened to one notice, the newest first."""
        return self.filter(page_id=page_id).order_by("-at", "-pk")


class NoticeEvent(Kept):
    """Something that changed whether and where a notice could be read, or what is kept of it.

    Page and organisation are plain numbers, because an event outlives both.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Published")
        RECORDED = "recorded", _("Recorded later")
        UNPUBLISHED = "unpublished", _("Unpublished")
        MOVED = "moved", _("Moved")
        DELETED = "deleted", _("Deleted")
        PURGED = "purged", _("Erased from a version")

    page_id = models.PositiveBigIntegerField(_("page"), editable=False)
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

    objects: ClassVar[Any] = NoticeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice event")
        verbose_name_plural = _("notice events")
        ordering = ("page_id", "-at", "-pk")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["page_id", "at"], name="wagtail_privacy_event_page")]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display()}"


class NoticeAddress(models.Model):
    """An address under which a notice was published: readers who kept it are led to where the notice is now.

    ``path`` begins and ends with a slash and is that of a request, language prefix included. An address that another
    notice had later leads to that one.
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
