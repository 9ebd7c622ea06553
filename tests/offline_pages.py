"""Pages that were rendered already, shown in a browser with their style sheets and without a server."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Route

PROJECT = Path(__file__).resolve().parent.parent
STATIC = tuple(PROJECT / name for name in ("wagtail_privacy/static", "tests/static", "example_site/home/static"))

WIDER = """() => {
    const width = document.documentElement.clientWidth;
    const leftovers = [...document.querySelectorAll('.privacy, .privacy *')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 1.5 && (box.left < -0.5 || box.right > width + 0.5);
    });
    const page = document.scrollingElement;
    const all = page.scrollWidth > page.clientWidth ? [`the page: ${page.scrollWidth}`] : [];
    return all.concat(leftovers.map(element => `${element.tagName}.${element.className}: ` +
        `${element.textContent.trim().slice(0, 40)}`)).slice(0, 5);
}"""
"""What of a page is wider than the screen; elements of one pixel are for screen readers."""


def serve(context: BrowserContext, pages: Mapping[str, str]) -> None:
    """Have every tab of ``context`` get the HTML of these addresses, and the style sheets that they link to."""

    def answer(route: Route) -> None:
        address = route.request.url
        path = urlsplit(address).path
        if address in pages:
            route.fulfill(body=pages[address], content_type="text/html; charset=utf-8")
            return
        relative = path.removeprefix("/static/")
        file = next((folder / relative for folder in STATIC if (folder / relative).is_file()), None)
        if file is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "text/plain")

    context.route("**/*", answer)
