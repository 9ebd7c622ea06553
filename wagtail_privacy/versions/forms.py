"""Forms of this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.fields import PartialDateFormField


class PastVersionForm(forms.Form):
    """Since when a past version was in force, as people write dates."""

    effective = PartialDateFormField(
        label=_("In force from"),
        help_text=_("As precisely as you know: 2023, September 2023 or 4 September 2023."),
    )

    def clean_effective(self) -> PartialDate:
        return PartialDate.parse(self.cleaned_data["effective"])
