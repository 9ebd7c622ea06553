"""How often an organisation has its notices and library items reviewed."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.organisations.models import Organisation

ANYTHING = ""
"""A rule for whatever has none of its own."""

LIBRARY_ITEM = "library_item"
"""The kind of every library item, beside those of notices."""

LONGEST_MONTHS = 120
"""A review that is further away than ten years is a slip of the pen."""


class ReviewRule(models.Model):
    """So many months after it was last approved or reviewed, a notice of one kind is due to be reviewed again.

    What a trust says holds for its schools, unless a school has a rule of its own for the same kind.
    """

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="review_rules")
    kind = models.CharField(
        _("what is reviewed"),
        max_length=30,
        blank=True,
        choices=[*NoticeKind.choices, (LIBRARY_ITEM, _("Library items"))],
        help_text=_("Leave empty for everything that no other rule names."),
    )
    months = models.PositiveSmallIntegerField(
        _("months"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)],
        help_text=_("12 for once a year, 24 for every two years."),
    )

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("kind"), FieldPanel("months")])]

    class Meta:
        verbose_name = _("review rule")
        verbose_name_plural = _("review rules")
        ordering = ("kind",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="wp_one_review_rule")
        ]

    def __str__(self) -> str:
        # Outside the f-string: xgettext does not look into them.
        kind = self.get_kind_display() or _("Everything else")
        return f"{kind}: {self.months}"
