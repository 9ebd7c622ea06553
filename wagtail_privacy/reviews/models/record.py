"""The sealed record of reviews."""

import datetime as dt
from typing import Any, ClassVar, Self

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.record.append_only import AppendOnlyModel, AppendOnlyQuerySet


def page_model() -> str:
    """The label of the base model of pages, as reviews store it."""
    label: str = swapper.load_model("wagtailcore", "Page")._meta.label_lower
    return label


class ReviewQuerySet(AppendOnlyQuerySet):
    def of_object(self, model: str, object_id: object) -> Self:
        """The reviews of one object, the newest first. ``model`` is the label of its base model."""
        return self.filter(model=model, object_id=str(object_id)).order_by("-sequence")

    def on_or_before(self, day: dt.date) -> Self:
        """Those that had taken place by the end of this day of the site."""
        return self.filter(reviewed_on__lte=day)


class Review(AppendOnlyModel):
    """Somebody looked at an object as it was published and said whether it is still right. Makes no version.

    Model, key and organisation are plain data, because a review outlives each of them. Reviews are evidence like
    versions: ``sequence`` counts those of an object from 1, ``digest`` is the sha256 of the row, ``chained_digest`` of
    that and of every review of the object before it.
    """

    class Outcome(models.TextChoices):
        STILL_RIGHT = "still_right", _("Still right")
        NEEDS_CHANGES = "needs_changes", _("Needs changes")
        RETIRED = "retired", _("Retired")

    model = models.CharField(_("model"), max_length=200, editable=False, help_text=_("Such as wagtailcore.page."))
    object_id = models.CharField(_("primary key"), max_length=255, editable=False)
    sequence = models.PositiveIntegerField(_("place in the chain"), editable=False)
    organisation_id = models.PositiveBigIntegerField(_("organisation"), null=True, editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, editable=False)
    at = models.DateTimeField(_("recorded at"), editable=False)
    reviewed_on = models.DateField(_("reviewed on"), editable=False, help_text=_("The day of the site at that moment."))
    by = models.CharField(_("by"), max_length=255, blank=True, editable=False)
    role = models.CharField(
        _("by, as readers see it"),
        max_length=255,
        blank=True,
        editable=False,
        help_text=_("A role or a committee, never a person."),
    )
    number = models.PositiveIntegerField(
        _("version"), null=True, editable=False, help_text=_("The version that was looked at.")
    )
    version_digest = models.CharField(_("digest of the version"), max_length=64, blank=True, editable=False)
    answers = models.JSONField(
        _("answers"), default=list, editable=False, help_text=_("The questions as they were asked, with the answers.")
    )
    note = models.TextField(_("note"), blank=True, editable=False)
    override_reason = models.TextField(_("why it is right although checks found errors"), blank=True, editable=False)
    next_due = models.CharField(
        _("next review"), max_length=10, blank=True, editable=False, help_text=_("2025, 2025-05 or 2025-05-14")
    )
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    chained_digest = models.CharField(_("chained digest"), max_length=64, editable=False)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("model", "object_id", "-sequence")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["model", "object_id", "sequence"], name="wp_review_sequence")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["model", "object_id", "reviewed_on"], name="wp_review_day")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_outcome_display()}"

    @property
    def next_due_date(self) -> PartialDate | None:
        """When it was agreed to be reviewed next, as precisely as that was said."""
        return PartialDate.parse(self.next_due) if self.next_due else None
