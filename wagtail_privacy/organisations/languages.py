"""Which languages an organisation has its notices translated into, and what notices in them count beside the source."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Locale

from wagtail_privacy.organisations.models import Organisation, OrganisationQuerySet


class OfferedLanguage(models.Model):
    """A language that notices of an organisation are translated into.

    Without any, those of the organisation above hold, and where nobody has any, every language of the website. It
    decides what is submitted from now on: what is published in other languages stays so.

    ``stands_equal``: a notice in it has the same standing as its source, whichever language that is in.
    """

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="languages")
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")

    stands_equal = models.BooleanField(
        _("same standing"),
        default=False,
        help_text=_(
            "A notice in this language counts as much as the notice that it was made from, and readers are told that "
            "neither decides over the other. In Wales: Welsh for notices that are written in English first, and "
            "English for those that are written in Welsh first."
        ),
    )

    locale_id: int
    organisation_id: int

    panels: ClassVar[list[Panel]] = [FieldPanel("locale"), FieldPanel("stands_equal")]

    class Meta:
        verbose_name = _("language offered")
        verbose_name_plural = _("languages offered")
        ordering = ("locale__language_code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "locale"], name="wp_one_offered_language")
        ]

    def __str__(self) -> str:
        return str(self.locale)


def languages_offered(chain: Iterable[Organisation]) -> frozenset[int] | None:
    """The keys of the locales that the first of these organisations offers, or the nearest above it; one query.

    ``None`` where nobody says: then it is every language of the website.
    """
    keys = [organisation.pk for organisation in chain]
    found: dict[int, set[int]] = {}
    for row in OfferedLanguage.objects.filter(organisation__in=keys).order_by():
        found.setdefault(row.organisation_id, set()).add(row.locale_id)
    return next((frozenset(found[key]) for key in keys if key in found), None)


def equal_languages(organisation: int | None) -> frozenset[str]:
    """The languages in which notices of the organisation with this key have the same standing as their source.

    Where it offers no language of its own, those of the organisation above it. One query, none for ``None``.
    """
    if organisation is None:
        return frozenset()
    own = Q(organisation=organisation)
    above = Q(organisation__in=Organisation.objects.filter(children=organisation))
    highest = Q(organisation__in=Organisation.objects.filter(children__children=organisation))
    distance = Case(When(own, then=Value(0)), When(above, then=Value(1)), default=Value(2), output_field=IntegerField())
    rows = OfferedLanguage.objects.filter(own | above | highest).annotate(distance=distance).order_by("distance")
    offered = list(rows.values_list("distance", "locale__language_code", "stands_equal"))
    return frozenset(code for distance, code, is_equal in offered if is_equal and distance == offered[0][0])


def with_languages_offered(
    organisations: OrganisationQuerySet,
) -> tuple[list[Organisation], dict[int, frozenset[str] | None]]:
    """These organisations, and by their keys the codes of the languages that each offers itself; one query.

    ``None`` where an organisation says nothing.
    """
    loaded: dict[int, Organisation] = {}
    found: dict[int, frozenset[str] | None] = {}
    # A row for each language, or one with none.
    for organisation in organisations.annotate(offered_language=F("languages__locale__language_code")):
        loaded.setdefault(organisation.pk, organisation)
        offered = found.setdefault(organisation.pk, None)
        if organisation.offered_language:
            found[organisation.pk] = (offered or frozenset()) | {organisation.offered_language}
    return list(loaded.values()), found
