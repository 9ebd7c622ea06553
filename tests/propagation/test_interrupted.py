"""Killed at any moment, or run twice at once: each notice has exactly one new version. Needs real transactions."""

import os
import random
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.concurrency import at_once
from tests.deep import IS_DEEP
from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.trees import build_site_tree
from wagtail_privacy.propagation.applying import apply_due_changes
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.questions import Answer
from wagtail_privacy.propagation.services import publish_change
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOTICES = 4
POINTS = 20 if IS_DEEP else 5


@pytest.fixture
def change(transactional_db: None, settings: Any) -> SharedChange:
    """Published, and in no notice yet."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    hub = make_hub(build_site_tree().alpha_home)
    item = RecipientFactory(name="Old name", published=True)
    for number in range(NOTICES):
        make_notice(hub, sharing_with(item), slug=f"notice-{number}")
    draft_of(item, name="New name")
    made: SharedChange = publish_change(item, Answer(tells_readers=True, note="It has a new name."))
    return made


def in_a_process_that_is_killed(work: Callable[[], object], after: int) -> bool:
    """Do ``work`` in another process, which is killed before its query of this number; whether it was killed."""
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    # The connection of the parent must not be closed by the child.
    connection.connection = None
    left = [after]

    def kill(execute: Any, *args: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    try:
        with connection.execute_wrapper(kill):
            work()
    finally:
        os._exit(0)


def assert_once_each(change: SharedChange, versions: int = 2) -> None:
    change.refresh_from_db()
    assert change.state == SharedChange.State.DONE
    assert [row.state for row in change.notices.all()] == [ChangedNotice.State.ISSUED] * NOTICES
    numbers = NoticeVersion.objects.order_by("page_id", "number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, versions + 1)) * NOTICES


def test_killed_at_any_query_it_goes_on_where_it_stopped(change: SharedChange) -> None:
    """One process after the other is killed, each a random number of queries after it has begun."""
    chance = random.Random(20261127)
    points = [chance.randrange(1, 60 * NOTICES) for _ in range(POINTS)]
    killed = [in_a_process_that_is_killed(apply_due_changes, point) for point in points]
    assert any(killed)
    for row in ChangedNotice.objects.all():
        has_version = NoticeVersion.objects.filter(page_id=row.page_id, number=2).exists()
        assert has_version == (row.state == ChangedNotice.State.ISSUED)
    apply_due_changes()
    assert_once_each(change)


def test_two_at_once_make_one_version_of_each(change: SharedChange) -> None:
    assert at_once([apply_due_changes, apply_due_changes, apply_due_changes]) == []
    assert_once_each(change)


def test_the_item_may_be_edited_again_meanwhile(change: SharedChange) -> None:
    from wagtail_privacy.library.models import Recipient  # noqa: PLC0415

    def edit_again() -> None:
        item = Recipient.objects.get(pk=change.object_id)
        draft_of(item, name="Newest name")
        publish_change(item, Answer(tells_readers=True, note="Once more."))

    assert at_once([apply_due_changes, edit_again, apply_due_changes]) == []
    apply_due_changes()
    assert_once_each(change, versions=3)
    newest = NoticeVersion.objects.filter(number=3)
    assert all("Newest name" in str(version.document) for version in newest)
    second = NoticeVersion.objects.filter(number=2)
    assert all("Newest name" not in str(version.document) for version in second)


def test_a_school_may_publish_its_notice_in_the_same_second(change: SharedChange) -> None:
    pages = [row.page_id for row in change.notices.order_by("page_id")]

    def publish(key: int) -> None:
        from wagtail.models import Page  # noqa: PLC0415 - the base row

        page = Page.objects.get(pk=key).specific
        page.describe_change(note="We looked at it.", reason="clarity")
        page.save_revision().publish()

    assert at_once([apply_due_changes, *[lambda key=key: publish(key) for key in pages]]) == []
    apply_due_changes()
    for key in pages:
        versions = list(NoticeVersion.objects.filter(page_id=key).order_by("number"))
        # Whoever came first has said it; the other had nothing to add.
        assert len(versions) == 2
        assert "New name" in str(versions[-1].document)
