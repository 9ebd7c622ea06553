"""What publishing costs beside a plain Wagtail page with the same HTML, and what putting a version back costs.

Run as ``python -m benchmarks.publishing [rounds]``. One process, the jobs in turn; SQLite in memory unless
``DATABASE_URL`` says otherwise. A job edits the page and calls ``save_revision().publish()``; the notice is resolved,
compared with the version before it, stored, sealed and logged in that. Measured for notices with many recipients and
for the longest notice of the demo, which refers to items of every kind. Aim: at most 2.5 times the plain page.
"""

import statistics
import sys
from collections.abc import Callable
from typing import Any

from benchmarks import public_page
from benchmarks.measuring import longest_of_demo, milliseconds, ratio, set_up

ROUNDS = 20
SIZES = (10, 40)


def edit_and_publish(page: Any, turn: int) -> None:
    """Publish the page with another title."""
    page = type(page).objects.get(pk=page.pk)
    page.title = f"Turn {turn}"
    page.save_revision().publish()


def put_back(page: Any, turn: int) -> None:
    """Put back the version before the last: the two then take turns."""
    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415
    from wagtail_privacy.versions.publishing.services import reissue_version  # noqa: PLC0415

    page = type(page).objects.get(pk=page.pk)
    reissue_version(page, NoticeVersion.objects.last_published(page.pk).number - 1, note=f"Turn {turn}")


def measure(jobs: dict[str, Callable[[int], None]], rounds: int) -> dict[str, list[float]]:
    """Run the jobs in turn and print the median and the queries of each; gives all times."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    queries: dict[str, int] = {}
    for name, job in jobs.items():
        job(0)
        with CaptureQueriesContext(connection) as captured:
            job(1)
        queries[name] = len(captured)
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(2, rounds + 2):
        for name, job in jobs.items():
            times[name].append(milliseconds(lambda job=job, turn=turn: job(turn)))
    for name, values in times.items():
        print(f"  {name:<28} {statistics.median(values):7.1f} ms  {queries[name]:3} queries")
    return times


def compare(name: str, notice: Any, plain: Any, rounds: int) -> None:
    """Measure publishing and putting back beside the plain page, and print the ratios."""
    times = measure(
        {
            f"notice, {name}": lambda turn: edit_and_publish(notice, turn),
            f"plain page, {name}": lambda turn: edit_and_publish(plain, turn),
            f"put back, {name}": lambda turn: put_back(notice, turn),
        },
        rounds,
    )
    for job, aim in (("notice", " (aim: at most 2.5)"), ("put back", "")):
        print(f"  {name}, {job}: {ratio(times[f'{job}, {name}'], times[f'plain page, {name}']):.2f}{aim}")


def demo_pages() -> tuple[Any, Any]:
    """The longest notice of the demo and a plain page beside it with the same HTML."""
    from wagtail.models import Page  # noqa: PLC0415

    from benchmarks.models import PlainPage  # noqa: PLC0415
    from wagtail_privacy.public.rendering import rendered_version  # noqa: PLC0415

    version = longest_of_demo()
    notice = Page.objects.get(pk=version.page_id).specific
    html = str(rendered_version(version))
    plain = notice.get_parent().add_child(instance=PlainPage(title=notice.title, slug="plain", body=html))
    return notice, plain


def main() -> None:
    """Build the site, measure, print."""
    set_up()
    from benchmarks.models import PlainPage  # noqa: PLC0415

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    _addresses, notices = public_page.make_pages()
    print(f"Publishing: median of {rounds} rounds in turn")
    for size in SIZES:
        compare(f"{size} recipients", notices[size], PlainPage.objects.get(slug=f"plain-{size}"), rounds)
    compare("longest of the demo", *demo_pages(), rounds)


if __name__ == "__main__":
    main()
