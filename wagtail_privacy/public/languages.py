"""A notice or hub in its languages: which there are for readers, where each is, and whether its source may be read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import swapper
from django.db.models import Case, F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.wording import direction, language_name
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.public.paths import tree_path
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.querysets import LARGEST_NUMBER
from wagtail_privacy.versions.visibility import current_version, is_restricted

if TYPE_CHECKING:
    from wagtail.models import Page
    from wagtail.models.sites import SiteRootPath

_NUMBERED = re.compile(r"versions/(?P<number>\d+)/(?P<rest>changes/(?:(?P<since>\d+)/)?|document\.json/)?")
_CACHE = "_wagtail_privacy_languages"


@dataclass(frozen=True)
class LanguageLink:
    """A notice or hub in one language, for the list of languages; ``language`` is a BCP 47 tag.

    ``address`` is that of the page with its host. ``url`` leads to what is being read in that language, and to the page
    itself where the other language has no such thing.
    """

    language: str
    url: str
    address: str
    feed: str
    is_current: bool
    is_source: bool

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return native_name(self.language)

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True)
class Languages:
    """What is known of the languages of one page.

    ``language`` is the one to answer in, empty where the page does not say. ``links`` are the languages that everybody
    may read, its own among them; empty where these are fewer than two. ``source`` is the base row of the page that this
    one was translated from, ``None`` where it is the source itself.
    """

    language: str = ""
    links: tuple[LanguageLink, ...] = ()
    source: "Page | None" = None
    known_pages: frozenset[int] = frozenset()

    @property
    def default(self) -> LanguageLink | None:
        """The source among ``links``."""
        return next((link for link in self.links if link.is_source), None)


def native_name(language: str) -> str:
    """What a language calls itself ("Polski"), as a list of languages has it; the tag where nobody knows that."""
    with translation.override(language):
        name = language_name(language)
    return name[:1].upper() + name[1:]


def languages_of(
    request: HttpRequest, page: Any, *, number: int | None = None, since: int | None = None, date: str = ""
) -> Languages:
    """The languages of ``page``, read once for each request; ``page`` may be a deleted notice, which has one.

    ``number``, ``since`` and ``date`` say which version is being read. One query; none where the site has one language.
    """
    known: dict[int, Languages] = request.__dict__.setdefault(_CACHE, {})
    if page.pk not in known:
        known[page.pk] = _languages(request, page, (number, since), date)
    return known[page.pk]


def active_content_language() -> str:
    """The language whose pages Wagtail serves now; empty for one in which there are no pages at all."""
    try:
        return str(get_supported_content_language_variant(translation.get_language()))
    except LookupError:
        return ""


def root_of(request: HttpRequest, page: Any) -> "SiteRootPath | None":
    """The home page below which ``page`` stands, as Wagtail keeps it; of this site where there are several."""
    return next((root for root in site_roots(request, page) if page.url_path.startswith(root.root_path)), None)


def site_roots(request: HttpRequest, page: Any) -> "list[SiteRootPath]":
    """The home page of this site in each of its languages."""
    site = Site.find_for_request(request)
    # Wagtail keeps them on the request, where get_url() finds them too.
    roots = page._get_site_root_paths(request)  # noqa: SLF001 - what Wagtail's own get_url() asks
    return [root for root in roots if site is not None and root.site_id == site.pk]


def is_foreign_alias(row: Any) -> bool:
    """Whether a row of :func:`pages_in_languages` repeats a page of another language."""
    return row.alias_of_id is not None and row.alias_locale != row.locale_id


def pages_in_languages(page: Any, roots: "Iterable[SiteRootPath]") -> "QuerySet[Any]":
    """The base rows of ``page`` in every language below ``roots``, whatever their state, with what decides on it.

    They have the annotations of :func:`reading_state`.
    """
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(translation_key=page.translation_key)
    below = reduce(or_, (Q(url_path__startswith=root.root_path) for root in roots))
    return pages.filter(below).select_related("locale").annotate(**reading_state()).order_by("path")


def reading_state() -> dict[str, Any]:
    """What decides whether readers see a base page, as annotations."""
    return {
        "is_restricted": is_restricted(),
        "shown_version": current_version(site_day()),
        "alias_locale": F("alias_of__locale_id"),
    }


def is_for_everybody(row: Any) -> bool:
    """Whether everybody may read the page of ``row`` in its own language."""
    if not row.live or row.is_restricted or is_foreign_alias(row):
        return False
    return shows_text(row) if row.specific_class and issubclass(row.specific_class, NoticeMixin) else True


def shows_text(row: Any) -> bool:
    """Whether the notice shows a text that everybody may read, as far as versions decide."""
    return row.shown_version is not None and bool(row.shown_version["is_public"]) and not row.shown_version["is_erased"]


def _languages(request: HttpRequest, page: Any, numbers: tuple[int | None, int | None], date: str) -> Languages:
    if not hasattr(page, "url_path"):
        return Languages(str(getattr(page, "language", "")))
    roots = site_roots(request, page)
    if len(roots) < 2:
        return Languages(_shown_language(roots[0].language_code) if roots else "")
    rows = list(_with_counterparts(pages_in_languages(page, roots), page, numbers, date))
    site = Site.find_for_request(request)
    home = site.root_page.locale_id if site is not None else None
    first = min(rows, key=lambda row: (row.locale_id != home, row.path), default=None)
    own = next((row for row in rows if row.pk == page.pk), None)
    if own is None or first is None:
        return Languages()
    links = _links(request, page, rows, source=first, date=date)
    return Languages(
        _shown_language(own.locale.language_code),
        links,
        first if first.pk != page.pk else None,
        frozenset(row.pk for row in rows),
    )


def _shown_language(code: str) -> str:
    """The language in which Django knows a language of content: the active one where that is a variant of it."""
    if active_content_language() == code:
        return translation.get_language() or code
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return code


def _links(request: HttpRequest, page: Any, rows: list[Any], *, source: Any, date: str) -> tuple[LanguageLink, ...]:
    readable = [row for row in rows if is_for_everybody(row)]
    # What stands alone, or is not for everybody, names no other language: each of a set has to name all of it.
    if len(readable) < 2 or page.pk not in {row.pk for row in readable}:
        return ()
    if isinstance(page, NoticeMixin) and source not in readable:
        return ()
    path = _below(request, page)
    links = []
    for row in readable:
        specific = row.specific_deferred
        url, address = specific.get_url(request) or "", specific.get_full_url(request) or ""
        below = _counterpart(path, row, date)
        links.append(
            LanguageLink(
                row.locale.language_code,
                f"{url}{below}",
                address,
                f"{address}feed/",
                is_current=row.pk == page.pk,
                is_source=row.pk == source.pk,
            )
        )
    # Where the languages share their addresses, no link could lead from one to the other.
    return tuple(links) if len({link.address for link in links}) == len(links) else ()


def _below(request: HttpRequest, page: Any) -> str:
    """What ``request`` asks for below the address of ``page``."""
    root, path = root_of(request, page), tree_path(request)
    return path.removeprefix(page.url_path[len(root.root_path) :]) if root is not None and path is not None else ""


def _counterpart(below: str, row: Any, date: str) -> str:
    """Where the page of ``row`` says what stands at ``below``; empty where it says no such thing."""
    numbered = _NUMBERED.fullmatch(below)
    if numbered is not None:
        return _numbered_counterpart(numbered, row)
    if date:
        first = getattr(row, "first_day", None)
        return below if first is not None and first.isoformat() <= date else ""
    return below if below in {"versions/", "on/", "feed/"} else ""


def _numbered_counterpart(numbered: re.Match[str], row: Any) -> str:
    number, since = getattr(row, "counterpart", None), getattr(row, "counterpart_since", None)
    if number is None or (numbered["since"] is not None and since is None):
        return ""
    if numbered["rest"] is None or numbered["since"] is None:
        return f"versions/{number}/{numbered['rest'] or ''}".removesuffix("document.json/")
    return f"versions/{number}/changes/{since}/"


def _with_counterparts(
    rows: "QuerySet[Any]", page: Any, numbers: tuple[int | None, int | None], date: str
) -> "QuerySet[Any]":
    number, since = numbers
    if number is not None:
        rows = rows.annotate(counterpart=_counterpart_number(page, number))
    if since is not None:
        rows = rows.annotate(counterpart_since=_counterpart_number(page, since))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        of_row = NoticeVersion.objects.public().filter(page_id=OuterRef("pk")).order_by().values("page_id")
        rows = rows.annotate(first_day=Subquery(of_row.annotate(first=Min("effective_day")).values("first")))
    return rows


def _counterpart_number(page: Any, number: int) -> Subquery:
    """The number that version ``number`` of ``page`` has in another language: both say the same version of the source.

    The newest, where a version of the source was translated again.
    """
    of_source = {
        "said_page": Coalesce("source_page_id", "page_id"),
        "said_number": Case(When(source_page_id=None, then=F("number")), default=F("source_number")),
    }
    this = NoticeVersion.objects.filter(page_id=page.pk, number=min(number, LARGEST_NUMBER)).annotate(**of_source)
    versions = NoticeVersion.objects.public().filter(page_id=OuterRef("pk"), purge=None).annotate(**of_source)
    same = versions.filter(
        said_page=Subquery(this.values("said_page")[:1]), said_number=Subquery(this.values("said_number")[:1])
    )
    return Subquery(same.order_by("-number").values("number")[:1])
