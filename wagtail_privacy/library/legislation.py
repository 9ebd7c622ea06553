"""Legislation and the retention rules that rest on it."""

from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from wagtail_privacy.documents.items import Citation, Instrument, RetentionUse
from wagtail_privacy.documents.vocabulary import (
    LegislationKind,
    LegislationStatus,
    Nation,
    PeriodUnit,
    RetentionAction,
    RetentionBasis,
)
from wagtail_privacy.documents.wording import join_and
from wagtail_privacy.fields import LinesField, PartialDateField, ends_before_it_starts, lines, values_of
from wagtail_privacy.library.items import FITTING_PANEL, OWNER_PANEL, PROVENANCE_PANEL, LibraryItem


class Legislation(LibraryItem):
    """A law, statutory guidance or report, as it stands today.

    A notice may cite it in its own words, right or wrong; the item holds the canonical name and status.
    """

    document_prefetch = ("superseded_by", "members__members", "members__superseded_by")

    kind = models.CharField(_("kind"), max_length=30, choices=LegislationKind.choices, default=LegislationKind.ACT)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    number = models.CharField(
        _("number"), max_length=20, blank=True, help_text=_("The chapter of an Act, or the number of an instrument.")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=LegislationStatus.choices,
        default=LegislationStatus.IN_FORCE,
        help_text=_("Keep laws that are gone: older notices cite them."),
    )
    in_force_from = PartialDateField(
        _("in force from"), blank=True, help_text=_("Such as 2018, May 2018 or 25 May 2018.")
    )
    in_force_until = PartialDateField(_("in force until"), blank=True)
    status_note = models.TextField(
        _("note on the status"),
        blank=True,
        help_text=_("What the status alone does not say: parts, dates, new editions."),
    )
    superseded_by = ParentalManyToManyField(
        "self", verbose_name=_("replaced by"), symmetrical=False, blank=True, related_name="supersedes"
    )
    members = ParentalManyToManyField(
        "self",
        verbose_name=_("Acts behind a collective title"),
        symmetrical=False,
        blank=True,
        related_name="collective_titles",
        help_text=_("For a name such as “the Education Acts” only."),
    )
    url = models.URLField(_("authoritative text"), max_length=500, blank=True)

    search_fields: ClassVar[list[Any]] = [
        *LibraryItem.search_fields,
        index.SearchField("number"),
        index.FilterField("kind"),
        index.FilterField("status"),
        index.FilterField("year"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("year"), FieldPanel("number")]),
                FieldPanel("url"),
                FieldPanel("aliases"),
            ],
            heading=_("Which law this is"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_until")]),
                FieldPanel("status_note"),
                FieldPanel("superseded_by"),
            ],
            heading=_("Is it in force?"),
        ),
        MultiFieldPanel([FieldPanel("members")], heading=_("Collective title"), classname="collapsed"),
        FITTING_PANEL,
        PROVENANCE_PANEL,
        OWNER_PANEL,
    ]

    class Meta(LibraryItem.Meta):
        verbose_name = _("legislation")
        verbose_name_plural = _("legislation")

    @classmethod
    @cache
    def content_fields(cls) -> tuple[str, ...]:
        """Where a law applies is a part of what a document says of it."""
        return (*super().content_fields(), "nations")

    @property
    def sort_key(self) -> tuple[int, str]:
        """Oldest first, those without a year last."""
        return self.year or 9999, self.name

    def clean(self) -> None:
        """Raises ``ValidationError`` where it went out of force before it came into force."""
        super().clean()
        if ends_before_it_starts(self.in_force_from, self.in_force_until):
            raise ValidationError({"in_force_until": _("It cannot end before it came into force.")})

    def preview_data(self) -> dict[str, Any]:
        return {"item": self.instrument()}

    def dependencies(self) -> tuple[LibraryItem, ...]:
        """The Acts behind a collective title."""
        return self.related("members")

    def instrument(self) -> Instrument:
        """The canonical instrument, members oldest first. No query after ``for_documents()``."""
        return Instrument(
            ref=self.ref(),
            name=self.name,
            kind=LegislationKind(self.kind),
            year=self.year,
            number=self.number,
            extent=join_and(nation.label for nation in values_of(Nation, self.nations)),
            status=LegislationStatus(self.status),
            in_force_until=self.in_force_until,
            url=self.url,
            members=tuple(
                member.name for member in sorted(self.related("members"), key=lambda member: member.sort_key)
            ),
        )


