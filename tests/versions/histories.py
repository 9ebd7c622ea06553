"""Histories of a notice made through the services: what a school does with it over weeks, in any order."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from tests.notice_factories import make_notice
from tests.versions.editing import rewritten, section
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.services import (
    BackdatedVersionError,
    ReissueError,
    record_backdated_version,
    reissue_version,
)
from wagtail_privacy.versions.record.purges import PurgeError, purge_version
from wagtail_privacy.versions.visibility import ReleaseError, release_version

START = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
REFUSALS = (BackdatedVersionError, PurgeError, ReissueError, ReleaseError, ResolutionError)

Step = tuple[str, int]

NUMBERS = st.integers(1, 6)
STEPS = st.one_of(
    st.tuples(st.just("publish"), st.integers(0, 4)),
    st.tuples(st.just("publish_now"), st.integers(0, 4)),
    st.tuples(st.just("announce"), st.integers(0, 20)),
    st.tuples(st.just("postpone"), st.integers(0, 25)),
    st.tuples(st.just("backdate"), st.integers(1, 400)),
    st.tuples(st.just("put_back"), NUMBERS),
    st.tuples(st.just("erase"), NUMBERS),
    st.tuples(st.just("unpublish"), st.just(0)),
    st.tuples(st.just("publish_again"), st.just(0)),
    st.tuples(st.just("restrict"), st.just(0)),
    st.tuples(st.just("lift"), st.just(0)),
    st.tuples(st.just("release"), NUMBERS),
    st.tuples(st.just("wait"), st.integers(1, 15)),
    st.tuples(st.just("wait"), st.integers(1, 3)),
)
HISTORIES = st.lists(STEPS, min_size=2, max_size=12)


class History:
    """One notice and what happens to it. ``told`` is what was in force on each day that has passed."""

    def __init__(self, hub: Any, clock: Any):
        self.clock = clock
        self.page = make_notice(hub, live=False)
        self.texts = 0
        self.told: dict[dt.date, int | None] = {}
        self.hidden: set[int] = set()

    @property
    def stored(self) -> Any:
        return type(self.page).objects.get(pk=self.page.pk)

    def do(self, step: Step) -> None:
        """Do one step; what the services refuse leaves everything as it was."""
        name, value = step
        action: Callable[[int], Any] = getattr(self, name)
        try:
            with transaction.atomic():
                action(value)
        except REFUSALS:
            return

    def _publish(self, text: str, applies_from: dt.date | None) -> None:
        page = rewritten(self.stored, section("text", heading="Hello", body=f"<p>Text {text}.</p>"))
        page.describe_change(note=f"Note {text}", reason="clarity", applies_from=applies_from)
        page.save_revision().publish()

    def publish(self, text: int) -> None:
        self._publish(str(text), None)

    def publish_now(self, text: int) -> None:
        self._publish(str(text), site_day())

    def announce(self, days: int) -> None:
        self.texts += 1
        self._publish(f"announced {self.texts}", site_day() + dt.timedelta(days=days))

    def postpone(self, days: int) -> None:
        page = self.stored
        page.describe_change(applies_from=site_day() + dt.timedelta(days=days))
        page.save_revision().publish()

    def backdate(self, days: int) -> None:
        self.texts += 1
        page = rewritten(self.stored, section("text", heading="Hello", body=f"<p>Old {self.texts}.</p>"))
        record_backdated_version(page, effective=PartialDate.of(site_day() - dt.timedelta(days=days)))

    def put_back(self, number: int) -> None:
        reissue_version(self.stored, number, note=f"Back to {number}")

    def erase(self, number: int) -> None:
        version = NoticeVersion.objects.for_page(self.page.pk).filter(number=number).first()
        if version is not None:
            purge_version(version, reason="By order")

    def unpublish(self, _value: int) -> None:
        self.stored.unpublish()

    def publish_again(self, _value: int) -> None:
        self.stored.save_revision().publish()

    def restrict(self, _value: int) -> None:
        PageViewRestriction.objects.get_or_create(page=self.page, restriction_type=PageViewRestriction.LOGIN)

    def lift(self, _value: int) -> None:
        PageViewRestriction.objects.filter(page=self.page).delete()

    def release(self, number: int) -> None:
        release_version(self.stored, number)

    def wait(self, days: int) -> None:
        for _day in range(days):
            number = NoticeVersion.objects.in_force_on(self.page.pk, site_day())
            versions = NoticeVersion.objects.for_page(self.page.pk).published()
            if number is not None and versions.filter(number=number).exists():
                # Before the first version published here begins, a backdated one may still be recorded for these days.
                self.told[site_day()] = number
            self.clock.shift(dt.timedelta(days=1))

    def days(self) -> list[dt.date]:
        """The days on which something may change, with their neighbours."""
        begins = NoticeVersion.objects.for_page(self.page.pk).values_list("effective_day", flat=True)
        middles = {*begins, site_day()}
        return sorted({day + dt.timedelta(days=offset) for day in middles for offset in (-1, 0, 1)})


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that is done inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def lived(hub: Any, steps: list[Step]) -> Iterator[History]:
    """A notice after these steps, at the moment after the last one."""
    with time_machine.travel(START, tick=False) as clock, undone():
        history = History(hub, clock)
        for step in steps:
            clock.shift(dt.timedelta(minutes=1))
            history.do(step)
        yield history


def reader() -> Client:
    """Somebody who is not signed in, on the site of the school."""
    return Client(headers={"host": "alpha.test"})
