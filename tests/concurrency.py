"""Jobs that several threads do at once, each with a connection to the database of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

THREADS = 4


def at_once(jobs: list[Callable[[], object]], threads: int = THREADS) -> list[BaseException]:
    """Run the jobs, each in one of ``threads`` threads that start together; give what they raised."""
    start = threading.Barrier(min(threads, len(jobs)), timeout=20)
    errors: list[BaseException] = []
    local = threading.local()

    def run(job: Callable[[], object]) -> None:
        try:
            if not getattr(local, "started", False):
                local.started = True
                start.wait()
            job()
        except Exception as error:  # noqa: BLE001 - the test asserts what was raised
            errors.append(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, jobs))
    return errors
