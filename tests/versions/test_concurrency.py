"""Many at once: needs row locks, so it runs on PostgreSQL only."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db import OperationalError
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from tests.concurrency import at_once
from tests.notice_factories import forget_versions, make_hub, make_notice, section
from tests.snapshots import replayed
from tests.trees import build_site_tree, make_editor
from wagtail_privacy.documents.canonical import chain, digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.resolve import resolve
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.backfill import backfill
from wagtail_privacy.versions.publishing.services import record_backdated_version
from wagtail_privacy.versions.record.digests import record_digest

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
@replayed
def hub(transactional_db: None) -> Any:
    return make_hub(build_site_tree().alpha_home)


def rewrite(page: Any, text: str) -> Any:
    page = type(page).objects.get(pk=page.pk)
    page.body = page._meta.get_field("body").stream_block.to_python([section("text", heading="Hello", body=text)])
    return page.save_revision()


def assert_sound(page: Any) -> list[NoticeVersion]:
    """Numbers without gaps, an unbroken chain, and a live page that says what its newest version says."""
    page = type(page).objects.get(pk=page.pk)
    versions = list(NoticeVersion.objects.filter(page_id=page.pk).order_by("number"))
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    previous = ""
    for version in versions:
        assert version.digest == digest(version.as_document())
        assert version.record_digest == record_digest(version, version.references.all())
        assert version.chained_digest == chain(version.record_digest, previous)
        previous = version.chained_digest
    assert page.live
    published = [version for version in versions if not version.is_backdated]
    assert published[-1].digest == digest(resolve(page).document)
    return versions


def test_forty_concurrent_publications_get_consecutive_numbers(hub: Any) -> None:
    page = make_notice(hub)
    errors = at_once([lambda number=number: rewrite(page, f"<p>Text {number}</p>").publish() for number in range(40)])
    assert errors == []
    versions = assert_sound(page)
    assert len(versions) == 41
    assert all(earlier.digest != later.digest for earlier, later in pairwise(versions))


def test_publications_of_the_same_text_make_one_version(hub: Any) -> None:
    page = make_notice(hub)
    errors = at_once([lambda: rewrite(page, "<p>The same</p>").publish() for _ in range(20)])
    assert errors == []
    assert len(assert_sound(page)) == 2


def test_concurrent_publications_by_the_form_keep_the_chain_intact(hub: Any) -> None:
    """The edit view saves and publishes in separate transactions; Wagtail itself may deadlock over revisions there."""
    page = make_notice(hub)

    def publish(number: int) -> None:
        revision = rewrite(page, f"<p>Text {number}</p>")
        PublishPageRevisionAction(revision).execute()

    errors = at_once([lambda number=number: publish(number) for number in range(20)])
    assert [error for error in errors if not isinstance(error, OperationalError)] == []
    assert_sound(page)


def test_concurrent_first_publications_make_a_version_each(hub: Any) -> None:
    drafts = [make_notice(hub, live=False, slug=f"notice-{number}") for number in range(8)]
    errors = at_once([lambda draft=draft: draft.get_latest_revision().publish() for draft in drafts])
    assert errors == []
    for draft in drafts:
        assert len(assert_sound(draft)) == 1


def test_concurrent_publications_with_aliases_keep_the_chains_intact(hub: Any) -> None:
    page = make_notice(hub)
    aliases = [page.create_alias(update_slug=f"alias-{number}") for number in range(2)]
    errors = at_once([lambda number=number: rewrite(page, f"<p>Text {number}</p>").publish() for number in range(12)])
    assert errors == []
    for notice in (page, *aliases):
        assert_sound(notice)


def test_approving_publishing_and_saving_drafts_do_not_deadlock(hub: Any) -> None:
    editor = make_editor("approver", [hub])
    workflow = Workflow.objects.create(name="Check")
    task = GroupApprovalTask.objects.create(name="Read it")
    task.groups.set(editor.groups.all())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    page = make_notice(hub)
    refusals: list[str] = []
    for turn in range(5):
        rewrite(page, f"<p>Submitted {turn}</p>")
        state = workflow.start(type(page).objects.get(pk=page.pk), editor)

        def approve(state: Any = state) -> None:
            task.on_action(state.current_task_state, editor, "approve")

        def publish(turn: int = turn) -> None:
            rewrite(page, f"<p>Past the workflow {turn}</p>").publish()

        drafts = [
            lambda turn=turn, number=number: rewrite(page, f"<p>Draft {turn} {number}</p>") for number in range(2)
        ]
        errors = at_once([approve, publish, *drafts])
        refusals += [repr(error) for error in errors if "deadlock" in str(error)]
        assert_sound(page)
    assert refusals == []


def test_backdating_and_publishing_get_consecutive_numbers(hub: Any) -> None:
    page = make_notice(hub)
    jobs: list[Callable[[], object]] = []
    for number in range(8):
        jobs += [
            lambda number=number: rewrite(page, f"<p>Text {number}</p>").publish(),
            lambda number=number: record_backdated_version(
                type(page).objects.get(pk=page.pk), effective=PartialDate(2001 + number)
            ),
        ]
    assert at_once(jobs) == []
    assert len(assert_sound(page)) == 17


def test_two_concurrent_backfills_make_one_version_each(hub: Any) -> None:
    pages = [make_notice(hub, slug=f"notice-{number}") for number in range(6)]
    forget_versions()
    outcomes: list[Any] = []
    errors = at_once([lambda: outcomes.extend(backfill(batch_size=2)) for _ in range(2)])
    assert errors == []
    assert [outcome.problems for outcome in outcomes if outcome.problems] == []
    for page in pages:
        assert len(assert_sound(page)) == 1
