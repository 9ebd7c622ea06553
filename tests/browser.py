"""Chromium, Playwright and axe-core for the tests marked ``browser``, as a pytest plugin."""

import os
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests import chromium

# Playwright's synchronous interface runs an event loop in the thread of the test, which Django would refuse.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The schools of the tests have host names of their own, which no resolver knows.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TIMEOUT_MS = 30_000

# The server answers autosave and preview beside what the test asks for, and other tests run on the same cores.
expect.set_options(timeout=TIMEOUT_MS)


@dataclass(frozen=True)
class KnownIssue:
    """A violation that axe reports on Wagtail's own screens, whatever plugin is installed.

    ``selector`` matches the offending element itself or one of its ancestors.
    """

    rule: str
    selector: str
    reason: str


KNOWN_WAGTAIL_ISSUES = (
    KnownIssue(
        "scrollable-region-focusable",
        ".w-minimap",
        "the editor's list of panels scrolls when it is long, and holds no focusable element while it is closed",
    ),
    KnownIssue(
        "aria-input-field-name",
        ".public-DraftEditor-content",
        "a rich text field inside a stream is not tied to its label",
    ),
    KnownIssue("target-size", ".w-minimap__toggle", "the switch of the list of panels is 20 pixels wide on a phone"),
)


@dataclass(frozen=True)
class Violation:
    """One rule that one element breaks."""

    rule: str
    impact: str
    target: str
    html: str
    help: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("PRIVACY_SKIP_BROWSER") != "1":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="PRIVACY_SKIP_BROWSER=1"))


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """One Chromium a worker. Its absence fails the test: a skipped browser test proves nothing."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.ADVICE, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Generator[BrowserContext]:
    """A fresh profile: no cookies and nothing in its cache, British English, desktop width.

    Public pages may be kept for a minute: the next test, which has other notices at the same addresses, must not see
    them.
    """
    made = browser.new_context(locale="en-GB", viewport=DESKTOP)
    made.set_default_timeout(TIMEOUT_MS)
    yield made
    made.close()


@pytest.fixture
def ui(context: BrowserContext, live_server: Any) -> Generator[Page]:
    """A browser tab beside a running server. A script error on any page that it opens fails the test.

    Stimulus catches what the controllers of Wagtail throw, and only writes it to the console.
    """
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if is_script_error(message) else None)
    yield tab
    tab.close()
    assert errors == []


def is_script_error(message: ConsoleMessage) -> bool:
    """What a script reports as an error. What did not load is not one: Wagtail asks for avatars that are not there."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def address(live_server: Any) -> Callable[..., str]:
    """``address("/privacy/", host="alpha.test")``: where the running server answers for a school."""
    port = live_server.url.rsplit(":", 1)[1]

    def build(path: str = "/", host: str = "localhost") -> str:
        return f"http://{host}:{port}{path}"

    return build


@pytest.fixture
def sign_in(context: BrowserContext) -> Callable[..., None]:
    """``sign_in(user, host="localhost")``: opens a session for the tab without the log-in screen."""

    def do(user: Any, host: str = "localhost") -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": host, "path": "/"}])

    return do


@pytest.fixture
def axe() -> Callable[..., list[Violation]]:
    """``axe(tab, include=None)``: what axe-core finds against WCAG 2.2 AA, without Wagtail's known issues.

    ``include`` is a CSS selector that narrows the search, for a part of ours on a screen of Wagtail's.
    """
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def run(
        tab: Page, include: str | None = None, known: Iterable[KnownIssue] = KNOWN_WAGTAIL_ISSUES
    ) -> list[Violation]:
        if not tab.evaluate("typeof axe === 'object'"):
            tab.evaluate(source)
        found = _violations(tab, include, {"type": "tag", "values": list(WCAG)})
        return [
            violation
            for violation in found
            if not _is_known(tab, violation.rule, violation.target, known) and not _was_below_a_bar(tab, violation)
        ]

    return run


def _violations(tab: Page, include: str | None, rules: dict[str, Any]) -> list[Violation]:
    result = tab.evaluate("([include, rules]) => axe.run(include || document, {runOnly: rules})", [include, rules])
    return [
        Violation(rule["id"], node["impact"] or "", _target(node), node["html"], rule["help"])
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _was_below_a_bar(tab: Page, violation: Violation) -> bool:
    """Whether a button was small only because part of it was below a bar of Wagtail's, from where it can be scrolled.

    Where the page happens to stand when axe looks at it is chance; a button that is too small is so everywhere.
    """
    if violation.rule != "target-size":
        return False
    tab.evaluate("(target) => document.querySelector(target)?.scrollIntoView({block: 'center'})", violation.target)
    again = _violations(tab, None, {"type": "rule", "values": ["target-size"]})
    return violation.target not in {other.target for other in again}


def _target(node: dict[str, Any]) -> str:
    last = node["target"][-1]
    return last if isinstance(last, str) else last[-1]


def _is_known(tab: Page, rule: str, target: str, known: Iterable[KnownIssue]) -> bool:
    return any(
        tab.evaluate(
            "([target, selector]) => !!document.querySelector(target)?.closest(selector)", [target, issue.selector]
        )
        for issue in known
        if issue.rule == rule
    )