class RetentionRule(LibraryItem):
    """How long something is kept (UK GDPR Article 13(2)(a)): from when, how long, and what happens then."""

    document_related = ("legislation",)
    document_prefetch = (
        "legislation__superseded_by",
        "legislation__members__members",
        "legislation__members__superseded_by",
    )

    trigger = models.CharField(
        _("counted from"),
        max_length=255,
        blank=True,
        help_text=_("Such as date of birth, leaving or the end of the year."),
    )
    period_number = models.PositiveSmallIntegerField(_("how long"), null=True, blank=True)
    period_unit = models.CharField(_("unit"), max_length=20, choices=PeriodUnit.choices, blank=True)
    period = models.CharField(
        _("period in words"),
        max_length=255,
        blank=True,
        help_text=_("Where no number says it, such as “until leaving”."),
    )
    action = models.CharField(_("what happens then"), max_length=20, choices=RetentionAction.choices, blank=True)
    destinations = LinesField(_("passed on to"), blank=True, help_text=_("One a line, where the data moves on."))
    basis = models.CharField(_("who sets the period"), max_length=20, choices=RetentionBasis.choices, blank=True)
    legislation = models.ForeignKey(
        Legislation,
        verbose_name=_("law that sets it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="retention_rules",
    )
    held_by = models.CharField(
        _("kept by"), max_length=255, blank=True, help_text=_("Where not the school but somebody else keeps the data.")
    )
    note = models.TextField(_("note for readers"), blank=True)

    search_fields: ClassVar[list[Any]] = [
        *LibraryItem.search_fields,
        index.SearchField("trigger"),
        index.SearchField("note"),
        index.FilterField("basis"),
        index.FilterField("action"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("aliases"),
                FieldPanel("trigger"),
                FieldRowPanel([FieldPanel("period_number"), FieldPanel("period_unit")]),
                FieldPanel("period"),
                FieldPanel("action"),
            ],
            heading=_("How long it is kept"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("basis"), FieldPanel("held_by")]),
                FieldPanel("legislation"),
                FieldPanel("destinations"),
                FieldPanel("note"),
            ],
            heading=_("Why, and where it goes"),
            classname="collapsed",
        ),
        FITTING_PANEL,
        PROVENANCE_PANEL,
        OWNER_PANEL,
    ]

    class Meta(LibraryItem.Meta):
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")

    def clean(self) -> None:
        """Raises ``ValidationError`` for a number without a unit, and for a unit without a number."""
        super().clean()
        if self.period_number is not None and not self.period_unit:
            raise ValidationError({"period_unit": _("Say which unit the number counts.")})
        if self.period_unit and self.period_number is None:
            raise ValidationError({"period_number": _("Say how many.")})

    def preview_data(self) -> dict[str, Any]:
        return {"item": self.use()}

    def dependencies(self) -> tuple[LibraryItem, ...]:
        """The law that the rule rests on, with the Acts behind a collective title."""
        return () if self.legislation is None else (self.legislation, *self.legislation.related("members"))

    def use(self) -> RetentionUse:
        """The rule with the law that sets it. No query after ``for_documents()``."""
        return RetentionUse(
            ref=self.ref(),
            name=self.name,
            trigger=self.trigger,
            period_number=self.period_number,
            period_unit=PeriodUnit(self.period_unit) if self.period_unit else None,
            period=self.period,
            action=RetentionAction(self.action) if self.action else None,
            destinations=lines(self.destinations),
            held_by=self.held_by,
            basis=RetentionBasis(self.basis) if self.basis else None,
            citations=(Citation(instrument=self.legislation.instrument()),) if self.legislation is not None else (),
            note=self.note,
        )
