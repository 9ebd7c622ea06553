"""What publishing costs beside a plain Wagtail page with the same HTML, and what putting a version back costs.

Run as ``python -m benchmarks.publishing [rounds]``. One process, the jobs in turn, processor time. A job edits the page
and calls ``save_revision().publish()``; the notice is resolved, compared with the version before it, stored, sealed and
logged in that. Aim: at most 2.5 times the plain page, for 10 and for 60 recipients.
"""

import statistics
import sys
from collections.abc import Callable
from typing import Any

from benchmarks import public_page
from benchmarks.measuring import milliseconds, set_up

ROUNDS = 20
SIZES = (10, 60)


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


def measure(jobs: dict[str, Callable[[int], None]], rounds: int) -> dict[str, float]:
    """Run the jobs in turn and print the median and the queries of each; gives the medians."""
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
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"  {name:<28} {median:7.1f} ms  {queries[name]:3} queries")
    return medians


def main() -> None:
    """Build the site, measure, print."""
    set_up()
    from benchmarks.models import PlainPage  # noqa: PLC0415

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    _addresses, notices = public_page.make_pages()
    print(f"Publishing: median of {rounds} rounds in turn")
    jobs: dict[str, Callable[[int], None]] = {}
    for size in SIZES:
        plain = PlainPage.objects.get(slug=f"plain-{size}")
        jobs[f"notice, {size} recipients"] = lambda turn, page=notices[size]: edit_and_publish(page, turn)
        jobs[f"put back, {size} recipients"] = lambda turn, page=notices[size]: put_back(page, turn)
        jobs[f"plain page, {size} recipients"] = lambda turn, page=plain: edit_and_publish(page, turn)
    medians = measure(jobs, rounds)
    for size in SIZES:
        plain_time = medians[f"plain page, {size} recipients"]
        for job, aim in (("notice", " (aim: at most 2.5)"), ("put back", "")):
            print(f"  {size:>5} recipients, {job}: {medians[f'{job}, {size} recipients'] / plain_time:.2f}{aim}")


if __name__ == "__main__":
    main()
