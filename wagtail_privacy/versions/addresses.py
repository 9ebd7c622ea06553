"""Records the addresses of notices, so that old links can be redirected."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.db import connections, router
from django.utils import timezone

from wagtail_privacy.versions.models import NoticeAddress

if TYPE_CHECKING:
    from wagtail.models import Page

Address = tuple[int, str]
"""The primary key of a site and a path on it."""


def record_address(page: "Page") -> None:
    """Store the present address of ``page``. A page outside any site has none."""
    _record([(page.pk, _address(page.get_url_parts()))])


def record_addresses(pages: "Iterable[Page]") -> None:
    """Store the present address of each of these base pages, in one query beside those for all sites."""
    sites = SimpleNamespace()
    _record([(page.pk, _address(page.get_url_parts(sites))) for page in pages])


def _address(parts: tuple[int, str | None, str | None] | None) -> Address | None:
    return (parts[0], parts[2]) if parts is not None and parts[2] else None


def _record(addresses: list[tuple[int, Address | None]]) -> None:
    now = timezone.now()
    rows = [
        NoticeAddress(site_id=address[0], path=_with_slash(address[1]), page_id=page_id, since=now)
        for page_id, address in addresses
        if address is not None
    ]
    if not rows:
        return
    features = connections[router.db_for_write(NoticeAddress)].features
    unique = ["site_id", "path", "page_id"] if features.supports_update_conflicts_with_target else None
    # A notice that returns to an address takes it over from the notice that had it in the meantime.
    NoticeAddress.objects.bulk_create(rows, update_conflicts=True, update_fields=["since"], unique_fields=unique)


def _with_slash(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"
