"""Questions about organisations that the database answers."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from wagtail_privacy.documents.vocabulary import OrganisationKind

if TYPE_CHECKING:
    from wagtail_privacy.organisations.models import Organisation


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def trusts(self) -> Self:
        """Groups of schools."""
        return self.filter(kind=OrganisationKind.TRUST)

    def schools(self) -> Self:
        """Schools, in a trust or on their own."""
        return self.filter(kind=OrganisationKind.SCHOOL)

    def with_chain(self) -> Self:
        """With the two organisations above each: as deep as trusts go, so that ``chain()`` needs no query."""
        return self.select_related("parent__parent")

    def for_page(self, page: Any) -> "Organisation | None":
        """The organisation whose site ``page`` is in, or ``None``.

        One query beyond ``page.get_site()``; none where the page is outside any site.
        """
        site = page.get_site()
        if site is None:
            return None
        # Several hostnames may lead to the same root page, and Wagtail names any of their sites.
        return self.with_chain().filter(site__root_page_id=site.root_page_id).order_by("pk").first()
