"""Eight runs at once, and runs that are killed: everybody gets one mail. Needs PostgreSQL and real processes."""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.deep import IS_DEEP
from tests.trees import build_site_tree
from tests.worklist.mailing import SHARED, use_backend
from tests.worklist.telling import MONDAY, at, expect_no_notices, make_schedule
from wagtail_privacy.worklist.digests.services import send_reminders
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 60
NOTICES = 500
RUNS = 8
POINTS = 20 if IS_DEEP else 4


@pytest.fixture
def mails(tmp_path: Path, monkeypatch: Any, settings: Any) -> Callable[[], list[tuple[str, str]]]:
    """Address and Message-ID of every mail that any process has sent."""
    path = tmp_path / "mails.txt"
    monkeypatch.setenv("PRIVACY_MAILS", str(path))
    use_backend(settings, SHARED)

    def read() -> list[tuple[str, str]]:
        lines = path.read_text().splitlines() if path.exists() else []
        return [(address, key) for address, key, *_process in map(str.split, lines)]

    return read


def make_work(people: int, notices: int) -> list[str]:
    """Due notices of one school, divided among so many people without an account."""
    school = build_site_tree().alpha
    expect_no_notices()
    addresses = [f"person{number:02}@example.org" for number in range(people)]
    for number in range(notices):
        make_schedule(school, MONDAY, number, responsible_mailbox=addresses[number % people])
    return addresses


def in_a_process(work: Callable[[], object], before_query: Callable[[], None] = lambda: None) -> int:
    """Start ``work`` in another process; ``before_query`` is called in it before each query. Gives its number."""
    child = os.fork()
    if child:
        return child

    def watch(execute: Any, *args: Any) -> Any:
        before_query()
        return execute(*args)

    code = 1
    try:
        # The connection of the parent must not be closed by the child.
        connection.connection = None
        with connection.execute_wrapper(watch):
            work()
        code = 0
    finally:
        os._exit(code)


def run() -> None:
    send_reminders(MONDAY, lambda: at(MONDAY))


def test_eight_runs_at_once_send_each_person_one_mail(mails: Callable[[], list[tuple[str, str]]]) -> None:
    addresses = make_work(PEOPLE, NOTICES)
    connection.close()
    children = [in_a_process(run) for _ in range(RUNS)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * RUNS
    sent = mails()
    assert sorted(address for address, _key in sent) == addresses
    assert len({key for _address, key in sent}) == PEOPLE
    assert Digest.objects.filter(state=Digest.State.SENT).count() == Digest.objects.count() == PEOPLE
    assert DigestEntry.objects.count() == NOTICES
    assert Correspondent.objects.count() == PEOPLE


def killing_at(point: int) -> Callable[[], None]:
    """Kills the process before its query of this number."""
    left = [point]

    def kill() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def points() -> Iterator[int]:
    chance = random.Random(20261128)
    while True:
        yield chance.randrange(1, 9 * PEOPLE)


@pytest.mark.deep
def test_killed_at_any_moment_and_run_again_everybody_has_a_mail(mails: Callable[[], list[tuple[str, str]]]) -> None:
    """At most the mail in hand goes out twice, with the same Message-ID."""
    addresses = make_work(PEOPLE, PEOPLE)
    path = Path(os.environ["PRIVACY_MAILS"])
    killed = 0
    for _number, point in zip(range(POINTS), points(), strict=False):
        Correspondent.objects.all().delete()
        path.unlink(missing_ok=True)
        connection.close()
        _pid, status = os.waitpid(in_a_process(run, killing_at(point)), 0)
        killed += os.WIFSIGNALED(status)
        run()
        counts = Counter(mails())
        assert sorted(address for address, _key in counts) == addresses, point
        assert sum(counts.values()) <= PEOPLE + 1, point
        assert not Digest.objects.exclude(state=Digest.State.SENT).exists(), point
        assert DigestEntry.objects.count() == PEOPLE, point
    assert killed == POINTS


def test_killed_right_after_a_mail_left_it_is_that_mail_which_goes_out_again(
    mails: Callable[[], list[tuple[str, str]]],
) -> None:
    make_work(5, 5)
    path = Path(os.environ["PRIVACY_MAILS"])

    def kill_after_two() -> None:
        if path.exists() and len(path.read_text().splitlines()) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.close()
    _pid, status = os.waitpid(in_a_process(run, kill_after_two), 0)
    assert os.WIFSIGNALED(status)
    run()
    counts = Counter(mails())
    assert len(counts) == 5
    assert sorted(counts.values()) == [1, 1, 1, 1, 2]
