"""Before readers read something else, somebody says whether they have to be told; without that nothing is published."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Revision, Workflow, WorkflowContentType, WorkflowTask

from tests.factories import RecipientFactory
from tests.form_posts import ORGANISATION_FORMSETS
from tests.notice_factories import make_hub, make_notice, section
from tests.propagation.test_impact import announce
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.snapshots import replayed
from tests.trees import make_editor
from wagtail_privacy.days import site_day, start_of
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.actions import PublicationRefusedError
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.notice_periods import NoticePeriod
from wagtail_privacy.propagation.applying import apply_change, apply_due_changes
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.questions import Answer, ChangeError, check_answer, question_url
from wagtail_privacy.propagation.services import cancel_change, go_on_with, publish_change, stop_change, take_back
from wagtail_privacy.propagation.states import digest_of
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

TOLD = Answer(tells_readers=True, note="It has a new name.")
UNTOLD = Answer()


@pytest.fixture
@replayed
def trust_person(site_tree: Any) -> Any:
    return make_editor("trust staff", [site_tree.trust_home])


@pytest.fixture
def trust_staff(client: Client, request: pytest.FixtureRequest, trust_person: Any) -> Client:
    # What is put back as rows comes before the row of the session.
    if "shared" in request.fixturenames:
        request.getfixturevalue("shared")
    client.force_login(trust_person)
    return client


@pytest.fixture
@replayed
def shared(site_tree: Any) -> Any:
    """The trust's recipient, which a notice of each school names."""
    item = RecipientFactory(name="Old name", owner=site_tree.trust, published=True)
    for home, title in ((site_tree.alpha_home, "Alpha notice"), (site_tree.beta_home, "Beta notice")):
        make_notice(make_hub(home), sharing_with(item), title=title)
    return item


def fresh(item: Any) -> Any:
    return type(item).objects.get(pk=item.pk)


def everything() -> dict[str, str]:
    """Every row that a publication could write, as text."""
    from django.apps import apps  # noqa: PLC0415 - the models of whatever app is installed

    labels = ("wagtail_privacy", "wagtail_privacy_pages", "wagtailcore")
    return {
        model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
        for label in labels
        for model in apps.get_app_config(label).get_models()
    }


