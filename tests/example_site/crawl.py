"""Every public address of the demo in its languages, as a visitor, a feed reader and a search engine get to it.

With the settings, addresses and templates of the example site.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from django.conf import settings
from django.contrib import sitemaps
from django.core.cache import cache
from django.test import Client, override_settings
from wagtail.models import Site

import example_site
from tests.public.translated import LANGUAGES, LOCALE_MIDDLEWARE
from wagtail_privacy.days import site_day

EXAMPLE_SITE = Path(example_site.__file__).parent
OURS = Path(__file__).with_name("templates")
SPOKEN = ("aria-label", "title", "alt", "placeholder")
"""Attributes that hold words."""

UNSEEN = frozenset({"script", "style"})

_ADDRESS = re.compile(r"""(?:href="|<loc>|<id>|"(?:url|self|html|page)":\s*")(https?://[^"<#]*|/[^"<#]*)""")
_LANGUAGE = re.compile(r"/(?P<language>pl|ar|cy)/")


@dataclass(frozen=True)
class Text:
    """A text of a page, and the language that the page says it is in."""

    words: str
    language: str


@dataclass(frozen=True)
class Visited:
    """One answer. ``links`` are the addresses on this website that it names."""

    address: str
    status: int
    leads_to: str = ""
    kind: str = ""
    body: str = field(default="", repr=False)
    links: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.kind == "text/html"


@dataclass
class Crawl:
    """All answers by address, and who named each first."""

    visited: dict[str, Visited] = field(default_factory=dict, repr=False)
    named_by: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def pages(self) -> list[Visited]:
        return [answer for answer in self.visited.values() if answer.is_page]


def crawl() -> Crawl:
    """Follow every link from the home page of each site, and from its hub in each language."""
    found = Crawl()
    with _as_in_the_example_site():
        for site in Site.objects.filter(hostname__endswith=".localhost").order_by("hostname"):
            _crawl_site(site, found)
    return found


def language_of(address: str) -> str:
    """The language that the prefix of an address asks for."""
    match = _LANGUAGE.match(urlsplit(address).path)
    return match["language"] if match else "en"


def texts_of(html: str) -> Iterator[Text]:
    """Every text of a page that readers see or hear, attributes first."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        for name in SPOKEN:
            if words := " ".join(str(tag.get(name, "")).split()):
                yield Text(words, _language(tag))
    for node in soup.find_all(string=True):
        words = " ".join(node.split())
        if words and type(node) is NavigableString and node.parent is not None and node.parent.name not in UNSEEN:
            yield Text(words, _language(node.parent))


def _language(tag: Tag) -> str:
    marked = tag if tag.has_attr("lang") else tag.find_parent(lang=True)
    return str(marked["lang"]).partition("-")[0] if marked is not None else ""


@contextmanager
def _as_in_the_example_site() -> Iterator[None]:
    folders = [OURS, EXAMPLE_SITE / "home/templates", Path(sitemaps.__file__).parent / "templates"]
    own = {
        # Its addresses would serve uploaded files too, which tests have nowhere.
        "DEBUG": False,
        "ROOT_URLCONF": "example_site.urls",
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "WAGTAIL_CONTENT_LANGUAGES": LANGUAGES,
        "MIDDLEWARE": [*settings.MIDDLEWARE[:1], LOCALE_MIDDLEWARE, *settings.MIDDLEWARE[1:]],
        "TEMPLATES": [settings.TEMPLATES[0] | {"DIRS": folders}],
        "LOCALE_PATHS": [EXAMPLE_SITE / "home/locale"],
        "WAGTAIL_PRIVACY_BASE_TEMPLATE": "base.html",
    }
    cache.clear()
    with override_settings(**own):
        yield
    cache.clear()


def _crawl_site(site: Site, found: Crawl) -> None:
    client = Client(SERVER_NAME=site.hostname, SERVER_PORT=site.port)
    hubs = [f"{site.root_url}{prefix}/privacy/" for prefix in ("", "/pl", "/ar", "/cy")]
    waiting = [f"{site.root_url}/", f"{site.root_url}/sitemap.xml", *hubs]
    while waiting:
        address = waiting.pop()
        if address in found.visited:
            continue
        answer = _visit(client, site, address)
        found.visited[address] = answer
        new = {answer.leads_to, *answer.links} - {""}
        if answer.is_page and address.endswith("/on/"):
            new.add(f"{address}{site_day().isoformat()}/")
        for link in new:
            found.named_by.setdefault(link, address)
        waiting += sorted(new)


def _visit(client: Client, site: Site, address: str) -> Visited:
    split = urlsplit(address)
    response = client.get(split.path, dict(part.split("=", 1) for part in split.query.split("&") if "=" in part))
    body = response.content.decode() if not response.streaming else ""
    leads_to = urljoin(address, response["Location"]) if response.has_header("Location") else ""
    links = {urljoin(address, unescape(link)) for link in _ADDRESS.findall(body)}
    return Visited(
        address,
        response.status_code,
        leads_to,
        response.get("Content-Type", "").partition(";")[0],
        body,
        frozenset(link for link in links if link.startswith(f"{site.root_url}/") and "/static/" not in link),
    )
