"""The public page of a notice beside a plain Wagtail page with the same HTML, and what freezing costs.

Run as ``python -m benchmarks.public_page [requests]``. One process, SQLite in memory, the requests in random order so
that whatever else the machine does falls on all pages alike. Aims: at most 1.10 times the time of the plain page at the
same depth and one query more, with as many queries for 1,000 recipients as for 10.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command

SIZES = (10, 60, 1000)
REQUESTS = 300
WARM = 10
HOST = "alpha.test"


def milliseconds(job: Callable[[], object]) -> float:
    """The processor time that ``job`` takes: with a database in memory nothing waits but for other programs."""
    start = time.process_time()
    job()
    return (time.process_time() - start) * 1000


def make_pages() -> tuple[dict[str, str], dict[int, Any]]:
    """The addresses to measure by name, and the notices by their number of recipients."""
    from benchmarks.models import PlainPage  # noqa: PLC0415
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
        "data_held", heading="What we hold", categories=make.entries(*({"category": one.pk} for one in categories))
    )
    addresses, notices = {}, {}
    for size in SIZES:
        shared = make.entries(*({"recipient": one.pk, "show_contact": True} for one in recipients[:size]))
        sharing = make.section("recipients", heading="Who we share with", recipients=shared)
        notice = make.make_notice(hub, held, sharing, slug=f"notice-{size}", title=f"{size} recipients")
        html = str(rendered_version(NoticeVersion.objects.current(notice.pk)))
        plain = parent.add_child(instance=PlainPage(title=notice.title, slug=f"plain-{size}", body=html))
        notices[size] = notice
        addresses[f"notice, {size} recipients"] = notice.url_path.removeprefix(home.url_path.rstrip("/"))
        addresses[f"plain page, {size} recipients"] = plain.url_path.removeprefix(home.url_path.rstrip("/"))
    return addresses, notices


def measure_pages(addresses: dict[str, str], requests: int) -> None:
    """Print median, queries and size for each address, and the ratio of each notice to its plain page."""
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
            times[name].append(milliseconds(lambda address=addresses[name]: client.get(address)))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"Public page: median of {requests} requests each, in random order")
    for name, median in medians.items():
        print(f"  {name:<28} {median:7.2f} ms  {queries[name]:2} queries  {sizes[name] / 1024:7.1f} KiB")
    for size in SIZES:
        ratio = medians[f"notice, {size} recipients"] / medians[f"plain page, {size} recipients"]
        print(f"  ratio for {size} recipients: {ratio:.2f} (aim: at most 1.10)")


def measure_freezing(notices: dict[int, Any]) -> None:
    """Print what it costs to resolve and store each notice, and to render its stored document without a cache."""
    from django.db import connection, transaction  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from wagtail_privacy.public.rendering import render_document  # noqa: PLC0415
    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415
    from wagtail_privacy.versions.publishing.services import freeze  # noqa: PLC0415

    def freeze_anew(notice: Any) -> float:
        with transaction.atomic():
            page = type(notice).objects.get(pk=notice.pk)
            # Without this the text is found to be the same, and nothing is stored.
            page.title = f"{page.title} again"
            taken = milliseconds(lambda: freeze(page))
            transaction.set_rollback(True)
        return taken

    print("Freezing: median of 10 (resolve, store, references, log); rendering without a cache: median of 5")
    for size, notice in notices.items():
        freeze_anew(notice)
        frozen = statistics.median(freeze_anew(notice) for _ in range(10))
        with CaptureQueriesContext(connection) as captured:
            freeze_anew(notice)
        document = NoticeVersion.objects.get(page_id=notice.pk).as_document
        rendered = statistics.median(milliseconds(lambda read=document: render_document(read())) for _ in range(5))
        print(
            f"  {size:>5} recipients: frozen in {frozen:7.1f} ms, {len(captured):2} queries; "
            f"rendered in {rendered:7.1f} ms"
        )


def main() -> None:
    """Build the site, measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    addresses, notices = make_pages()
    measure_pages(addresses, int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS)
    measure_freezing(notices)


if __name__ == "__main__":
    main()
