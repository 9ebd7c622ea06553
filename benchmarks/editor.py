"""Opening the editor of long notices beside that of a plain page, in a browser.

Run as ``python -m benchmarks.editor [rounds]``. One Chromium and one server on this machine; the pages in turn, after
a first round that fills the caches, as on the second day of somebody's work. The plain page is the privacy hub, the
long ones the longest notice of the demo and one with 60 recipients; the long one is measured once more with the light
editor turned off. Time is that from the first byte to the end of the last task that kept the browser busy for more
than 50 ms: from then on it reacts at once. Aims: at most 6,000 elements and no rich text editor on load; state and kept
value of at most 150 KiB; a time of at most twice that of the plain page; opening 60 recipients adds at most 4,000
elements.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import longest_of_demo, ratio, set_up

ROUNDS = 3
RECIPIENTS = 60
WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  list.getEntries().forEach((task) => window.longTasks.push(task.startTime + task.duration));
}).observe({ type: 'longtask', buffered: true });
"""
COUNT = """async () => ({
  elements: document.querySelectorAll('*').length,
  controls: document.querySelectorAll('input, select, textarea').length,
  editors: document.querySelectorAll('.Draftail-Editor').length,
  kib: (/data-w-block-arguments-value="[^"]*"/.exec(await (await fetch(location.href)).text())?.[0].length || 0) / 1024,
  ms: Math.max(0, ...window.longTasks) - performance.getEntriesByType('navigation')[0].responseStart,
})"""


def make_pages() -> dict[str, int]:
    """The pages to open, by name."""
    from tests.notice_factories import entries, make_notice, recipient, section  # noqa: PLC0415
    from wagtail_privacy.library.models import Recipient  # noqa: PLC0415
    from wagtail_privacy.pages.models import PrivacyNoticePage  # noqa: PLC0415

    version = longest_of_demo()
    notice = PrivacyNoticePage.objects.get(pk=version.page_id)
    shared = list(Recipient.objects.all()[:RECIPIENTS])
    missing = range(RECIPIENTS - len(shared))
    chosen = [*shared, *(recipient(f"Recipient number {number}") for number in missing)]
    uses = [{"recipient": item.pk, "uses": "one\ntwo", "show_contact": True} for item in chosen]
    hub = notice.get_parent().specific
    long = make_notice(hub, section("recipients", recipients=entries(*uses)), slug="long", live=False)
    return {"plain page": hub.pk, "longest of the demo": notice.pk, f"{len(uses)} recipients": long.pk}


def measure(tab: Any, address: str) -> dict[str, float]:
    """What there is on a page that has just been opened, and how long it took."""
    tab.goto(address, wait_until="load")
    tab.wait_for_timeout(2000)
    counted: dict[str, float] = tab.evaluate(COUNT)
    return counted


def open_recipients(tab: Any) -> int:
    """How many elements opening the only section adds."""
    before = tab.evaluate(COUNT)["elements"]
    tab.locator("[data-streamfield-child] [data-panel-toggle]").first.click()
    tab.wait_for_timeout(1000)
    return int(tab.evaluate(COUNT)["elements"] - before)


def main() -> None:
    """Load the demo, start a server and a browser, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'editor.sqlite3'}"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        set_up()
        run(rounds)


def run(rounds: int) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: PLC0415
    from django.test import Client, override_settings  # noqa: PLC0415
    from django.test.testcases import LiveServerThread  # noqa: PLC0415
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tests import chromium  # noqa: PLC0415
    from tests.browser import DESKTOP, FLAGS  # noqa: PLC0415

    pages = make_pages()
    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", "root"))
    results: dict[str, list[dict[str, float]]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        context = browser.new_context(viewport=DESKTOP)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        origin = f"http://localhost:{server.port}"
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": origin}])
        tab = context.new_page()
        tab.add_init_script(WATCH)
        for turn in range(rounds + 1):
            for name, key in pages.items():
                measured = measure(tab, f"{origin}/admin/pages/{key}/edit/")
                results.setdefault(name, []).extend([measured] if turn else [])
            added = open_recipients(tab)
            with override_settings(WAGTAIL_PRIVACY_LIGHT_EDITOR=False):
                measured = measure(tab, f"{origin}/admin/pages/{pages['longest of the demo']}/edit/")
            results.setdefault("the longest, light editor off", []).extend([measured] if turn else [])
        browser.close()
    server.terminate()
    print_results(results, added)


def print_results(results: dict[str, list[dict[str, float]]], added: int) -> None:
    """One line a page: medians, and the time beside that of the plain page."""
    rounds = len(results["plain page"])
    print(f"Editor: median of {rounds} rounds, the pages in turn, after one that filled the caches")
    for name, measured in results.items():
        median = {key: statistics.median(one[key] for one in measured) for key in measured[0]}
        times = ratio([one["ms"] for one in measured], [one["ms"] for one in results["plain page"]])
        print(
            f"  {name:<30} {median['elements']:6.0f} elements  {median['controls']:5.0f} controls  "
            f"{median['editors']:2.0f} rich text editors  {median['kib']:6.1f} KiB  {median['ms']:6.0f} ms  "
            f"{times:.2f} x the plain page"
        )
    print(f"  opening the section of {RECIPIENTS} recipients adds {added} elements (aim: at most 4000)")


if __name__ == "__main__":
    main()
