"""Ready-made page types. A site with a base page model of its own writes the same few lines over the mixins."""

from typing import Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.notices.models import NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.page_types import page_types
from wagtail_privacy.reviews.panels import ReviewPanel


class _BaseNoticePage(NoticeMixin, Page):
    """What the ready-made types have in common."""

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, *NoticeMixin.notice_panels, ReviewPanel()]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, *NoticeMixin.search_fields]
    parent_page_types: ClassVar[list[str]] = ["wagtail_privacy_pages.PrivacyHubPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True


class PrivacyNoticePage(_BaseNoticePage):
    """Tells people how their personal data is used (UK GDPR Articles 13 and 14)."""

    notice_kind = NoticeKind.PRIVACY_NOTICE
    page_description = _("Tells people which information you hold about them, why, who receives it and how long.")

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")


class DataSharingPolicyPage(_BaseNoticePage):
    """Says who an organisation shares personal data with, and what each of them does with it."""

    notice_kind = NoticeKind.DATA_SHARING_POLICY
    page_description = _("Says who you share information with, and what each of them does with it.")

    class Meta:
        verbose_name = _("data-sharing policy")
        verbose_name_plural = _("data-sharing policies")


class DataProtectionPolicyPage(_BaseNoticePage):
    """Says how an organisation meets the data protection law as a whole (UK GDPR Article 24(2))."""

    notice_kind = NoticeKind.DATA_PROTECTION_POLICY
    page_description = _("Says how you meet the data protection law as a whole.")

    class Meta:
        verbose_name = _("data-protection policy")
        verbose_name_plural = _("data-protection policies")


class RetentionSchedulePage(_BaseNoticePage):
    """Says how long each kind of record is kept (UK GDPR Articles 5(1)(e) and 30(1)(f))."""

    notice_kind = NoticeKind.RETENTION_SCHEDULE
    page_description = _("Says how long you keep each kind of record, and what happens then.")

    class Meta:
        verbose_name = _("retention schedule")
        verbose_name_plural = _("retention schedules")


class SharingAgreementPage(_BaseNoticePage):
    """What organisations agree on about data that they share."""

    notice_kind = NoticeKind.SHARING_AGREEMENT
    page_description = _("Says what you and others agree on: who gives which information to whom.")

    class Meta:
        verbose_name = _("data-sharing agreement")
        verbose_name_plural = _("data-sharing agreements")


class BiometricsNoticePage(_BaseNoticePage):
    """Tells people how they are recognised by body or behaviour, and that they may refuse."""

    notice_kind = NoticeKind.BIOMETRICS_NOTICE
    page_description = _("Tells people how fingerprints or faces are used, who is asked and what else they may use.")

    class Meta:
        verbose_name = _("biometrics notice")
        verbose_name_plural = _("biometrics notices")


NOTICE_PAGES: Final = {
    model.notice_kind: model
    for model in (
        PrivacyNoticePage,
        DataSharingPolicyPage,
        DataProtectionPolicyPage,
        RetentionSchedulePage,
        SharingAgreementPage,
        BiometricsNoticePage,
    )
}
"""The ready-made type for each kind of notice."""


class PrivacyHubPage(PrivacyHubMixin, Page):
    """The page above an organisation's notices."""

    page_description = _("One address for all your notices. Create it once, then add notices below it.")
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, *PrivacyHubMixin.hub_panels]

    class Meta:
        verbose_name = _("privacy hub")
        verbose_name_plural = _("privacy hubs")

    @classmethod
    def clean_subpage_models(cls) -> list[type[Any]]:
        """Notices of every type, also of the host: each says itself below which pages it may stand."""
        return (
            list(page_types(NoticeMixin))
            if getattr(cls, "subpage_types", None) is None
            else super().clean_subpage_models()
        )
