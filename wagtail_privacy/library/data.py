"""Data categories and purposes: what is held, and what for."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from wagtail_privacy.documents.items import CategoryUse, PurposeUse
from wagtail_privacy.documents.vocabulary import DataSubject, LawfulBasis, SpecialCategory
from wagtail_privacy.fields import LinesField, lines
from wagtail_privacy.library.items import OWNER_PANEL, PROVENANCE_PANEL, LibraryItem


class DataCategory(LibraryItem):
    """A kind of personal data (UK GDPR Article 14(1)(d))."""

    examples = LinesField(
        _("examples"), blank=True, help_text=_("One a line. A notice may list its own instead of these.")
    )
    data_subject = models.CharField(
        _("who it is about"), max_length=20, choices=DataSubject.choices, default=DataSubject.PUPIL
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
        index.FilterField("data_subject"),
        index.FilterField("special"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("examples"),
                FieldRowPanel([FieldPanel("data_subject"), FieldPanel("special")]),
                FieldPanel("note"),
            ],
            heading=_("What is held"),
        ),
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
            data_subject=DataSubject(self.data_subject),
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

    search_fields: ClassVar[list[Any]] = [
        *LibraryItem.search_fields,
        index.SearchField("description"),
        index.FilterField("default_basis"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("description"), FieldPanel("default_basis")], heading=_("What it is for")
        ),
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
