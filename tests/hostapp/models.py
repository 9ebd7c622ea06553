"""A kind of notice with a field of its own."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.notices.models import NoticeMixin


class MealsNoticePage(NoticeMixin, Page):
    """What happens to the data of children who eat at school."""

    notice_kind = NoticeKind.PRIVACY_NOTICE
    contract = models.CharField("contract with the caterer", max_length=100, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("contract"), *NoticeMixin.notice_panels]
    search_fields = [*Page.search_fields, *NoticeMixin.search_fields]
    parent_page_types = ["wagtail_privacy_pages.PrivacyHubPage"]
    subpage_types = []

    class Meta:
        verbose_name = "meals notice"
