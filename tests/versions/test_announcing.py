"""Versions that are announced today and in force later, and what the editor says about them."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.notice_factories import entries, make_notice, recipient, section
from tests.versions.editing import in_days, publish
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing import services

pytestmark = pytest.mark.django_db


def in_force(page: Any, day: dt.date) -> int | None:
    return NoticeVersion.objects.in_force_on(page.pk, day)


def test_an_announced_version_is_in_force_when_its_day_comes(hub: Any) -> None:
    page = make_notice(hub)
    publish(page, "<p>Soon.</p>", applies_from=in_days(30))
    shown = NoticeVersion.objects.timelines([page.pk])[page.pk]
    assert (shown.in_force.number, [version.number for version in shown.announced]) == (1, [2])
    assert NoticeVersion.objects.current(page.pk).number == 1
    assert NoticeVersion.objects.current(page.pk, in_days(29)).number == 1
    assert NoticeVersion.objects.current(page.pk, in_days(30)).number == 2
    assert [in_force(page, in_days(days)) for days in (-1, 0, 29, 30, 31)] == [None, 1, 1, 2, 2]


def test_a_notice_of_which_nothing_is_in_force_yet_shows_the_next_version(hub: Any) -> None:
    page = make_notice(hub, live=False)
    page.describe_change(applies_from=in_days(10))
    page.save_revision().publish()
    shown = NoticeVersion.objects.timelines([page.pk])[page.pk]
    assert (shown.in_force, shown.current.number) == (None, 1)
    assert in_force(page, in_days(9)) is None


def test_a_correction_of_an_announcement_keeps_its_day(hub: Any) -> None:
    page = make_notice(hub)
    publish(page, "<p>Soon.</p>", applies_from=in_days(30))
    corrected = publish(page, "<p>Soon!</p>")
    assert corrected.effective_day == in_days(30)
    shown = NoticeVersion.objects.timelines([page.pk])[page.pk]
    assert [version.number for version in shown.announced] == [3]
    assert [in_force(page, in_days(days)) for days in (0, 30)] == [1, 3]


def test_publishing_for_today_supersedes_the_announcement(hub: Any) -> None:
    page = make_notice(hub)
    publish(page, "<p>Soon.</p>", applies_from=in_days(30))
    publish(page, "<p>Now.</p>", applies_from=in_days(0))
    assert [in_force(page, in_days(days)) for days in (0, 30, 300)] == [3, 3, 3]
    assert NoticeVersion.objects.timelines([page.pk])[page.pk].announced == ()


def test_two_announcements_apply_in_turn(hub: Any) -> None:
    page = make_notice(hub)
    publish(page, "<p>Soon.</p>", applies_from=in_days(10))
    publish(page, "<p>Later.</p>", applies_from=in_days(20))
    shown = NoticeVersion.objects.timelines([page.pk])[page.pk]
    assert [version.number for version in shown.announced] == [2, 3]
    assert shown.newest.number == 3


def test_an_announcement_may_be_postponed_with_the_same_text(hub: Any) -> None:
    page = make_notice(hub)
    publish(page, "<p>Soon.</p>", applies_from=in_days(10))
    later = publish(page, "<p>Soon.</p>", applies_from=in_days(20))
    assert (later.number, later.changes) == (3, [])
    assert [in_force(page, in_days(days)) for days in (10, 19, 20)] == [1, 1, 3]
    assert publish(page, "<p>Soon.</p>", applies_from=in_days(20)).number == 3


def test_backdated_versions_cover_the_days_before(hub: Any) -> None:
    page = make_notice(hub)
    for year in (2021, 2019, 2020):
        services.record_backdated_version(page, effective=PartialDate(year))
    years = [in_force(page, dt.date(year, 6, 1)) for year in (2018, 2019, 2020, 2021, 2022)]
    assert years == [None, 3, 4, 2, 2]
    assert in_force(page, in_days(0)) == 1


def test_timelines_of_many_notices_take_one_query(hub: Any, django_assert_num_queries: Any) -> None:
    pages = [make_notice(hub, slug=f"notice-{number}") for number in range(5)]
    with django_assert_num_queries(1):
        shown = NoticeVersion.objects.timelines([page.pk for page in pages] + [0])
    assert [shown[page.pk].in_force.number for page in pages] == [1] * 5
    assert shown[0].current is None


class TestStatement:
    def test_the_statement_is_stored_with_the_version(self, hub: Any) -> None:
        page = make_notice(hub)
        version = publish(page, "<p>More.</p>", note="We say more.", reason="clarity", size="major")
        assert (version.change_note, version.change_reason, version.change_size) == ("We say more.", "clarity", "major")
        assert len(version.changes) > 0

    def test_a_statement_applies_to_one_version_only(self, hub: Any) -> None:
        page = make_notice(hub)
        publish(page, "<p>More.</p>", note="We say more.", reason="clarity")
        version = publish(page, "<p>Even more.</p>")
        assert (version.number, version.change_note, version.change_reason, version.change_size) == (3, "", "", "minor")

    def test_a_statement_is_not_used_by_another_notice(self, hub: Any) -> None:
        page = make_notice(hub)
        alias = page.create_alias(update_slug="alias")
        publish(page, "<p>More.</p>", note="We say more.", reason="clarity")
        assert NoticeVersion.objects.last_published(alias.pk).change_note == "We say more."

    def test_a_first_version_has_no_statement(self, hub: Any) -> None:
        page = make_notice(hub, live=False)
        page.describe_change(note="Nothing before it.", reason="other", size="minor")
        page.save_revision().publish()
        version = NoticeVersion.objects.get()
        assert (version.change_note, version.change_reason, version.changes) == ("", "", [])

    def test_a_major_change_without_a_note_is_refused(self, hub: Any) -> None:
        page = make_notice(hub)
        block = page._meta.get_field("body").stream_block
        who = section("recipients", heading="Who", recipients=entries({"recipient": recipient().pk}))
        page.body = block.to_python([who])
        revision = page.save_revision()
        with pytest.raises(ResolutionError) as refusal:
            revision.publish()
        assert [problem.code for problem in refusal.value.problems] == ["change_note", "change_reason"]
        page.refresh_from_db()
        assert (page.live_revision_id == revision.pk, NoticeVersion.objects.count()) == (False, 1)

    def test_the_sentences_are_in_the_language_of_the_notice(self, hub: Any) -> None:
        page = make_notice(hub)
        with services.translation.override("ar"):
            version = publish(page, "<p>More.</p>")
        assert all(sentence.isascii() for sentence in version.changes)


class TestMeeting:
    def test_a_meeting_approves_the_text_that_it_had(self, hub: Any) -> None:
        page = make_notice(hub, live=False)
        document = resolve_draft(page).document
        page.record_meeting(
            committee="Governing board", on=PartialDate(2026, 5, 14), minutes="FGB 7", document=document
        )
        page.save_revision().publish()
        version = NoticeVersion.objects.get()
        assert (version.approved_role, version.approved_on) == ("Governing board", "2026-05-14")
        assert (version.minutes_reference, version.approved_by) == ("FGB 7", "")

    def test_a_meeting_does_not_approve_a_later_text(self, hub: Any) -> None:
        page = make_notice(hub, live=False)
        document = resolve_draft(page).document
        page.record_meeting(committee="Governing board", on=PartialDate(2026, 5, 14), document=document)
        page.title = "Something else"
        with pytest.raises(ResolutionError) as refusal:
            page.save_revision().publish()
        assert [problem.field for problem in refusal.value.problems] == ["meeting_confirmed"]


class TestReissue:
    def test_a_reissue_has_the_document_of_the_earlier_version(self, hub: Any, school_editor: Any) -> None:
        who = recipient("Department for Education")
        page = make_notice(hub, section("recipients", heading="Who", recipients=entries({"recipient": who.pk})))
        publish(page, "<p>Something else.</p>", note="Nobody gets it.", reason="practice")
        who.name = "Ministry"
        who.save()
        again = services.reissue_version(page, 1, note="We went back.", user=school_editor)
        first = NoticeVersion.objects.get(page_id=page.pk, number=1)
        assert (again.number, again.reissue_of, again.document, again.digest) == (3, 1, first.document, first.digest)
        assert (again.change_reason, again.change_note, again.published_by) == (
            "reissue",
            "We went back.",
            "school_editor",
        )
        assert again.references.count() == first.references.count() > 0
        assert NoticeVersion.objects.current(page.pk).number == 3
        page.refresh_from_db()
        assert page.live and page.has_unpublished_changes

    def test_publishing_an_old_revision_resolves_the_present_library(self, hub: Any) -> None:
        who = recipient("Department for Education")
        page = make_notice(hub, section("recipients", heading="Who", recipients=entries({"recipient": who.pk})))
        revision = page.latest_revision
        who.name = "Ministry"
        with unasked():
            who.save_revision().publish()
        publish(page, "<p>Something else.</p>", note="Nobody gets it.", reason="practice")
        page = type(page).objects.get(pk=page.pk)
        old = revision.as_object()
        old.describe_change(note="We went back.", reason="practice")
        old.save_revision().publish()
        assert "Ministry" in str(NoticeVersion.objects.last_published(page.pk).document)
        services.reissue_version(page, 1, note="As it was.")
        assert "Ministry" not in str(NoticeVersion.objects.last_published(page.pk).document)

    def test_a_reissue_may_be_announced(self, hub: Any) -> None:
        page = make_notice(hub)
        publish(page, "<p>Something else.</p>")
        again = services.reissue_version(page, 1, note="Back in spring.", applies_from=in_days(60))
        assert NoticeVersion.objects.current(page.pk).number == 2
        assert NoticeVersion.objects.current(page.pk, in_days(60)) == again

    def test_the_text_published_last_cannot_be_reissued(self, hub: Any) -> None:
        with pytest.raises(services.ReissueError, match="published last"):
            services.reissue_version(make_notice(hub), 1, note="Again.")

    def test_an_unknown_version_cannot_be_reissued(self, hub: Any) -> None:
        with pytest.raises(services.ReissueError, match="no version"):
            services.reissue_version(make_notice(hub), 7, note="Again.")

    def test_nothing_is_reissued_while_the_notice_is_unpublished(self, hub: Any) -> None:
        page = make_notice(hub)
        publish(page, "<p>Something else.</p>")
        page = type(page).objects.get(pk=page.pk)
        page.unpublish()
        with pytest.raises(services.ReissueError, match="not published"):
            services.reissue_version(page, 1, note="Again.")

    def test_a_major_reissue_needs_a_note(self, hub: Any) -> None:
        who = recipient("Department for Education")
        page = make_notice(hub, section("recipients", heading="Who", recipients=entries({"recipient": who.pk})))
        publish(page, "<p>Something else.</p>", note="Nobody gets it.", reason="practice")
        with pytest.raises(services.ReissueError, match="note"):
            services.reissue_version(page, 1, note="")
        assert NoticeVersion.objects.count() == 2

    def test_an_editor_of_another_school_cannot_reissue(self, hub: Any, other_school_editor: Any) -> None:
        page = make_notice(hub)
        publish(page, "<p>Something else.</p>")
        with pytest.raises(PermissionDenied):
            services.reissue_version(page, 1, note="Mine now.", user=other_school_editor)
