"""Every way in which Wagtail publishes a notice, or does not: how many versions it makes, and what approvals do."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale

from tests.notice_factories import make_hub, make_notice
from tests.snapshots import replayed
from tests.versions import publishing
from tests.versions.approving import ROLE, approve, make_workflow, submit
from tests.versions.editing import rewrite
from tests.versions.publishing import BOARD, MESSAGE, REFUSALS, WAYS, Case, bring_forward
from tests.versions.resolving import resolve_source
from wagtail_privacy.documents.canonical import digest
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def first_publication(hub: Any) -> Any:
    return make_notice(hub)


def republication_with_a_change(hub: Any) -> Any:
    page = make_notice(hub)
    rewrite(page).publish()
    return page


def republication_of_the_same(hub: Any) -> Any:
    page = make_notice(hub)
    page.save_revision().publish()
    return page


def republication_of_an_older_revision(hub: Any) -> Any:
    page = make_notice(hub)
    first = page.latest_revision
    rewrite(page).publish()
    first.publish()
    return page


def addition_as_live(hub: Any) -> Any:
    draft = make_notice(hub, live=False)
    return hub.add_child(instance=type(draft)(title="Second", slug="second", body=draft.body, live=True))


def draft_only(hub: Any) -> Any:
    return make_notice(hub, live=False)


def draft_beside_a_live_page(hub: Any) -> Any:
    page = make_notice(hub)
    rewrite(page)
    return page


def plain_save_of_a_live_page(hub: Any) -> Any:
    page = make_notice(hub)
    page.title = "Another title"
    page.save()
    page.save(update_fields=["title"])
    return page


def copy_kept_live(hub: Any) -> Any:
    return make_notice(hub).copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)


def copy_as_draft(hub: Any) -> Any:
    return make_notice(hub).copy(update_attrs={"slug": "copy"}, keep_live=False)


def draft_copied_to_stay_live(hub: Any) -> Any:
    return make_notice(hub, live=False).copy(update_attrs={"slug": "copy"}, keep_live=True)


def alias(hub: Any) -> Any:
    return make_notice(hub).create_alias(update_slug="alias")


def alias_of_a_page_that_changes(hub: Any) -> Any:
    page = make_notice(hub)
    alias = page.create_alias(update_slug="alias")
    rewrite(page).publish()
    return alias


def alias_that_becomes_a_page(hub: Any) -> Any:
    page = make_notice(hub)
    alias = page.create_alias(update_slug="alias")
    ConvertAliasPageAction(type(page).objects.get(pk=alias.pk)).execute()
    return alias


def schedule(page: Any) -> Any:
    """Schedule what the page says, and bring the day forward without publishing."""
    page = type(page).objects.get(pk=page.pk)
    page.title = "As of tomorrow"
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    revision = page.save_revision()
    revision.publish()
    return revision


def scheduled_first_publication(hub: Any) -> Any:
    page = make_notice(hub, live=False)
    schedule(page)
    return page


def scheduled_change(hub: Any) -> Any:
    page = make_notice(hub)
    schedule(page)
    return page


def scheduled_first_publication_that_took_place(hub: Any) -> Any:
    page = make_notice(hub, live=False)
    bring_forward(schedule(page))
    call_command("publish_scheduled")
    return page


def scheduled_change_that_took_place(hub: Any) -> Any:
    page = make_notice(hub)
    bring_forward(schedule(page))
    call_command("publish_scheduled")
    return page


def unpublication(hub: Any) -> Any:
    page = make_notice(hub)
    page.unpublish()
    return page


def publication_after_unpublication(hub: Any) -> Any:
    page = make_notice(hub)
    page.unpublish()
    page.latest_revision.publish()
    return page


def approval_in_a_workflow(hub: Any) -> Any:
    page = make_notice(hub, live=False)
    _workflow, approver = make_workflow(hub)
    submit(page, approver)
    approve(page, approver)
    return page


def move(hub: Any) -> Any:
    page = make_notice(hub)
    other = make_hub(hub.get_parent().specific, slug="other")
    page.move(other, pos="last-child")
    return page


def rename_of_the_address(hub: Any) -> Any:
    page = make_notice(hub)
    page.slug = "elsewhere"
    page.save_revision().publish()
    return page


def copy_for_translation(hub: Any) -> Any:
    welsh = Locale.objects.create(language_code="cy")
    page = make_notice(hub)
    for parent in page.get_ancestors().filter(depth__gt=1).specific():
        parent.copy_for_translation(welsh)
    return page.copy_for_translation(welsh)


PATHS: list[tuple[Callable[[Any], Any], int, bool]] = [
    (first_publication, 1, True),
    (republication_with_a_change, 2, True),
    (republication_of_the_same, 1, True),
    (republication_of_an_older_revision, 3, True),
    (addition_as_live, 1, True),
    (draft_only, 0, False),
    (draft_beside_a_live_page, 1, True),
    (plain_save_of_a_live_page, 1, True),
    (copy_kept_live, 1, True),
    (copy_as_draft, 0, False),
    (draft_copied_to_stay_live, 0, False),
    (alias, 1, True),
    (alias_of_a_page_that_changes, 2, True),
    (alias_that_becomes_a_page, 1, True),
    (scheduled_first_publication, 0, False),
    (scheduled_change, 1, True),
    (scheduled_first_publication_that_took_place, 1, True),
    (scheduled_change_that_took_place, 2, True),
    (unpublication, 1, False),
    (publication_after_unpublication, 1, True),
    (approval_in_a_workflow, 1, True),
    (move, 1, True),
    (rename_of_the_address, 1, True),
    (copy_for_translation, 0, False),
]


@pytest.mark.parametrize(("way", "versions", "live"), [pytest.param(*entry, id=entry[0].__name__) for entry in PATHS])
def test_each_way_of_publishing_makes_its_number_of_versions(hub: Any, way: Any, versions: int, live: bool) -> None:
    page = way(hub)
    page = type(page).objects.get(pk=page.pk)
    numbers = list(NoticeVersion.objects.for_page(page.pk).values_list("number", flat=True))
    assert numbers == list(range(versions, 0, -1))
    assert page.live is live
    for version in NoticeVersion.objects.all():
        assert source_resolves_to_document(version)


def source_resolves_to_document(version: NoticeVersion) -> bool:
    """Whether what the version was made from still resolves to its document."""
    page = PrivacyNoticePage.objects.get(pk=version.page_id)
    document = resolve_source(page, version).document
    return bool(digest(document) == version.digest)


def test_the_version_names_the_live_revision(hub: Any) -> None:
    page = republication_with_a_change(hub)
    page.refresh_from_db()
    version = NoticeVersion.objects.current(page.pk)
    assert version.revision_id == page.live_revision_id
    assert "We care more." in str(version.document)


def test_an_alias_has_versions_with_the_text_of_its_source(hub: Any) -> None:
    alias = alias_of_a_page_that_changes(hub)
    assert "We care more." in str(NoticeVersion.objects.current(alias.pk).document)


def test_a_notice_published_again_shows_the_same_version(hub: Any) -> None:
    page = publication_after_unpublication(hub)
    assert NoticeVersion.objects.current(page.pk).number == 1


def test_a_partial_save_freezes_what_was_stored(hub: Any) -> None:
    page = make_notice(hub)
    page.title = "Not stored"
    page.last_published_at = timezone.now()
    page.save(update_fields=["last_published_at"])
    assert NoticeVersion.objects.get().title == "How we use pupil information"


def test_a_partial_save_of_a_draft_freezes_nothing(hub: Any) -> None:
    page = make_notice(hub, live=False)
    page.live = True
    page.last_published_at = timezone.now()
    page.save(update_fields=["last_published_at"])
    assert not NoticeVersion.objects.exists()


@pytest.fixture
@replayed
def with_workflow(hub: Any, school_editor: Any) -> tuple[Any, Any, Any]:
    """A workflow, who approves in it, and a live notice."""
    return *make_workflow(hub), make_notice(hub)


@pytest.fixture
def case(hub: Any, school_editor: Any, with_workflow: Any, settings: Any, request: pytest.FixtureRequest) -> Any:
    """A notice, what the site will ask for, and what the text will have."""
    required, approval = request.param
    workflow, approver, notice = with_workflow
    before: dict[str, Any] = {}
    made = Case(
        notice,
        hub,
        school_editor,
        approver,
        workflow,
        settings,
        required,
        approval,
        lambda: before.update(state=what_readers_see()),
    )
    return made, before


def what_readers_see() -> tuple[list[Any], list[Any]]:
    """The published state of every notice, and every version."""
    rows = PrivacyNoticePage.objects.order_by("pk").values_list(
        "pk", "live", "live_revision_id", "last_published_at", "title", "url_path", "body"
    )
    pages = [(*row[:-1], str(row[-1])) for row in rows]
    return pages, list(NoticeVersion.objects.order_by("pk").values_list("page_id", "number", "digest"))


CASES = [
    ("", ""),
    *((required, approval) for required in ("workflow", "any") for approval in ("", "workflow", "meeting")),
]


@pytest.mark.parametrize(
    "case", CASES, indirect=True, ids=[f"asks-{asked or 'nothing'}-has-{has or 'nothing'}" for asked, has in CASES]
)
@pytest.mark.parametrize("way", [*WAYS, publishing.workflow], ids=lambda way: way.__name__)
def test_each_way_of_publishing_makes_a_version_or_changes_nothing(way: Callable[[Case], Any], case: Any) -> None:
    made, before = case
    # A workflow brings the approval with it.
    approval = "workflow" if way is publishing.workflow else made.approval
    has = approval if approval in WAYS.get(way, publishing.BOTH) else ""
    is_enough = not made.required or has == "workflow" or (has == "meeting" and made.required == "any")
    if not is_enough:
        with pytest.raises(REFUSALS, match=MESSAGE):
            way(made)
        assert what_readers_see() == before["state"]
        return
    page = way(made)
    page = type(page).objects.get(pk=page.pk)
    assert page.live
    new = NoticeVersion.objects.for_page(page.pk).first()
    versions = [row for row in before["state"][1] if row[0] == page.pk]
    is_told_something_new = way is not publishing.return_of_what_was_unpublished
    assert new.number == len(versions) + is_told_something_new
    assert source_resolves_to_document(new)
    assert new.approved_role == {"": "", "workflow": ROLE, "meeting": BOARD}[has]
    if way in {publishing.form, publishing.api, publishing.bulk, publishing.schedule, publishing.workflow}:
        assert new.revision_id == page.live_revision_id
