"""A failure while freezing leaves everything as it was."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from tests.notice_factories import entries, make_notice, recipient, section
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.signals import version_frozen
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.versions.publishing import services
from wagtail_privacy.versions.publishing.store import DatabaseVersionStore

pytestmark = pytest.mark.django_db


class BrokenError(Exception):
    """What the broken part raises."""


@pytest.fixture
def broken_freezer() -> Any:
    """From here on no notice can be frozen."""

    class BrokenStore(DatabaseVersionStore):
        def after_save(self, page: Any, *, was_live: bool, is_published: bool) -> None:
            if is_published:
                raise BrokenError

    working = publication._stores[:]
    publication._stores[:] = [BrokenStore()]
    yield
    publication._stores[:] = working


@pytest.fixture
def broken_listener() -> Any:
    """From here on a receiver of ``version_frozen`` fails, after everything has been written."""

    def fail(**kwargs: Any) -> None:
        raise BrokenError

    version_frozen.connect(fail)
    yield
    version_frozen.disconnect(fail)


def stored(page: Any) -> dict[str, Any]:
    return type(page).objects.filter(pk=page.pk).values().get()


def rewritten(page: Any) -> Any:
    page.title = "Another title"
    page.body = page._meta.get_field("body").stream_block.to_python([section("text", heading="New", body="<p>New</p>")])
    return page.save_revision()


@pytest.mark.parametrize("broken", ["broken_freezer", "broken_listener"])
def test_an_error_undoes_a_publication(hub: Any, request: pytest.FixtureRequest, broken: str) -> None:
    page = make_notice(hub)
    revision = rewritten(page)
    before, entries_before = stored(page), PageLogEntry.objects.count()
    request.getfixturevalue(broken)
    with pytest.raises(BrokenError):
        revision.publish()
    assert stored(page) == before
    assert PageLogEntry.objects.count() == entries_before
    assert NoticeVersion.objects.count() == 1


def test_an_error_leaves_a_first_publication_as_draft(hub: Any, request: pytest.FixtureRequest) -> None:
    page = make_notice(hub, section("recipients", recipients=entries({"recipient": recipient().pk})), live=False)
    before = stored(page)
    request.getfixturevalue("broken_listener")
    with pytest.raises(BrokenError):
        page.latest_revision.publish()
    assert stored(page) == before
    assert not NoticeVersion.objects.exists()
    assert not VersionReference.objects.exists()


def test_an_error_undoes_adding_a_live_page(hub: Any, broken_freezer: None) -> None:
    with pytest.raises(BrokenError), transaction.atomic():
        make_notice(hub, live=False).copy(update_attrs={"slug": "copy", "live": True}, keep_live=True)
    assert not hub.get_children().filter(slug="copy").exists()


def test_an_alias_with_problems_undoes_the_publication_of_its_source(hub: Any, beta_hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    page.create_alias(parent=beta_hub, update_slug="alias")
    own = recipient(owner=site_tree.alpha)
    page.body = page._meta.get_field("body").stream_block.to_python(
        [section("recipients", heading="Sharing", recipients=entries({"recipient": own.pk}))]
    )
    revision = page.save_revision()
    before = stored(page)
    with pytest.raises(ResolutionError):
        revision.publish()
    assert stored(page) == before
    assert NoticeVersion.objects.for_page(page.pk).count() == 1


def test_a_schedule_is_kept_when_something_else_is_refused(hub: Any, request: pytest.FixtureRequest) -> None:
    page = make_notice(hub)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    scheduled = page.save_revision()
    scheduled.publish()
    page = type(page).objects.get(pk=page.pk)
    revision = rewritten(page)
    request.getfixturevalue("broken_freezer")
    with pytest.raises(BrokenError):
        revision.publish()
    scheduled.refresh_from_db()
    assert scheduled.approved_go_live_at is not None


class TestScheduled:
    @pytest.fixture
    def due(self, hub: Any) -> tuple[Any, Any, Any]:
        """Two notices whose moment has come: the first names an item that has been unpublished since."""
        item = recipient()
        blocked = make_notice(
            hub, section("recipients", heading="Sharing", recipients=entries({"recipient": item.pk})), live=False
        )
        free = make_notice(hub, slug="free", live=False)
        for minutes, page in ((2, blocked), (1, free)):
            page.go_live_at = timezone.now() + dt.timedelta(days=1)
            page.save_revision().publish()
            revision = page.get_latest_revision()
            revision.content["go_live_at"] = (timezone.now() - dt.timedelta(minutes=minutes)).isoformat()
            revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=minutes)
            revision.save()
        item.unpublish()
        return blocked, free, item

    def test_one_refusal_does_not_stop_the_others(self, due: Any, caplog: pytest.LogCaptureFixture) -> None:
        blocked, free, _item = due
        with caplog.at_level(logging.ERROR):
            call_command("publish_scheduled")
        blocked.refresh_from_db()
        free.refresh_from_db()
        assert (blocked.live, free.live) == (False, True)
        assert "could not go live as scheduled" in caplog.text
        assert "Department for Education" in caplog.text

    def test_a_refused_schedule_is_logged_once_and_retried(self, due: Any) -> None:
        blocked, _free, item = due
        for _ in range(3):
            call_command("publish_scheduled")
        (entry,) = PageLogEntry.objects.filter(page=blocked.pk, action=publication.REFUSED_ACTION)
        assert "Sharing" in entry.data["problems"][0]
        assert "Could not go live as scheduled" in entry.message
        assert "Sharing" in entry.comment
        assert Revision.objects.filter(object_id=str(blocked.pk), approved_go_live_at__isnull=False).count() == 1
        item.save_revision().publish()
        call_command("publish_scheduled")
        blocked.refresh_from_db()
        assert blocked.live
        assert NoticeVersion.objects.for_page(blocked.pk).count() == 1


def test_freezing_needs_a_transaction(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_notice(hub)
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        services.freeze(page)
