"""The choices that people have about their own mails."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.localization import get_available_admin_languages

from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.models.person import Weekday
from wagtail_privacy.worklist.preferences.choices import CalendarChange, change_preferences


class PreferencesForm(forms.Form):
    """How often, on which day, and the calendar. ``correspondent`` need not be stored yet.

    Which fields there are depends on where the form stands: on a page without sign-in there is no calendar of a user,
    and only who has no account chooses a language here.
    """

    rhythm = forms.ChoiceField(label=_("How often we write to you"), choices=Correspondent.Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label=_("On which day"),
        coerce=int,
        choices=Weekday.choices,
        help_text=_("For mails that come once a week. If we cannot write on that day, we do on the next."),
    )
    language = forms.ChoiceField(label=_("Language"))
    calendar = forms.ChoiceField(
        label=_("Address of your calendar"),
        choices=CalendarChange.choices,
        required=False,
        help_text=_(
            "A calendar program that knows this address shows when your reviews are due. Whoever knows the address "
            "can read the calendar, so do not pass it on. A new address makes the old one useless."
        ),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["wagtail_privacy/admin/digests.css"]}

    def __init__(
        self,
        data: Any = None,
        *,
        correspondent: Correspondent,
        has_calendar: bool = True,
        has_language: bool = False,
        prefix: str | None = None,
    ):
        self.correspondent = correspondent
        initial = {
            "rhythm": correspondent.rhythm,
            "weekday": correspondent.weekday,
            "language": correspondent.language,
            "calendar": CalendarChange.KEEP,
        }
        super().__init__(data, initial=initial, prefix=prefix)
        if not has_calendar:
            del self.fields["calendar"]
        elif not correspondent.calendar_secret:
            calendar: Any = self.fields["calendar"]
            calendar.choices = [
                (CalendarChange.KEEP.value, _("No calendar")),
                (CalendarChange.NEW.value, _("Make an address for a calendar")),
            ]
        if has_language:
            language: Any = self.fields["language"]
            language.required = False
            language.choices = [("", _("That of the website")), *get_available_admin_languages()]
        else:
            del self.fields["language"]

    def save(self) -> Correspondent:
        """Keep the choices, which are valid."""
        choices = self.cleaned_data
        self.correspondent = change_preferences(
            self.correspondent,
            rhythm=choices["rhythm"],
            weekday=choices["weekday"],
            language=choices.get("language"),
            calendar=choices.get("calendar", CalendarChange.KEEP),
        )
        return self.correspondent
