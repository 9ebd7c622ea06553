"""Every public page of the demo, as a visitor gets to it by following links."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client, override_settings
from wagtail.models import Site

TEMPLATES = Path(__file__).resolve().parents[2] / "example_site/home/templates"
DAYS = ("2001-01-01", "2026-07-01")
"""A day before the first version of any notice, and one on which each has one."""

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]*)')


def visit_public_pages() -> dict[str, str]:
    """The HTML of each page below ``/privacy/`` by its address, in the demo's own base template.

    Without feeds and data.
    """
    engine = settings.TEMPLATES[0] | {"DIRS": [TEMPLATES]}
    with override_settings(TEMPLATES=[engine], WAGTAIL_PRIVACY_BASE_TEMPLATE="base.html"):
        pages: dict[str, str] = {}
        for site in Site.objects.filter(hostname__endswith=".localhost").order_by("hostname"):
            pages |= _visit_site(site)
    return pages


def _visit_site(site: Site) -> dict[str, str]:
    client = Client(SERVER_NAME=site.hostname, SERVER_PORT=site.port)
    pages: dict[str, str] = {}
    waiting = [f"{site.root_url}/privacy/"]
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = client.get(urlsplit(address).path)
        assert response.status_code == (404 if address.endswith(f"/on/{DAYS[0]}/") else 200), address
        pages[address] = response.content.decode()
        waiting += [f"{address}{day}/" for day in DAYS if address.endswith("/on/")]
        waiting += [link for link in _links(pages[address], address) if link.startswith(f"{site.root_url}/privacy/")]
    return pages


def _links(html: str, address: str) -> set[str]:
    links = {urljoin(address, unescape(href)) for href in _HREF.findall(html)}
    return {link for link in links if link.endswith("/") and not link.endswith("/feed/")}
