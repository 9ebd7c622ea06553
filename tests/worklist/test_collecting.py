"""What needs somebody is collected in two queries, in order, for these organisations only."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.queries import query_count
from tests.trees import SiteTree, make_editor
from tests.worklist.things import TODAY, failed_digest, forget_missing, items_of, schedule
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.work_items import work_sources
from wagtail_privacy.worklist.collecting import collect, work_kinds

pytestmark = pytest.mark.django_db


class TestMissing:
    def test_each_audience_without_a_notice_is_missing(self, site_tree: SiteTree) -> None:
        hub = make_hub(site_tree.alpha_home)
        found = items_of(site_tree.alpha, kind="missing")
        assert [item.what for item in found] == [
            "A notice for: Pupils and their parents or carers", "A notice for: Staff",
        ]  # fmt: skip
        url = f"/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{hub.pk}/?audience=staff"
        assert found[1].url == url
        make_notice(hub, audience="staff", live=False)
        assert [item.key for item in items_of(site_tree.alpha, kind="missing")] == [f"{site_tree.alpha.pk}-pupils"]

    def test_nothing_is_missing_at_a_trust_or_where_nothing_is_expected(self, site_tree: SiteTree) -> None:
        assert items_of(site_tree.trust) == []
        forget_missing()
        assert items_of(site_tree.trust, site_tree.alpha, site_tree.beta) == []


class TestOrder:
    def test_the_overdue_come_first_then_by_day(self, site_tree: SiteTree) -> None:
        forget_missing()
        hub = make_hub(site_tree.alpha_home)
        days = {"soon": 3, "long ago": -90, "later": 20, "lately": -2}
        for number, (title, days_away) in enumerate(days.items()):
            page = make_notice(hub, title=title, slug=f"n{number}")
            schedule(page, site_tree.alpha, due_on=TODAY + dt.timedelta(days=days_away))
        found = items_of(site_tree.alpha)
        assert [item.what for item in found] == ["long ago", "lately", "soon", "later"]
        assert [item.is_overdue(TODAY) for item in found] == [True, True, False, False]


class TestWhose:
    @pytest.fixture
    def page(self, site_tree: SiteTree) -> Any:
        forget_missing()
        page = make_notice(make_hub(site_tree.alpha_home))
        schedule(page, site_tree.alpha)
        return page

    def whose(self, site_tree: SiteTree) -> str:
        (item,) = items_of(site_tree.alpha, kind="reviews", with_people=True)
        return item.whose.key if item.whose is not None else ""

    def test_the_person_of_the_notice_comes_before_those_of_its_organisations(
        self, page: Any, site_tree: SiteTree, school_editor: Any
    ) -> None:
        assert self.whose(site_tree) == "mail:office@alpha.test"
        Organisation.objects.filter(pk=site_tree.trust.pk).update(responsible_mailbox="Trust@trust.test")
        assert self.whose(site_tree) == "mail:trust@trust.test"
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_user=school_editor)
        assert self.whose(site_tree) == f"user:{school_editor.pk}"
        page_schedule = schedule_of(page)
        page_schedule.responsible_mailbox = "head@alpha.test"
        page_schedule.save()
        assert self.whose(site_tree) == "mail:head@alpha.test"

    def test_whoever_has_left_is_passed_over(self, page: Any, site_tree: SiteTree, school_editor: Any) -> None:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_user=school_editor)
        get_user_model().objects.update(is_active=False)
        assert self.whose(site_tree) == "mail:office@alpha.test"

    def test_what_has_no_page_is_for_who_sees_to_the_organisation(
        self, site_tree: SiteTree, school_editor: Any, other_school_editor: Any
    ) -> None:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_user=school_editor)
        Organisation.objects.filter(pk=site_tree.beta.pk).update(responsible_user=school_editor)
        whose = {
            item.organisation: item.whose.key
            for item in items_of(site_tree.alpha, site_tree.beta, kind="missing", with_people=True)
            if item.whose is not None
        }
        # The editor of Alpha may change nothing at Beta.
        assert whose == {site_tree.alpha.pk: f"user:{school_editor.pk}", site_tree.beta.pk: "mail:office@beta.test"}

    def test_a_library_item_is_for_its_own_person(self, site_tree: SiteTree, trust_editor: Any) -> None:
        forget_missing()
        item = RecipientFactory(owner=site_tree.alpha)
        schedule(None, site_tree.alpha, object_id=str(item.pk), responsible_user=trust_editor)
        assert self.whose(site_tree) == f"user:{trust_editor.pk}"


def schedule_of(page: Any) -> Any:
    return ReviewSchedule.objects.get(object_id=str(page.pk))


class TestWhere:
    def test_what_is_everyones_is_collected_for_those_who_ask_for_it(self, site_tree: SiteTree) -> None:
        forget_missing()
        schedule(None, None, title="Everyone's law")
        assert items_of(site_tree.alpha) == []
        assert [item.what for item in items_of(site_tree.alpha, for_everyone=True)] == ["Everyone's law"]
        assert [item.organisation for item in collect([], TODAY, for_everyone=True)] == [None]

    def test_nothing_is_asked_for_nobody(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert collect([], TODAY) == []


def test_each_kind_of_work_has_a_label(db: None) -> None:
    assert {source.name for source in work_sources()} | {"missing"} == set(work_kinds())
    assert all(str(label) for label in work_kinds().values())


def test_it_takes_two_queries_for_one_item_and_for_many(site_tree: SiteTree) -> None:
    forget_missing()
    hub = make_hub(site_tree.alpha_home)
    schedules = [schedule(make_notice(hub, slug="n"), site_tree.alpha)]
    organisations = list(Organisation.objects.with_people().order_by("name"))

    def costs() -> tuple[int, int]:
        return (
            query_count(lambda: collect(organisations, TODAY, for_everyone=True)),
            query_count(lambda: collect(organisations, TODAY, for_everyone=True, with_people=True)),
        )

    Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_user=make_editor("e", [hub]))
    organisations = list(Organisation.objects.with_people().order_by("name"))
    assert costs() == (2, 2)
    for number in range(10):
        user = make_editor(f"editor{number}", [hub])
        page = make_notice(hub, slug=f"n{number}")
        schedules.append(schedule(page, site_tree.alpha, responsible_user=user))
    failed_digest(*schedules)
    assert len(collect(organisations, TODAY)) > 10
    assert costs() == (2, 2)
