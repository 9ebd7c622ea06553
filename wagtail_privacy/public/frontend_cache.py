"""Purges what a version makes stale from the caches in front of the site, through ``wagtail.contrib.frontend_cache``.

A re-issue, a backdated version, an erasure and a release send no ``page_published``, so Wagtail itself does not purge
the old pages. Does nothing where that app is not installed. The addresses of days cannot be listed: they are kept
for as long as ``Cache-Control`` says, a minute unless the site says otherwise.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import swapper
from django.apps import apps
from django.db import transaction
from django.db.models import Q
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from wagtail_privacy.notices.models import PrivacyHubMixin
from wagtail_privacy.notices.page_types import pages_of
from wagtail_privacy.notices.translations import translations_of
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.signals import review_recorded, version_frozen, version_purged, version_released
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from wagtail.models import Page, PageQuerySet

FEEDS = ("feed/", "feed/?minor=1")


def connect() -> None:
    """Listen to the versions of notices."""
    version_frozen.connect(purge_stale, dispatch_uid="wagtail_privacy.purge_frozen")
    version_purged.connect(purge_stale, dispatch_uid="wagtail_privacy.purge_erased")
    version_released.connect(purge_stale, dispatch_uid="wagtail_privacy.purge_released")
    review_recorded.connect(purge_reviewed, dispatch_uid="wagtail_privacy.purge_reviewed")


def purge_stale(sender: type, version: NoticeVersion, page: "Page | None" = None, **kwargs: object) -> None:
    """Purge every address that ``version`` makes stale, once the transaction is committed."""
    if not apps.is_installed("wagtail.contrib.frontend_cache"):
        return
    page = page or swapper.load_model("wagtailcore", "Page").objects.filter(pk=version.page_id).first()
    if page is not None:
        transaction.on_commit(lambda: purge_urls_from_cache(list(stale_addresses(page, version))))


def purge_reviewed(sender: type, review: Review, **kwargs: object) -> None:
    """Purge every address that tells of the reviews of a notice, once the transaction is committed."""
    base_model = swapper.load_model("wagtailcore", "Page")
    if review.model != base_model._meta.label_lower or not apps.is_installed("wagtail.contrib.frontend_cache"):
        return
    page = base_model.objects.filter(pk=review.object_id).first()
    if page is not None:
        transaction.on_commit(lambda: purge_urls_from_cache(list(reviewed_addresses(page, review))))


def reviewed_addresses(page: "Page", review: Review) -> Iterator[str]:
    """The full addresses that say something else once ``review`` of ``page`` is stored: the notice, its list of
    versions, the data of the version, and the hubs that list the notice."""
    url = page.get_full_url()
    if url:
        yield from (f"{url}{path}" for path in ("", "versions/"))
        if review.number is not None:
            yield f"{url}versions/{review.number}/document.json"
    for hub in hubs_of(page):
        if hub_url := hub.get_full_url():
            yield hub_url


def stale_addresses(page: "Page", version: NoticeVersion) -> Iterator[str]:
    """The full addresses of all pages whose content changes once ``version`` of ``page`` is stored, erased or released.

    The notice with its list of versions and its feeds; every stored version, whose banner says what came after it, with
    its data and its changes; and the hubs that list the notice with their feeds, those of a trust included. The notice
    in other languages, which names this one, with the hubs there.
    """
    url = page.get_full_url()
    if url:
        yield from (f"{url}{path}" for path in ("", "versions/", "on/", *FEEDS))
        newest = NoticeVersion.objects.for_page(page.pk).values_list("number", flat=True).first() or version.number
        for number in range(1, max(newest, version.number) + 1):
            yield from (f"{url}versions/{number}/{path}" for path in ("", "document.json", "changes/"))
    for hub in hubs_of(page):
        yield from _with_feeds(hub)
        for other in translations_of(hub).live():
            yield from _with_feeds(other)
    # A translation shows what its source says now.
    for other in translations_of(page).live():
        yield from _with_feeds(other)


def _with_feeds(page: "Page") -> Iterator[str]:
    if url := page.get_full_url():
        yield from (f"{url}{path}" for path in ("", *FEEDS))


def hubs_of(page: "Page") -> "PageQuerySet":
    """The live hubs that list ``page``: those above it, and those of the trust to which its school belongs."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    conditions = [Q(path__in=above), *(Q(path__startswith=path) for path in _trust_roots(page))]
    return pages_of(PrivacyHubMixin).live().filter(reduce(or_, conditions))


def _trust_roots(page: "Page") -> list[str]:
    """The tree paths of the root pages of the organisations above the one of ``page``."""
    organisation = Organisation.objects.for_page(page)
    above = organisation.chain()[1:] if organisation is not None else ()
    sites = [parent.site_id for parent in above if parent.site_id is not None]
    paths = Organisation.objects.filter(site__in=sites).values_list("site__root_page__path", flat=True)
    return [path for path in paths if path]
