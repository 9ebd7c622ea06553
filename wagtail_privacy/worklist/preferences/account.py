"""A tab in Wagtail's account settings: how often somebody is written to, and their calendar."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, SettingsTab

from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.permissions import scope_of
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.addresses import ACCOUNT_TAB, calendar_url
from wagtail_privacy.worklist.preferences.choices import correspondent_of
from wagtail_privacy.worklist.preferences.forms import PreferencesForm

privacy_tab = SettingsTab(ACCOUNT_TAB, _("Privacy notices"), order=300)


class RemindersPanel(BaseSettingsPanel):
    """Only about the user who is signed in."""

    name = "privacy_reminders"
    title = _("Reminders and calendar")
    tab = privacy_tab
    order = 100
    template_name = "wagtail_privacy/worklist/account_panel.html"
    form_class = PreferencesForm

    @cached_property
    def correspondent(self) -> Correspondent:
        """The correspondence with the user, not stored before the first digest or choice."""
        return correspondent_of(self.user, site_day())

    def is_active(self) -> bool:
        """For whoever works for any organisation, and whoever has been written to."""
        return bool(self.correspondent.pk) or scope_of(self.user).sees_anything

    def get_form(self) -> PreferencesForm:
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, correspondent=self.correspondent, prefix=self.name)

    def get_context_data(self) -> dict[str, Any]:
        url = calendar_url(self.correspondent)
        return {
            **super().get_context_data(),
            "calendar_url": self.request.build_absolute_uri(url) if url is not None else "",
            "address": self.user.email,
        }


@hooks.register("register_account_settings_panel")
def register_reminders_panel(request: HttpRequest, user: Any, profile: object) -> RemindersPanel:
    """Add it for everybody; it says itself for whom it is shown."""
    return RemindersPanel(request, user, profile)
