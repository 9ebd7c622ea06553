"""Which notice a translated notice was made from.

The source of a notice is the page with the same translation key in the language of the home page of its site; where
there is none in that language, the one that stands first in the tree. It is not what was there first that counts: a
Welsh school writes in Welsh, whatever the default language of the website is.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import swapper
from django.db.models import Subquery
from wagtail.models import Site

if TYPE_CHECKING:
    from wagtail.models import Page
    from wagtail.query import PageQuerySet


def source_page(page: "Page") -> "Page | None":
    """The base row of the page that ``page`` was translated from; ``None`` where it is no translation.

    No query where the site of ``page`` has one language, else one. A page that has never been saved, or that is outside
    any site, is no translation.
    """
    if page.pk is None:
        return None
    site, pages = _in_site(page)
    if pages is None:
        return None
    home = Site.objects.filter(pk=site).values("root_page__locale")
    found = list(pages.select_related("locale").annotate(home_locale=Subquery(home[:1])))
    if not found:
        return None
    source = min(found, key=lambda other: (other.locale_id != other.home_locale, other.path))
    return None if source.pk == page.pk else source


def is_translation(page: "Page") -> bool:
    """Whether ``page`` was translated from another one; as many queries as :func:`source_page`."""
    return source_page(page) is not None


def translations_of(page: "Page") -> "PageQuerySet":
    """The base rows of the other language versions of ``page`` in its site, whatever their state. No query yet."""
    _site, pages = _in_site(page)
    if pages is None:
        return swapper.load_model("wagtailcore", "Page").objects.none()
    return pages.exclude(pk=page.pk).select_related("locale").order_by("path")


def _in_site(page: "Page") -> "tuple[int | None, PageQuerySet | None]":
    """The site of ``page``, and the pages there with its translation key; ``None`` where the site has one language."""
    # Where Wagtail keeps the paths between two questions, as it does on a request: there are as many as schools.
    known = SimpleNamespace()
    address = page.get_url_parts(known)
    if address is None:
        return None, None
    site = address[0]
    paths = page._get_site_root_paths(known)  # noqa: SLF001 - what get_url_parts() asks
    roots = [root.root_path for root in paths if root.site_id == site]
    # The second root is the home page in another language.
    if len(roots) < 2:
        return site, None
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(translation_key=page.translation_key)
    below = [pages.filter(url_path__startswith=root) for root in roots]
    joined: PageQuerySet = below[0]
    for others in below[1:]:
        joined |= others
    return site, joined
