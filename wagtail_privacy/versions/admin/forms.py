"""Forms of this room."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.fields import PartialDateFormField, validate_given_date


class BackdatedVersionForm(forms.Form):
    """Since when a backdated version was in force, as people write dates."""

    effective = PartialDateFormField(
        label=_("In force from"),
        help_text=_("As precisely as you know: 2023, September 2023 or 4 September 2023."),
    )

    def clean_effective(self) -> PartialDate:
        return PartialDate.parse(self.cleaned_data["effective"])


class CompareForm(forms.Form):
    """Two versions of one notice by number: ``from`` the older text, ``to`` the newer one."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        numbers: Iterable[int],
        initial: dict[str, int] | None = None,
    ):
        super().__init__(data, initial=initial)
        choices = [(number, gettext("Version %(number)s") % {"number": number}) for number in numbers]
        for name, label in (("from", _("Compare")), ("to", _("with"))):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, coerce=int)

    def clean(self) -> dict[str, Any]:
        cleaned_data: dict[str, Any] = super().clean() or {}
        if "from" in cleaned_data and cleaned_data["from"] == cleaned_data.get("to"):
            raise ValidationError(gettext("Choose two different versions."))
        return cleaned_data


class ReissueForm(forms.Form):
    """Why an earlier version is put back, in words for readers, and from when it applies."""

    note = forms.CharField(
        label=_("What readers are told"),
        help_text=_("A sentence or two: “We went back to the version of May 2025, because …”"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    applies_from = forms.DateField(
        label=_("Applies from"),
        required=False,
        help_text=_("Leave it empty for at once. A later day is announced now and comes into force then."),
        widget=AdminDateInput,
        validators=[validate_given_date],
    )

    def clean_applies_from(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["applies_from"]
        if day is not None and day < site_day():
            raise ValidationError(gettext("This day has passed. Leave the field empty for at once."))
        return day
