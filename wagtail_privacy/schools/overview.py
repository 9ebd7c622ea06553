"""Which notices each organisation should have, and what became of each of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

import swapper
from django.db.models import F, Model, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import Audience, NoticeKind, OrganisationKind
from wagtail_privacy.notices.models import NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.page_types import page_types, pages_of, without_models
from wagtail_privacy.organisations.models import Organisation, sites_of
from wagtail_privacy.overview_columns import ColumnValue, column_annotations
from wagtail_privacy.versions.labels import STATE_LABELS, first_date
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import Period, Timeline, VersionState

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from wagtail.models import Page
    from wagtail.query import PageQuerySet

FEW_SITES = 50
"""Up to so many sites the database picks their pages; for more, reading all pages is quicker."""


class NoticeState(StrEnum):
    """What became of a notice that is expected, or that is there."""

    MISSING = "missing"
    DRAFT = "draft"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    UNPUBLISHED = "unpublished"


NOTICE_STATE_LABELS: "dict[NoticeState, str | Promise]" = {
    NoticeState.MISSING: _("Missing"),
    NoticeState.DRAFT: _("Draft"),
    NoticeState.ANNOUNCED: STATE_LABELS[VersionState.ANNOUNCED],
    NoticeState.IN_FORCE: STATE_LABELS[VersionState.IN_FORCE],
    NoticeState.UNPUBLISHED: _("Unpublished"),
}
"""In the order in which they ask for attention."""


@dataclass(frozen=True)
class Notice:
    """A notice page, as its base row, with its audience and its life."""

    page: "Page"
    audience: str
    kind: str
    timeline: Timeline[Any]

    @property
    def informs(self) -> bool:
        """Whether it tells people what is done with their data; a policy says how an organisation goes about it."""
        return self.kind == NoticeKind.PRIVACY_NOTICE

    @property
    def state(self) -> NoticeState:
        """What became of it; what readers see is the version, so without one it is a draft."""
        if not self.timeline.periods:
            return NoticeState.DRAFT
        if not self.page.live:
            return NoticeState.UNPUBLISHED
        return NoticeState.IN_FORCE if self.timeline.in_force is not None else NoticeState.ANNOUNCED


@dataclass
class OverviewRow:
    """A notice of an organisation, or the gap where one is expected: then ``notice`` is ``None``.

    ``parent`` is the page below which the missing notice may be written: the hub, else the home page. ``edit_url``,
    ``write_url`` and ``values`` are filled in for the rows that are shown; ``values`` holds the registered columns.
    """

    organisation: Organisation
    audience: str
    notice: Notice | None = None
    is_expected: bool = True
    parent: "Page | None" = None
    title: str = ""
    edit_url: str = ""
    write_url: str = ""
    values: dict[str, ColumnValue] = field(default_factory=dict)

    @property
    def state(self) -> NoticeState:
        return self.notice.state if self.notice is not None else NoticeState.MISSING

    @property
    def state_label(self) -> str:
        return str(NOTICE_STATE_LABELS[self.state])

    @property
    def audience_label(self) -> str:
        return str(dict(Audience.choices).get(self.audience, self.audience))

    @property
    def kind_label(self) -> str:
        """What it is where it is not a privacy notice; empty for a privacy notice."""
        if self.notice is None or self.notice.informs:
            return ""
        return str(dict(NoticeKind.choices).get(self.notice.kind, self.notice.kind))

    @property
    def since(self) -> str:
        """From when the version that readers see is in force, as precisely as it is known; empty without one."""
        in_force = self._in_force
        return first_date(in_force.version).written() if in_force is not None else ""

    @property
    def _in_force(self) -> Period[Any] | None:
        if self.notice is None or not self.notice.page.live:
            return None
        return self.notice.timeline.in_force

    @property
    def announced_for(self) -> str:
        """The first day on which an announced version is to be in force; empty without one."""
        if self.notice is None or not self.notice.page.live:
            return ""
        announced = next(iter(self.notice.timeline.announced), None)
        return first_date(announced.version).written() if announced is not None else ""

    @property
    def first_day(self) -> dt.date:
        """A day to sort by: since when it is in force; the end of time where nothing is."""
        in_force = self._in_force
        return in_force.first_day if in_force is not None else dt.date.max


def overview_rows(organisations: Sequence[Organisation], today: dt.date | None = None) -> list[OverviewRow]:
    """A row for each notice that is expected of ``organisations``, and for each that is there.

    In the order of the organisations, the expected notices first. A notice and its translations are one row. A notice
    for everyone stands for each that is expected and not there by itself, one for pupils and their parents also for one
    for parents. ``organisations`` come from ``with_chain()`` with their sites. Two queries,
    however many there are.
    """
    today = today or site_day()
    hubs, notices = _hubs_and_notices(organisations)
    found = _with_lives([page for of_organisation in notices.values() for page in of_organisation], today)
    return [
        row
        for organisation in organisations
        for row in _rows(
            organisation,
            [found[page.pk] for page in notices.get(organisation.pk, ())],
            hubs.get(organisation.pk) or _home(organisation),
        )
    ]


def page_above_notices(organisation: Organisation) -> "Page | None":
    """The page below which a notice of this organisation is written: its hub, else its home page. One query."""
    hubs, _notices = _hubs_and_notices([organisation])
    return hubs.get(organisation.pk) or _home(organisation)


def _home(organisation: Organisation) -> "Page | None":
    return organisation.site.root_page if organisation.site is not None else None


def _hubs_and_notices(organisations: Sequence[Organisation]) -> "tuple[dict[int, Page], dict[int, list[Page]]]":
    """The first hub and all notices of each organisation that has a site, by its key."""
    homes = {organisation.pk: home for organisation in organisations if (home := _home(organisation)) is not None}
    by_site = _by_site(homes)
    pages = list(_pages(by_site))
    sites = sites_of(pages)
    ours: dict[int, list[Page]] = defaultdict(list)
    for page in pages:
        organisation = by_site.get(sites.get(page.pk, 0))
        if organisation is not None:
            ours[organisation].append(page)
    hubs: dict[int, Page] = {}
    notices: dict[int, list[Page]] = {}
    for key, of_organisation in ours.items():
        originals = list(_originals(of_organisation, homes[key].locale_id))
        notices[key] = [page for page in originals if _is_notice(page)]
        hub = next((page for page in originals if not _is_notice(page)), None)
        if hub is not None:
            hubs[key] = hub
    return hubs, notices


def _by_site(homes: "dict[int, Page]") -> dict[int, int]:
    """The organisation of each site, from the home pages of organisations by their keys.

    As ``Organisation.objects.keys_for_pages()`` has it: several sites may have the same home page, and of two
    organisations the first has it.
    """
    first = {home.url_path: key for key, home in sorted(homes.items(), reverse=True)}
    return {root.site_id: first[root.root_path] for root in Site.get_site_root_paths() if root.root_path in first}


def _pages(sites: Collection[int]) -> "PageQuerySet":
    """The notices and hubs in these sites, and perhaps in others, each notice with its ``audience``."""
    audience = Coalesce(*(F(path) for path in _paths_to_audience()), Value(""), Value(""))
    pages = without_models(pages_of(NoticeMixin, PrivacyHubMixin), NoticeMixin)
    pages = pages.select_related("locale").annotate(audience=audience, **column_annotations()).order_by("path")
    if len(sites) > FEW_SITES:
        return pages
    below = Q(pk=None)
    # The translations of a home page are roots of the same site.
    for root in Site.get_site_root_paths():
        if root.site_id in sites:
            below |= Q(url_path__startswith=root.root_path)
    return pages.filter(below)


def _paths_to_audience() -> list[str]:
    """From the base page to the audience of each type of notice."""
    owners = {model._meta.get_field("audience").model for model in page_types(NoticeMixin)}
    return sorted("__".join([*_links_down_to(owner), "audience"]) for owner in owners)


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


def _with_lives(pages: Sequence["Page"], today: dt.date) -> dict[int, Notice]:
    keys = [page.pk for page in pages]
    # Who wrote what is not shown, so of a version the days are enough.
    versions = NoticeVersion.objects.only(
        "page_id", "number", "effective_on", "effective_day", "is_backdated", "postpones_from", "recorded_on"
    )
    timelines = versions.timelines(keys, today)
    return {page.pk: Notice(page, page.audience, page.specific_class.notice_kind, timelines[page.pk]) for page in pages}


def _rows(organisation: Organisation, notices: Sequence[Notice], parent: "Page | None") -> Iterator[OverviewRow]:
    used: set[int] = set()
    is_at_home = organisation.site is not None or organisation.kind == OrganisationKind.SCHOOL
    for audience in organisation.audiences_to_inform() if is_at_home else ():
        for notice in _informing(audience, notices) or (None,):
            if notice is not None:
                used.add(notice.page.pk)
            yield OverviewRow(organisation, audience, notice, parent=parent)
    for notice in notices:
        if notice.page.pk not in used:
            yield OverviewRow(organisation, notice.audience, notice, is_expected=False, parent=parent)


def _informing(audience: Audience, notices: Iterable[Notice]) -> list[Notice]:
    """The notices that tell this audience: its own, else those that include it."""
    for including in _INCLUDING.get(audience, ((audience,), (Audience.EVERYONE,))):
        found = [notice for notice in notices if notice.informs and notice.audience in including]
        if found:
            return found
    return []


_INCLUDING: dict[Audience, tuple[tuple[Audience, ...], ...]] = {
    Audience.PARENTS: ((Audience.PARENTS,), (Audience.PUPILS, Audience.EVERYONE)),
    Audience.EVERYONE: ((Audience.EVERYONE,),),
}
"""The audiences whose notices inform one, those first that are for it alone, where more than everyone includes it."""
