"""Recipients: who receives personal data (UK GDPR Article 13(1)(e))."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from wagtail_privacy.documents.items import Citation, Contact, RecipientIdentity
from wagtail_privacy.documents.vocabulary import Audience, BodyStatus, Frequency, Nation, Necessity, RecipientKind
from wagtail_privacy.fields import AudiencesField, LinesField, PartialDateField, ends_before_it_starts, lines
from wagtail_privacy.library.items import FITTING_PANEL, OWNER_PANEL, PROVENANCE_PANEL, LibraryItem, is_meant_for


class Recipient(LibraryItem):
    """A body, a person in a role, a scheme or a database that receives personal data.

    What it is and how to reach it is shared; what a notice says of it stands in the notice, and may override each
    ``default_…`` field.
    """

    document_related = ("part_of",)
    document_prefetch = (
        "successors",
        "default_legislation__members__members",
        "default_legislation__members__superseded_by",
        "default_legislation__superseded_by",
        "part_of__successors",
        "part_of__default_legislation",
    )

    abbreviation = models.CharField(
        _("abbreviation"), max_length=50, blank=True, help_text=_("The short form that people know, such as DfE.")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=RecipientKind.choices, default=RecipientKind.OTHER)
    role = models.TextField(
        _("what it does"),
        blank=True,
        help_text=_("One sentence in plain words, for a parent who has never heard of it."),
    )
    part_of = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("The body that runs it or answers for it: the department of an agency, the owner of a database."),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=BodyStatus.choices,
        default=BodyStatus.CURRENT,
        help_text=_("Keep bodies that are gone: older notices name them. Say here what became of them."),
    )
    started = PartialDateField(_("since"), blank=True, help_text=_("Such as 2010, April 2010 or 1 April 2010."))
    ended = PartialDateField(_("until"), blank=True, help_text=_("The last day, as precisely as it is known."))
    successors = ParentalManyToManyField(
        "self",
        verbose_name=_("successors"),
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        help_text=_("Who does its work now."),
    )
    contact_title = models.CharField(
        _("job title to write to"), max_length=255, blank=True, help_text=_("Such as Data protection officer.")
    )
    contact_unit = models.CharField(_("unit"), max_length=255, blank=True, help_text=_("The office within the body."))
    address = LinesField(_("postal address"), blank=True, help_text=_("One line of the address a line."))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    contact_form_url = models.URLField(_("contact form"), max_length=500, blank=True)
    privacy_notice_url = models.URLField(
        _("its own privacy notice"),
        max_length=500,
        blank=True,
        help_text=_("Readers can see there what it does with data."),
    )
    default_uses = LinesField(
        _("what it uses data for"), blank=True, help_text=_("One a line. Each notice may say something else.")
    )
    default_safeguards = LinesField(_("safeguards"), blank=True, help_text=_("One a line: how it keeps data safe."))
    default_anonymous_in = LinesField(
        _("where nobody can be identified"),
        blank=True,
        help_text=_("One a line: what it publishes in which no individual can be identified, such as statistics."),
    )
    default_data_location = models.CharField(
        _("where it keeps data"),
        max_length=255,
        blank=True,
        help_text=_("The countries, if any is outside the United Kingdom, such as “Ireland and the United States”."),
    )
    default_necessity = models.CharField(_("must data be given"), max_length=20, choices=Necessity.choices, blank=True)
    default_frequency = models.CharField(_("how often"), max_length=30, choices=Frequency.choices, blank=True)
    default_legislation = ParentalManyToManyField(
        "wagtail_privacy.Legislation",
        verbose_name=_("law behind the sharing"),
        blank=True,
        related_name="+",
        help_text=_("The laws that require or allow it in most schools."),
    )
    default_audiences = AudiencesField(
        _("notices for which this holds"),
        blank=True,
        help_text=_("Whether data must be given, and by which law, may hold for some notices only: those for pupils."),
    )

    search_fields: ClassVar[list[Any]] = [
        *LibraryItem.search_fields,
        index.SearchField("abbreviation", boost=2),
        index.AutocompleteField("abbreviation"),
        index.SearchField("role"),
        index.FilterField("kind"),
        index.FilterField("status"),
    ]

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldRowPanel([FieldPanel("abbreviation"), FieldPanel("kind")]), FieldPanel("role")],
            heading=_("Who this is"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_title"), FieldPanel("contact_unit")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldRowPanel([FieldPanel("website"), FieldPanel("contact_form_url")]),
                FieldPanel("privacy_notice_url"),
            ],
            heading=_("How to reach it"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("default_uses"),
                FieldRowPanel([FieldPanel("default_necessity"), FieldPanel("default_frequency")]),
                FieldPanel("default_safeguards"),
                FieldPanel("default_anonymous_in"),
                FieldPanel("default_data_location"),
                FieldPanel("default_legislation"),
                FieldPanel("default_audiences"),
            ],
            heading=_("What notices usually say of it"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("aliases"),
                FieldPanel("part_of"),
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("started"), FieldPanel("ended")]),
                FieldPanel("successors"),
            ],
            heading=_("Other names, and what became of it"),
            classname="collapsed",
        ),
        FITTING_PANEL,
        PROVENANCE_PANEL,
        OWNER_PANEL,
    ]

    class Meta(LibraryItem.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")

    def __str__(self) -> str:
        return f"{self.name} ({self.abbreviation})" if self.abbreviation else str(self.name)

    def clean(self) -> None:
        """Raises ``ValidationError`` where it is part of itself, or ended before it started."""
        super().clean()
        if self.part_of_id is not None and self.part_of_id == self.pk:
            raise ValidationError({"part_of": _("A recipient cannot be part of itself.")})
        if ends_before_it_starts(self.started, self.ended):
            raise ValidationError({"ended": _("It cannot have ended before it started.")})

    def dependencies(self) -> tuple[LibraryItem, ...]:
        """The body that it is part of, which stands beside its name."""
        return () if self.part_of is None else (self.part_of,)

    def identity(self, cited_as: str = "") -> RecipientIdentity:
        """Who it is, with the name that the notice uses where that differs. No query after ``for_documents()``."""
        return RecipientIdentity(
            ref=self.ref(),
            name=self.name,
            cited_as=cited_as,
            abbreviation=self.abbreviation,
            kind=RecipientKind(self.kind),
            part_of=self.part_of.name if self.part_of is not None else "",
            status=BodyStatus(self.status),
            ended=self.ended,
            successors=tuple(sorted(str(item.translation_key) for item in self.related("successors"))),
            website=self.website,
            privacy_notice_url=self.privacy_notice_url,
        )

    def contact_card(self) -> Contact | None:
        """How to write to it, or ``None`` where the library knows no more than a website."""
        if not (
            self.contact_title or self.contact_unit or self.address or self.email or self.phone or self.contact_form_url
        ):
            return None
        unit = (self.contact_unit,) if self.contact_unit else ()
        return Contact(
            title=self.contact_title,
            organisation=self.name,
            address=(*unit, *lines(self.address)),
            email=self.email,
            phone=self.phone,
            website=self.website,
            form_url=self.contact_form_url,
        )

    def preview_data(self) -> dict[str, Any]:
        return {
            "item": self.identity(),
            "contact": self.contact_card(),
            "uses": lines(self.default_uses),
            "citations": self.default_citations(),
        }

    def law_holds_for(self, nations: Collection[Nation], audiences: Collection[Audience]) -> bool:
        """Whether what the library says of duty and law holds for a notice for ``audiences`` in ``nations``.

        It does not where none of its laws applies there: a duty under the law of England is none in Wales.
        """
        return (
            is_meant_for(self.default_audiences, audiences)
            and self.fits(nations, ())
            and bool(self.laws_in(nations) or not self.related("default_legislation"))
        )

    def laws_in(self, nations: Collection[Nation]) -> tuple[Any, ...]:
        """The laws behind the sharing that apply in one of ``nations``, in any without one; oldest first."""
        laws = (law for law in self.related("default_legislation") if law.fits(nations, ()))
        return tuple(sorted(laws, key=lambda law: law.sort_key))

    def default_citations(self, nations: Collection[Nation] = ()) -> tuple[Citation, ...]:
        """The laws of :meth:`laws_in` as a document cites them. No query after ``for_documents()``."""
        return tuple(Citation(instrument=law.instrument()) for law in self.laws_in(nations))
