"""The outbox: digests that are to be sent or were, and which step of which review each of them told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.worklist.models.person import Correspondent


class Digest(models.Model):
    """A mail to one person, written once and sent as it was written, however often sending is tried.

    ``key`` is person, day and kind; ``message_id`` follows from it, so that a mail that went out twice because a run
    died is one mail to the programs that read it. ``claimed_until`` keeps others from sending it at the same time where
    the database cannot skip locked rows. ``told`` names the work that it lists, reviews among it, and ``organisation``
    is the nearest that all of this work belongs to.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("To be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        DROPPED = "dropped", _("Overtaken by a later one")

    key = models.CharField(_("key"), max_length=400, unique=True, editable=False)
    correspondent = models.ForeignKey(
        Correspondent, verbose_name=_("to"), on_delete=models.CASCADE, related_name="digests", editable=False
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    day = models.DateField(_("day"), editable=False)
    told = models.JSONField(_("what it tells of"), default=list, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=255, editable=False)
    address = models.EmailField(_("address"), editable=False)
    subject = models.CharField(_("subject"), max_length=255, editable=False)
    text = models.TextField(_("plain text"), editable=False)
    html = models.TextField(_("HTML"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt"), editable=False)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, editable=False)
    error = models.TextField(_("last error"), blank=True, editable=False)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ("-pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="pending"), name="wp_digest_pending"),
            models.Index(fields=["correspondent", "day"], name="wp_digest_day"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class DigestEntry(models.Model):
    """A step of a review that a person was told of. A step is told once for each day that the review is due.

    ``step`` counts the steps of :mod:`wagtail_privacy.reviews.timing.reminders`.
    """

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="entries", editable=False)
    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="+", editable=False)
    schedule = models.ForeignKey(ReviewSchedule, on_delete=models.CASCADE, related_name="+", editable=False)
    due_on = models.DateField(_("due until"), editable=False)
    step = models.PositiveSmallIntegerField(_("step"), editable=False)

    class Meta:
        verbose_name = _("entry of a digest")
        verbose_name_plural = _("entries of digests")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["correspondent", "schedule", "due_on", "step"], name="wp_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id}: {self.step}"
