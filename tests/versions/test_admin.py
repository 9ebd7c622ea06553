"""The screens on which editors see versions, compare them, record past ones and put earlier ones back."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.notice_factories import entries, make_notice, recipient, section
from tests.queries import query_count
from tests.snapshots import replayed
from tests.versions.approving import make_workflow, submit
from tests.versions.editing import as_user, in_days, publish, rewritten
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.versions.models import NoticeVersion, VersionPurge
from wagtail_privacy.versions.publishing.services import record_backdated_version, reissue_version

pytestmark = pytest.mark.django_db

REFUSED = {302, 403}
SCREENS = ("changes", "versions", "compare_versions", "record_backdated_version", "reissue_version")
FOR_PUBLISHERS = {"record_backdated_version", "reissue_version"}


def address(page: Any, name: str = "versions", *args: Any) -> str:
    args = args or ((1,) if name == "reissue_version" else ())
    return reverse(f"wagtail_privacy_admin:{name}", args=[page.pk, *args])


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return make_notice(hub)


@pytest.fixture
def admin(school_editor: Any) -> Client:
    return as_user(school_editor)


@pytest.fixture
def writer(hub: Any, editor_of: Any) -> Any:
    """May edit the notices of the school, but not publish them."""
    user = editor_of(hub, username="writer")
    user.groups.get().page_permissions.filter(permission__codename__startswith="publish_").delete()
    return user


class TestAccess:
    def test_the_urls_are_below_the_notice(self, page: Any) -> None:
        start = f"/admin/privacy/notices/{page.pk}/"
        assert [address(page, name) for name in SCREENS] == [
            f"{start}changes/",
            f"{start}versions/",
            f"{start}versions/compare/",
            f"{start}versions/record/",
            f"{start}versions/1/reissue/",
        ]

    def test_the_editor_of_a_notice_links_to_the_screens(
        self, page: Any, hub: Any, writer: Any, school_editor: Any
    ) -> None:
        for user in (writer, school_editor):
            content = as_user(user).get(f"/admin/pages/{page.pk}/edit/").content.decode()
            assert address(page) in content
            assert address(page, "changes") in content
        assert "privacy/notices" not in as_user(writer).get(f"/admin/pages/{hub.pk}/edit/").content.decode()

    @pytest.mark.parametrize("name", SCREENS)
    def test_each_screen_is_open_to_those_with_permission_only(
        self, page: Any, name: str, writer: Any, request: pytest.FixtureRequest
    ) -> None:
        allowed = {"school_editor": True, "trust_editor": True, "other_school_editor": False}
        for username, is_allowed in allowed.items():
            answer = as_user(request.getfixturevalue(username)).get(address(page, name))
            assert (answer.status_code == 200) is is_allowed, username
        assert (as_user(writer).get(address(page, name)).status_code == 200) is (name not in FOR_PUBLISHERS)
        assert Client().get(address(page, name)).status_code == 302

    @pytest.mark.parametrize("name", sorted(FOR_PUBLISHERS))
    def test_posting_without_permission_changes_nothing(
        self, page: Any, name: str, writer: Any, other_school_editor: Any
    ) -> None:
        publish(page, "<p>More.</p>")
        for user in (writer, other_school_editor):
            answer = as_user(user).post(address(page, name), {"effective": "2020", "note": "Mine."})
            assert answer.status_code in REFUSED
        assert NoticeVersion.objects.count() == 2

    @pytest.mark.parametrize("name", SCREENS)
    def test_a_page_that_is_no_notice_is_not_found(self, hub: Any, admin: Client, name: str) -> None:
        assert admin.get(address(hub, name)).status_code == 404
        hub.pk = 999_999
        assert admin.get(address(hub, name)).status_code == 404


class TestVersions:
    def states(self, answer: Any) -> list[tuple[int, str]]:
        return [(row["version"].number, row["state"]) for row in answer.context["rows"]]

    def test_versions_are_listed_with_their_state(self, page: Any, admin: Client) -> None:
        record_backdated_version(page, effective=PartialDate(2023, 9))
        publish(page, "<p>More.</p>", note="We say more.", reason="clarity")
        publish(page, "<p>Soon.</p>", applies_from=in_days(30))
        answer = admin.get(address(page))
        assert self.states(answer) == [(4, "announced"), (3, "in_force"), (1, "ended"), (2, "ended")]
        content = answer.content.decode()
        assert 'href="http://alpha.test/privacy/pupils/versions/2/"' in content
        for word in ("In force", "Announced", "Backdated", "Ended", "September 2023", "We say more."):
            assert word in content
        assert "Made easier to understand" in content

    def test_an_announcement_for_a_later_day_is_superseded(self, page: Any, admin: Client) -> None:
        publish(page, "<p>Soon.</p>", applies_from=in_days(30))
        publish(page, "<p>Now.</p>", applies_from=in_days(0))
        assert self.states(admin.get(address(page))) == [(3, "in_force"), (2, "superseded"), (1, "ended")]

    def test_an_announcement_with_another_day_is_postponed(self, page: Any, admin: Client) -> None:
        publish(page, "<p>Soon.</p>", applies_from=in_days(10))
        publish(page, "<p>Soon.</p>", applies_from=in_days(20))
        assert self.states(admin.get(address(page))) == [(3, "announced"), (2, "postponed"), (1, "in_force")]

    def test_a_reissue_names_the_earlier_version(self, page: Any, admin: Client) -> None:
        publish(page, "<p>More.</p>")
        reissue_version(page, 1, note="Too much.")
        assert "version 1 put back as it was" in admin.get(address(page)).content.decode()

    def test_an_erased_version_shows_the_reason_and_no_reissue(self, page: Any, admin: Client) -> None:
        publish(page, "<p>More.</p>")
        erased = NoticeVersion.objects.get(number=1)
        VersionPurge.objects.create(
            version=erased, reason="It named a child.", authority="County Court", purged_at=timezone.now()
        )
        content = admin.get(address(page)).content.decode()
        assert "Content erased" in content and "It named a child." in content and "(County Court)" in content
        assert address(page, "reissue_version", 1) not in content

    def test_a_notice_without_versions_says_so(self, hub: Any, admin: Client) -> None:
        page = make_notice(hub, live=False)
        assert "None yet." in admin.get(address(page)).content.decode()

    def test_versions_of_an_unpublished_notice_have_no_public_link(self, page: Any, admin: Client) -> None:
        page.unpublish()
        content = admin.get(address(page)).content.decode()
        assert "In force until the notice was unpublished" in content
        assert "versions/1/" not in content
        assert "Unpublished" in content

    def test_notes_are_escaped(self, page: Any, admin: Client) -> None:
        publish(page, "<p>More.</p>", note="<b>Bold</b>", reason="clarity", size="major")
        assert "&lt;b&gt;Bold&lt;/b&gt;" in admin.get(address(page)).content.decode()

    def test_writers_see_no_actions_of_publishers(self, page: Any, writer: Any) -> None:
        publish(page, "<p>More.</p>")
        content = as_user(writer).get(address(page)).content.decode()
        assert address(page, "record_backdated_version") not in content
        assert address(page, "reissue_version", 1) not in content

    @pytest.mark.parametrize("name", ["versions", "compare_versions"])
    def test_queries_do_not_grow_with_versions(self, page: Any, admin: Client, name: str) -> None:
        publish(page, "<p>More.</p>")
        url = address(page, name) + "?from=1&to=2"
        few = query_count(lambda: admin.get(url))
        newest = NoticeVersion.objects.last_published(page.pk)
        rows = []
        for number in range(3, 201):
            row = NoticeVersion.objects.get(pk=newest.pk)
            row.pk, row.number, row.change_key = None, number, uuid.uuid4()
            rows.append(row)
        NoticeVersion.objects.bulk_create(rows)
        assert query_count(lambda: admin.get(url)) == few


class TestCompare:
    def compare(self, admin: Client, page: Any, **numbers: Any) -> Any:
        return admin.get(address(page, "compare_versions"), numbers)

    def test_any_two_versions_can_be_compared_in_both_directions(self, page: Any, admin: Client) -> None:
        publish(page, "<p>We care more.</p>")
        publish(page, "<p>We care most.</p>")
        answer = self.compare(admin, page, **{"from": 1, "to": 3})
        assert (answer.context["before"].number, answer.context["after"].number) == (1, 3)
        content = answer.content.decode()
        assert "<ins" in content and "most" in content
        backwards = self.compare(admin, page, **{"from": 3, "to": 1})
        assert backwards.context["before"].number == 3

    def test_versions_with_the_same_text_say_so(self, page: Any, admin: Client) -> None:
        publish(page, "<p>More.</p>")
        reissue_version(page, 1, note="Too much.")
        assert "The two say the same." in self.compare(admin, page, **{"from": 1, "to": 3}).content.decode()

    @pytest.mark.parametrize(
        ("numbers", "message"),
        [
            ({"from": 1, "to": 1}, "Choose two different versions."),
            ({"from": 1, "to": 9}, "9 is not one of the available choices."),
            ({"from": "<b>", "to": 2}, "&lt;b&gt; is not one of the available choices."),
            ({"from": 1}, "This field is required."),
        ],
    )
    def test_invalid_numbers_are_refused_with_a_message(
        self, page: Any, admin: Client, numbers: Any, message: str
    ) -> None:
        publish(page, "<p>More.</p>")
        answer = self.compare(admin, page, **numbers)
        assert answer.status_code == 200
        assert message in answer.content.decode()
        assert "before" not in answer.context

    def test_without_a_choice_only_the_form_is_shown(self, page: Any, admin: Client) -> None:
        publish(page, "<p>More.</p>")
        content = self.compare(admin, page).content.decode()
        assert "Choose two" not in content and "field is required" not in content

    def test_a_single_version_cannot_be_compared(self, page: Any, admin: Client) -> None:
        assert "not two versions yet" in self.compare(admin, page).content.decode()

    def test_versions_of_another_notice_cannot_be_compared(self, page: Any, beta_hub: Any, admin: Client) -> None:
        publish(page, "<p>More.</p>")
        theirs = make_notice(beta_hub, section("text", heading="Theirs", body="<p>Secret.</p>"))
        for number in (2, 3):
            publish(theirs, f"<p>Secret {number}.</p>")
        content = self.compare(admin, page, **{"from": 1, "to": 3}).content.decode()
        assert "Secret" not in content

    def test_an_unreadable_version_cannot_be_compared(
        self, page: Any, admin: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(page, "<p>More.</p>")
        monkeypatch.setattr("wagtail_privacy.documents.stored.SCHEMA_VERSION", 99)
        answer = self.compare(admin, page, **{"from": 1, "to": 2})
        assert "was erased or cannot be read" in answer.content.decode()


class TestRecord:
    def record(self, admin: Client, page: Any, effective: str, **extra: Any) -> Any:
        return admin.post(address(page, "record_backdated_version"), {"effective": effective}, **extra)

    def test_the_latest_draft_is_recorded_as_a_backdated_version(self, page: Any, admin: Client) -> None:
        page.title = "As it was"
        page.save_revision()
        answer = self.record(admin, page, "September 2023", follow=True)
        version = NoticeVersion.objects.get(number=2)
        assert (version.title, version.is_backdated, version.effective_on) == ("As it was", True, "2023-09")
        assert version.published_by == "school_editor"
        assert NoticeVersion.objects.current(page.pk).number == 1
        assert "Recorded as version 2, in force from September 2023." in answer.content.decode()

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ("", "This field is required."),
            ("last year", "Enter a year, a month or a day"),
            (str(site_day().year + 2), "This date is not in the past."),
            ("2999", "2999 is too far in the future."),
        ],
    )
    def test_an_invalid_date_is_refused(self, page: Any, admin: Client, given: str, message: str) -> None:
        content = self.record(admin, page, given).content.decode()
        assert message in content
        assert "Nothing was recorded." in content
        assert NoticeVersion.objects.count() == 1

    def test_problems_are_listed_with_their_sections(self, hub: Any, admin: Client) -> None:
        item = recipient("Learning and Skills Council")
        who = section("recipients", heading="<b>Sharing</b>", recipients=entries({"recipient": item.pk}))
        page = make_notice(hub, who)
        item.unpublish()
        content = self.record(admin, page, "2023").content.decode()
        assert "In “&lt;b&gt;Sharing&lt;/b&gt;”:" in content
        assert "Learning and Skills Council" in content
        assert NoticeVersion.objects.count() == 1


class TestReissue:
    @pytest.fixture
    def changed(self, page: Any) -> Any:
        publish(page, "<p>We care more.</p>")
        return page

    def test_the_screen_shows_the_difference_and_the_consequences(self, changed: Any, admin: Client) -> None:
        answer = admin.get(address(changed, "reissue_version", 1))
        content = answer.content.decode()
        assert "Put version 1 back" in content
        assert "That is not the same as going back to an earlier draft" in content
        assert "<del" in content

    def test_a_reissue_publishes_the_earlier_text(self, changed: Any, admin: Client) -> None:
        data = {"note": "More was too much.", "applies_from": ""}
        answer = admin.post(address(changed, "reissue_version", 1), data, follow=True)
        assert "Version 1 was put back as version 3." in answer.content.decode()
        version = NoticeVersion.objects.last_published(changed.pk)
        assert (version.reissue_of, version.change_note, version.published_by) == (
            1,
            "More was too much.",
            "school_editor",
        )

    def test_a_reissue_may_be_announced(self, changed: Any, admin: Client) -> None:
        data = {"note": "More was too much.", "applies_from": in_days(10).isoformat()}
        admin.post(address(changed, "reissue_version", 1), data)
        assert NoticeVersion.objects.last_published(changed.pk).effective_day == in_days(10)

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"note": " "}, "This field is required."),
            ({"note": "Back.", "applies_from": "soon"}, "Enter a valid date."),
            ({"note": "Back.", "applies_from": "2001-01-01"}, "This day has passed"),
        ],
    )
    def test_a_refused_reissue_shows_the_reason(self, changed: Any, admin: Client, data: Any, message: str) -> None:
        answer = admin.post(address(changed, "reissue_version", 1), data)
        assert answer.status_code == 200
        assert message in answer.content.decode()
        assert NoticeVersion.objects.count() == 2

    def test_the_newest_version_cannot_be_reissued(self, changed: Any, admin: Client) -> None:
        content = admin.get(address(changed, "reissue_version", 2)).content.decode()
        assert "There is nothing to put back." in content
        assert 'name="note"' not in content
        assert admin.get(address(changed, "reissue_version", 3)).status_code == 404

    def test_nothing_is_reissued_while_the_notice_is_unpublished(self, changed: Any, admin: Client) -> None:
        type(changed).objects.get(pk=changed.pk).unpublish()
        answer = admin.get(address(changed, "reissue_version", 1))
        assert "Publish it first" in answer.content.decode()
        admin.post(address(changed, "reissue_version", 1), {"note": "Back."})
        assert NoticeVersion.objects.count() == 2

    def test_an_unreadable_version_cannot_be_reissued(
        self, changed: Any, admin: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wagtail_privacy.documents.stored.SCHEMA_VERSION", 99)
        content = admin.get(address(changed, "reissue_version", 1)).content.decode()
        assert "It cannot be put back." in content
        assert 'name="note"' not in content


class TestChanges:
    def seen(self, user: Any, page: Any) -> str:
        return str(as_user(user).get(address(page, "changes")).content.decode())

    def test_a_first_version_is_announced_as_such(self, hub: Any, school_editor: Any) -> None:
        assert "This will be the first version." in self.seen(school_editor, make_notice(hub, live=False))

    def test_the_same_text_changes_nothing_for_readers(self, page: Any, school_editor: Any) -> None:
        assert "Nothing changes for readers" in self.seen(school_editor, page)

    def test_the_latest_saved_draft_is_compared(self, page: Any, writer: Any) -> None:
        who = section("recipients", heading="Who", recipients=entries({"recipient": recipient("Meals Ltd").pk}))
        draft = rewritten(page, section("text", heading="Hello", body="<p>We care more.</p>"), who)
        draft.describe_change(note="We have a new caterer.", reason="recipient")
        draft.save_revision()
        content = self.seen(writer, page)
        for text in ("Version 1, in force from", "Major", "New recipient: Meals Ltd", "We have a new caterer.", "<ins"):
            assert text in content, text
        assert "Somebody we share with changed" in content
        assert "to mend before" not in content

    def test_problems_of_the_draft_are_listed(self, page: Any, writer: Any) -> None:
        who = section("recipients", heading="Who", recipients=entries({"recipient": recipient("Meals Ltd").pk}))
        rewritten(page, who).save_revision()
        assert "2 things to mend before this can be published" in self.seen(writer, page)

    def test_a_used_statement_is_not_shown_for_the_next_version(self, page: Any, school_editor: Any) -> None:
        publish(page, "<p>More.</p>", note="We say more.", reason="clarity")
        rewritten(page, section("text", heading="Hello", body="<p>Even more.</p>")).save_revision()
        assert "We say more." not in self.seen(school_editor, page)

    def test_another_day_alone_is_shown_as_a_change(self, page: Any, school_editor: Any) -> None:
        publish(page, "<p>Soon.</p>", applies_from=in_days(10))
        draft = type(page).objects.get(pk=page.pk)
        draft.describe_change(applies_from=in_days(30))
        draft.save_revision()
        assert "only the day changes" in self.seen(school_editor, page)

    def test_an_unreadable_version_cannot_be_compared_with_the_draft(
        self, page: Any, school_editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rewritten(page, section("text", heading="Hello", body="<p>More.</p>")).save_revision()

        def refuse(version: NoticeVersion) -> None:
            raise UnreadableDocument("Damaged.")

        monkeypatch.setattr(NoticeVersion, "as_document", refuse)
        assert "differences cannot be shown" in self.seen(school_editor, page)

    def test_approvers_who_may_neither_edit_nor_publish_read_the_changes(self, page: Any, hub: Any) -> None:
        _workflow, approver = make_workflow(hub)
        approver.groups.get().page_permissions.all().delete()
        rewritten(page, section("text", heading="Hello", body="<p>More.</p>")).save_revision()
        submit(page, approver)
        assert "What will change" in self.seen(approver, page)
