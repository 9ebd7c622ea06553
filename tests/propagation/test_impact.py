"""Whom a change touches, and what their notices would say."""

import datetime as dt
from typing import Any

import pytest

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.queries import query_count
from wagtail_privacy.days import site_day
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.impact import impact_of, touched_notices
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(db: None) -> Any:
    return RecipientFactory(name="Old name", published=True)


def announce(page: Any, *sections: Any, days: int = 30) -> None:
    """Publish other sections, in force after so many days."""
    page.body = page.body.stream_block.to_python(list(sections))
    page.describe_change(note="We say something else.", reason="clarity")
    page.applies_from = site_day() + dt.timedelta(days=days)
    page.save_revision().publish()


def test_notices_that_readers_see_are_touched(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    make_notice(hub, section("security", heading="Safe", measures="Locks."), slug="other")
    (touched,) = touched_notices(body)
    assert touched.page.pk == page.pk
    assert not touched.is_announced
    assert touched.version == NoticeVersion.objects.get(page_id=page.pk)


def test_what_is_announced_is_touched_as_well_as_what_is_in_force(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    announce(page, sharing_with(body), section("security", heading="Safe", measures="Locks."))
    assert [(entry.version.number, entry.is_announced) for entry in touched_notices(body)] == [(1, False), (2, True)]


def test_an_item_that_only_the_announced_version_uses_touches_that_one(hub: Any, body: Any) -> None:
    page = make_notice(hub, section("security", heading="Safe", measures="Locks."))
    announce(page, sharing_with(body))
    assert [(entry.version.number, entry.is_announced) for entry in touched_notices(body)] == [(2, True)]


def test_an_item_that_only_the_version_in_force_uses_touches_that_one(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    announce(page, section("security", heading="Safe", measures="Locks."))
    assert [(entry.version.number, entry.is_announced) for entry in touched_notices(body)] == [(1, False)]


def test_versions_of_the_past_and_notices_that_are_gone_are_not_touched(hub: Any, body: Any) -> None:
    past = make_notice(hub, sharing_with(body))
    past.body = past.body.stream_block.to_python([section("security", heading="Safe", measures="Locks.")])
    past.describe_change(note="We no longer share.", reason="clarity")
    past.save_revision().publish()
    make_notice(hub, sharing_with(body), slug="unpublished").unpublish()
    make_notice(hub, sharing_with(body), slug="deleted").delete()
    assert touched_notices(body) == ()


def test_what_changes_is_the_difference_for_readers(hub: Any, body: Any) -> None:
    make_notice(hub, sharing_with(body))
    (impact,) = impact_of(draft_of(body, name="New name"))
    assert impact.is_changed
    assert impact.difference is not None
    assert not impact.has_other_changes
    assert impact.sections == ("Who",)
    assert impact.problems == ()


def test_a_change_that_readers_do_not_see_changes_no_notice(hub: Any, body: Any) -> None:
    make_notice(hub, sharing_with(body))
    (impact,) = impact_of(draft_of(body, editor_note="Asked them.", aliases="Another name"))
    assert not impact.is_changed
    assert impact.difference is None


def test_what_changed_elsewhere_meanwhile_is_told_apart(hub: Any, body: Any) -> None:
    other = RecipientFactory(name="Other", published=True)
    make_notice(hub, section("recipients", heading="Who",
                             recipients=entries({"recipient": body.pk}, {"recipient": other.pk})))  # fmt: skip
    other.name = "Other, renamed"
    with unasked():
        other.save_revision().publish()
    (impact,) = impact_of(draft_of(body, name="New name"))
    assert impact.has_other_changes


def test_a_notice_that_could_not_be_published_is_named_with_the_reason(hub: Any, site_tree: Any, body: Any) -> None:
    make_notice(hub, sharing_with(body))
    Recipient.objects.filter(pk=body.pk).update(owner=site_tree.beta)
    (impact,) = impact_of(draft_of(Recipient.objects.get(pk=body.pk), name="New name"))
    assert [problem.code for problem in impact.problems] == ["item_foreign"]


def test_a_draft_of_the_page_is_neither_read_nor_changed(hub: Any, body: Any) -> None:
    page = make_notice(hub, sharing_with(body))
    page.body = page.body.stream_block.to_python([section("security", heading="Draft", measures="Locks.")])
    revision = page.save_revision()
    (impact,) = impact_of(draft_of(body, name="New name"))
    assert impact.sections == ("Who",)
    page.refresh_from_db()
    assert page.latest_revision_id == revision.pk


def test_an_organisation_touches_the_notices_in_its_name_and_those_of_its_schools(site_tree: Any) -> None:
    for home in (site_tree.alpha_home, site_tree.beta_home):
        make_notice(make_hub(home), section("security", heading="Safe", measures="Locks."))
    school = Organisation.objects.get(pk=site_tree.alpha.pk)
    school.phone = "01234 567890"
    assert [impact.is_changed for impact in impact_of(school)] == [True]
    trust = Organisation.objects.get(pk=site_tree.trust.pk)
    trust.name = "Renamed Trust"
    assert [impact.is_changed for impact in impact_of(trust)] == [True, True]


def test_whom_it_touches_costs_three_queries_for_one_notice_and_for_twenty(site_tree: Any, body: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    make_notice(hub, sharing_with(body))
    assert query_count(lambda: touched_notices(body)) == 3
    for number in range(19):
        make_notice(hub, sharing_with(body), slug=f"notice-{number}")
    assert query_count(lambda: touched_notices(body)) == 3
    assert len(touched_notices(body)) == 20


@pytest.mark.parametrize("change", [{"name": "New name"}, {"website": "https://new.example"}, {"role": "Does more"}])
def test_it_is_what_publishing_gives(hub: Any, body: Any, change: dict[str, str]) -> None:
    page = make_notice(hub, sharing_with(body))
    draft = draft_of(body, **change)
    (impact,) = impact_of(draft)
    with unasked():
        Recipient.objects.get(pk=body.pk).get_latest_revision().publish()
    fresh = type(page).objects.get(pk=page.pk)
    fresh.describe_change(note="A body changed.", reason="clarity")
    fresh.save_revision().publish()
    assert NoticeVersion.objects.filter(page_id=page.pk).first().wording_digest == impact.wording_digest
