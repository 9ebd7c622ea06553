"""Whatever a school does with a notice: query, timeline, admin, archive, days and feed say the same of it."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import given
from wagtail.models import PageViewRestriction

from tests.deep import HISTORIES_TRIED
from tests.versions.editing import as_user
from tests.versions.histories import HISTORIES, History, Step, lived, reader
from wagtail_privacy.days import site_day
from wagtail_privacy.versions.labels import STATE_LABELS, life_sentence
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import Timeline, VersionState

pytestmark = [pytest.mark.django_db, pytest.mark.deep]


def whole(history: History) -> Timeline[Any]:
    rows = NoticeVersion.objects.for_page(history.page.pk).with_release()
    return Timeline.of(rows, site_day())


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def check_queries(history: History, timeline: Timeline[Any]) -> None:
    page_id = history.page.pk
    for day in history.days():
        period = timeline.on(day)
        expected = period.number if period is not None else None
        assert NoticeVersion.objects.in_force_on(page_id, day) == expected
        visible = NoticeVersion.objects.filter(page_id=page_id).visible_on(day)
        assert [version.number for version in visible] == ([expected] if expected is not None else [])
    for short in (
        NoticeVersion.objects.light().timelines([page_id])[page_id],
        NoticeVersion.objects.current_timeline(page_id),
    ):
        assert _number(short.in_force) == _number(timeline.in_force)
        assert [period.number for period in short.announced] == [period.number for period in timeline.announced]
        assert _number(short.newest) == _number(timeline.newest)
    for period in timeline.periods:
        around = NoticeVersion.objects.timeline_around(page_id, period.number).get(period.number)
        assert around == period


def _number(period: Any) -> int | None:
    return period.number if period is not None else None


def check_admin(history: History, timeline: Timeline[Any], editor: Any) -> None:
    answer = as_user(editor).get(reverse("wagtail_privacy_admin:versions", args=[history.page.pk]))
    rows = {row["version"].number: row for row in answer.context["rows"]}
    assert set(rows) == {period.number for period in timeline.periods}
    for period in timeline.periods:
        assert rows[period.number]["state"] == period.state
        assert rows[period.number]["life"] == life_sentence(period, timeline)
        assert str(STATE_LABELS[period.state]) in text_of(answer)


def check_days_told(history: History) -> None:
    for day, number in history.told.items():
        assert NoticeVersion.objects.in_force_on(history.page.pk, day) == number, day


def check_corrections(timeline: Timeline[Any]) -> None:
    for period in timeline.periods:
        if period.state in {VersionState.POSTPONED, VersionState.SUPERSEDED}:
            days = (period.first_day + dt.timedelta(days=offset) for offset in range(60))
            assert all(_number(timeline.on(day)) != period.number for day in days)


@HISTORIES_TRIED
@given(HISTORIES)
def test_query_timeline_and_admin_agree_on_every_day(hub: Any, school_editor: Any, steps: list[Step]) -> None:
    with lived(hub, steps) as history:
        timeline = whole(history)
        check_queries(history, timeline)
        check_days_told(history)
        check_corrections(timeline)
        check_admin(history, timeline, school_editor)


def test_a_text_that_was_corrected_is_in_force_on_no_day_after_its_correction_was_postponed(hub: Any) -> None:
    steps = [
        ("publish", 0),
        ("wait", 1),
        ("announce", 20),
        ("publish", 3),
        ("postpone", 25),
        ("wait", 15),
        ("wait", 15),
    ]
    with lived(hub, steps) as history:
        timeline = whole(history)
        corrected = NoticeVersion.objects.get(page_id=history.page.pk, number=2)
        assert "announced 1" in str(corrected.document)
        assert [period.state.value for period in timeline.periods] == ["in_force", "postponed", "superseded", "ended"]
        for offset in range(-5, 400):
            assert NoticeVersion.objects.in_force_on(history.page.pk, site_day() + dt.timedelta(days=offset)) in {1, 4}
        assert 2 not in history.told.values()


def is_open(history: History) -> bool:
    """Whether anybody may read the notice now."""
    return history.stored.live and not PageViewRestriction.objects.filter(page=history.page).exists()


def check_readers(history: History, timeline: Timeline[Any]) -> None:
    """What readers are told of each version and each day is what the timeline says, and nothing else."""
    client, root = reader(), "/privacy/pupils/"
    cache.clear()
    archive = text_of(client.get(f"{root}versions/"))
    feed = html.unescape(html.unescape(client.get(f"{root}feed/?minor=1").content.decode()))
    for period in timeline.periods:
        version = period.version
        life = life_sentence(period, timeline)
        stored = client.get(f"{root}versions/{period.number}/")
        data = client.get(f"{root}versions/{period.number}/document.json")
        if not version.is_public:
            assert (stored.status_code, data.status_code) == (404, 404)
            assert f"versions/{period.number}/changes/" not in feed
            continue
        assert stored.status_code == data.status_code == (410 if version.is_erased else 200)
        assert life in archive
        assert data.json()["state"] == period.state.value
        if not version.is_erased:
            assert life in text_of(stored)
        if not version.is_backdated:
            assert f"versions/{period.number}/changes/" in feed
            is_void = period.state in {VersionState.SUPERSEDED, VersionState.POSTPONED}
            assert (html.escape(life, quote=False) in feed or life in feed) or not is_void or version.is_erased
    for day in history.days():
        check_day(client.get(f"{root}on/{day.isoformat()}/"), timeline.on(day))
    # What is in force, or the next to be.
    check_shown(client.get(root), timeline.current, f"Version {timeline.current.number}")


def check_day(response: Any, period: Any) -> None:
    """The version of a day is shown where it may be."""
    if period is None:
        assert response.status_code == 404
    elif response.status_code == 404:
        assert "nothing was published here" in text_of(response)
    else:
        check_shown(response, period, f"Version {period.number}.")


def check_shown(response: Any, period: Any, named: str) -> None:
    """The version, with ``named`` in its text, or why it is not shown."""
    if not period.version.is_public:
        assert response.status_code == 403
    elif period.version.is_erased:
        assert response.status_code == 410
    else:
        assert response.status_code == 200
        assert named in text_of(response)


@HISTORIES_TRIED
@given(HISTORIES)
def test_readers_are_told_what_the_timeline_says(hub: Any, steps: list[Step]) -> None:
    with lived(hub, steps) as history:
        if is_open(history):
            check_readers(history, whole(history))
