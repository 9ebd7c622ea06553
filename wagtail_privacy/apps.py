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
        self._check()
        self._scope()
        self._connect()
        self._register()

    def _check(self) -> None:
        from wagtail_privacy import checks  # noqa: PLC0415

        register(checks.check_upload_fields, "wagtail_privacy")
        register(checks.check_middleware, "wagtail_privacy")
        register(checks.check_address_middleware, "wagtail_privacy")
        register(checks.check_deletion_middleware, "wagtail_privacy")
        register(checks.check_reapproval, "wagtail_privacy")
        register(checks.check_default_language, "wagtail_privacy")
        register(checks.check_base_template, "wagtail_privacy")
        register(checks.check_triggers, "wagtail_privacy", Tags.database)

    def _scope(self) -> None:
        from wagtail_privacy.library.models import LIBRARY_MODELS  # noqa: PLC0415
        from wagtail_privacy.notices.models import Clause  # noqa: PLC0415
        from wagtail_privacy.notices.organisation_holder import notices_below_site  # noqa: PLC0415
        from wagtail_privacy.organisations import deletion, log_entries, permissions  # noqa: PLC0415
        from wagtail_privacy.organisations.models import Organisation  # noqa: PLC0415
        from wagtail_privacy.signals import version_frozen  # noqa: PLC0415
        from wagtail_privacy.versions import organisation_holder  # noqa: PLC0415

        for model in (*LIBRARY_MODELS, Clause):
            permissions.register_scoped_model(model)
        permissions.register_scoped_model(Organisation, "pk")
        log_entries.register_log_model()
        deletion.register_holder(notices_below_site)
        deletion.register_holder(organisation_holder.versions_in_name)
        version_frozen.connect(organisation_holder.keep_organisation)

    def _connect(self) -> None:
        from wagtail_privacy.library import receivers as library_receivers  # noqa: PLC0415
        from wagtail_privacy.notices import receivers as notices_receivers  # noqa: PLC0415
        from wagtail_privacy.organisations import receivers as organisations_receivers  # noqa: PLC0415
        from wagtail_privacy.propagation import receivers as propagation_receivers  # noqa: PLC0415
        from wagtail_privacy.public import frontend_cache  # noqa: PLC0415
        from wagtail_privacy.public import receivers as public_receivers  # noqa: PLC0415
        from wagtail_privacy.reviews import receivers as reviews_receivers  # noqa: PLC0415
        from wagtail_privacy.schools import translated_pages  # noqa: PLC0415
        from wagtail_privacy.versions import receivers as versions_receivers  # noqa: PLC0415
        from wagtail_privacy.versions.record import triggers  # noqa: PLC0415

        organisations_receivers.connect()
        library_receivers.connect()
        notices_receivers.connect()
        versions_receivers.connect()
        propagation_receivers.connect()
        reviews_receivers.connect()
        translated_pages.connect()
        public_receivers.connect()
        frontend_cache.connect()
        pre_migrate.connect(triggers.before_migrate, sender=self)
        post_migrate.connect(triggers.after_migrate, sender=self)

    def _register(self) -> None:
        from wagtail_privacy.library.actions import register_publication_guard  # noqa: PLC0415
        from wagtail_privacy.notices import followed, publication  # noqa: PLC0415
        from wagtail_privacy.overview_columns import register_overview_column  # noqa: PLC0415
        from wagtail_privacy.propagation.columns import ChangeColumn, ModelColumn  # noqa: PLC0415
        from wagtail_privacy.propagation.model_notices.following import following  # noqa: PLC0415
        from wagtail_privacy.propagation.questions import guard_publication  # noqa: PLC0415
        from wagtail_privacy.reviews.columns import ReviewColumn  # noqa: PLC0415
        from wagtail_privacy.reviews.doing.told import review_history  # noqa: PLC0415
        from wagtail_privacy.reviews.models import Review  # noqa: PLC0415
        from wagtail_privacy.reviews.record.chains import ReviewChains  # noqa: PLC0415
        from wagtail_privacy.versions import history  # noqa: PLC0415
        from wagtail_privacy.versions.publishing.store import DatabaseVersionStore  # noqa: PLC0415
        from wagtail_privacy.versions.record import triggers  # noqa: PLC0415
        from wagtail_privacy.versions.record.verification.reading import register_chains  # noqa: PLC0415
        from wagtail_privacy.work_items import register_work  # noqa: PLC0415
        from wagtail_privacy.worklist.sources import SOURCES  # noqa: PLC0415

        register_publication_guard(guard_publication)
        register_overview_column(ModelColumn())
        register_overview_column(ChangeColumn())
        register_overview_column(ReviewColumn())
        triggers.register_append_only(Review)
        register_chains(ReviewChains())
        history.register_history(review_history)
        for source in SOURCES:
            register_work(source)
        publication.register_store(DatabaseVersionStore())
        followed.register_models(following)
