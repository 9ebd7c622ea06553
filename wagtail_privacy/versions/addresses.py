"""Under which addresses notices were published, so that links which people kept still lead there."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from wagtail_privacy.versions.models import NoticeAddress


def record_address(page: Any) -> None:
    """Remember where ``page`` can be found now. A page outside any site has no address."""
    record_addresses([page])


def record_addresses(pages: Iterable[Any]) -> None:
    """Remember where each of these pages can be found now, in one query beside those for their sites."""
    now = timezone.now()
    parts = ((page, page.get_url_parts()) for page in pages)
    NoticeAddress.objects.bulk_create(
        [
            NoticeAddress(site_id=found[0], path=found[2], page_id=page.pk, since=now)
            for page, found in parts
            if found is not None and found[2]
        ],
        ignore_conflicts=True,
    )
