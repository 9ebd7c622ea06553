"""The only wiring place: policies, signals, system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class WagtailPrivacyConfig(AppConfig):
    name = "wagtail_privacy"
    verbose_name = _("Privacy notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail_privacy import checks  # noqa: PLC0415
        from wagtail_privacy.library import receivers as library_receivers  # noqa: PLC0415
        from wagtail_privacy.library.actions import register_publication_guard  # noqa: PLC0415
        from wagtail_privacy.library.models import LIBRARY_MODELS  # noqa: PLC0415
        from wagtail_privacy.notices import followed, publication  # noqa: PLC0415
        from wagtail_privacy.notices import receivers as notices_receivers  # noqa: PLC0415
        from wagtail_privacy.notices.models import Clause  # noqa: PLC0415
        from wagtail_privacy.notices.organisation_holder import notices_below_site  # noqa: PLC0415
        from wagtail_privacy.organisations import deletion, log_entries, permissions  # noqa: PLC0415
        from wagtail_privacy.organisations import receivers as organisations_receivers  # noqa: PLC0415
        from wagtail_privacy.organisations.models import Organisation  # noqa: PLC0415
        from wagtail_privacy.overview_columns import register_overview_column  # noqa: PLC0415
        from wagtail_privacy.propagation import receivers as propagation_receivers  # noqa: PLC0415
        from wagtail_privacy.propagation.columns import ChangeColumn, ModelColumn  # noqa: PLC0415
        from wagtail_privacy.propagation.model_notices.following import following  # noqa: PLC0415
        from wagtail_privacy.propagation.questions import guard_publication  # noqa: PLC0415
        from wagtail_privacy.public import frontend_cache  # noqa: PLC0415
        from wagtail_privacy.public import receivers as public_receivers  # noqa: PLC0415
        from wagtail_privacy.signals import version_frozen  # noqa: PLC0415
        from wagtail_privacy.versions import organisation_holder  # noqa: PLC0415
        from wagtail_privacy.versions import receivers as versions_receivers  # noqa: PLC0415
        from wagtail_privacy.versions.publishing.store import DatabaseVersionStore  # noqa: PLC0415
        from wagtail_privacy.versions.record import triggers  # noqa: PLC0415
        from wagtail_privacy.work_items import register_work  # noqa: PLC0415
        from wagtail_privacy.worklist.digests.failures import FailedMail  # noqa: PLC0415

        for check in (
            checks.check_upload_fields,
            checks.check_middleware,
            checks.check_address_middleware,
            checks.check_deletion_middleware,
            checks.check_reapproval,
            checks.check_base_template,
        ):
            register(check, "wagtail_privacy")
        register(checks.check_triggers, "wagtail_privacy", Tags.database)
        for model in (*LIBRARY_MODELS, Clause):
            permissions.register_scoped_model(model)
        permissions.register_scoped_model(Organisation, "pk")
        log_entries.register_log_model()
        deletion.register_holder(notices_below_site)
        deletion.register_holder(organisation_holder.versions_in_name)
        version_frozen.connect(organisation_holder.keep_organisation)
        organisations_receivers.connect()
        library_receivers.connect()
        notices_receivers.connect()
        versions_receivers.connect()
        propagation_receivers.connect()
        register_publication_guard(guard_publication)
        register_overview_column(ModelColumn())
        register_overview_column(ChangeColumn())
        register_work(FailedMail())
        public_receivers.connect()
        frontend_cache.connect()
        publication.register_store(DatabaseVersionStore())
        followed.register_models(following)
        pre_migrate.connect(triggers.before_migrate, sender=self)
        post_migrate.connect(triggers.after_migrate, sender=self)
