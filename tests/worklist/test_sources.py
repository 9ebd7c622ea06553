"""Each kind of work: it is there when something needs somebody, and gone when it is done, and at its school only."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Revision

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice, section
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.queries import query_count
from tests.translating import translated_item, who
from tests.trees import SiteTree
from tests.worklist.things import forget_missing, items_of, only
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.propagation.applying import apply_due_changes
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.services import make_model, roll_out
from wagtail_privacy.propagation.questions import Answer, unasked
from wagtail_privacy.propagation.services import publish_change
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.visibility import awaiting_release, release_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_missing(site_tree: SiteTree) -> None:
    forget_missing()


@pytest.fixture
def page(site_tree: SiteTree) -> Any:
    return make_notice(make_hub(site_tree.alpha_home), title="Of pupils")


class TestScheduled:
    @pytest.fixture
    def revision(self, page: Any) -> Any:
        """A revision of the page that was to go live two days ago."""
        page.go_live_at = timezone.now() + dt.timedelta(days=1)
        revision = page.save_revision(log_action=True)
        revision.publish()
        moment = timezone.now() - dt.timedelta(days=2)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=moment)
        revision.refresh_from_db()
        return revision

    def test_what_should_have_gone_live_is_there_until_it_has(
        self, page: Any, site_tree: SiteTree, revision: Any
    ) -> None:
        item = only(site_tree, "scheduled")
        assert item is not None
        day = site_day() - dt.timedelta(days=2)
        assert item.why == f"It was to be published on {PartialDate.of(day).written()}, and nothing happened."
        assert item.url == f"/admin/pages/{page.pk}/edit/"
        assert only(site_tree, "drafts", site_day() + dt.timedelta(days=90)) is None
        content = revision.content | {"go_live_at": None}
        Revision.objects.filter(pk=revision.pk).update(content=content)
        call_command("publish_scheduled")
        assert only(site_tree, "scheduled") is None

    def test_a_day_to_come_needs_nobody(self, site_tree: SiteTree, revision: Any) -> None:
        Revision.objects.update(approved_go_live_at=timezone.now() + dt.timedelta(days=1))
        assert only(site_tree, "scheduled") is None

    def test_what_was_refused_is_there_on_its_day(
        self, page: Any, site_tree: SiteTree, revision: Any, settings: Any
    ) -> None:
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
        content = revision.content | {"go_live_at": None, "title": "Another"}
        now = timezone.now() - dt.timedelta(minutes=1)
        Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=now)
        call_command("publish_scheduled")
        item = only(site_tree, "scheduled")
        assert item is not None
        assert "could not be published on" in item.why
        Page.objects.get(pk=page.pk).specific.revisions.update(approved_go_live_at=None)
        assert only(site_tree, "scheduled") is None


class TestDrafts:
    def age(self, page: Any, days: int) -> None:
        moment = timezone.now() - dt.timedelta(days=days)
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=moment)

    def test_a_draft_is_there_when_it_is_thirty_days_old(self, page: Any, site_tree: SiteTree) -> None:
        page.title = "Draft title"
        page.save_revision()
        self.age(page, 29)
        assert only(site_tree, "drafts") is None
        self.age(page, 30)
        item = only(site_tree, "drafts")
        assert item is not None
        # What readers see is named: the list is not where a draft is read.
        assert item.what == "Of pupils"
        assert item.since == site_day()
        Page.objects.get(pk=page.pk).get_latest_revision().publish()
        assert only(site_tree, "drafts") is None

    def test_what_was_taken_away_is_no_draft_until_somebody_writes_in_it(self, page: Any, site_tree: SiteTree) -> None:
        page.unpublish()
        self.age(page, 60)
        assert only(site_tree, "drafts") is None
        Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - dt.timedelta(days=90))
        assert only(site_tree, "drafts") is not None

    def test_a_notice_that_was_never_published_counts_and_a_model_does_not(
        self, page: Any, site_tree: SiteTree
    ) -> None:
        draft = make_notice(make_hub(site_tree.trust_home), slug="draft", live=False)
        self.age(draft, 40)
        assert [item.page_id for item in items_of(site_tree.trust, kind="drafts", today=site_day())] == [draft.pk]
        make_model(draft)
        assert items_of(site_tree.trust, kind="drafts", today=site_day()) == []


class TestReleases:
    def test_it_is_there_while_nobody_can_read_it(self, page: Any, site_tree: SiteTree) -> None:
        hub = page.get_parent()
        restriction = PageViewRestriction.objects.create(page=hub, restriction_type="login")
        private = make_notice(hub.specific, slug="private", title="Private")
        assert only(site_tree, "releases") is None
        restriction.delete()
        item = only(site_tree, "releases")
        assert item is not None
        assert (item.what, item.page_id) == ("Private", private.pk)
        assert item.url == f"/admin/privacy/{private.pk}/versions/" or "versions" in item.url
        release_version(private, 1)
        assert only(site_tree, "releases") is None

    def test_it_agrees_with_what_editors_are_told(self, page: Any, site_tree: SiteTree) -> None:
        hub = page.get_parent().specific
        restriction = PageViewRestriction.objects.create(page=hub, restriction_type="login")
        announced = make_notice(hub, slug="announced")
        self.rewrite(announced, applies_from=site_day() + dt.timedelta(days=30))
        newer = make_notice(hub, slug="newer")
        gone = make_notice(hub, slug="gone")
        gone.unpublish()
        only_announced = make_notice(hub, slug="to-come", live=False)
        self.rewrite(only_announced, applies_from=site_day() + dt.timedelta(days=30))
        restriction.delete()
        self.rewrite(newer)
        still = make_notice(hub, slug="still")
        PageViewRestriction.objects.create(page=still, restriction_type="login")
        self.rewrite(page, applies_from=site_day() + dt.timedelta(days=10))
        pages = list(Page.objects.child_of(hub))
        for days in (0, 20, 40):
            today = site_day() + dt.timedelta(days=days)
            shown = {item.page_id for item in items_of(site_tree.alpha, kind="releases", today=today)}
            timelines = NoticeVersion.objects.with_release().timelines([one.pk for one in pages], today)
            expected = {
                one.pk
                for one in pages
                if one.live and one.pk != still.pk and not timelines[one.pk].current.version.is_public
            }
            assert shown == expected, days
            if not days:
                assert {one.pk for one in awaiting_release(pages)} == shown == {announced.pk, only_announced.pk}

    def rewrite(self, page: Any, applies_from: dt.date | None = None) -> None:
        page.body = page._meta.get_field("body").stream_block.to_python(
            [section("text", heading="New", body=f"<p>{page.slug} {applies_from}</p>")]
        )
        page.describe_change(note="We say more.", reason="other", applies_from=applies_from)
        page.save_revision().publish()
        page.refresh_from_db()


class TestSharedChanges:
    @pytest.fixture
    def shared(self, site_tree: SiteTree) -> Any:
        return RecipientFactory(name="Old name", owner=site_tree.trust, published=True)

    def test_one_that_waits_is_there_until_it_is_in(self, page: Any, site_tree: SiteTree, shared: Any) -> None:
        notice = make_notice(page.get_parent().specific, sharing_with(shared), slug="other", title="Sharing")
        draft_of(shared, name="New name")
        day = site_day() + dt.timedelta(days=7)
        change = publish_change(shared, Answer(day=day))
        item = only(site_tree, "shared_changes")
        assert item is not None
        written = PartialDate.of(day).written()
        assert (item.what, item.page_id, item.due) == ("Sharing", notice.pk, day)
        assert item.why == f"“Old name → New name” comes into this notice on {written}."
        assert item.url == f"/admin/privacy/shared-changes/{change.pk}/" or str(change.pk) in item.url
        change.state = "cancelled"
        change.save()
        assert only(site_tree, "shared_changes") is None

    def test_one_that_could_not_be_brought_in_is_there_until_it_is(
        self, page: Any, site_tree: SiteTree, shared: Any, settings: Any
    ) -> None:
        make_notice(page.get_parent().specific, sharing_with(shared), slug="other", title="Sharing")
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
        draft_of(shared, name="New name")
        publish_change(shared, Answer())
        apply_due_changes()
        item = only(site_tree, "shared_changes")
        assert item is not None
        assert item.why.startswith("“Old name → New name” could not be brought into this notice. ")
        assert item.since == site_day()
        settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = None
        apply_due_changes(retry=True)
        assert only(site_tree, "shared_changes") is None


class TestModels:
    def test_a_new_version_of_the_model_and_what_is_undecided(self, page: Any, site_tree: SiteTree) -> None:
        model = make_notice(make_hub(site_tree.trust_home), live=False, slug="model")
        make_model(model)
        type(model).objects.get(pk=model.pk).get_latest_revision().publish()
        notice = roll_out(type(model).objects.get(pk=model.pk), site_tree.alpha)
        assert only(site_tree, "models") is None
        draft = type(model).objects.get(pk=model.pk).get_latest_revision_as_object()
        draft.title = "Another title"
        draft.save_revision().publish()
        item = only(site_tree, "models")
        assert item is not None
        assert item.why == "The trust has published a new version of the model that this notice follows."
        assert (item.page_id, item.since) == (notice.pk, site_day())
        RollOut.objects.update(undecided=["an id"])
        item = only(site_tree, "models")
        assert item is not None
        assert "same sections" in item.why
        RollOut.objects.all().delete()
        assert only(site_tree, "models") is None


class TestTranslations:
    @pytest.fixture
    def polish(self, page: Any) -> Any:
        copy = page.copy_for_translation(Locale.objects.create(language_code="pl"), copy_parents=True)
        return self.publish(copy, title="Po polsku", translated_number=1)

    def publish(self, page: Any, **fields: Any) -> Any:
        page = type(page).objects.get(pk=page.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def test_one_is_there_from_the_day_on_which_its_source_said_something_else(
        self, page: Any, polish: Any, site_tree: SiteTree
    ) -> None:
        assert only(site_tree, "translations") is None
        self.publish(page, title="Of pupils and parents")
        item = only(site_tree, "translations")
        assert item is not None
        assert (item.what, item.organisation) == ("Po polsku", site_tree.alpha.pk)
        day = PartialDate.of(site_day()).written()
        assert item.why == (
            f"In Polish it says what version 1 of the source says. Version 2 has been in force since {day}."
        )
        assert item.url == f"/admin/privacy/notices/{polish.pk}/translation/"

    def test_it_is_gone_when_the_translation_was_brought_up(self, page: Any, polish: Any, site_tree: SiteTree) -> None:
        self.publish(page, title="Of pupils and parents")
        self.publish(polish, translated_number=2)
        assert only(site_tree, "translations") is None

    def test_publishing_it_again_as_it_was_brings_it_up_to_nothing(
        self, page: Any, polish: Any, site_tree: SiteTree
    ) -> None:
        self.publish(page, title="Of pupils and parents")
        self.publish(polish, title="Po polsku, jeszcze raz")
        assert only(site_tree, "translations") is not None

    def test_a_source_that_was_put_back_needs_no_translator(self, page: Any, polish: Any, site_tree: SiteTree) -> None:
        self.publish(page, title="Of pupils and parents")
        self.publish(page, title="Of pupils")
        assert only(site_tree, "translations") is None

    def test_a_translation_that_is_not_published_is_no_news(self, page: Any, polish: Any, site_tree: SiteTree) -> None:
        self.publish(page, title="Of pupils and parents")
        polish.unpublish()
        assert only(site_tree, "translations") is None


class TestDraftsOfTranslations:
    @pytest.fixture
    def polish(self, page: Any) -> Any:
        copy = page.copy_for_translation(Locale.objects.create(language_code="pl"), copy_parents=True)
        copy = type(page).objects.get(pk=copy.pk)
        copy.save_revision()
        return copy

    def test_one_waits_from_the_first_day_until_it_is_published(
        self, page: Any, polish: Any, site_tree: SiteTree
    ) -> None:
        item = only(site_tree, "translation_drafts")
        assert item is not None
        day = PartialDate.of(site_day()).written()
        assert item.why == f"Its draft in Polish was last changed on {day} and has not been published."
        assert (item.url, item.since) == (f"/admin/privacy/notices/{polish.pk}/translation/", site_day())
        type(page).objects.get(pk=polish.pk).get_latest_revision().publish()
        assert only(site_tree, "translation_drafts") is None

    def test_a_draft_of_the_source_is_none(self, page: Any, polish: Any, site_tree: SiteTree) -> None:
        type(page).objects.get(pk=polish.pk).get_latest_revision().publish()
        page.title = "Other"
        page.save_revision()
        assert only(site_tree, "translation_drafts") is None

    def test_while_the_source_is_taken_down_nobody_waits_for_one(
        self, page: Any, polish: Any, site_tree: SiteTree
    ) -> None:
        page.unpublish()
        assert only(site_tree, "translation_drafts") is None

    def test_an_old_one_is_an_old_draft_and_stands_there_once(self, polish: Any, site_tree: SiteTree) -> None:
        later = site_day() + dt.timedelta(days=30)
        assert only(site_tree, "translation_drafts", later) is None
        assert only(site_tree, "drafts", later) is not None
        assert only(site_tree, "translation_drafts", later - dt.timedelta(days=1)) is not None
        assert only(site_tree, "drafts", later - dt.timedelta(days=1)) is None

    def test_a_scheduled_one_waits_for_nobody(self, polish: Any, site_tree: SiteTree) -> None:
        Revision.objects.filter(object_id=str(polish.pk)).update(
            approved_go_live_at=timezone.now() + dt.timedelta(days=1)
        )
        assert only(site_tree, "translation_drafts") is None


class TestTranslatedItems:
    @pytest.fixture
    def item(self, site_tree: SiteTree) -> Any:
        return RecipientFactory(name="The inspectorate", owner=site_tree.alpha, published=True)

    @pytest.fixture
    def polish(self, page: Any, item: Any) -> Any:
        """A Polish notice that shows the item."""
        source = make_notice(page.get_parent().specific, *who(item), slug="showing")
        copy = source.copy_for_translation(Locale.objects.create(language_code="pl"), copy_parents=True)
        return TestTranslations().publish(copy, title="Po polsku", translated_number=1)

    def test_one_is_there_while_a_notice_in_its_language_shows_the_source(
        self, polish: Any, item: Any, site_tree: SiteTree
    ) -> None:
        assert only(site_tree, "translated_items") is None
        draft = translated_item(item, polish.locale, live=False, name="Inspektorat")
        found = only(site_tree, "translated_items")
        assert found is not None
        assert (found.what, found.organisation, found.since) == ("Inspektorat", site_tree.alpha.pk, site_day())
        assert found.why == "Its translation is a draft, so that notices in Polish show it untranslated."
        assert found.url == f"/admin/snippets/wagtail_privacy/recipient/edit/{draft.pk}/"
        with unasked():
            draft.get_latest_revision().publish()
        assert only(site_tree, "translated_items") is None

    def test_a_draft_over_what_is_published_is_told_as_such(self, polish: Any, item: Any, site_tree: SiteTree) -> None:
        translated = translated_item(item, polish.locale, name="Inspektorat")
        translated.name = "Kuratorium"
        translated.save_revision()
        found = only(site_tree, "translated_items")
        assert found is not None
        assert found.why == "Its draft in Polish is newer than what notices in that language show."
        # What readers see is named.
        assert found.what == "Inspektorat"

    def test_nobody_waits_for_what_no_notice_in_that_language_shows(
        self, page: Any, polish: Any, item: Any, site_tree: SiteTree
    ) -> None:
        unused = RecipientFactory(name="Unused", owner=site_tree.alpha, published=True)
        translated_item(unused, polish.locale, live=False)
        translated_item(item, Locale.objects.create(language_code="cy"), live=False)
        item.name = "A draft of the source"
        item.save_revision()
        assert only(site_tree, "translated_items") is None
        translated_item(item, polish.locale, live=False)
        assert only(site_tree, "translated_items") is not None
        polish.unpublish()
        assert only(site_tree, "translated_items") is None

    def test_a_notice_that_shows_it_no_more_needs_no_translation(
        self, polish: Any, item: Any, site_tree: SiteTree
    ) -> None:
        translated_item(item, polish.locale, live=False)
        body = polish.body.stream_block.to_python([section("text", heading="Nic", body="<p>Nic.</p>")])
        TestTranslations().publish(polish, body=body)
        assert only(site_tree, "translated_items") is None

    def test_a_clause_is_an_item_too(self, page: Any, site_tree: SiteTree) -> None:
        clause = Clause(name="Rights", owner=site_tree.alpha, locale=page.locale, live=False)
        blocks = Clause._meta.get_field("body").stream_block
        clause.body = blocks.to_python([section("text", heading="A", body="<p>English</p>")])
        clause.save()
        clause.save_revision().publish()
        body = page.body.stream_block.to_python([{"type": "clause", "value": clause.pk}])
        page = TestTranslations().publish(page, body=body)
        polish = Locale.objects.create(language_code="pl")
        TestTranslations().publish(page.copy_for_translation(polish, copy_parents=True), title="P", translated_number=2)
        translated_item(clause, polish, live=False)
        found = only(site_tree, "translated_items")
        assert found is not None
        assert found.url.startswith("/admin/snippets/wagtail_privacy/clause/edit/")

    def test_who_acts_for_the_owner_is_led_to_it(
        self, polish: Any, item: Any, site_tree: SiteTree, client: Any, school_editor: Any
    ) -> None:
        draft = translated_item(item, polish.locale, live=False, name="Inspektorat")
        client.force_login(school_editor)
        text = client.get("/admin/privacy/work/?kind=translated_items").content.decode()
        assert f'href="/admin/snippets/wagtail_privacy/recipient/edit/{draft.pk}/"' in text


def test_drafts_of_translations_cost_the_same_for_one_and_for_twenty(page: Any, site_tree: SiteTree) -> None:
    polish = Locale.objects.create(language_code="pl")

    def add(number: int) -> None:
        item = RecipientFactory(name=f"Body {number}", owner=site_tree.alpha, published=True)
        source = make_notice(page.get_parent().specific, *who(item), slug=f"notice-{number}")
        copy = source.copy_for_translation(polish, copy_parents=True)
        copy = TestTranslations().publish(copy, title="Po polsku", translated_number=1)
        copy.title = "Inaczej"
        copy.save_revision()
        translated_item(item, polish, live=False)

    def cost() -> tuple[int, int]:
        found = items_of(site_tree.alpha, today=site_day())
        return len(found), query_count(lambda: items_of(site_tree.alpha, today=site_day()))

    add(0)
    one = cost()
    for number in range(1, 20):
        add(number)
    twenty = cost()
    assert twenty[0] > one[0] + 30
    assert twenty[1] == one[1] == 3, "organisations, notices, and the rows of all sources"
