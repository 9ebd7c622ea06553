"""What every benchmark needs: a site to measure on, and a clock."""

import os
import time
from collections.abc import Callable

import django
from django.core.management import call_command


def set_up() -> None:
    """Make the database that ``benchmarks.settings`` names ready; before anything of Django is imported."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def milliseconds(job: Callable[[], object]) -> float:
    """The processor time that ``job`` takes: with a database in memory nothing waits but for other programs."""
    start = time.process_time()
    job()
    return (time.process_time() - start) * 1000
