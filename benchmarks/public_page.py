"""The public page of a notice beside plain Wagtail pages with the same HTML.

Run as ``python -m benchmarks.public_page [requests]``. One process, SQLite in memory unless ``DATABASE_URL`` says
otherwise, the requests in random order so that whatever else the machine does falls on all pages alike. Three pages to
compare with: *finished* serves stored HTML without any filter at the same depth, *one level up* does so one level
higher, where Wagtail itself spends two queries less, and *rich text* is the page that most sites have. Cold means that
nothing is cached: the notice then renders its document. Aims: warm at most 1.10 times the finished page at the same
depth and at most 6 queries, with as many for 1,000 recipients as for 10.
"""

import random
import statistics
import sys
from typing import Any

from benchmarks.measuring import milliseconds, ratio, set_up

SIZES = (10, 40, 60, 1000)
REQUESTS = 300
WARM = 10
HOST = "alpha.test"
KINDS = ("finished", "one level up", "rich text")
COLD_REQUESTS = 20


def make_pages() -> tuple[dict[str, str], dict[int, Any]]:
    """The addresses to measure by name, and the notices by their number of recipients."""
    from benchmarks.models import FinishedPage, PlainPage  # noqa: PLC0415
    from tests import notice_factories as make  # noqa: PLC0415
    from tests.trees import build_site_tree  # noqa: PLC0415
    from wagtail_privacy.library.models import Recipient  # noqa: PLC0415
    from wagtail_privacy.public.rendering import rendered_version  # noqa: PLC0415
    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415

    tree = build_site_tree()
    home = tree.alpha_home
    hub = make.make_hub(home)
    # As deep as the notices: Wagtail spends two queries on each level.
    parent = home.add_child(instance=PlainPage(title="Plain", slug="plain", body="<p>Pages below.</p>"))
    recipients = Recipient.objects.bulk_create(
        Recipient(
            locale=tree.locale,
            name=f"Recipient number {number}",
            role="Looks after children and young people in our area.",
            default_uses="To plan the services that it offers\nTo keep children safe",
            default_safeguards="Files travel encrypted.",
            address="1 High Street\nRivertown RT1 1AA",
            email=f"office{number}@example.org",
            website="https://example.org/",
        )
        for number in range(max(SIZES))
    )
    categories = [make.category(f"Category {number}", examples="names\naddresses") for number in range(20)]
    held = make.section(
        "data_held",
        heading="What we hold",
        categories=make.entries(*({"category": category.pk} for category in categories)),
    )
    addresses, notices = {}, {}
    for size in SIZES:
        shared = make.entries(*({"recipient": recipient.pk, "show_contact": True} for recipient in recipients[:size]))
        sharing = make.section("recipients", heading="Who we share with", recipients=shared)
        notice = make.make_notice(hub, held, sharing, slug=f"notice-{size}", title=f"{size} recipients")
        html = str(rendered_version(NoticeVersion.objects.current(notice.pk)))
        pages = {
            "notice": notice,
            "finished": parent.add_child(instance=FinishedPage(title=notice.title, slug=f"finished-{size}", body=html)),
            "one level up": home.add_child(instance=FinishedPage(title=notice.title, slug=f"up-{size}", body=html)),
            "rich text": parent.add_child(instance=PlainPage(title=notice.title, slug=f"plain-{size}", body=html)),
        }
        notices[size] = notice
        for kind, page in pages.items():
            addresses[f"{kind}, {size} recipients"] = page.url_path.removeprefix(home.url_path.rstrip("/"))
    return addresses, notices


def measure_pages(addresses: dict[str, str], requests: int, *, cold: bool = False) -> None:
    """Print median, queries and size for each address, and the ratio of each notice to the other pages."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(headers={"host": HOST})
    queries, sizes = {}, {}
    for name, address in addresses.items():
        for _ in range(WARM):
            answer = client.get(address)
            if answer.status_code != 200:
                message = f"{address} answered {answer.status_code}."
                raise RuntimeError(message)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries[name], sizes[name] = len(captured), len(answer.content)
    times: dict[str, list[float]] = {name: [] for name in addresses}
    order = list(addresses)
    for _ in range(requests):
        random.shuffle(order)
        for name in order:
            if cold:
                cache.clear()
            times[name].append(milliseconds(lambda address=addresses[name]: client.get(address)))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"Public page, {'cold' if cold else 'warm'}: median of {requests} requests each, in random order")
    for name, median in medians.items():
        print(f"  {name:<30} {median:7.2f} ms  {queries[name]:2} queries  {sizes[name] / 1024:7.1f} KiB")
    for size in SIZES:
        notice = times[f"notice, {size} recipients"]
        ratios = {kind: ratio(notice, times[f"{kind}, {size} recipients"]) for kind in KINDS}
        aim = "" if cold else " (aim for finished: at most 1.10)"
        told = ", ".join(f"{times_as_long:.2f} x {kind}" for kind, times_as_long in ratios.items())
        print(f"  {size:>5} recipients: {told}{aim}")


def main() -> None:
    """Build the site, measure, print."""
    set_up()
    addresses, _notices = make_pages()
    measure_pages(addresses, int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS)
    measure_pages(addresses, COLD_REQUESTS, cold=True)


if __name__ == "__main__":
    main()
