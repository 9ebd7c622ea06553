"""What this package asks of a notice page, whichever base page model a site has."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from wagtail.blocks import StreamValue
from wagtail.models import Locale, PagePermissionTester

from wagtail_privacy.documents.vocabulary import Audience

CONTENT_FIELDS = ("title", "audience", "also_for", "edition", "summary")
"""What a notice says of itself beside its ``body``: kept with a version, so that it can be made anew."""


class NoticePage(Protocol):
    """A page with :class:`~wagtail_privacy.notices.models.NoticeMixin`: the fields of the mixin and of Wagtail's page.

    The base page may be swapped, so no class has all of these. ``path`` is empty for a page that was never saved.
    """

    pk: int | None
    title: str
    slug: str
    path: str
    url_path: str
    steplen: int
    live: bool
    live_revision_id: int | None
    last_published_at: datetime | None
    locale: Locale
    locale_id: int | None
    notice_kind: str
    audience: str
    also_for: list[str]
    edition: str
    summary: str
    body: StreamValue
    change_key: UUID | None
    meeting_digest: str
    translated_number: int | None
    is_model: bool
    mandated_sections: list[str]

    def audiences(self) -> tuple[Audience, ...]:
        """Everybody whom it is for, the main audience first."""

    def clear_statement(self) -> None:
        """Empty the statement, because the version that it belongs to is published."""

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> PagePermissionTester:
        """What ``user`` may do with the page."""

    def get_base_content_type(self) -> ContentType:
        """The content type of the base page."""
