"""The only wiring place: policies, signals, system checks."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class WagtailPrivacyConfig(AppConfig):
    name = "wagtail_privacy"
    verbose_name = _("Privacy notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail_privacy import checks  # noqa: PLC0415
        from wagtail_privacy.library import receivers as library_receivers  # noqa: PLC0415
        from wagtail_privacy.notices import publication  # noqa: PLC0415
        from wagtail_privacy.versions.publisher import VersionPublisher  # noqa: PLC0415

        register(checks.check_upload_fields, "wagtail_privacy")
        register(checks.check_middleware, "wagtail_privacy")
        library_receivers.connect()
        publication.register(VersionPublisher())
