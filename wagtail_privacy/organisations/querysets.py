"""The queryset of organisations."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from wagtail.models import Page

if TYPE_CHECKING:
    from wagtail_privacy.organisations.models import Organisation


SAME_ROOT = "site__root_page__sites_rooted_here"
"""The sites of an organisation: several hostnames may lead to the same root page, and Wagtail names any of them."""


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def with_chain(self) -> Self:
        """With the two organisations above each: as deep as trusts go, so that ``chain()`` needs no query."""
        return self.select_related("parent__parent")

    def for_page(self, page: Page) -> "Organisation | None":
        """The organisation whose site ``page`` is in, or ``None``.

        With its contacts and those of the organisation above it: three queries beyond the paths of the sites, which
        Wagtail caches; none where the page is outside any site.
        """
        address = page.get_url_parts()
        if address is None:
            return None
        chain = self.with_chain().prefetch_related("contacts", "parent__contacts")
        return chain.filter(**{SAME_ROOT: address[0]}).order_by("pk").first()

    def keys_for_pages(self, pages: Iterable[Page]) -> dict[int, int]:
        """The primary keys of the organisations whose sites ``pages`` are in, by the key of the page.

        The same as :meth:`for_page` gives for each. One query beyond the paths of the sites, which Wagtail caches.
        """
        # Where Wagtail keeps the paths between pages, as it does on a request.
        paths = SimpleNamespace()
        sites = {page.pk: parts[0] for page in pages if (parts := page.get_url_parts(paths)) is not None}
        organisations = self.filter(**{f"{SAME_ROOT}__in": set(sites.values())}).order_by("-pk")
        by_site = dict(organisations.values_list(SAME_ROOT, "pk"))
        return {page: by_site[site] for page, site in sites.items() if site in by_site}

    def at_home_in(self, pages: Iterable[Page]) -> Self:
        """The organisations whose home page is one of ``pages`` or stands below one of them."""
        below = Q(pk=None)
        for page in pages:
            below |= Q(site__root_page__path__startswith=page.path)
        return self.filter(below)
