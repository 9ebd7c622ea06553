"""The page types that such a host writes over the mixins of the plugin."""

from typing import Any, ClassVar

from django.db import models
from wagtail.models import AbstractPage

from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.notices.models import NoticeMixin, PrivacyHubMixin


class BasePage(AbstractPage):
    """Every page of this host says which department owns it."""

    department = models.CharField(max_length=100, blank=True)


class HouseNoticePage(NoticeMixin, BasePage):
    """A privacy notice of this host."""

    notice_kind = NoticeKind.PRIVACY_NOTICE
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, *NoticeMixin.notice_panels]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, *NoticeMixin.search_fields]


class HouseHubPage(PrivacyHubMixin, BasePage):
    """The page above the notices."""

    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, *PrivacyHubMixin.hub_panels]
