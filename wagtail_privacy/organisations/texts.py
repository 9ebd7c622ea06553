"""What an organisation says of itself in other languages: the few texts of its own that notices show."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.models import Locale

from wagtail_privacy.documents.items import Contact, Party
from wagtail_privacy.organisations.models import Organisation


class OrganisationText(models.Model):
    """A text of an organisation, such as a job title, in another language.

    It stands for that text wherever notices in that language show it, also in those of the organisations below. It is
    found by the text itself, so that it says nothing any more once somebody changes that. Names, addresses and numbers
    are the same in every language.
    """

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="texts")
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+")
    text = models.CharField(
        _("job title as it stands above"),
        max_length=255,
        help_text=_("To the letter, for example “Data protection lead”."),
    )
    translation = models.CharField(_("in this language"), max_length=255)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("locale"),
        FieldRowPanel([FieldPanel("text"), FieldPanel("translation")]),
    ]

    class Meta:
        verbose_name = _("text in another language")
        verbose_name_plural = _("texts in other languages")
        ordering = ("locale__language_code", "text")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "locale", "text"], name="wp_one_organisation_text")
        ]

    def __str__(self) -> str:
        return self.translation


def texts_in(locale: Locale, chain: Iterable[Organisation]) -> dict[str, str]:
    """The texts of these organisations, nearest first, in the language of ``locale``. One query.

    A text of a school comes before that of its trust.
    """
    keys = [organisation.pk for organisation in chain]
    rows = OrganisationText.objects.filter(locale=locale, organisation__in=keys)
    found = sorted(rows, key=lambda row: keys.index(row.organisation_id), reverse=True)
    return {row.text: row.translation for row in found}


def in_language(party: Party, texts: Mapping[str, str]) -> Party:
    """``party`` with the job titles of its contacts in another language, where there is one."""
    return party.model_copy(update={"contacts": tuple(contact_in_language(one, texts) for one in party.contacts)})


def contact_in_language(contact: Contact, texts: Mapping[str, str]) -> Contact:
    """``contact`` with its job title in another language, where there is one."""
    title = texts.get(contact.title)
    return contact.model_copy(update={"title": title}) if title else contact
