"""The optional app for sites that translate their notices with wagtail-localize."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class WagtailPrivacyTranslationsConfig(AppConfig):
    name = "wagtail_privacy.translations"
    label = "wagtail_privacy_translations"
    verbose_name = _("Translations of privacy notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail_privacy.notices.admin.narrowed_views import register_answer, register_view_mixin  # noqa: PLC0415
        from wagtail_privacy.translations import checking, checks, origins, screens, views  # noqa: PLC0415
        from wagtail_privacy.translations.basis import basis_of  # noqa: PLC0415
        from wagtail_privacy.translations.fields import declare_fields  # noqa: PLC0415
        from wagtail_privacy.translations.publishing import LocalizeMaker  # noqa: PLC0415
        from wagtail_privacy.translations.segments import declare_sections  # noqa: PLC0415
        from wagtail_privacy.translations.work import MachineWork  # noqa: PLC0415
        from wagtail_privacy.versions.language_links import register_language_link  # noqa: PLC0415
        from wagtail_privacy.versions.publishing.together import register_maker  # noqa: PLC0415
        from wagtail_privacy.versions.publishing.translating import register_basis  # noqa: PLC0415
        from wagtail_privacy.work_items import register_work  # noqa: PLC0415

        register(checks.check_drafts, "wagtail_privacy_translations")
        register(checks.check_deletions, "wagtail_privacy_translations")
        declare_fields()
        declare_sections()
        origins.connect()
        checking.connect()
        register_basis(basis_of)
        register_work(MachineWork())
        register_maker(LocalizeMaker())
        register_language_link(screens.submission_link)
        register_view_mixin("wagtail_localize:submit_page_translation", views.SubmitsItems)
        register_view_mixin("wagtail_localize:update_translations", views.PublishesTranslations)
        register_answer("wagtail_localize:upload_pofile", views.upload_po_file)
        register_answer("wagtail_localize:preview_translation", views.preview)
        register_answer("wagtail_localize:edit_string_translation", views.edit_text)
        register_answer("wagtail_localize:edit_override", views.edit_text)
