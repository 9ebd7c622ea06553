"""How far submissions for translation have come, and what the translation of each item was made from."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from wagtail_privacy import conf


class SubmittedTranslation(models.Model):
    """One thing that a notice needs in one language: an item that it shows, or the notice itself.

    The row outlives what it is about: it says what became of it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits its turn")
        DONE = "done", _("Can be translated")
        REFUSED = "refused", _("Not submitted")

    page_id = models.BigIntegerField(_("notice"), editable=False)
    model = models.CharField(_("kind"), max_length=100, editable=False)
    object_id = models.BigIntegerField(_("primary key"), editable=False)
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.CASCADE, editable=False, related_name="+"
    )
    title = models.CharField(_("name"), max_length=255, editable=False)
    user = models.ForeignKey(
        conf.user_model_name(),
        verbose_name=_("submitted by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False, db_index=True
    )
    reason = models.TextField(_("why it was not submitted"), blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    locale_id: int
    objects: ClassVar["models.Manager[SubmittedTranslation]"] = models.Manager()

    class Meta:
        verbose_name = _("submitted translation")
        verbose_name_plural = _("submitted translations")
        ordering = ("pk",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["page_id", "model", "object_id", "locale"], name="wp_submitted_translation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class TranslationOrigin(models.Model):
    """What a revision of a translation was made from: the content of its source at that moment.

    wagtail-localize keeps the newest content of a source only, which nobody may have translated yet. A revision that
    has no row was not made from anything that is known. Like the revision, the row stands while its object does not.
    """

    revision_id = models.BigIntegerField(_("revision"), unique=True, editable=False)
    content = models.JSONField(_("content of the source"), editable=False)

    objects: ClassVar["models.Manager[TranslationOrigin]"] = models.Manager()

    class Meta:
        verbose_name = _("origin of a translation")
        verbose_name_plural = _("origins of translations")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.revision_id)
