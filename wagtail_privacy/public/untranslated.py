"""Where readers are led who ask for a notice or hub in a language that it does not have."""

from typing import TYPE_CHECKING, Any

import swapper
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Site

from wagtail_privacy.notices.models import NoticeMixin, SubaddressMixin
from wagtail_privacy.public.archive.permanent import with_query
from wagtail_privacy.public.guard import below_source, written
from wagtail_privacy.public.languages import active_content_language, site_roots
from wagtail_privacy.public.paths import tree_path
from wagtail_privacy.public.responses import page_url

if TYPE_CHECKING:
    from wagtail.models import Page


def redirect_to_source(request: HttpRequest) -> HttpResponse | None:
    """To the notice or hub in the language of the home page, for an address below the home page in another language.

    As much of the path as there are pages in that language leads to their sources; the rest is looked up below these.
    ``None`` where there is no such notice, or it is not for everybody. Temporary: it may be translated tomorrow. No
    query in the language of the home page.
    """
    site, path = Site.find_for_request(request), tree_path(request)
    if site is None or path is None:
        return None
    roots = {root.language_code: root for root in site_roots(request, site.root_page)}
    root = roots.get(active_content_language())
    if root is None or root.root_path == site.root_page.url_path:
        return None
    components = [component for component in path.split("/") if component]
    found = _deepest_source(site.root_page, root.root_path, components)
    if found is None:
        return None
    start, rest, has_own_versions = found
    page = _routed(request, start, rest)
    url = page_url(request, page) if page is not None else ""
    if page is None or not url:
        return None
    own = [part for part in page.url_path[len(start.url_path) :].split("/") if part]
    below = written("".join(f"{part}/" for part in rest[len(own) :]))
    return HttpResponseRedirect(with_query(request, f"{url}{below_source(below) if has_own_versions else below}"))


def _deepest_source(home: "Page", root_path: str, components: list[str]) -> tuple[Any, list[str], bool] | None:
    """The source of the deepest page on the way, and what comes after it; two queries.

    The third is true for an address below a page in the other language, which counts its versions itself. ``None``
    where that page is published: it has answered itself, and says that there is nothing.
    """
    paths = ["".join(f"{part}/" for part in components[:end]) for end in range(1, len(components) + 1)]
    pages = swapper.load_model("wagtailcore", "Page").objects
    on_the_way = list(pages.filter(url_path__in=[f"{root_path}{path}" for path in paths]).order_by("-depth"))
    keys = [page.translation_key for page in on_the_way]
    sources = pages.filter(translation_key__in=keys, locale=home.locale_id, path__startswith=home.path)
    by_key = {source.translation_key: source for source in sources}
    for page in on_the_way:
        is_notice = page.specific_class is not None and issubclass(page.specific_class, NoticeMixin)
        if is_notice and page.live:
            return None
        if (source := by_key.get(page.translation_key)) is not None:
            depth = page.url_path[len(root_path) :].count("/")
            return source, components[depth:], is_notice
    return home, components, False


def _routed(request: HttpRequest, start: Any, components: list[str]) -> "Page | None":
    """The page of ours that answers there; ``None`` unless there is one that everybody may read."""
    try:
        page: Any = start.specific.route(request, components)[0]
    except Http404:
        return None
    # Wagtail hands over pages of the host too.
    if not isinstance(page, SubaddressMixin) or page.get_view_restrictions().exists():
        return None
    return page
