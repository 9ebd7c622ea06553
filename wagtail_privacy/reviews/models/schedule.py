"""When each reviewed object is due, and what brings a review forward."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Self

import swapper
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from wagtail_privacy import conf
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import LONGEST_MONTHS


class ReviewScheduleQuerySet(models.QuerySet["ReviewSchedule"]):
    def due(self, today: dt.date) -> Self:
        """Those whose time has come or comes soon enough to be spoken of: on ``today`` or before.

        Reads only these rows: there is an index of exactly them.
        """
        return self.filter(is_active=True, remind_on__lte=today).order_by("remind_on", "pk")

    def of_objects(self, base_content_type: ContentType, object_ids: Iterable[object]) -> Self:
        """The schedules of the objects with these primary keys."""
        return self.filter(content_type=base_content_type, object_id__in=[str(key) for key in object_ids])

    def of_outer_page(self) -> Self:
        """The schedule of the page of the query around this one, which is a queryset of base pages."""
        page = swapper.load_model("wagtailcore", "Page")._meta
        # By its name, so that the SQL may be kept and made before the tables are there.
        return self.order_by().filter(
            content_type__app_label=page.app_label,
            content_type__model=page.model_name,
            object_id=Cast(OuterRef("pk"), models.CharField()),
        )


class ReviewSchedule(models.Model):
    """When one object is to be reviewed next, and who sees to it.

    The object stands by the content type of its base model and its key, so that any page or snippet may join; a notice
    by that of the base page. ``due_from`` and ``due_on`` are the first and the last day of the period that is due: a
    month is due from its first day and overdue after its last. ``remind_on`` is the day from which it may be spoken of.
    They are empty where nothing says when. Computed by :mod:`wagtail_privacy.reviews.services`; what people decide are
    ``responsible_user``, ``responsible_mailbox``, ``responsible_role`` and ``months``.
    """

    class Source(models.TextChoices):
        """What the day comes from, the strongest first."""

        OUTCOME = "outcome", _("The last review")
        STATED = "stated", _("The notice itself")
        RULE = "rule", _("A rule")
        EARLY = "early", _("An event")

    content_type = models.ForeignKey(
        ContentType, verbose_name=_("content type"), on_delete=models.CASCADE, editable=False, related_name="+"
    )
    object_id = models.CharField(_("primary key"), max_length=255, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("Whose it is; everyone's without one."),
    )
    kind = models.CharField(_("kind"), max_length=30, blank=True, editable=False, help_text=_("Decides which rule."))
    title = models.CharField(_("title"), max_length=255, editable=False)

    responsible_user = models.ForeignKey(
        conf.user_model_name(),
        verbose_name=_("person in charge"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Is reminded. Where nobody is named, the organisation says who is."),
    )
    responsible_mailbox = models.EmailField(
        _("mailbox for reminders"),
        blank=True,
        help_text=_("For somebody without an account, or a role mailbox that outlives staff changes."),
    )
    responsible_role = models.CharField(
        _("who reviews it, as readers see it"),
        max_length=255,
        blank=True,
        help_text=_("A role or a committee, never a person: “the Data Protection Lead”."),
    )
    months = models.PositiveSmallIntegerField(
        _("reviewed every so many months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)],
        help_text=_("Leave empty for the rule of the organisation."),
    )

    is_active = models.BooleanField(
        _("is reviewed"),
        default=True,
        editable=False,
        help_text=_("Not where it is unpublished or was never published."),
    )
    source = models.CharField(_("comes from"), max_length=10, choices=Source.choices, blank=True, editable=False)
    stated = models.CharField(_("as it was stated"), max_length=10, blank=True, editable=False)
    due_from = models.DateField(_("due from"), null=True, editable=False)
    due_on = models.DateField(_("due until"), null=True, editable=False)
    remind_on = models.DateField(_("spoken of from"), null=True, editable=False)
    changes_on = models.DateField(
        _("computed again on"),
        null=True,
        editable=False,
        help_text=_("The day on which a version that is announced comes into force."),
    )
    because = models.JSONField(
        _("why"), default=dict, editable=False, help_text=_("The facts and the rule that the day was computed from.")
    )

    objects: ClassVar[Any] = ReviewScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("review schedule")
        verbose_name_plural = _("review schedules")
        ordering = ("due_on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="wp_one_review_schedule")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["remind_on", "id"], condition=models.Q(is_active=True), name="wp_schedule_remind"),
            models.Index(
                fields=["changes_on"], condition=models.Q(changes_on__isnull=False), name="wp_schedule_changes"
            ),
            models.Index(fields=["organisation", "due_on"], name="wp_schedule_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def model_label(self) -> str:
        """The label of the base model of the object, as reviews store it, such as wagtailcore.page. No query."""
        content_type = ContentType.objects.get_for_id(self.content_type_id)
        return f"{content_type.app_label}.{content_type.model}"

    def is_due(self, today: dt.date) -> bool:
        """Whether its period has begun."""
        return self.is_active and self.due_from is not None and self.due_from <= today

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its period is over."""
        return self.is_active and self.due_on is not None and self.due_on < today


class EarlyReview(models.Model):
    """What brings a review forward: a law or body that the notice names has changed, or a major shared change.

    ``key`` names the event, so that it opens one review however often it is heard of. Closed by the next review.
    """

    class Kind(models.TextChoices):
        ENDED = "ended", _("Has ended")
        SUPERSEDED = "superseded", _("Was superseded")
        RENAMED = "renamed", _("Has another name")
        SHARED_CHANGE = "shared_change", _("A major shared change")

    schedule = models.ForeignKey(ReviewSchedule, on_delete=models.CASCADE, related_name="early", editable=False)
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind.choices, editable=False)
    key = models.CharField(_("event"), max_length=200, editable=False)
    before = models.CharField(_("name before"), max_length=255, blank=True, editable=False)
    after = models.CharField(_("name after"), max_length=255, blank=True, editable=False)
    opened_on = models.DateField(_("opened on"), editable=False)
    due_on = models.DateField(_("due until"), editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    class Meta:
        verbose_name = _("early review")
        verbose_name_plural = _("early reviews")
        ordering = ("opened_on", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["schedule", "key"], name="wp_one_early_review")
        ]

    def __str__(self) -> str:
        return f"{self.before or self.after}: {self.get_kind_display()}"
