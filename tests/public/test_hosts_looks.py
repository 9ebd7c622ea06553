"""What a browser makes of public pages in the base template of a host that knows nothing of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from tests.browser import DESKTOP, PHONE
from tests.documents_samples import maximal_document
from tests.offline_pages import WIDER, serve
from tests.public.revised import arabic_documents, revised_document
from tests.public.stored import add_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

SMALL_PHONE = {"width": 320, "height": 640}
SCREENS = (SMALL_PHONE, PHONE, DESKTOP)
PATHS = (
    "",
    "pupils/",
    "pupils/versions/",
    "pupils/versions/2/",
    "pupils/versions/2/changes/",
    "pupils/on/2001-01-01/",
    "arabic/",
    "arabic/versions/2/changes/",
)
HOSTILE_PATHS = ("pupils/", "pupils/versions/2/changes/", "arabic/")
HOSTS = ("project", "bakery", "other_names")

MEASURE = """() => {
    const shown = element => element.checkVisibility() && element.getBoundingClientRect().width > 2;
    const style = element => getComputedStyle(element);
    const all = [...document.querySelectorAll('.privacy *')].filter(shown);
    const texts = all.filter(element => [...element.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
    const smallest = elements => Math.min(99, ...elements.map(element => parseFloat(style(element).fontSize)));
    const frame = document.querySelector('.privacy');
    const link = [...frame.querySelectorAll('a')].find(shown);
    const cell = frame.querySelector('td:not(:empty)');
    return {
        headings: [...document.querySelectorAll('h1')].filter(shown).length,
        headingSize: parseFloat(style(document.querySelector('h1')).fontSize),
        breadcrumbs: [...document.querySelectorAll('[aria-label=Breadcrumb]')].length,
        width: frame.getBoundingClientRect().width,
        padding: parseFloat(style(frame).paddingInlineStart),
        font: style(document.querySelector('h1')).fontFamily,
        link: link && [style(link).color, style(link).textDecorationLine],
        smallest: smallest(texts),
        smallestText: smallest(texts.filter(element => element.matches('p:not([class]), dd, dt, li, td, th'))),
        clipped: all.filter(element => style(element).overflowY === 'hidden').length,
        shouted: texts.filter(element => style(element).textTransform !== 'none').length,
        oneLine: texts.filter(element => style(element).whiteSpaceCollapse === 'collapse'
            && style(element).textWrapMode === 'nowrap' && !element.matches('.privacy-nowrap')).length,
        floating: all.filter(element => style(element).float !== 'none').length,
        cell: cell && style(cell).display,
    };
}"""


@pytest.fixture
def history(notice: Any, add_notice: Callable[..., Any]) -> None:
    """A notice that says everything, its change, and one in Arabic."""
    add_version(notice, 1)
    add_version(notice, 2, revised_document(), changes=["The wording changed."], change_note="We say more.")
    add_version(notice, 3, maximal_document(), effective_day=dt.date(2023, 9, 1))
    arabic = add_notice("arabic")
    for number, document in enumerate([*arabic_documents(), maximal_document("ar")], start=1):
        add_version(arabic, number, document)


@pytest.fixture
def open_page(context: BrowserContext, client: Client, settings: Any, history: None) -> Callable[..., Page]:
    """``open_page("bakery", "pupils/", is_hostile=True)``: a tab with that page of a host."""
    pages: dict[str, str] = {}
    serve(context, pages)
    tab = context.new_page()

    def load(host: str, path: str, *, is_hostile: bool) -> Page:
        settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = f"hosts/{host}.html"
        html = client.get(f"/privacy/{path}").content.decode()
        if path.startswith("arabic"):
            html = html.replace('<html lang="en" dir="ltr">', '<html lang="ar" dir="rtl">')
        if is_hostile:
            sheet = f'hosts/{host}.css">'
            html = html.replace(sheet, f'{sheet}<link rel="stylesheet" href="/static/hosts/hostile.css">')
        address = f"http://{host}.test/{'hostile/' if is_hostile else ''}{path}"
        pages[address] = html
        tab.goto(address)
        return tab

    return load


@pytest.mark.parametrize("is_hostile", [False, True], ids=["plain", "hostile"])
@pytest.mark.parametrize("host", HOSTS)
def test_pages_are_styled_contained_and_readable(
    open_page: Callable[..., Page], host: str, *, is_hostile: bool
) -> None:
    for path in HOSTILE_PATHS if is_hostile else PATHS:
        tab = open_page(host, path, is_hostile=is_hostile)
        for screen in SCREENS:
            tab.set_viewport_size(screen)
            place = (path, screen["width"])
            assert (place, tab.evaluate(WIDER)) == (place, [])
            look = tab.evaluate(MEASURE)
            assert (place, look) == (place, look | expected(host, path))
            assert (place, look["headingSize"] >= 22, look["padding"] >= 12) == (place, True, True)
            assert (place, look["smallest"] >= 12, look["smallestText"] >= 14) == (place, True, True), look
            assert (place, look["cell"]) in {(place, None), (place, cell_display(host, screen))}
            assert look["width"] >= min(screen["width"] * 0.75, 560), place


def expected(host: str, path: str) -> dict[str, Any]:
    fonts = {"project": "Georgia, serif", "bakery": "Verdana, sans-serif", "other_names": "Arial, sans-serif"}
    return {
        "headings": 1,
        # The hub is the top of our pages: only the host's own breadcrumb leads further up.
        "breadcrumbs": int(bool(path) or host == "bakery"),
        "font": fonts[host],
        "link": ["rgb(29, 79, 145)", "underline"],
        "clipped": 0,
        "shouted": 0,
        "oneLine": 0,
        "floating": 0,
    }


def cell_display(host: str, screen: dict[str, int]) -> str:
    """Columns where there is room for them, which is a matter of the host's own column and not of the screen."""
    return "table-cell" if screen is DESKTOP and host != "other_names" else "block"


def test_a_site_sizes_and_colours_them(open_page: Callable[..., Page]) -> None:
    tab = open_page("project", "pupils/", is_hostile=False)
    tab.add_style_tag(content="body { font-size: 20px } .privacy { --privacy-accent: rgb(1, 2, 3); }")
    look = tab.evaluate(MEASURE)
    assert look["link"][0] == "rgb(1, 2, 3)"
    assert tab.evaluate("getComputedStyle(document.querySelector('.privacy')).fontSize") == "20px"
    tab.add_style_tag(content=".privacy { --privacy-size: 18px; --privacy-width: 20em; --privacy-gutter: 10px }")
    assert tab.evaluate("document.querySelector('.privacy').getBoundingClientRect().width") == 20 * 18 + 2 * 10


def test_what_a_site_says_of_its_own_classes_holds(open_page: Callable[..., Page]) -> None:
    tab = open_page("project", "pupils/", is_hostile=False)
    tab.evaluate(
        """() => {
            document.head.insertAdjacentHTML('afterbegin', '<style>.notice { padding: 7px; float: right }</style>');
            document.querySelector('.privacy').insertAdjacentHTML('afterbegin', '<p class="notice">Closed</p>');
        }"""
    )
    assert tab.locator(".notice").evaluate("p => getComputedStyle(p).float") == "right"
