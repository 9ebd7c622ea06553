"""Under which addresses notices were published, so that links which people kept still lead there."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from django.db import connections, router
from django.utils import timezone

from wagtail_privacy.versions.models import NoticeAddress

Place = tuple[int, str]
"""A site and a path on it."""


def record_address(page: Any) -> None:
    """Remember where ``page`` can be found now. A page outside any site has no address."""
    _record([(page.pk, _place(page.get_url_parts()))])


def record_addresses(pages: Iterable[Any]) -> None:
    """Remember where each of these base pages can be found now, in one query beside those for all sites."""
    sites = SimpleNamespace()
    _record([(page.pk, _place(page.get_url_parts(sites))) for page in pages])


def _place(parts: tuple[int, str | None, str | None] | None) -> Place | None:
    return (parts[0], parts[2]) if parts is not None and parts[2] else None


def _record(places: list[tuple[int, Place | None]]) -> None:
    now = timezone.now()
    rows = [
        NoticeAddress(site_id=place[0], path=_with_slash(place[1]), page_id=page_id, since=now)
        for page_id, place in places
        if place is not None
    ]
    if not rows:
        return
    features = connections[router.db_for_write(NoticeAddress)].features
    unique = ["site_id", "path", "page_id"] if features.supports_update_conflicts_with_target else None
    # A notice that comes back to an address takes it from whichever had it in the meantime.
    NoticeAddress.objects.bulk_create(rows, update_conflicts=True, update_fields=["since"], unique_fields=unique)


def _with_slash(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"
