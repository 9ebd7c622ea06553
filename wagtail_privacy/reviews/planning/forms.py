"""Forms of this part of the room."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.organisations.people import people_at
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.planning.closures import ClosurePeriod, read_closures

LARGEST_TABLE = 200_000
"""Bytes. Holidays of ten years take a hundredth of it."""


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who reviews an object and how often. Only those may be named who may change it, or are named already."""

    class Meta:
        model = ReviewSchedule
        fields: ClassVar[list[str]] = ["responsible_user", "responsible_mailbox", "responsible_role", "months"]

    def __init__(self, *args: Any, path: str | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["responsible_user"]
        users = get_user_model()._default_manager
        people = people_at(path).values("pk")
        field.queryset = users.filter(Q(pk=self.instance.responsible_user_id) | Q(pk__in=people))
        field.empty_label = _("Nobody in particular: the organisation says who")
        field.label_from_instance = lambda user: user.get_full_name() or user.get_username()


class ClosuresForm(forms.Form):
    """A table of holidays, as a file or pasted."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("A CSV file, such as a spreadsheet can save."))
    text = forms.CharField(
        label=_("Or paste the table here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One row for each of the holidays: first day, last day, name. For example: "
            "20 July 2026, 31 August 2026, Summer holidays"
        ),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > LARGEST_TABLE:
            raise ValidationError(gettext("This file is too large for a table of holidays."))
        content: bytes = file.read()
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise ValidationError(gettext("This is not a table that can be read. Save it as CSV."))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        table = data.get("file") or data.get("text") or ""
        if not table.strip():
            raise ValidationError(gettext("Choose a file, or paste a table."))
        data["periods"] = read_closures(table, self._today)
        return data

    def periods(self) -> list[ClosurePeriod]:
        """The holidays of the table; the form has to be valid."""
        found: list[ClosurePeriod] = self.cleaned_data["periods"]
        return found
