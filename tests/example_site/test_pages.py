"""Every public page of the demo, as it is served in the demo's own base template."""

import re

import pytest
from playwright.sync_api import BrowserContext

from example_site.demo.organisations import SCHOOLS
from tests.browser import PHONE
from tests.example_site.conftest import Demo
from tests.example_site.unstyled import glued, visible_lines
from tests.offline_pages import WIDER, serve

# No test asks for rows, but the database is set up for marked tests only.
pytestmark = pytest.mark.django_db

SMALL_PHONE = {"width": 320, "height": 640}
NO_VALUE = re.compile(r"\bnull\b|\bNone\b|\bundefined\b")


def test_every_kind_of_page_is_among_them(demo: Demo) -> None:
    for school in SCHOOLS.values():
        pages = {address.partition("/privacy/")[2] for address in demo.pages if f"//{school.host}:" in address}
        kinds = {re.sub(r"\d{4}-\d\d-\d\d", "DAY", re.sub(r"^[^/]+/", "", page)) for page in pages}
        assert {"", "versions/", "versions/1/", "versions/2/changes/", "on/", "on/DAY/"} <= kinds, school


def test_none_says_that_there_is_no_value(demo: Demo) -> None:
    found = {
        address: lines
        for address, html in demo.pages.items()
        if (lines := [line for line in visible_lines(html) if NO_VALUE.search(line)])
    }
    assert found == {}


def test_words_do_not_run_together_without_a_style_sheet(demo: Demo) -> None:
    found = {place: address for address, html in demo.pages.items() for place in glued(html)}
    assert found == {}


@pytest.mark.parametrize(
    ("html", "places"),
    [
        ("<p>6 years<span>counted from entry</span></p>", ["6 years|counted from entry"]),
        ("<p><del>old</del><ins><b>new</b></ins></p>", ["old|new"]),
        ("<p>Ask:<a>us</a> or <b>(us)</b><a>them</a></p>", ["Ask:|us or (us)them", "Ask:us or (us)|them"]),
        ("<p>6 years <span>counted</span> <b>from</b>, <i>entry</i></p><p>so</p>", []),
        ("<dl><dt>Why</dt><dd>A law<br>sets it</dd></dl><script>a</script><b>c</b>", []),
    ],
)
def test_words_that_run_together_are_found(html: str, places: list[str]) -> None:
    assert glued(html) == places


@pytest.mark.browser
def test_none_scrolls_sideways_on_a_small_phone(demo: Demo, context: BrowserContext) -> None:
    serve(context, demo.pages)
    tab = context.new_page()
    wider = {}
    for address in demo.pages:
        tab.set_viewport_size(SMALL_PHONE)
        tab.goto(address)
        wider[address, 320] = tab.evaluate(WIDER)
        if "/changes/" in address:
            tab.set_viewport_size(PHONE)
            wider[address, 390] = tab.evaluate(WIDER)
    assert {place: elements for place, elements in wider.items() if elements} == {}
    assert sum(width == 390 for _, width in wider) >= 2 * len(SCHOOLS)
