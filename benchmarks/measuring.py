"""What every benchmark needs: a site to measure on, and a clock."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from wagtail_privacy.versions.models import NoticeVersion


def set_up() -> None:
    """Make the database that ``benchmarks.settings`` names ready; before anything of Django is imported."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def milliseconds(job: Callable[[], object]) -> float:
    """The time that ``job`` takes.

    Processor time with a database in memory, where nothing waits but for other programs. The whole time where
    ``DATABASE_URL`` names another one, whose work is part of what people wait for.
    """
    clock = time.perf_counter if "DATABASE_URL" in os.environ else time.process_time
    start = clock()
    job()
    return (clock() - start) * 1000


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How many times as long ours takes: the median over the rounds, in each of which both ran one after the other.

    A machine that changes its speed during a run changes both, and leaves this as it is.
    """
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))


@cache
def longest_of_demo() -> "NoticeVersion":
    """The version with the longest text among the English ones of the demo, which is loaded for it."""

    from wagtail.models import Site  # noqa: PLC0415

    from example_site.demo.loading import load_demo  # noqa: PLC0415
    from tests.trees import build_wagtail_tree  # noqa: PLC0415
    from wagtail_privacy.documents.text import plain_text  # noqa: PLC0415
    from wagtail_privacy.versions.models import NoticeVersion  # noqa: PLC0415

    if not Site.objects.exists():
        build_wagtail_tree()
    report = load_demo()
    organisations = [place.organisation.pk for place in (report.trust, *report.schools)]
    versions = NoticeVersion.objects.filter(organisation_id__in=organisations, language="en")
    return max(versions, key=lambda version: len(plain_text(version.as_document())))
