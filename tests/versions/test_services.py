"""What a version says about itself, and the rules for backdated versions."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask

from tests.notice_factories import entries, make_notice, recipient, section
from tests.trees import make_editor
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import chain, digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing import services
from wagtail_privacy.versions.publishing.rows import FREEZE_ACTION
from wagtail_privacy.versions.record.digests import record_digest

pytestmark = pytest.mark.django_db


def text(body: str = "<p>We care.</p>") -> dict[str, Any]:
    return section("text", heading="Hello", body=body)


def governance(**fields: Any) -> dict[str, Any]:
    return section("governance", heading="About this policy", **fields)


def republish(page: Any, *sections: dict[str, Any], user: Any = None) -> NoticeVersion:
    page = type(page).objects.get(pk=page.pk)
    page.body = page._meta.get_field("body").stream_block.to_python(list(sections))
    page.save_revision().publish(user=user)
    return NoticeVersion.objects.current(page.pk)


class TestFrozenFacts:
    def test_a_version_stores_publisher_site_and_organisation(
        self, hub: Any, site_tree: Any, school_editor: Any
    ) -> None:
        page = make_notice(hub, live=False, summary="In short.")
        page.latest_revision.publish(user=school_editor)
        version = NoticeVersion.objects.get()
        assert (version.site_id, version.organisation_id) == (site_tree.alpha_site.pk, site_tree.alpha.pk)
        assert (version.kind, version.audiences, version.language) == ("privacy_notice", ["pupils"], "en")
        assert (version.controller, version.summary) == ("Test Trust", "In short.")
        assert version.published_by == "school_editor"
        assert str(version) == "How we use pupil information (1)"

    def test_the_user_of_the_log_context_is_the_publisher(
        self, hub: Any, school_editor: Any, trust_editor: Any
    ) -> None:
        page = make_notice(hub, live=False)
        with LogContext(user=trust_editor):
            page.latest_revision.publish(user=school_editor)
        assert NoticeVersion.objects.get().published_by == "trust_editor"

    def test_without_a_user_there_is_no_publisher(self, hub: Any) -> None:
        make_notice(hub)
        version = NoticeVersion.objects.get()
        assert (version.published_by, version.approved_by, version.approved_at) == ("", "", None)

    def test_digests_prove_document_and_order(self, hub: Any) -> None:
        page = make_notice(hub)
        republish(page, text("<p>More.</p>"))
        second, first = NoticeVersion.objects.for_page(page.pk)
        assert [first.digest, second.digest] == [digest(first.as_document()), digest(second.as_document())]
        assert first.record_digest == record_digest(first, first.references.all())
        assert first.chained_digest == chain(first.record_digest, "")
        assert second.chained_digest == chain(second.record_digest, first.chained_digest)

    def test_publishing_is_in_the_page_history(self, hub: Any) -> None:
        page = make_notice(hub)
        entry = PageLogEntry.objects.get(page=page.pk, action=FREEZE_ACTION)
        assert entry.message == "Published version 1"
        assert entry.data["digest"] == NoticeVersion.objects.get().digest


class TestInForceFrom:
    def test_a_version_is_in_force_from_the_day_of_publication(self, hub: Any) -> None:
        make_notice(hub)
        version = NoticeVersion.objects.get()
        assert version.effective_on == timezone.localdate().isoformat()
        assert version.effective_day == timezone.localdate()

    def test_a_first_version_is_in_force_from_the_date_of_the_notice(self, hub: Any) -> None:
        make_notice(hub, text(), governance(effective="2025-05", review_due="2026-05"))
        version = NoticeVersion.objects.get()
        assert (version.effective_on, version.effective_day) == ("2025-05", dt.date(2025, 5, 1))
        assert version.review_due == "2026-05"

    def test_an_unchanged_date_is_not_the_date_of_a_later_version(self, hub: Any) -> None:
        page = make_notice(hub, text(), governance(effective="2025-05"))
        version = republish(page, text("<p>More.</p>"), governance(effective="2025-05"))
        assert (version.number, version.effective_day) == (2, timezone.localdate())

    def test_a_future_date_of_the_notice_is_used(self, hub: Any) -> None:
        page = make_notice(hub, text(), governance(effective="2025-05"))
        later = (site_day() + dt.timedelta(days=40)).isoformat()
        republish(page, text(), governance(effective=later))
        assert NoticeVersion.objects.last_published(page.pk).effective_on == later

    def test_no_later_publication_changes_an_earlier_day(self, hub: Any) -> None:
        page = make_notice(hub, text(), governance(effective="2025-05"))
        version = republish(page, text(), governance(effective="2025-06"))
        assert version.effective_day == site_day()
        assert NoticeVersion.objects.in_force_on(page.pk, dt.date(2025, 7, 1)) == 1

    def test_in_force_from_overrides_the_date_of_the_notice(self, hub: Any) -> None:
        with services.in_force_from(PartialDate(2023, 9)):
            make_notice(hub, text(), governance(effective="2025-05"))
        make_notice(hub, slug="second")
        assert list(NoticeVersion.objects.order_by("page_id").values_list("effective_on", flat=True)) == [
            "2023-09",
            timezone.localdate().isoformat(),
        ]


class TestApproval:
    @pytest.fixture
    def approver(self, hub: Any) -> Any:
        return make_editor("approver", [hub])

    @pytest.fixture
    def workflow(self, approver: Any) -> Workflow:
        """Two people have to agree."""
        workflow = Workflow.objects.create(name="Check")
        for order in (1, 2):
            task = GroupApprovalTask.objects.create(name=f"Read it {order}")
            task.groups.set(approver.groups.all())
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
        return workflow

    def approve(self, state: Any, user: Any) -> None:
        state.refresh_from_db()
        state.current_task_state.task.specific.on_action(state.current_task_state, user, "approve")

    def test_the_last_approver_of_the_live_revision_is_stored(self, hub: Any, workflow: Any, approver: Any) -> None:
        page = make_notice(hub, live=False)
        state = workflow.start(page, approver)
        self.approve(state, approver)
        assert not NoticeVersion.objects.exists()
        self.approve(state, approver)
        version = NoticeVersion.objects.get()
        assert version.approved_by == "approver"
        assert version.approved_at == page.latest_revision.task_states.order_by("finished_at").last().finished_at

    def test_one_step_of_two_is_no_approval(self, hub: Any, workflow: Any, approver: Any) -> None:
        page = make_notice(hub, live=False)
        self.approve(workflow.start(page, approver), approver)
        page.latest_revision.publish(user=approver)
        assert NoticeVersion.objects.get().approved_by == ""

    def test_an_edit_after_approval_voids_it(self, hub: Any, workflow: Any, approver: Any) -> None:
        page = make_notice(hub, live=False)
        state = workflow.start(page, approver)
        self.approve(state, approver)
        page = type(page).objects.get(pk=page.pk)
        revision = page.latest_revision
        self.approve(state, approver)
        page.refresh_from_db()
        page.unpublish()
        page.title = "Not what was approved"
        page.save_revision(overwrite_revision=revision).publish()
        second, first = NoticeVersion.objects.for_page(page.pk)
        assert (first.approved_by, second.approved_by) == ("approver", "")

    def test_a_copy_is_not_approved_with_its_source(self, hub: Any, workflow: Any, approver: Any) -> None:
        page = make_notice(hub, live=False)
        state = workflow.start(page, approver)
        self.approve(state, approver)
        self.approve(state, approver)
        page.refresh_from_db()
        copy = page.copy(update_attrs={"slug": "copy"}, keep_live=True)
        assert NoticeVersion.objects.current(page.pk).approved_by == "approver"
        assert NoticeVersion.objects.current(copy.pk).approved_by == ""


class TestBackdatedVersion:
    def test_a_backdated_version_does_not_change_what_is_published(self, hub: Any, school_editor: Any) -> None:
        page = make_notice(hub)
        draft = page.get_latest_revision_as_object()
        draft.title = "As it was"
        revision = draft.save_revision()
        version = services.record_backdated_version(
            page.get_latest_revision_as_object(), effective=PartialDate(2023, 9), user=school_editor
        )
        assert (version.number, version.is_backdated, version.title) == (2, True, "As it was")
        assert (version.effective_on, version.effective_day) == ("2023-09", dt.date(2023, 9, 1))
        assert (version.published_by, version.revision_id) == ("school_editor", revision.pk)
        assert NoticeVersion.objects.current(page.pk).number == 1
        page.refresh_from_db()
        assert (page.live, page.title) == (True, "How we use pupil information")
        entry = PageLogEntry.objects.filter(action=FREEZE_ACTION).latest("timestamp")
        assert entry.message == "Recorded backdated version 2"

    def test_the_next_publication_gets_the_next_number(self, hub: Any) -> None:
        page = make_notice(hub)
        services.record_backdated_version(page, effective=PartialDate(2023))
        assert republish(page, text("<p>More.</p>")).number == 3
        assert republish(page, text("<p>More.</p>")).number == 3

    def test_an_unpublished_draft_can_be_backdated(self, hub: Any) -> None:
        page = make_notice(hub, live=False)
        assert services.record_backdated_version(page, effective=PartialDate(2023)).number == 1
        assert NoticeVersion.objects.last_published(page.pk) is None

    def test_an_unsaved_page_cannot_be_backdated(self, hub: Any) -> None:
        page = make_notice(hub, live=False)
        with pytest.raises(services.BackdatedVersionError, match="Save the notice"):
            services.record_backdated_version(type(page)(title="New"), effective=PartialDate(2023))
        deleted = type(page).objects.get(pk=page.pk)
        page.delete()
        with pytest.raises(services.BackdatedVersionError, match="Save the notice"):
            services.record_backdated_version(deleted, effective=PartialDate(2023))

    def test_a_backdated_version_cannot_be_in_the_future(self, hub: Any) -> None:
        tomorrow = PartialDate.of(timezone.localdate() + dt.timedelta(days=1))
        with pytest.raises(services.BackdatedVersionError, match="not in the past"):
            services.record_backdated_version(make_notice(hub, live=False), effective=tomorrow)

    @pytest.mark.parametrize("effective", [PartialDate(2025, 5), PartialDate(2025, 6)])
    def test_a_backdated_version_precedes_the_first_publication(self, hub: Any, effective: PartialDate) -> None:
        page = make_notice(hub, text(), governance(effective="2025-05"))
        republish(page, text("<p>More.</p>"))
        with pytest.raises(services.BackdatedVersionError, match=r"Version 1.* May 2025"):
            services.record_backdated_version(page, effective=effective)

    def test_the_same_backdated_version_is_refused_twice(self, hub: Any) -> None:
        page = make_notice(hub)
        services.record_backdated_version(page, effective=PartialDate(2023))
        with pytest.raises(services.BackdatedVersionError, match="version 2"):
            services.record_backdated_version(page, effective=PartialDate(2023))
        assert services.record_backdated_version(page, effective=PartialDate(2022)).number == 3

    def test_a_notice_with_problems_cannot_be_backdated(self, hub: Any) -> None:
        item = recipient()
        page = make_notice(hub, section("recipients", recipients=entries({"recipient": item.pk})))
        item.unpublish()
        with pytest.raises(ResolutionError):
            services.record_backdated_version(page, effective=PartialDate(2023))
        assert NoticeVersion.objects.count() == 1

    def test_an_editor_of_another_school_cannot_backdate(self, hub: Any, other_school_editor: Any) -> None:
        page = make_notice(hub)
        with pytest.raises(PermissionDenied):
            services.record_backdated_version(page, effective=PartialDate(2023), user=other_school_editor)
        assert NoticeVersion.objects.count() == 1
