"""The notices and hubs of a site in all their languages, for search engines.

Use it in place of Wagtail's own sitemap for these pages, or beside it: Wagtail's lists the language of the home page
only, and no page in another language.
"""

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, Q, Subquery
from wagtail.contrib.sitemaps import Sitemap

from wagtail_privacy.days import site_day
from wagtail_privacy.notices.models import NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.page_types import pages_of
from wagtail_privacy.public.languages import is_for_everybody, reading_state, site_roots
from wagtail_privacy.versions.models import NoticeVersion

if TYPE_CHECKING:
    from datetime import datetime


class NoticeSitemap(Sitemap):
    """Every notice and hub that everybody may read, each with the addresses of its other languages.

    The number of queries does not depend on that of pages. For the views of ``wagtail.contrib.sitemaps``:
    ``sitemap(request, sitemaps={"notices": NoticeSitemap})``.
    """

    def items(self) -> list[Any]:
        """The base rows, in the order of the tree; each has ``in_languages``, the same page in all languages.

        The first of these is the source.
        """
        home = self.get_wagtail_site().root_page
        roots = [root.root_path for root in site_roots(self.request, home)] or [home.url_path]
        below = reduce(or_, (Q(url_path__startswith=path) for path in roots))
        ours = pages_of(NoticeMixin, PrivacyHubMixin).filter(below).select_related("locale").order_by("path")
        rows = list(ours.annotate(**reading_state(), changed_at=_changed_at()))
        by_key: dict[object, list[Any]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.locale_id != home.locale_id, row.path)):
            by_key[row.translation_key].append(row)
        for same in by_key.values():
            readable = [row for row in same if is_for_everybody(row)]
            # A translation is not shown where its source is not.
            shown = readable if same[0] in readable or not _is_notice(same[0]) else []
            for row in same:
                row.in_languages = shown
        return [row for row in rows if row in row.in_languages]

    def lastmod(self, obj: Any) -> "datetime | None":
        """When what readers see changed last; of a hub when it was published."""
        changed: datetime | None = obj.changed_at or obj.last_published_at or obj.latest_revision_created_at
        return changed

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Django's and Wagtail's list of addresses; theirs knows pages without other languages, ours no others."""
        entries = [self._entry(row) for row in self.paginator.page(page).object_list]
        moments = [entry["lastmod"] for entry in entries]
        if moments and None not in moments:
            self.latest_lastmod = max(moments)
        return entries

    def _entry(self, row: Any) -> dict[str, Any]:
        alternates = [
            {"location": self.location(other.specific_deferred), "lang_code": other.locale.language_code}
            for other in row.in_languages
        ]
        default = [{"location": alternates[0]["location"], "lang_code": "x-default"}]
        return {
            "location": self.location(row.specific_deferred),
            "lastmod": self.lastmod(row),
            # An address that stands alone has no alternates, and none are right where all share one address.
            "alternates": alternates + default if len({entry["location"] for entry in alternates}) > 1 else [],
        }


def _is_notice(row: Any) -> bool:
    return row.specific_class is not None and issubclass(row.specific_class, NoticeMixin)


def _changed_at() -> Subquery:
    """When the newest version was published that everybody may read and that is in force."""
    versions = NoticeVersion.objects.public().published().filter(page_id=OuterRef("pk"), effective_day__lte=site_day())
    latest = versions.order_by().values("page_id").annotate(latest=Max("published_at"))
    return Subquery(latest.values("latest"))
