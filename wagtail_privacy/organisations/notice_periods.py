"""How long before it applies a trust tells its schools of a change of what they share."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from wagtail_privacy.organisations.models import Organisation


class SharedKind(models.TextChoices):
    """What organisations share, by the names of the models."""

    RECIPIENT = "recipient", _("Recipients")
    DATA_CATEGORY = "datacategory", _("Data categories")
    PURPOSE = "purpose", _("Purposes")
    LEGISLATION = "legislation", _("Legislation")
    RETENTION_RULE = "retentionrule", _("Retention rules")
    CLAUSE = "clause", _("Clauses")
    ORGANISATION = "organisation", _("Details of the trust")


class NoticePeriod(models.Model):
    """A promise of a trust: its schools see changes of one kind so many days before notices say them.

    Until then a school may take its own copy. Where there is no such promise, a change may apply at once.
    """

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="notice_periods")
    kind = models.CharField(_("what changes"), max_length=30, choices=SharedKind.choices)
    days = models.PositiveSmallIntegerField(_("days"), help_text=_("How many days before, at the least."))

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("kind"), FieldPanel("days")])]

    class Meta:
        verbose_name = _("days' notice")
        verbose_name_plural = _("days' notice")
        ordering = ("kind",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="wp_one_notice_period")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"