class TestRefusal:
    def test_publishing_by_any_script_is_refused_and_stays_a_draft(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        with pytest.raises(PublicationRefusedError, match="2 published notices show it") as refused:
            fresh(shared).get_latest_revision().publish()
        assert refused.value.url == question_url(shared)
        assert fresh(shared).name == "Old name"
        assert fresh(shared).get_latest_revision_as_object().name == "New name"

    def test_the_publish_button_of_the_form_keeps_the_draft_and_leads_to_the_question(
        self, trust_staff: Client, shared: Any
    ) -> None:
        address = reverse(Recipient.snippet_viewset.get_url_name("edit"), args=[shared.pk])
        sent = {"name": "New name", "kind": "other", "status": "current", "action-publish": "1"}
        response = trust_staff.post(address, sent, follow=True)
        assert response.redirect_chain == [(question_url(shared), 302)]
        assert "is kept as a draft, because 2 published notices show it" in response.content.decode()
        assert fresh(shared).name == "Old name"
        assert fresh(shared).get_latest_revision_as_object().name == "New name"
        assert NoticeVersion.objects.count() == 2

    def test_nothing_is_asked_where_readers_read_the_same(self, shared: Any) -> None:
        draft_of(shared, editor_note="Rang them.", aliases="Another name")
        fresh(shared).get_latest_revision().publish()
        assert fresh(shared).editor_note == "Rang them."
        assert not SharedChange.objects.exists()

    def test_nothing_is_asked_about_what_no_notice_shows(self, site_tree: Any) -> None:
        item = RecipientFactory(name="Alone", owner=site_tree.trust, published=True)
        draft_of(item, name="Still alone")
        fresh(item).get_latest_revision().publish()
        assert fresh(item).name == "Still alone"

    def test_a_schedule_is_refused_when_it_is_set(self, shared: Any) -> None:
        draft_of(shared, name="New name", go_live_at=start_of(site_day() + dt.timedelta(days=3)))
        with pytest.raises(PublicationRefusedError):
            fresh(shared).get_latest_revision().publish()
        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()

    def test_a_schedule_that_nobody_answered_for_holds_up_no_other_and_says_why(self, site_tree: Any) -> None:
        """It was set while no notice showed the item."""
        items = [RecipientFactory(name=name, owner=site_tree.trust, published=True) for name in ("First", "Second")]
        day = site_day() + dt.timedelta(days=3)
        for item in items:
            draft_of(item, name=f"{item.name}, renamed", go_live_at=start_of(day))
            fresh(item).get_latest_revision().publish()
        make_notice(make_hub(site_tree.alpha_home), sharing_with(items[0]))
        with time_machine.travel(start_of(day) + dt.timedelta(hours=1), tick=False):
            call_command("publish_scheduled")
            assert [fresh(item).name for item in items] == ["First", "Second, renamed"]
            publish_change(fresh(items[0]), TOLD)
        assert fresh(items[0]).name == "First, renamed"

    def test_the_api_refuses_with_the_reason(self, shared: Any) -> None:
        """Wagtail's own action is what its API runs."""
        from wagtail_privacy.library.actions import PublishLibraryItemAction  # noqa: PLC0415

        draft_of(shared, name="New name")
        with pytest.raises(PublicationRefusedError):
            PublishLibraryItemAction(fresh(shared).get_latest_revision(), user=None).execute()


class TestAnswer:
    def test_publishing_brings_it_into_every_notice_with_its_note(
        self, shared: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        draft_of(shared, name="New name")
        with django_capture_on_commit_callbacks(execute=True):
            change = publish_change(shared, TOLD)
        change.refresh_from_db()
        assert fresh(shared).name == "New name"
        assert (change.state, change.before, change.after) == (SharedChange.State.DONE, "Old name", "New name")
        newest = NoticeVersion.objects.filter(number=2)
        assert [(row.state, row.numbers) for row in change.notices.all()] == [(ChangedNotice.State.ISSUED, [2])] * 2
        assert {version.change_note for version in newest} == {"It has a new name."}
        assert {version.change_size for version in newest} == {"major"}
        assert all("New name" in version.as_document().model_dump_json() for version in newest)

    def test_readers_who_have_to_be_told_are_told(self, hub: Any) -> None:
        """A clause that names somebody new is a major change of each notice that shows it."""
        first, second = (RecipientFactory(name=name, published=True) for name in ("First", "Second"))
        clause = Clause(name="Sharing")
        clause.body = clause.body.stream_block.to_python([sharing_with(first)])
        clause.save()
        clause.save_revision().publish()
        make_notice(hub, {"type": "clause", "value": clause.pk})
        clause = fresh(clause)
        clause.body = clause.body.stream_block.to_python([sharing_with(second)])
        clause.save_revision()
        with pytest.raises(ChangeError, match="have to be told: New recipient: Second") as refused:
            publish_change(fresh(clause), UNTOLD)
        assert refused.value.field == "tells_readers"
        assert not SharedChange.objects.exists()
        publish_change(fresh(clause), Answer(tells_readers=True, note="We share with Second."))
        apply_due_changes()
        assert NoticeVersion.objects.get(number=2).change_note == "We share with Second."

    def test_a_notice_that_one_does_not_see_is_not_named(self, site_tree: Any, editor_of: Any) -> None:
        first, second = (RecipientFactory(name=name, published=True) for name in ("First", "Second"))
        clause = Clause(name="Sharing")
        clause.body = clause.body.stream_block.to_python([sharing_with(first)])
        clause.save()
        clause.save_revision().publish()
        make_notice(make_hub(site_tree.beta_home), {"type": "clause", "value": clause.pk}, title="Beta notice")
        clause = fresh(clause)
        clause.body = clause.body.stream_block.to_python([sharing_with(second)])
        with pytest.raises(ChangeError, match="organisation that you do not work for"):
            check_answer(clause, UNTOLD, user=editor_of(site_tree.alpha_home, username="alpha"))

    def test_what_was_edited_meanwhile_is_looked_at_again(self, shared: Any) -> None:
        seen = digest_of(draft_of(shared, name="New name"))
        draft_of(fresh(shared), name="Another name")
        with pytest.raises(ChangeError, match="edited meanwhile"):
            publish_change(shared, TOLD, seen=seen)
        assert not SharedChange.objects.exists()

    def test_an_answer_holds_for_what_was_looked_at_only(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        publish_change(shared, Answer(day=site_day() + dt.timedelta(days=9)))
        item = fresh(shared)
        Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
        item.name, item.go_live_at = "Another name", None
        item.save_revision()
        with pytest.raises(PublicationRefusedError):
            fresh(shared).get_latest_revision().publish()


class TestDay:
    def test_until_its_day_nothing_changes_and_on_it_everything_follows(self, shared: Any) -> None:
        day = site_day() + dt.timedelta(days=5)
        draft_of(shared, name="New name")
        change = publish_change(shared, Answer(tells_readers=True, note="It has a new name.", day=day))
        assert change.is_waiting
        assert [row.state for row in change.notices.all()] == [ChangedNotice.State.WAITING] * 2
        apply_due_changes()
        assert fresh(shared).name == "Old name"
        assert NoticeVersion.objects.count() == 2
        with time_machine.travel(start_of(day) + dt.timedelta(hours=1), tick=False):
            call_command("publish_scheduled")
            assert fresh(shared).name == "New name"
            call_command("apply_shared_changes")
        assert {version.effective_day for version in NoticeVersion.objects.filter(number=2)} == {day}

    def test_a_cancelled_change_stays_a_draft(self, shared: Any) -> None:
        day = site_day() + dt.timedelta(days=5)
        draft_of(shared, name="New name")
        cancel_change(publish_change(shared, Answer(day=day)))
        with time_machine.travel(start_of(day) + dt.timedelta(hours=1), tick=False):
            call_command("publish_scheduled")
            apply_due_changes()
        assert fresh(shared).name == "Old name"
        assert fresh(shared).get_latest_revision_as_object().name == "New name"
        assert SharedChange.objects.get().state == SharedChange.State.CANCELLED
        assert NoticeVersion.objects.count() == 2

    def test_a_published_change_cannot_be_cancelled(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        with pytest.raises(ChangeError, match="too late"):
            cancel_change(publish_change(shared, UNTOLD))

    def test_a_past_day_is_refused(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        with pytest.raises(ChangeError, match="past"):
            publish_change(shared, Answer(day=site_day() - dt.timedelta(days=1)))

    def test_a_change_is_taken_back_as_a_new_change(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        change = publish_change(shared, UNTOLD)
        apply_due_changes()
        take_back(change)
        assert fresh(shared).name == "New name"
        publish_change(fresh(shared), UNTOLD)
        apply_due_changes()
        assert fresh(shared).name == "Old name"
        newest = NoticeVersion.objects.filter(number=3)
        assert newest.count() == 2
        assert {version.cause["after"] for version in newest} == {"Old name"}


class TestDaysNotice:
    """What the trust has promised its schools."""

    @pytest.fixture
    def promised(self, site_tree: Any) -> None:
        NoticePeriod.objects.create(organisation=site_tree.trust, kind="recipient", days=14)

    def test_a_change_before_it_is_refused_with_the_first_day(self, promised: None, shared: Any) -> None:
        draft_of(shared, name="New name")
        day = site_day() + dt.timedelta(days=14)
        for early in (None, day - dt.timedelta(days=1)):
            with pytest.raises(ChangeError, match=f"{day.day} .*{day.year}") as refused:
                publish_change(shared, Answer(day=early))
            assert refused.value.field == "day"
        assert publish_change(shared, Answer(day=day)).is_waiting

    def test_what_no_school_shows_may_change_at_once(self, promised: None, site_tree: Any) -> None:
        item = RecipientFactory(name="Old name", owner=site_tree.trust, published=True)
        make_notice(make_hub(site_tree.trust_home), sharing_with(item))
        draft_of(item, name="New name")
        publish_change(item, UNTOLD)
        assert fresh(item).name == "New name"

    def test_another_kind_may_change_at_once(self, promised: None, shared: Any) -> None:
        NoticePeriod.objects.update(kind="clause")
        draft_of(shared, name="New name")
        assert not publish_change(shared, UNTOLD).is_waiting

    def test_the_question_says_the_first_day(self, promised: None, shared: Any, trust_staff: Client) -> None:
        draft_of(shared, name="New name")
        assert "promised its schools time" in trust_staff.get(question_url(shared)).content.decode()


class TestOrder:
    def test_each_change_brings_in_its_own_state_in_its_turn(self, shared: Any) -> None:
        """The item is edited again before the first change is in the notices."""
        for name in ("First", "Second"):
            draft_of(fresh(shared), name=name)
            publish_change(fresh(shared), Answer(tells_readers=True, note=f"Now {name}."))
        apply_due_changes()
        for page_id in set(NoticeVersion.objects.values_list("page_id", flat=True)):
            versions = NoticeVersion.objects.filter(page_id=page_id).order_by("number")
            assert [version.change_note for version in versions] == ["", "Now First.", "Now Second."]
            assert [version.cause.get("after", "") for version in versions] == ["", "First", "Second"]
            names = ("Old name", "First", "Second")
            assert all(name in str(version.document) for name, version in zip(names, versions, strict=True))

    def test_a_notice_that_says_it_already_gets_no_version(self, shared: Any) -> None:
        """The school has published it in the same minute."""
        draft_of(shared, name="New name")
        change = publish_change(shared, UNTOLD)
        row = change.notices.order_by("pk").first()
        page = NoticeVersion.objects.filter(page_id=row.page_id).get()
        notice = _page(page.page_id)
        notice.describe_change(note="We looked at it.", reason="clarity")
        notice.save_revision().publish()
        apply_due_changes()
        row.refresh_from_db()
        assert row.state == ChangedNotice.State.UNCHANGED
        assert NoticeVersion.objects.filter(page_id=row.page_id).count() == 2

    def test_a_deleted_notice_is_a_row_with_its_reason(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        change = publish_change(shared, UNTOLD)
        row = change.notices.order_by("pk").first()
        _page(row.page_id).delete()
        apply_due_changes()
        row.refresh_from_db()
        assert (row.state, row.refusal) == (ChangedNotice.State.REFUSED, "The notice was deleted.")
        assert change.notices.filter(state=ChangedNotice.State.ISSUED).count() == 1


def _page(key: int) -> Any:
    from wagtail.models import Page  # noqa: PLC0415 - the base row

    return Page.objects.get(pk=key).specific


class TestScreen:
    def test_publish_now_on_the_screen(
        self, trust_staff: Client, shared: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        draft = draft_of(shared, name="New name")
        page = trust_staff.get(question_url(shared)).content.decode()
        assert "Do readers have to be told?" in page
        answer = {"tells_readers": "yes", "note": "It has a new name.", "when": "now", "seen": digest_of(draft)}
        with django_capture_on_commit_callbacks(execute=True):
            response = trust_staff.post(question_url(shared), answer)
        change = SharedChange.objects.get()
        assert response.url == f"/admin/privacy/shared/changes/{change.pk}/"
        page = trust_staff.get(response.url).content.decode()
        assert page.count("Version 2 was published.") == 2
        assert "Alpha notice" in page
        assert change.created_by.get_username() == "trust staff"

    def test_on_a_day_and_cancelled_on_the_screens(self, trust_staff: Client, shared: Any) -> None:
        draft = draft_of(shared, name="New name")
        day = site_day() + dt.timedelta(days=7)
        answer = {"tells_readers": "no", "when": "day", "day": day.isoformat(), "seen": digest_of(draft)}
        page = trust_staff.post(question_url(shared), answer, follow=True).content.decode()
        assert "A change of it is decided" in page
        assert "Do readers have to be told?" not in page
        change = SharedChange.objects.get()
        address = reverse("wagtail_privacy_propagation:change", args=[change.pk])
        assert "Cancel this change" in trust_staff.get(address).content.decode()
        page = trust_staff.post(address, {"action": "cancel"}, follow=True).content.decode()
        assert "The change is cancelled." in page
        assert fresh(shared).name == "Old name"

    def test_looking_and_turning_away_leaves_no_trace(self, trust_staff: Client, shared: Any) -> None:
        draft_of(shared, name="New name")
        before = everything()
        trust_staff.get(question_url(shared))
        trust_staff.post(question_url(shared), {"tells_readers": "yes", "note": "", "when": "now"})
        assert everything() == before

    def test_whom_it_does_not_concern_sees_no_change(
        self, shared: Any, site_tree: Any, editor_of: Any, client: Client
    ) -> None:
        draft_of(shared, name="New name")
        change = publish_change(shared, Answer(day=site_day() + dt.timedelta(days=7)))
        address = reverse("wagtail_privacy_propagation:change", args=[change.pk])
        stranger = site_tree.root.add_child(
            instance=type(site_tree.root)(title="Elsewhere", slug="elsewhere", locale=site_tree.locale)
        )
        client.force_login(editor_of(stranger, username="stranger"))
        assert client.get(address).status_code in (302, 404)
        client.force_login(editor_of(site_tree.alpha_home, username="school"))
        page = client.get(address).content.decode()
        assert "Alpha notice" in page
        assert "Beta" not in page
        assert "1 notice belongs to an organisation that you do not work for" in page
        assert "Cancel this change" not in page
        for action in ("cancel", "stop", "go_on", "take_back", "nonsense"):
            assert client.post(address, {"action": action}).status_code == 302
        change.refresh_from_db()
        assert change.is_waiting

    def test_the_list_names_the_changes_that_one_sees(self, trust_staff: Client, shared: Any) -> None:
        draft_of(shared, name="New name")
        publish_change(shared, Answer(day=site_day() + dt.timedelta(days=7)))
        page = trust_staff.get(reverse("wagtail_privacy_propagation:changes")).content.decode()
        assert "Old name → New name" in page
        assert "Waits for its day" in page
        assert PartialDate.of(site_day() + dt.timedelta(days=7)).written() in page


class TestOrganisation:
    @pytest.fixture
    def notices(self, site_tree: Any) -> list[Any]:
        homes = (site_tree.alpha_home, site_tree.beta_home)
        return [make_notice(make_hub(home), section("security", heading="Safe", measures="Locks.")) for home in homes]

    def sent(self, organisation: Any, **changes: Any) -> dict[str, Any]:
        fields = ("name", "abbreviation", "kind", "setting", "email", "phone", "website", "registration_number")
        values = {name: getattr(organisation, name) for name in fields}
        values |= {"site": organisation.site_id or "", "parent": organisation.parent_id or "", "is_controller": "on"}
        counts = {"TOTAL": 0, "INITIAL": 0, "MIN_NUM": 0, "MAX_NUM": 1000}
        for formset in ORGANISATION_FORMSETS:
            values |= {f"{formset}-{name}_FORMS": count for name, count in counts.items()}
        return values | {"address": ""} | changes

    def address(self, organisation: Any) -> str:
        return reverse(type(organisation).snippet_viewset.get_url_name("edit"), args=[organisation.pk])

    def test_saving_it_asks_first_and_saves_nothing(
        self, trust_staff: Client, site_tree: Any, notices: list[Any]
    ) -> None:
        trust = fresh(site_tree.trust)
        before = everything()
        response = trust_staff.post(self.address(trust), self.sent(trust, name="Renamed Trust"))
        page = response.content.decode()
        assert "Nothing is saved yet." in page
        assert "2 published notices of 2 organisations show it." in page
        assert "Renamed Trust" in page
        assert everything() == before

    def test_the_answer_saves_it_and_notices_follow(
        self, trust_staff: Client, site_tree: Any, notices: list[Any]
    ) -> None:
        trust = fresh(site_tree.trust)
        sent = self.sent(trust, name="Renamed Trust", tells_readers="no", note="", when="now")
        response = trust_staff.post(self.address(trust), sent | {"privacy-answered": "1"})
        assert response.status_code == 302
        assert fresh(trust).name == "Renamed Trust"
        newest = NoticeVersion.objects.filter(number=2)
        assert newest.count() == 2
        assert {version.cause["after"] for version in newest} == {"Renamed Trust"}
        assert all("Renamed Trust" in json.dumps(version.document) for version in newest)

    def test_on_a_day_it_is_saved_on_that_day(self, trust_staff: Client, site_tree: Any, notices: list[Any]) -> None:
        trust, day = fresh(site_tree.trust), site_day() + dt.timedelta(days=4)
        sent = self.sent(trust, name="Renamed Trust", tells_readers="no", when="day", day=day.isoformat())
        trust_staff.post(self.address(trust), sent | {"privacy-answered": "1"})
        assert fresh(trust).name == trust.name
        apply_due_changes()
        assert fresh(trust).name == trust.name
        with time_machine.travel(start_of(day) + dt.timedelta(hours=1), tick=False):
            apply_due_changes()
        assert fresh(trust).name == "Renamed Trust"
        assert NoticeVersion.objects.filter(number=2, effective_day=day).count() == 2

    def test_what_no_notice_shows_is_saved_at_once(
        self, trust_staff: Client, site_tree: Any, notices: list[Any]
    ) -> None:
        trust = fresh(site_tree.trust)
        response = trust_staff.post(self.address(trust), self.sent(trust))
        assert response.status_code == 302
        assert not SharedChange.objects.exists()

    def test_a_form_with_errors_is_wagtails(self, trust_staff: Client, site_tree: Any, notices: list[Any]) -> None:
        trust = fresh(site_tree.trust)
        response = trust_staff.post(self.address(trust), self.sent(trust, name=""))
        assert "This field is required" in response.content.decode()

    def test_what_is_announced_keeps_its_day(self, site_tree: Any, trust_staff: Client) -> None:
        page = make_notice(make_hub(site_tree.alpha_home), section("security", heading="Safe", measures="Locks."))
        announce(page, section("security", heading="Safe", measures="Better locks."))
        trust = fresh(site_tree.trust)
        sent = self.sent(trust, name="Renamed Trust", tells_readers="no", when="now")
        trust_staff.post(self.address(trust), sent | {"privacy-answered": "1"})
        timeline = NoticeVersion.objects.current_timeline(page.pk)
        assert "Renamed Trust" in json.dumps(fresh(timeline.in_force.version).document)
        assert [period.version.effective_day for period in timeline.announced] == [site_day() + dt.timedelta(days=30)]


class TestWorkflow:
    """What waits for an approval is answered for when the last approval is given."""

    @pytest.fixture
    def approver(self, site_tree: Any, editor_of: Any) -> Any:
        return editor_of(site_tree.trust_home, username="approver")

    @pytest.fixture
    def submitted(self, shared: Any, approver: Any) -> Any:
        task = GroupApprovalTask.objects.create(name="Look at it")
        task.groups.add(*approver.groups.all())
        workflow = Workflow.objects.create(name="Moderation")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowContentType.objects.create(
            workflow=workflow, content_type=ContentType.objects.get_for_model(type(shared))
        )
        draft_of(shared, name="New name")
        workflow.start(fresh(shared), None)
        return fresh(shared)

    def test_the_approval_leads_to_the_question_and_is_not_given_yet(
        self, client: Client, submitted: Any, approver: Any
    ) -> None:
        client.force_login(approver)
        state = submitted.current_workflow_task_state
        name = Recipient.snippet_viewset.get_url_name("workflow_action")
        address = reverse(name, args=[submitted.pk, "approve", state.pk])
        response = client.post(address, {"comment": "Good"})
        assert response.status_code == 302
        assert response.url == question_url(submitted)
        state.refresh_from_db()
        assert state.status == "in_progress"
        assert "Approve and publish" in client.get(question_url(submitted)).content.decode()

    def test_the_answer_approves_and_publishes(
        self, client: Client, submitted: Any, approver: Any, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        """Where the site requires an approval, that of the item is enough for what differs by nothing else."""
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "workflow"
        client.force_login(approver)
        answer = {"tells_readers": "yes", "note": "It has a new name.", "when": "now"}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(question_url(submitted), answer | {"seen": digest_of(draft_in(submitted))})
        assert fresh(submitted).name == "New name"
        assert submitted.workflow_states.get().status == "approved"
        newest = NoticeVersion.objects.filter(number=2)
        assert newest.count() == 2
        assert {version.approved_by for version in newest} == {"approver"}

    def test_without_an_approval_it_stays_as_it_is_with_the_reason(self, shared: Any, settings: Any) -> None:
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
        draft_of(shared, name="New name")
        change = publish_change(shared, TOLD)
        apply_due_changes()
        assert {row.state for row in change.notices.all()} == {ChangedNotice.State.REFUSED}
        assert all("has not been approved" in row.refusal for row in change.notices.all())

    def test_the_meeting_that_approved_it_is_that_of_every_notice(self, shared: Any, settings: Any) -> None:
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
        draft_of(shared, name="New name")
        on = site_day().isoformat()
        answer = Answer(tells_readers=True, note="It has a new name.", meeting_committee="Trust board", meeting_on=on)
        publish_change(shared, answer)
        apply_due_changes()
        newest = NoticeVersion.objects.filter(number=2)
        assert [(version.approved_role, version.approved_on) for version in newest] == [("Trust board", on)] * 2


def draft_in(item: Any) -> Any:
    return fresh(item).get_latest_revision_as_object()


class TestMeanwhile:
    def test_a_school_that_has_left_the_trust_keeps_its_notice_with_the_reason(
        self, shared: Any, site_tree: Any
    ) -> None:
        draft_of(shared, name="New name")
        change = publish_change(shared, UNTOLD)
        school = fresh(site_tree.alpha)
        school.parent = None
        school.save()
        apply_due_changes()
        rows = {row.title: row for row in change.notices.all()}
        assert rows["Beta notice"].state == ChangedNotice.State.ISSUED
        assert rows["Alpha notice"].state == ChangedNotice.State.REFUSED
        assert rows["Alpha notice"].refusal

    def test_it_can_be_tried_again(self, shared: Any, settings: Any) -> None:
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
        draft_of(shared, name="New name")
        change = publish_change(shared, TOLD)
        apply_due_changes()
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = None
        call_command("apply_shared_changes")
        assert NoticeVersion.objects.count() == 2
        call_command("apply_shared_changes", "--retry")
        assert {row.state for row in change.notices.all()} == {ChangedNotice.State.ISSUED}

    def test_it_stops_between_notices_and_goes_on(self, shared: Any) -> None:
        draft_of(shared, name="New name")
        change = publish_change(shared, UNTOLD)
        apply_change(change, at_most=1)
        stop_change(change)
        apply_due_changes()
        assert NoticeVersion.objects.filter(number=2).count() == 1
        go_on_with(change)
        apply_due_changes()
        assert NoticeVersion.objects.filter(number=2).count() == 2
        change.refresh_from_db()
        assert change.state == SharedChange.State.DONE
