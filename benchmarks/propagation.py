"""What a shared change costs on a large site, beside publishing each of its notices.

Run as ``python -m benchmarks.propagation [schools]``, 20 unless given; the figures that count are those of 100 on
PostgreSQL (``DATABASE_URL``). Each school has five notices with 30 recipients each, all of them shared. One of the
recipients is renamed: measured are the queries that say whom it touches, the time of a notice that is issued anew,
among fifty in a row, as a ratio of ``save_revision().publish()`` of such a page in the same run, and the memory that a
run over all notices needs beside one over a tenth of them. Aims: at most 3 queries, at most 0.5 times, as much memory.
"""

import statistics
import sys
import tracemalloc
from typing import Any

from benchmarks.measuring import milliseconds, ratio, set_up

SCHOOLS = 20
NOTICES = 5
RECIPIENTS = 30
ROUNDS = 5
AT_ONCE = 50


def build(schools: int) -> tuple[Any, list[Any]]:
    """The recipient that all share, and the notices of all schools."""
    from django.apps import apps  # noqa: PLC0415
    from wagtail.models import Site  # noqa: PLC0415

    from tests.factories import RecipientFactory  # noqa: PLC0415
    from tests.notice_factories import entries, make_hub, make_notice, section  # noqa: PLC0415
    from tests.trees import build_site_tree  # noqa: PLC0415
    from wagtail_privacy.organisations.models import Organisation  # noqa: PLC0415

    tree = build_site_tree()
    page_model = type(tree.alpha_home)
    recipients = [RecipientFactory(name=f"Body {number}", published=True) for number in range(RECIPIENTS)]
    body = section("recipients", heading="Who", recipients=entries(*({"recipient": one.pk} for one in recipients)))
    assert apps.is_installed("wagtail_privacy.pages")
    notices = []
    for school in range(schools):
        home = tree.root.add_child(
            instance=page_model(title=f"School {school}", slug=f"school-{school}", locale=tree.locale, live=True)
        )
        site = Site.objects.create(hostname=f"school-{school}.test", root_page=home)
        Organisation.objects.create(name=f"School {school}", site=site, parent=tree.trust)
        hub = make_hub(home)
        notices += [make_notice(hub, body, slug=f"notice-{number}") for number in range(NOTICES)]
    return recipients[0], notices


def rename(item: Any, name: str) -> Any:
    """Publish the item under another name, and decide that readers need not be told; notices do not follow yet."""
    from wagtail_privacy.propagation.questions import Answer  # noqa: PLC0415
    from wagtail_privacy.propagation.services import publish_change  # noqa: PLC0415

    item = type(item).objects.get(pk=item.pk)
    item.name = name
    item.save_revision()
    change = publish_change(item, Answer())
    if change.notices.exclude(state="waiting").exists():
        raise RuntimeError("Notices follow by themselves, so there is nothing left to measure.")
    return change


def main() -> None:
    schools = int(sys.argv[1]) if len(sys.argv) > 1 else SCHOOLS
    set_up()
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from wagtail_privacy.propagation.applying import apply_change  # noqa: PLC0415
    from wagtail_privacy.propagation.impact import touched_notices  # noqa: PLC0415

    item, notices = build(schools)
    print(f"{schools} schools × {NOTICES} notices × {RECIPIENTS} recipients, {connection.vendor}")
    with CaptureQueriesContext(connection) as captured:
        touched = touched_notices(item)
    print(f"  whom it touches: {len({notice.page.pk for notice in touched})} notices, {len(captured)} queries (aim: 3)")

    ours, theirs = [], []
    for turn in range(ROUNDS):
        change = rename(item, f"Turn {turn}")
        anew = milliseconds(lambda change=change: apply_change(change, at_most=AT_ONCE)) / AT_ONCE
        # The page that is published says the new name as well, as the notice that is issued anew does.
        page = type(notices[-1 - turn]).objects.get(pk=notices[-1 - turn].pk)
        page.title = f"Turn {turn}"
        ours.append(anew)
        theirs.append(milliseconds(lambda page=page: page.save_revision().publish()))
        apply_change(change)
    print(
        f"  issued anew {statistics.median(ours):.0f} ms, published {statistics.median(theirs):.0f} ms, ratio ", end=""
    )
    print(f"{ratio(ours, theirs):.2f} (aim: at most 0.5)")

    peaks = {}
    for share in (10, 1):
        change = rename(item, f"Share {share}")
        tracemalloc.start()
        apply_change(change, at_most=len(notices) // share)
        peaks[share] = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        apply_change(change)
    print(f"  memory: {peaks[10]:.1f} MB for a tenth of them, {peaks[1]:.1f} MB for all")


if __name__ == "__main__":
    main()
