"""When an organisation is closed: nobody is reminded of anything in the school's holidays."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from wagtail_privacy.organisations.models import Organisation

LONGEST_CLOSURE = 120
"""Days. A closure that is longer is a slip of the pen: no school holiday is, and reminders would be silent for it."""


class Closure(models.Model):
    """Holidays of an organisation, from the first to the last day, both included.

    Those of a trust hold for its schools as well.
    """

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    name = models.CharField(_("name"), max_length=100, blank=True, help_text=_("Such as “Summer holidays”."))

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day"), FieldPanel("name")]),
    ]

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ("first_day", "last_day")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="wp_closure_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.first_day} – {self.last_day}"

    def clean(self) -> None:
        """Raises ``ValidationError`` for a closure that ends before it starts, or that is longer than any holiday."""
        super().clean()
        # Django calls this with empty fields too, after it has found them missing.
        days: list[object] = [self.first_day, self.last_day]
        if None in days:
            return
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day comes before the first one.")})
        if (self.last_day - self.first_day).days >= LONGEST_CLOSURE:
            raise ValidationError(
                {"last_day": _("Give holidays of at most %(days)s days.") % {"days": LONGEST_CLOSURE}}
            )
