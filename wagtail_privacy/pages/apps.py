"""The optional app with ready-made page types, for sites that use Wagtail's own page model."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailPrivacyPagesConfig(AppConfig):
    name = "wagtail_privacy.pages"
    label = "wagtail_privacy_pages"
    verbose_name = _("Privacy notice pages")
    default_auto_field = "django.db.models.BigAutoField"
