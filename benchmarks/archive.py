"""Whether a long history makes pages slower: list, stored version, day and feed with 1 and with 2,000 versions.

Run as ``python -m benchmarks.archive [requests]``. One process, the requests in random order, processor time; caches
are warm, as they are for all readers but the first. Aim: at most 1.5 times the time of the notice with one version.
"""

import datetime as dt
import random
import statistics
import sys
from typing import Any

from benchmarks.measuring import milliseconds, ratio, set_up
from benchmarks.public_page import HOST

REQUESTS = 100
MANY = 2000
PATHS = {
    "the notice": "",
    "the list": "versions/",
    "the newest version": "versions/{last}/",
    "an old version": "versions/{first}/",
    "an old day": "on/{day}/",
    "the feed": "feed/?minor=1",
}


def make_histories() -> dict[str, dict[str, str]]:
    """A notice with one version and one with many; their addresses by path."""
    from tests import notice_factories as make  # noqa: PLC0415
    from tests.trees import build_site_tree  # noqa: PLC0415
    from wagtail_privacy.days import site_day  # noqa: PLC0415
    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415

    hub = make.make_hub(build_site_tree().alpha_home)
    make.make_notice(hub, slug="short")
    long = make.make_notice(hub, slug="long")
    first = NoticeVersion.objects.get(page_id=long.pk)
    start = site_day() - dt.timedelta(days=MANY)
    rows: list[Any] = []
    for number in range(2, MANY + 1):
        day = start + dt.timedelta(days=number)
        row = NoticeVersion.objects.get(pk=first.pk)
        row.pk, row.number, row.effective_day, row.effective_on = None, number, day, day.isoformat()
        row.recorded_on, row.published_at = day, dt.datetime.combine(day, dt.time(9), dt.UTC)
        row.changes, row.change_note = ["One recipient was added."], "We work with a counsellor."
        rows.append(row)
    NoticeVersion.objects.bulk_create(rows, batch_size=200)
    known = {
        "short": {"first": "1", "last": "1", "day": site_day().isoformat()},
        "long": {"first": "5", "last": str(MANY), "day": (start + dt.timedelta(days=50)).isoformat()},
    }
    return {
        slug: {name: f"/privacy/{slug}/{path.format(**values)}" for name, path in PATHS.items()}
        for slug, values in known.items()
    }


def main() -> None:
    """Build the site, measure, print."""
    set_up()
    from django.test import Client  # noqa: PLC0415

    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    addresses = make_histories()
    client = Client(headers={"host": HOST})
    jobs = [(slug, name) for slug in addresses for name in PATHS]
    for slug, name in jobs:
        for _ in range(5):
            answer = client.get(addresses[slug][name])
            if answer.status_code != 200:
                message = f"{addresses[slug][name]} answered {answer.status_code}."
                raise RuntimeError(message)
    times: dict[tuple[str, str], list[float]] = {job: [] for job in jobs}
    for _ in range(requests):
        random.shuffle(jobs)
        for job in jobs:
            times[job].append(milliseconds(lambda job=job: client.get(addresses[job[0]][job[1]])))
    print(f"1 and {MANY:,} versions: median of {requests} requests each, in random order")
    for name in PATHS:
        few, many = times["short", name], times["long", name]
        print(
            f"  {name:<20} {statistics.median(few):7.2f} ms {statistics.median(many):7.2f} ms  "
            f"ratio {ratio(many, few):.2f} (aim: at most 1.5)"
        )


if __name__ == "__main__":
    main()
