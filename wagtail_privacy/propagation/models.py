"""Changes of what notices share, and what became of each notice that shows it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy import conf
from wagtail_privacy.documents.vocabulary import ChangeReason
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, scope_of


class SharedChangeQuerySet(models.QuerySet["SharedChange"]):
    def of(self, shared: models.Model) -> Self:
        """The changes of one library item or organisation, in the order in which they were decided."""
        return self.filter(model=shared._meta.model_name, object_id=shared.pk).order_by("pk")

    def waiting(self) -> Self:
        """Decided, and not published yet."""
        return self.filter(state=SharedChange.State.WAITING)

    def unfinished(self) -> Self:
        """Published, and to be brought into notices still; the oldest first."""
        return self.filter(state=SharedChange.State.APPLYING).order_by("published_at", "pk")

    def seen_by(self, user: User) -> Self:
        """Changes of what ``user`` sees: everyone's, and those of organisations above and of their own."""
        scope = scope_of(user)
        if scope.acts_for_everyone:
            return self
        if not scope.sees_anything:
            return self.none()
        return self.filter(models.Q(owner__in=scope.sees) | models.Q(owner__isnull=True))


class SharedChange(models.Model):
    """The answer to what publishing a library item, or saving an organisation, asks; later, how far it has come.

    It holds for exactly the content that was looked at: ``content_hash``. ``before`` and ``after`` are names.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for its day")
        APPLYING = "applying", _("Being brought in")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Brought in")
        CANCELLED = "cancelled", _("Cancelled")

    model = models.CharField(_("kind"), max_length=50, editable=False)
    object_id = models.BigIntegerField(_("primary key"), editable=False)
    key = models.CharField(_("key in documents"), max_length=50, blank=True, editable=False)
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("The organisation that it belongs to; everyone's without one."),
    )
    before = models.CharField(_("name before"), max_length=255, editable=False)
    after = models.CharField(_("name after"), max_length=255, editable=False)
    content_hash = models.CharField(_("digest of the content"), max_length=64, editable=False)
    revision_id = models.BigIntegerField(_("revision"), null=True, editable=False)
    previous_revision_id = models.BigIntegerField(_("revision before"), null=True, editable=False)
    data_before = models.JSONField(_("organisation before"), null=True, editable=False)
    data_after = models.JSONField(_("organisation after"), null=True, editable=False)

    tells_readers = models.BooleanField(_("readers have to be told"), editable=False)
    note = models.TextField(_("what readers are told"), blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=30, choices=ChangeReason.choices, editable=False)
    meeting_committee = models.CharField(_("approved by"), max_length=255, blank=True, editable=False)
    meeting_on = models.CharField(_("date of the meeting"), max_length=10, blank=True, editable=False)
    meeting_minutes = models.CharField(_("reference in the minutes"), max_length=255, blank=True, editable=False)

    day = models.DateField(_("day"), editable=False, help_text=_("From when notices say it."))
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.WAITING, editable=False, db_index=True
    )
    created_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    created_by = models.ForeignKey(
        conf.user_model_name(),
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    objects: ClassVar[Any] = SharedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared change")
        verbose_name_plural = _("shared changes")
        ordering = ("-pk",)
        indexes: ClassVar[list[Any]] = [models.Index(fields=["model", "object_id"], name="wp_shared_change_object")]

    def __str__(self) -> str:
        return self.after if self.before in ("", self.after) else f"{self.before} → {self.after}"

    @property
    def is_waiting(self) -> bool:
        """Whether it may still be cancelled, and a school may still take its own copy."""
        return bool(self.state == self.State.WAITING)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class ChangedNotice(models.Model):
    """What became of one notice in a shared change. It stands while the page is deleted, and is nobody's then."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits its turn")
        ISSUED = "issued", _("Says it")
        UNCHANGED = "unchanged", _("Said it already")
        REFUSED = "refused", _("Stays as it is")
        OWN_COPY = "own_copy", _("Has its own copy")

    change = models.ForeignKey(SharedChange, on_delete=models.CASCADE, related_name="notices", editable=False)
    page_id = models.BigIntegerField(_("page"), editable=False)
    organisation_id = models.BigIntegerField(_("organisation"), null=True, editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.WAITING, editable=False)
    refusal = models.TextField(_("why it stays as it is"), blank=True, editable=False)
    numbers = models.JSONField(_("new versions"), default=list, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice of a shared change")
        verbose_name_plural = _("notices of shared changes")
        ordering = ("pk",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["change", "page_id"], name="wp_changed_notice_once")
        ]

    def __str__(self) -> str:
        return str(self.title)
