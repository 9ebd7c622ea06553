"""The app says what it adds."""

from django.apps import AppConfig


class MealsConfig(AppConfig):
    name = "tests.hostapp"
    label = "meals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from wagtail_privacy.notices.recipient_extensions import RecipientExtension, register_recipient_extension
        from wagtail_privacy.notices.section_kinds import SectionKind, register_section_kind

        from .blocks import AllergiesBlock, MealsUseBlock, allergies_example

        register_section_kind(
            SectionKind(AllergiesBlock, allergies_example, article="UK GDPR Article 9", template="meals/allergies.html")
        )
        register_recipient_extension(RecipientExtension("meals", MealsUseBlock, template="meals/recipient.html"))
