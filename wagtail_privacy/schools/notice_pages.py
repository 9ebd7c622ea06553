"""The notices and the hub of each organisation, and which notices it should have: read in one query."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

import swapper
from django.db.models import F, JSONField, Model, Q, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Coalesce
from wagtail.models import Site

from wagtail_privacy.documents.vocabulary import Audience, NoticeKind, OrganisationKind
from wagtail_privacy.notices.models import NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.page_types import page_types, pages_of, without_models
from wagtail_privacy.organisations.models import Organisation, sites_of

if TYPE_CHECKING:
    from wagtail.models import Page
    from wagtail.query import PageQuerySet

FEW_SITES = 50
"""Up to so many sites the database picks their pages; for more, reading all pages is quicker."""


@dataclass(frozen=True)
class NoticeOfOrganisation:
    """A notice page, as its base row from :func:`notice_pages`."""

    page: "Page"

    @property
    def audience(self) -> str:
        return str(self.page.audience)

    @property
    def audiences(self) -> frozenset[str]:
        """Everybody whom it is for."""
        return frozenset({self.audience, *(self.page.also_for or ())})

    @property
    def kind(self) -> str:
        return str(self.page.specific_class.notice_kind)

    @property
    def informs(self) -> bool:
        """Whether it tells people what is done with their data; a policy says how an organisation goes about it."""
        return self.kind == NoticeKind.PRIVACY_NOTICE


@dataclass(frozen=True)
class NoticePages:
    """Base rows of pages by the key of the organisation: its first hub and its notices.

    Of ``notices`` each stands for its translations as well; ``translations`` are all of them, each by itself.
    """

    hubs: "dict[int, Page]" = field(default_factory=dict)
    notices: "dict[int, list[Page]]" = field(default_factory=dict)
    translations: "dict[int, list[Page]]" = field(default_factory=dict)

    def above_notices(self, organisation: Organisation) -> "Page | None":
        """The page below which a notice of this organisation is written: its hub, else its home page."""
        return self.hubs.get(organisation.pk) or _home(organisation)


def notice_pages(
    organisations: Sequence[Organisation], annotations: Mapping[str, BaseExpression] | None = None
) -> NoticePages:
    """The hubs and notices of these organisations, without models; each page with ``annotations``.

    ``organisations`` come with their sites and the home pages of these. One query, however many there are.
    """
    homes = {organisation.pk: home for organisation in organisations if (home := _home(organisation)) is not None}
    by_site = _by_site(homes)
    pages = list(_pages(by_site, annotations or {}))
    sites = sites_of(pages)
    ours: dict[int, list[Page]] = defaultdict(list)
    for page in pages:
        organisation = by_site.get(sites.get(page.pk, 0))
        if organisation is not None:
            ours[organisation].append(page)
    found = NoticePages()
    for key, of_organisation in ours.items():
        found.translations[key] = [page for page in of_organisation if _is_notice(page)]
        originals = list(_originals(of_organisation, homes[key].locale_id))
        found.notices[key] = [page for page in originals if _is_notice(page)]
        hub = next((page for page in originals if not _is_notice(page)), None)
        if hub is not None:
            found.hubs[key] = hub
    return found


def page_above_notices(organisation: Organisation) -> "Page | None":
    """The page below which a notice of this organisation is written. One query."""
    return notice_pages([organisation]).above_notices(organisation)


def _home(organisation: Organisation) -> "Page | None":
    return organisation.site.root_page if organisation.site is not None else None


def _by_site(homes: "dict[int, Page]") -> dict[int, int]:
    """The organisation of each site, from the home pages of organisations by their keys.

    As ``Organisation.objects.keys_for_pages()`` has it: several sites may have the same home page, and of two
    organisations the first has it.
    """
    first = {home.url_path: key for key, home in sorted(homes.items(), reverse=True)}
    return {root.site_id: first[root.root_path] for root in Site.get_site_root_paths() if root.root_path in first}


def _pages(sites: Collection[int], annotations: Mapping[str, BaseExpression]) -> "PageQuerySet":
    """The notices and hubs in these sites, and perhaps in others, each notice with those whom it is for."""
    audience = Coalesce(*(F(path) for path in _paths_to("audience")), Value(""), Value(""))
    # Without another one, a single type of notice would leave nothing to choose from.
    also_for = Coalesce(*(F(path) for path in _paths_to("also_for")), Value(None, JSONField()))
    pages = without_models(pages_of(NoticeMixin, PrivacyHubMixin), NoticeMixin)
    pages = (
        pages.select_related("locale").annotate(audience=audience, also_for=also_for, **annotations).order_by("path")
    )
    if len(sites) > FEW_SITES:
        return pages
    below = Q(pk=None)
    # The translations of a home page are roots of the same site.
    for root in Site.get_site_root_paths():
        if root.site_id in sites:
            below |= Q(url_path__startswith=root.root_path)
    return pages.filter(below)


def _paths_to(field: str) -> list[str]:
    """From the base page to a field of each type of notice."""
    owners = {model._meta.get_field(field).model for model in page_types(NoticeMixin)}
    return sorted("__".join([*_links_down_to(owner), field]) for owner in owners)


def _links_down_to(model: type[Model]) -> list[str]:
    link = model._meta.get_ancestor_link(swapper.load_model("wagtailcore", "Page"))
    return [*_links_down_to(link.remote_field.model), link.related_query_name()] if link is not None else []


def _is_notice(page: "Page") -> bool:
    return page.specific_class is not None and issubclass(page.specific_class, NoticeMixin)


def _originals(pages: Iterable["Page"], locale_id: int) -> "Iterator[Page]":
    """One page of each set of translations: the one in the language of the home page, where there is one."""
    ordered = sorted(pages, key=lambda page: str(page.translation_key))
    originals = [
        min(translations, key=lambda page: (page.locale_id != locale_id, page.path))
        for _key, translations in groupby(ordered, key=lambda page: str(page.translation_key))
    ]
    yield from sorted(originals, key=lambda page: page.path)


OfOrganisation = TypeVar("OfOrganisation", bound=NoticeOfOrganisation)


def expected_notices(
    organisation: Organisation, notices: Sequence[OfOrganisation]
) -> "Iterator[tuple[Audience, OfOrganisation | None]]":
    """Each audience that is to be informed, with each of ``notices`` that does; with ``None`` where one is missing.

    A notice for everyone stands for each that is not there by itself, one for pupils and their parents also for one
    for parents. No query after ``with_chain()``.
    """
    is_at_home = organisation.site is not None or organisation.kind == OrganisationKind.SCHOOL
    for audience in organisation.audiences_to_inform() if is_at_home else ():
        for notice in _informing(audience, notices) or (None,):
            yield audience, notice


def _informing(audience: Audience, notices: Iterable[OfOrganisation]) -> list[OfOrganisation]:
    """The notices that tell this audience: its own, else those that include it."""
    for including in _INCLUDING.get(audience, ((audience,), (Audience.EVERYONE,))):
        found = [notice for notice in notices if notice.informs and not notice.audiences.isdisjoint(including)]
        if found:
            return found
    return []


_INCLUDING: dict[Audience, tuple[tuple[Audience, ...], ...]] = {
    Audience.PARENTS: ((Audience.PARENTS,), (Audience.PUPILS, Audience.EVERYONE)),
    Audience.CHILDREN: ((Audience.CHILDREN,), (Audience.PUPILS, Audience.EVERYONE)),
    Audience.CONTRACTORS: ((Audience.CONTRACTORS,), (Audience.VISITORS, Audience.EVERYONE)),
    Audience.FORMER_STAFF: ((Audience.FORMER_STAFF,), (Audience.STAFF, Audience.EVERYONE)),
    Audience.MEMBERS: ((Audience.MEMBERS,), (Audience.GOVERNORS, Audience.EVERYONE)),
    Audience.EVERYONE: ((Audience.EVERYONE,),),
}
"""The audiences whose notices inform one, those first that are for it alone, where more than everyone includes it."""
