"""Data categories and purposes: what is held, and what for."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from wagtail_privacy.documents.items import CategoryUse, PurposeUse
from wagtail_privacy.documents.vocabulary import DataSubject, LawfulBasis, SpecialCategory, SpecialCondition
from wagtail_privacy.fields import DataSubjectsField, LinesField, lines, values_of
from wagtail_privacy.library.items import FITTING_PANEL, OWNER_PANEL, PROVENANCE_PANEL, LibraryItem


class DataCategory(LibraryItem):
    """A kind of personal data (UK GDPR Article 14(1)(d))."""

    examples = LinesField(
        _("examples"), blank=True, help_text=_("One a line. A notice may list its own instead of these.")
    )
    data_subjects = DataSubjectsField(
        _("who it is about"),
        blank=True,
        help_text=_("Only where it is not about those whom the notice is for, such as the parents of pupils."),
    )
    special = models.CharField(
        _("special category"),
        max_length=30,
        choices=SpecialCategory.choices,
        blank=True,
        help_text=_("Data that needs a further condition in law (UK GDPR Art 9, and Art 10 for criminal offences)."),
    )
    note = models.TextField(_("note for readers"), blank=True, help_text=_("Shown beside the name. Seldom needed."))

    search_fields: ClassVar[list[Any]] = [
        *LibraryItem.search_fields,
        index.SearchField("examples"),
        index.AutocompleteField("examples"),
        index.FilterField("special"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("aliases"),
                FieldPanel("examples"),
                FieldPanel("special"),
                FieldPanel("data_subjects"),
                FieldPanel("note"),
            ],
            heading=_("What is held"),
        ),
        FITTING_PANEL,
        PROVENANCE_PANEL,
        OWNER_PANEL,
    ]

    class Meta(LibraryItem.Meta):
        verbose_name = _("data category")
        verbose_name_plural = _("data categories")

    def preview_data(self) -> dict[str, Any]:
        return {"item": self.use()}

    def use(self) -> CategoryUse:
        """The category with its usual examples, without a query."""
        return CategoryUse(
            ref=self.ref(),
            name=self.name,
            examples=lines(self.examples),
            data_subjects=values_of(DataSubject, self.data_subjects),
            special=SpecialCategory(self.special) if self.special else None,
            note=self.note,
        )


class Purpose(LibraryItem):
    """Why personal data is used (UK GDPR Article 13(1)(c))."""

    description = models.TextField(
        _("description"), blank=True, help_text=_("Shown beside the name. Leave empty where the name says enough.")
    )
    default_basis = models.CharField(
        _("usual lawful basis"),
        max_length=40,
        choices=LawfulBasis.choices,
        blank=True,
        help_text=_("The ground in UK GDPR Art 6(1) on which most schools rely. Each notice may choose another."),
    )
    default_condition = models.CharField(
        _("usual special category condition"),
        max_length=40,
        choices=SpecialCondition.choices,
        blank=True,
        help_text=_("For data with extra protection, the ground in UK GDPR Art 9(2) on which most schools rely."),
    )

    search_fields: ClassVar[list[Any]] = [
        *LibraryItem.search_fields,
        index.SearchField("description"),
        index.FilterField("default_basis"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("aliases"),
                FieldPanel("description"),
                FieldPanel("default_basis"),
                FieldPanel("default_condition"),
            ],
            heading=_("What it is for"),
        ),
        FITTING_PANEL,
        PROVENANCE_PANEL,
        OWNER_PANEL,
    ]

    class Meta(LibraryItem.Meta):
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")

    def preview_data(self) -> dict[str, Any]:
        return {"item": self.use()}

    def use(self) -> PurposeUse:
        """The purpose in the words of the library, without a query."""
        return PurposeUse(ref=self.ref(), name=self.name, note=self.description)
