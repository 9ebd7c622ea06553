"""Other rooms judge publications as guards; versions are kept in one place."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.notice_factories import make_notice
from tests.versions.editing import publish
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import Resolution
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.store import DatabaseVersionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Iterator[list[Any]]:
    """What a guard is asked, which refuses every text that shouts."""
    baselines: list[Any] = []

    def guard(page: Any, resolution: Resolution, baseline: Any) -> Iterator[Problem]:
        baselines.append(baseline)
        if "!!!" in str(resolution.document):
            yield Problem("shouting", "Say it calmly.")

    before = publication._guards[:]
    publication.register_guard(guard)
    publication.register_guard(guard)
    yield baselines
    publication._guards[:] = before


def test_a_guard_refuses_a_publication_and_nothing_is_stored(hub: Any, asked: list[Any]) -> None:
    page = make_notice(hub)
    with pytest.raises(ResolutionError, match="Say it calmly"):
        publish(page, "<p>We care!!!</p>")
    assert NoticeVersion.objects.count() == 1


def test_a_guard_is_asked_once_with_the_version_that_readers_see(hub: Any, asked: list[Any]) -> None:
    page = make_notice(hub)
    asked.clear()
    publish(page, "<p>More.</p>")
    assert [baseline.number for baseline in asked] == [1]


def test_no_guard_is_asked_where_readers_are_told_nothing_new(hub: Any, asked: list[Any]) -> None:
    page = make_notice(hub)
    asked.clear()
    page.save_revision().publish()
    assert asked == []


def test_versions_are_kept_in_one_place() -> None:
    publication.register_store(DatabaseVersionStore())
    with pytest.raises(ImproperlyConfigured, match="one place only"):
        publication.register_store(object())  # type: ignore[arg-type]
