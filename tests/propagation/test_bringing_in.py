"""What is shared and has changed comes into the notices that show it, in force and announced, and nothing else does."""

import datetime as dt
from io import StringIO
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.propagation.test_impact import announce
from tests.propagation.test_overlay import draft_of, sharing_with
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.propagation.models import ChangedNotice
from wagtail_privacy.propagation.questions import question_url, unasked
from wagtail_privacy.propagation.services import UnpublishedDraftError, bring_up_to_date
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(db: None) -> Any:
    return RecipientFactory(name="Old name", published=True)


def rename(item: Any, name: str = "New name") -> Any:
    draft_of(item, name=name)
    fresh = type(item).objects.get(pk=item.pk)
    with unasked():
        fresh.get_latest_revision().publish()
    fresh.refresh_from_db()
    return fresh


def versions_of(page: Any) -> list[NoticeVersion]:
    return list(NoticeVersion.objects.filter(page_id=page.pk).order_by("number"))


def says(version: NoticeVersion, text: str) -> bool:
    return text in version.as_document().model_dump_json()


def test_readers_see_the_change_from_today(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    (row,) = bring_up_to_date(rename(body)).notices.all()
    first, second = versions_of(page)
    assert row.numbers == [2]
    assert says(second, "New name")
    assert not says(first, "New name")
    assert second.effective_day == site_day()
    assert second.change_reason == "recipient"
    assert second.cause == {
        "model": "recipient",
        "key": str(body.translation_key),
        "before": "Old name",
        "after": "New name",
    }
    assert second.changes


def test_the_page_its_draft_and_its_statement_stay_as_they_are(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    page.body = page.body.stream_block.to_python([section("security", heading="Draft", measures="Locks.")])
    page.describe_change(note="What I am about to publish.", reason="clarity")
    revision = page.save_revision()
    row = type(page).objects.filter(pk=page.pk).values().get()
    bring_up_to_date(rename(body))
    assert type(page).objects.filter(pk=page.pk).values().get() == row
    assert row["latest_revision_id"] == revision.pk


def test_what_is_announced_follows_what_is_in_force_on_its_own_day(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    announce(page, sharing_with(body), section("security", heading="Safe", measures="Locks."))
    before = versions_of(page)[1]
    bring_up_to_date(rename(body))
    _first, _announced, in_force, announced = versions_of(page)
    today = site_day()
    timeline = NoticeVersion.objects.current_timeline(page.pk, today)
    assert timeline.in_force.version == in_force
    assert [period.version for period in timeline.announced] == [announced]
    assert (announced.effective_on, announced.change_note, announced.change_reason, announced.change_key) == (
        before.effective_on,
        before.change_note,
        before.change_reason,
        before.change_key,
    )
    assert says(in_force, "New name")
    assert says(announced, "New name")
    assert not says(in_force, "Locks.")
    assert says(announced, "Locks.")
    assert not any("removed" in sentence for sentence in [*in_force.changes, *announced.changes])
    assert timeline.on(today + dt.timedelta(days=40)).version == announced


def test_an_announcement_that_does_not_show_it_follows_too(hub: Any, body: Any) -> None:
    """A version in force that is issued anew takes the place of what is announced."""
    page = make_notice(hub, sharing_with(body))
    announce(page, section("security", heading="Safe", measures="Locks."))
    bring_up_to_date(rename(body))
    timeline = NoticeVersion.objects.current_timeline(page.pk)
    assert says(timeline.in_force.version, "New name")
    assert [says(period.version, "Locks.") for period in timeline.announced] == [True]


def test_an_item_that_only_the_announcement_shows_leaves_what_is_in_force_alone(hub: Any, body: Any) -> None:
    page = make_notice(hub, section("security", heading="Safe", measures="Locks."))
    announce(page, sharing_with(body))
    bring_up_to_date(rename(body))
    first, _old, announced = versions_of(page)
    timeline = NoticeVersion.objects.current_timeline(page.pk)
    assert timeline.in_force.version == first
    assert [period.version for period in timeline.announced] == [announced]
    assert says(announced, "New name")


def test_a_second_run_changes_nothing(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    item = rename(body)
    bring_up_to_date(item)
    (row,) = bring_up_to_date(item).notices.all()
    assert row.state == ChangedNotice.State.UNCHANGED
    assert len(versions_of(page)) == 2


def test_nothing_else_comes_in_with_it(hub: Any, body: Any) -> None:
    other = RecipientFactory(name="Other", published=True)
    page = make_notice(hub, section("recipients", heading="Who",
                                    recipients=entries({"recipient": body.pk}, {"recipient": other.pk})))  # fmt: skip
    rename(other, "Other, renamed")
    (row,) = bring_up_to_date(rename(body)).notices.all()
    assert "Other things that version 1 shows have changed" in row.refusal
    assert len(versions_of(page)) == 1


def test_a_change_that_readers_have_to_be_told_of_needs_a_note(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    item = rename(body)
    (row,) = bring_up_to_date(item, is_major=True).notices.all()
    assert "needs a note" in row.refusal
    assert len(versions_of(page)) == 1
    bring_up_to_date(item, is_major=True, note="The body has a new name.")
    version = versions_of(page)[-1]
    assert version.change_size == ChangeSize.MAJOR
    assert version.change_note == "The body has a new name."


def test_one_that_cannot_be_issued_keeps_no_other_back(site_tree: Any, body: Any, settings: Any) -> None:
    alpha, beta = (make_hub(home) for home in (site_tree.alpha_home, site_tree.beta_home))
    good = make_notice(alpha, sharing_with(body))
    other = RecipientFactory(name="Other", published=True)
    bad = make_notice(beta, section("recipients", heading="Who",
                                    recipients=entries({"recipient": body.pk}, {"recipient": other.pk})))  # fmt: skip
    rename(other, "Other, renamed")
    rows = {row.page_id: row for row in bring_up_to_date(rename(body)).notices.all()}
    assert rows[good.pk].state == ChangedNotice.State.ISSUED
    assert rows[bad.pk].state == ChangedNotice.State.REFUSED


def test_where_approval_is_required_it_is_said(hub: Any, body: Any, settings: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
    (row,) = bring_up_to_date(rename(body)).notices.all()
    assert "has not been approved" in row.refusal
    assert len(versions_of(page)) == 1


def test_a_draft_is_published_first(hub: Any, body: Any) -> None:
    make_notice(hub, sharing_with(body))
    draft_of(body, name="Not yet")
    with pytest.raises(UnpublishedDraftError, match="Publish it first"):
        bring_up_to_date(body)


def test_it_is_for_those_who_may_publish_the_item(site_tree: Any, hub: Any, body: Any, school_editor: Any) -> None:
    make_notice(hub, sharing_with(body))
    item = rename(body)
    with pytest.raises(PermissionDenied):
        bring_up_to_date(item, user=school_editor)
    Recipient.objects.filter(pk=item.pk).update(owner=site_tree.alpha)
    change = bring_up_to_date(Recipient.objects.get(pk=item.pk), user=type(school_editor).objects.get())
    assert change.notices.get().numbers == [2]


def test_what_was_issued_proves_itself(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    announce(page, sharing_with(body), section("security", heading="Safe", measures="Locks."))
    bring_up_to_date(rename(body))
    assert len(versions_of(page)) == 4
    output = StringIO()
    call_command("verify_versions", stdout=output)
    assert "# Versions: 4. Events: 4. Reviews: 0. Notices: 1. Erased: 0. Broken: 0." in output.getvalue()


@pytest.mark.parametrize(("announces", "budget"), [(False, 25), (True, 45)])
def test_each_further_notice_costs_at_most_25_queries_and_a_pair_45(
    site_tree: Any, body: Any, announces: bool, budget: int
) -> None:
    hub = make_hub(site_tree.alpha_home)
    names = (f"Name {number}" for number in count())

    def issue() -> int:
        item = rename(body, next(names))
        return queries_once(lambda: bring_up_to_date(item))

    def write(numbers: range) -> None:
        for number in numbers:
            page = make_notice(hub, sharing_with(body), slug=f"notice-{number}")
            if announces:
                announce(page, sharing_with(body), section("security", heading="Safe", measures="Locks."))

    write(range(2))
    issue()
    two = issue()
    write(range(2, 7))
    assert (issue() - two) / 5 <= budget


def queries_once(action: Any) -> int:
    """The queries of something that can only be done once; marks in a transaction are none."""
    with CaptureQueriesContext(connection) as queries:
        action()
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


class TestScreen:
    @pytest.fixture
    def trust_staff(self, client: Client, site_tree: Any, editor_of: Any) -> Client:
        client.force_login(editor_of(site_tree.trust_home, username="trust staff"))
        return client

    @pytest.fixture
    def shared(self, site_tree: Any) -> Any:
        item = RecipientFactory(name="Old name", owner=site_tree.trust, published=True)
        for home, title in ((site_tree.alpha_home, "Alpha notice"), (site_tree.beta_home, "Beta notice")):
            make_notice(make_hub(home), sharing_with(item), title=title)
        return item

    def test_one_press_brings_it_into_the_notices_of_every_school(self, trust_staff: Client, shared: Any) -> None:
        item = rename(shared)
        address = question_url(item)
        assert "Bring it in" in trust_staff.get(address).content.decode()
        response = trust_staff.post(address, {"tells_readers": "no", "note": "It has a new name."}, follow=True)
        assert "2 notices say it now, in new versions." in response.content.decode()
        newest = NoticeVersion.objects.filter(number=2)
        assert {version.change_note for version in newest} == {"It has a new name."}
        assert {version.published_by for version in newest} == {"trust staff"}
        assert "Bring it in" not in trust_staff.get(address).content.decode()

    def test_while_a_draft_waits_there_is_no_button(self, trust_staff: Client, shared: Any) -> None:
        draft_of(shared, name="Not yet")
        assert "Bring it in" not in trust_staff.get(question_url(shared)).content.decode()

    def test_telling_readers_needs_words(self, trust_staff: Client, shared: Any) -> None:
        response = trust_staff.post(question_url(rename(shared)), {"tells_readers": "yes"})
        assert "Say what readers are told." in response.content.decode()
        assert NoticeVersion.objects.count() == 2

    def test_nobody_brings_in_what_others_share(self, client: Client, shared: Any, school_editor: Any) -> None:
        client.force_login(school_editor)
        response = client.post(question_url(rename(shared)))
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
        assert NoticeVersion.objects.count() == 2
