"""The question that is asked before readers read something else."""

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from wagtail_privacy import conf
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.fields import validate_given_date
from wagtail_privacy.propagation.questions import Answer, ChangeError

NOW, ON_A_DAY = "now", "day"
MEETING_FIELDS = ("meeting_committee", "meeting_on", "meeting_minutes")


class ToldForm(forms.Form):
    """Whether readers have to be told, and what they are told."""

    tells_readers = forms.TypedChoiceField(
        label=_("Do readers have to be told?"),
        choices=[("yes", _("Yes: tell them what changes")), ("no", _("No: it changes nothing that matters to them"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("“No” is refused where the rules of publishing find that they have to be told."),
        error_messages={"required": _("Say whether readers have to be told.")},
    )
    note = forms.CharField(
        label=_("What readers are told"),
        required=False,
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text=_("Needed where readers have to be told. Write it as the notices would say it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("tells_readers") and not cleaned.get("note"):
            self.add_error("note", gettext("Say what readers are told."))
        return cleaned


class AnswerForm(ToldForm):
    """As :class:`ToldForm`, and from when notices say it.

    ``has_day`` lets a later day be chosen; ``earliest`` is the first that the notice given to schools allows.
    """

    when = forms.ChoiceField(
        label=_("From when?"),
        choices=[(NOW, _("Now")), (ON_A_DAY, _("On a day"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    day = forms.DateField(label=_("On which day?"), required=False, widget=AdminDateInput)
    meeting_committee = forms.CharField(
        label=_("Approved by"),
        required=False,
        max_length=255,
        help_text=_("The board or committee that approved this change. Its approval counts for all these notices."),
    )
    meeting_on = forms.DateField(label=_("Date of the meeting"), required=False, widget=AdminDateInput)
    meeting_minutes = forms.CharField(label=_("Reference in the minutes"), required=False, max_length=255)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        has_day: bool = True,
        earliest: dt.date | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if not has_day:
            del self.fields["when"], self.fields["day"]
        elif earliest is not None:
            self.fields["day"].help_text = gettext(
                "The trust has promised its schools time to look at such a change: %(day)s at the earliest."
            ) % {"day": PartialDate.of(earliest).written()}
        if conf.required_approval() != "any":
            for name in MEETING_FIELDS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when") == ON_A_DAY and cleaned.get("day") is None and "day" not in self.errors:
            self.add_error("day", gettext("Say on which day."))
        if meeting_on := cleaned.get("meeting_on"):
            validate_given_date(meeting_on)
        return cleaned

    def answer(self) -> Answer:
        """What was answered; the form is valid."""
        data = self.cleaned_data
        meeting_on = data.get("meeting_on")
        return Answer(
            tells_readers=data["tells_readers"],
            note=data["note"],
            day=data.get("day") if data.get("when") == ON_A_DAY else None,
            meeting_committee=data.get("meeting_committee", ""),
            meeting_on=meeting_on.isoformat() if meeting_on else "",
            meeting_minutes=data.get("meeting_minutes", ""),
        )

    def refuse(self, error: ChangeError) -> None:
        """Show why the answer does not do, at the field that it is about."""
        self.add_error(error.field if error.field in self.fields else None, str(error))
