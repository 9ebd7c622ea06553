"""People who are written to, with an account or without one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy import conf


class Weekday(models.IntegerChoices):
    """As Python counts the days of a week."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Correspondent(models.Model):
    """Somebody who gets digests: a user, or a mailbox of somebody without an account.

    ``key`` is ``user:`` and the key of the user, or ``mail:`` and the address in small letters. ``since`` is the day on
    which there was first something to tell; no digest is for a day before. ``calendar_secret`` is the part of the
    address of the calendar that only this person knows; empty once it is revoked, until there is another.
    ``language`` is that of somebody without an account; users say theirs in their account.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Once a week")
        DAILY = "daily", _("Every day on which there is something new")
        NEVER = "never", _("Never")

    key = models.CharField(_("key"), max_length=330, unique=True, editable=False)
    user = models.OneToOneField(
        conf.user_model_name(),
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
    )
    address = models.EmailField(_("address"), blank=True, editable=False)
    language = models.CharField(_("language"), max_length=20, blank=True)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("on which day"), choices=Weekday.choices, default=Weekday.MONDAY)
    calendar_secret = models.CharField(_("secret of the calendar"), max_length=64, blank=True, editable=False)
    since = models.DateField(_("since"), editable=False)

    class Meta:
        verbose_name = _("correspondent")
        verbose_name_plural = _("correspondents")
        ordering = ("key",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["calendar_secret"], condition=~models.Q(calendar_secret=""), name="wp_calendar_secret")
        ]

    def __str__(self) -> str:
        return str(self.address or self.key)
