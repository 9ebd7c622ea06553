"""Whichever way a notice is published: what may not be published is refused, named, and left as it was."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import GroupApprovalTask, Site, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, streamfield

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices.middleware import PublicationMiddleware
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

HEADING = "Who gets it"


@pytest.fixture(autouse=True)
def middleware(settings: Any) -> None:
    ours = "wagtail_privacy.notices.middleware.PublicationMiddleware"
    settings.MIDDLEWARE = [*(name for name in settings.MIDDLEWARE if name != ours), ours]


def sharing(*items: Recipient) -> dict[str, Any]:
    return section("recipients", heading=HEADING, recipients=entries(*({"recipient": item.pk} for item in items)))


def prose(text: str) -> dict[str, Any]:
    return section("text", heading="Words", body=f"<p>{text}</p>")


def posted(page: Any, *, body: Any = None, **extra: Any) -> dict[str, Any]:
    """The edit form as a browser sends it, with the body of ``page`` as it is or ``body``."""
    form_class = type(page).get_edit_handler().get_form_class()
    values = {
        "title": page.title,
        "slug": page.slug,
        "audience": page.audience,
        "edition": "full",
        "summary": "",
        "body": body,
    }
    data: dict[str, Any] = nested_form_data(values | {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}})
    assert "body" in form_class.base_fields
    return data | extra


def text_block(text: str) -> tuple[str, dict[str, Any]]:
    paragraph = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "data": {}}
    ranges: dict[str, list[Any]] = {"inlineStyleRanges": [], "entityRanges": []}
    return "text", {"heading": "Words", "body": json.dumps({"blocks": [paragraph | ranges], "entityMap": {}})}


def texts(*blocks: Any) -> Any:
    return streamfield(list(blocks))


def edit(admin: Client, page: Any, *, body: Any, action: str = "action-publish", **extra: Any) -> Any:
    data = posted(page, body=body, **{action: "1"}, **extra)
    return admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


class TestForm:
    def test_an_unknown_token_is_named_beside_its_section_and_in_the_list_above(self, admin: Client, hub: Any) -> None:
        page = make_notice(hub, live=False)
        response = edit(admin, page, body=texts(text_block("fine"), text_block("{{ organisation.nmae }}")))
        errors = response.context["form"].errors.as_data()
        (in_body,) = errors["body"]
        assert list(in_body.block_errors) == [1]
        assert "organisation.name" in str(in_body.block_errors[1].as_json_data())
        content = response.content.decode()
        assert re.search(r"<h2[^>]*>1 thing to put right</h2>", content)
        assert re.search(r'<a href="#body">Words: “{{ organisation.nmae }}” stands for nothing', content)
        page.refresh_from_db()
        assert not page.live

    @pytest.mark.parametrize("text", ["{{ organisation.name", "{{ }}", "{{ nobody }}"])
    def test_half_written_tokens_are_refused(self, admin: Client, hub: Any, text: str) -> None:
        page = make_notice(hub, live=False)
        response = edit(admin, page, body=texts(text_block(text)))
        assert "body" in response.context["form"].errors

    def test_nothing_typed_is_lost(self, admin: Client, hub: Any) -> None:
        page = make_notice(hub, live=False)
        response = edit(admin, page, body=texts(text_block("{{ nobody }} and much that was typed")))
        assert "and much that was typed" in response.content.decode()

    def test_a_draft_may_be_faulty(self, admin: Client, hub: Any) -> None:
        page = make_notice(hub, live=False)
        response = edit(admin, page, body=texts(text_block("{{ nobody }}")), action="save")
        assert response.status_code == 302
        page.refresh_from_db()
        assert "nobody" in str(page.get_latest_revision().content["body"])

    def test_a_notice_that_is_in_order_is_published(self, admin: Client, hub: Any) -> None:
        page = make_notice(hub, live=False)
        assert edit(admin, page, body=texts(text_block("{{ organisation.name }}"))).status_code == 302
        page.refresh_from_db()
        assert page.live
        assert "Alpha School" in str(NoticeVersion.objects.get().document)

    def test_no_section_and_no_organisation_stand_above_the_sections(self, admin: Client, site_tree: Any) -> None:
        hub = make_hub(site_tree.alpha_home)
        page = make_notice(hub, live=False)
        Site.objects.filter(pk=site_tree.alpha_site.pk).update(root_page=site_tree.beta_home, port=81)
        site_tree.alpha_site.refresh_from_db()
        site_tree.alpha_site.save()
        response = edit(admin, page, body=texts(text_block("fine")))
        (in_body,) = response.context["form"].errors.as_data()["body"]
        assert not in_body.block_errors
        assert "organisation" in str(in_body.non_block_errors)

    def test_a_new_notice_is_refused_without_leaving_a_page(self, admin: Client, hub: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
        page = PrivacyNoticePage(title="Ours", slug="ours")
        data = posted(page, body=texts(text_block("{{ nobody }}")), **{"action-publish": "1"})
        response = admin.post(url, data)
        assert "body" in response.context["form"].errors
        assert not PrivacyNoticePage.objects.exists()

    def test_a_new_notice_is_frozen_from_the_revision_that_publishes_it(self, admin: Client, hub: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
        page = PrivacyNoticePage(title="Ours", slug="ours")
        admin.post(url, posted(page, body=texts(text_block("fine")), **{"action-publish": "1"}))
        stored = PrivacyNoticePage.objects.get()
        assert stored.live
        assert NoticeVersion.objects.get().revision_id == stored.live_revision_id is not None

    def test_a_new_notice_that_is_scheduled_makes_no_version_yet(self, admin: Client, hub: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacynoticepage", hub.pk])
        page = PrivacyNoticePage(title="Ours", slug="ours")
        later = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        data = posted(page, body=texts(text_block("fine")), go_live_at=later, **{"action-publish": "1"})
        admin.post(url, data)
        assert not PrivacyNoticePage.objects.get().live
        assert not NoticeVersion.objects.exists()

    def test_an_empty_section_is_refused(self, hub: Any) -> None:
        page = make_notice(hub, section("recipients", heading=HEADING), live=False)
        (problem, *_others) = resolve_draft(page).problems
        assert (problem.code, problem.section) == ("section_incomplete", HEADING)

    def test_an_answer_of_no_is_content(self, hub: Any) -> None:
        page = make_notice(hub, section("transfers", heading="Abroad"), live=False)
        assert resolve_draft(page).problems == ()


class TestMove:
    def test_items_of_the_former_school_are_found_when_next_published(self, site_tree: Any, hub: Any) -> None:
        ours = recipient("Our caterer", owner=site_tree.alpha)
        page = make_notice(hub, sharing(ours))
        theirs = make_hub(site_tree.beta_home)
        page.move(theirs, pos="last-child")
        page = PrivacyNoticePage.objects.get(pk=page.pk)
        assert page.live
        with pytest.raises(ResolutionError) as refusal:
            page.save_revision().publish()
        assert [problem.code for problem in refusal.value.problems] == ["item_foreign"]
        assert refusal.value.page.pk == page.pk


class TestBulk:
    def publish(self, admin: Client, *pages: Any, **data: Any) -> Any:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        query = "&".join(f"id={page.pk}" for page in pages)
        return admin.post(f"{url}?{query}", data)

    def test_all_or_none_and_the_faulty_one_is_named(self, admin: Client, hub: Any) -> None:
        good = make_notice(hub, live=False)
        bad = make_notice(hub, prose("{{ nobody }}"), live=False, slug="bad", title="The <i>bad</i> one")
        response = self.publish(admin, good, bad)
        assert response.status_code == 302
        message = messages_of(response)
        assert escape("The <i>bad</i> one") in message
        assert "nobody" in message
        assert "<i>" not in message
        assert not PrivacyNoticePage.objects.filter(live=True).exists()

    def test_notices_below_are_looked_at_too(self, admin: Client, hub: Any) -> None:
        make_notice(hub, prose("{{ nobody }}"), live=False)
        assert "nobody" in messages_of(self.publish(admin, hub, include_descendants="on"))

    def test_notices_below_are_left_alone_unless_they_are_wanted(self, admin: Client, hub: Any) -> None:
        make_notice(hub, prose("{{ nobody }}"), live=False)
        assert "nobody" not in messages_of(self.publish(admin, hub))

    def test_what_is_in_order_is_published(self, admin: Client, hub: Any) -> None:
        good = make_notice(hub, live=False)
        self.publish(admin, good)
        good.refresh_from_db()
        assert good.live

    def test_other_bulk_actions_are_none_of_its_business(self, admin: Client, hub: Any) -> None:
        page = make_notice(hub, prose("{{ nobody }}"), live=False)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
        assert admin.post(f"{url}?id={page.pk}").status_code == 302

    def test_a_long_list_of_reasons_is_cut(self, admin: Client, hub: Any) -> None:
        bad = make_notice(hub, *(prose(f"{{{{ nobody.{letter} }}}}") for letter in "abcdefghijklm"), live=False)
        message = messages_of(self.publish(admin, bad))
        assert message.count("<li>") == 11
        assert "and 3 more" in message


class TestWorkflow:
    @pytest.fixture
    def submitted(self, hub: Any, school_editor: Any) -> Any:
        """A notice that was in order when it was submitted; then its recipient was unpublished."""
        workflow = Workflow.objects.create(name="Approval")
        task = GroupApprovalTask.objects.create(name="Approve")
        task.groups.set(school_editor.groups.all())
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
        WorkflowPage.objects.create(workflow=workflow, page=hub)
        dfe = recipient()
        page = make_notice(hub, sharing(dfe), live=False)
        workflow.start(page, school_editor)
        dfe.unpublish()
        return page

    def approve(self, admin: Client, page: Any, **headers: str) -> Any:
        state = page.current_workflow_task_state
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
        return admin.post(url, {"comment": ""}, headers=headers)

    def test_approving_says_why_it_cannot_be_published(self, admin: Client, submitted: Any) -> None:
        response = self.approve(admin, submitted)
        assert response.status_code == 302
        assert "Department for Education" in messages_of(response)
        page = PrivacyNoticePage.objects.get(pk=submitted.pk)
        assert not page.live
        assert page.workflow_in_progress
        assert not NoticeVersion.objects.exists()

    def test_the_dialogue_leads_to_the_message(self, admin: Client, submitted: Any) -> None:
        response = self.approve(admin, submitted, **{"x-requested-with": "XMLHttpRequest"})
        assert response.json() == {
            "step": "success",
            "redirect": reverse("wagtailadmin_pages:edit", args=[submitted.pk]),
        }

    def test_it_can_still_be_sent_back(self, admin: Client, submitted: Any) -> None:
        extra = {"workflow-action-name": "reject", "workflow-action-extra-data": '{"comment": "no"}'}
        response = edit(
            admin, submitted, body=texts(text_block("{{ nobody }}")), action="action-workflow-action", **extra
        )
        assert response.status_code == 302
        assert not PrivacyNoticePage.objects.get(pk=submitted.pk).workflow_in_progress

    def test_submitting_is_refused_as_publishing_is(self, admin: Client, hub: Any, submitted: Any) -> None:
        other = make_notice(hub, live=False, slug="other")
        response = edit(admin, other, body=texts(text_block("{{ nobody }}")), action="action-submit")
        assert "body" in response.context["form"].errors


class TestSchedule:
    @pytest.fixture
    def overdue(self, hub: Any) -> Any:
        dfe = recipient()
        page = make_notice(hub, sharing(dfe), live=False)
        page.go_live_at = timezone.now() + timedelta(days=1)
        revision = page.save_revision()
        revision.publish()
        past = timezone.now() - timedelta(hours=1)
        content = revision.content | {"go_live_at": past.isoformat()}
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
        dfe.unpublish()
        return page

    def test_the_run_goes_on_and_the_editor_is_told(self, admin: Client, hub: Any, overdue: Any) -> None:
        call_command("publish_scheduled")
        overdue.refresh_from_db()
        assert not overdue.live
        response = admin.get(reverse("wagtailadmin_pages:edit", args=[overdue.pk]))
        assert response.status_code == 200
        assert "the recipient “Department for Education” is not published" in response.content.decode()

    def test_nothing_is_said_of_a_schedule_that_will_work(self, admin: Client, overdue: Any) -> None:
        Recipient.objects.update(live=True)
        content = admin.get(reverse("wagtailadmin_pages:edit", args=[overdue.pk])).content.decode()
        assert "was not published" not in content

    def test_nothing_is_said_where_nothing_is_scheduled(self, admin: Client, hub: Any) -> None:
        page = make_notice(hub, prose("{{ nobody }}"), live=False)
        content = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "was not published" not in content


class TestCopy:
    def test_a_copy_to_another_school_that_would_be_published_is_refused(
        self, client: Client, site_tree: Any, hub: Any, trust_editor: Any
    ) -> None:
        client.force_login(trust_editor)
        page = make_notice(hub, sharing(recipient("Our caterer", owner=site_tree.alpha)))
        theirs = make_hub(site_tree.beta_home)
        data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": theirs.pk, "publish_copies": "on"}
        response = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
        assert response.status_code == 302
        assert "a chosen recipient belongs to another organisation" in messages_of(response)
        assert "Our caterer" not in messages_of(response)
        assert not PrivacyNoticePage.objects.filter(slug="copy").exists()

    def test_errors_of_others_are_left_to_others(self, rf: Any) -> None:
        ours = PublicationMiddleware(lambda _request: HttpResponse())
        refusal = ResolutionError([Problem("empty", "Empty.")])
        assert ours.process_exception(rf.get("/admin/"), ValueError()) is None
        assert ours.process_exception(rf.get("/elsewhere/"), refusal) is None


class TestClause:
    def data(self, body: Any, **extra: Any) -> dict[str, Any]:
        values = {"name": "Our promise", "body": body, "owner": "", "source": "", "source_url": "", "checked_on": ""}
        return nested_form_data(values | {"editor_note": ""}) | extra

    def test_it_is_checked_when_it_is_published_and_not_before(self, admin: Client, site_tree: Any) -> None:
        url = reverse(Clause.snippet_viewset.get_url_name("add"))
        bad = texts(text_block("{{ nobody }}"))
        response = admin.post(url, self.data(bad, **{"action-publish": "1"}))
        assert "body" in response.context["form"].errors
        assert admin.post(url, self.data(bad)).status_code == 302
        assert not Clause.objects.get().live

    def test_a_token_may_have_no_value_yet(self, admin: Client, site_tree: Any) -> None:
        url = reverse(Clause.snippet_viewset.get_url_name("add"))
        good = texts(text_block("{{ organisation.registration_number }}"))
        admin.post(url, self.data(good, **{"action-publish": "1"}))
        assert Clause.objects.get().live
