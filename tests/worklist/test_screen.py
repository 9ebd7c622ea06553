"""The list, the panel and the number in the menu: for whom, with which filters, at what cost."""

import csv
import datetime as dt
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.menu import admin_menu
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy
from wagtail.signal_handlers import disable_reference_index_auto_update

from tests.notice_factories import make_hub, make_notice
from tests.queries import query_count
from tests.trees import SiteTree, make_editor
from tests.worklist.things import failed_digest, forget_missing, schedule
from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.worklist.admin import readers
from wagtail_privacy.worklist.admin.panel import WorkPanel

pytestmark = pytest.mark.django_db

URL = "/admin/privacy/work/"


def overdue() -> dt.date:
    return site_day() - dt.timedelta(days=10)


def fresh_request(user: Any) -> Any:
    request = RequestFactory().get("/admin/")
    request.user = type(user).objects.get(pk=user.pk)
    return request


def sheet(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"{URL}?export=csv{query}")
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(text.splitlines()))


def names(client: Client, query: str = "") -> list[str]:
    return [row[1] for row in sheet(client, query)[1:]]


@pytest.fixture
def work(site_tree: SiteTree) -> dict[str, Any]:
    """A review at Alpha that is overdue and one that comes due, one at Beta, and a notice missing at Beta."""
    forget_missing()
    hub = make_hub(site_tree.alpha_home)
    pages = {
        "pupils": make_notice(hub, title="Of pupils", slug="pupils"),
        "staff": make_notice(hub, title="Of staff", slug="staff"),
        "beta": make_notice(make_hub(site_tree.beta_home), title="Of Beta"),
    }
    schedule(pages["pupils"], site_tree.alpha, due_on=overdue())
    schedule(pages["staff"], site_tree.alpha, due_on=site_day() + dt.timedelta(days=9))
    schedule(pages["beta"], site_tree.beta, due_on=overdue() - dt.timedelta(days=1))
    Organisation.objects.filter(pk=site_tree.trust.pk).update(expected_audiences=["visitors"])
    return pages


class TestList:
    def test_an_editor_sees_what_her_school_needs_only(self, client: Client, work: Any, school_editor: Any) -> None:
        client.force_login(school_editor)
        assert names(client) == ["Of pupils", "A notice for: Visitors", "Of staff"]
        text = client.get(URL).content.decode()
        assert "Beta" not in text
        assert "What needs you (3)" in text

    def test_who_acts_for_a_trust_sees_all_its_schools_and_no_title_of_a_draft(
        self, client: Client, work: Any, site_tree: SiteTree
    ) -> None:
        old = site_day() - dt.timedelta(days=40)
        draft = make_notice(site_tree.alpha_home.get_children().get().specific, title="Secret", slug="s", live=False)
        Page.objects.filter(pk=draft.pk).update(latest_revision_created_at=f"{old} 12:00+00:00")
        client.force_login(make_editor("of_trust", [site_tree.trust_home]))
        assert names(client) == [
            "Of Beta", "Of pupils", "A notice that is not published", "A notice for: Visitors",
            "A notice for: Visitors", "Of staff",
        ]  # fmt: skip
        text = client.get(URL).content.decode()
        assert "Secret" not in text
        # She may open none of them.
        assert f"/pages/{draft.pk}/edit/" not in text
        assert "/admin/privacy/reviews/" not in text
        assert "/pages/add/" not in text

    def test_each_thing_leads_to_where_it_is_done(self, client: Client, work: Any, school_editor: Any) -> None:
        client.force_login(school_editor)
        text = client.get(URL).content.decode()
        key = ReviewSchedule.objects.get(object_id=str(work["pupils"].pk)).pk
        assert f'href="/admin/privacy/reviews/{key}/"' in text
        assert "/pages/add/wagtail_privacy_pages/privacynoticepage/" in text

    def test_it_filters_sorts_and_searches_on_the_screen_and_in_the_sheet(
        self, client: Client, work: Any, site_tree: SiteTree, trust_editor: Any
    ) -> None:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_user=trust_editor)
        Organisation.objects.filter(pk=site_tree.beta.pk).update(email="")
        client.force_login(trust_editor)
        visitors = "A notice for: Visitors"
        assert names(client) == ["Of Beta", "Of pupils", visitors, visitors, "Of staff"]
        assert names(client, f"&organisation={site_tree.beta.pk}") == ["Of Beta", visitors]
        assert names(client, "&kind=missing") == [visitors, visitors]
        assert names(client, "&kind=missing&kind=reviews") == names(client)
        assert names(client, "&whose=mine") == ["Of pupils", visitors, "Of staff"]
        assert names(client, "&whose=mail:dpo@trust.test") == ["Of Beta", visitors]
        assert names(client, "&whose=nobody") == []
        assert names(client, "&when=overdue") == ["Of Beta", "Of pupils"]
        assert names(client, "&when=due") == ["Of staff"]
        assert names(client, "&when=undated") == [visitors, visitors]
        assert names(client, "&q=beta") == ["Of Beta", visitors]
        assert names(client, "&ordering=-what") == ["Of staff", "Of pupils", "Of Beta", visitors, visitors]
        assert names(client, "&ordering=-due")[:3] == ["Of staff", "Of pupils", "Of Beta"]
        assert names(client, "&ordering=pk") == names(client, "&kind=nonsense") == names(client)
        results = client.get(f"{URL}results/?when=overdue").content.decode()
        assert "Of pupils" in results
        assert "Of staff" not in results

    def test_a_school_or_person_that_one_does_not_see_cannot_be_filtered_for(
        self, client: Client, work: Any, school_editor: Any, site_tree: SiteTree
    ) -> None:
        client.force_login(school_editor)
        assert "Beta" not in client.get(f"{URL}?organisation={site_tree.beta.pk}").content.decode()
        # The address that was asked for stands in links, and nothing was filtered.
        assert names(client, "&whose=mail:office@beta.test") == names(client)
        assert names(client, f"&organisation={site_tree.beta.pk}") == names(client)

    def test_what_is_everyones_is_for_those_who_act_for_everyone(
        self, client: Client, work: Any, school_editor: Any, trust_editor: Any
    ) -> None:
        schedule(None, None, title="A law of everyone", due_on=overdue())
        client.force_login(school_editor)
        assert "A law of everyone" not in names(client)
        client.force_login(trust_editor)
        assert names(client, "&organisation=everyone") == ["A law of everyone"]
        assert sheet(client, "&organisation=everyone")[1][0] == "Everyone’s"

    def test_days_are_days_in_a_spreadsheet_and_names_are_no_formulas(
        self, client: Client, work: Any, school_editor: Any
    ) -> None:
        ReviewSchedule.objects.filter(title="Of pupils").update(title='=HYPERLINK("x")')
        client.force_login(school_editor)
        assert names(client)[0] == '\'=HYPERLINK("x")'
        assert sheet(client)[1][-1] == overdue().isoformat()
        response = client.get(f"{URL}?export=xlsx")
        row = load_workbook(BytesIO(b"".join(response.streaming_content))).active[2]
        assert (row[1].value, row[1].data_type) == ('=HYPERLINK("x")', "s")
        assert row[-1].is_date

    def test_nothing_to_do_is_said_in_words(self, client: Client, site_tree: SiteTree, school_editor: Any) -> None:
        forget_missing()
        client.force_login(school_editor)
        text = client.get(URL).content.decode()
        assert "Nothing needs you." in text
        assert "What needs you (" not in text
        assert "Nothing of this kind needs you." in client.get(f"{URL}?when=overdue").content.decode()

    def test_who_works_for_nobody_sees_neither_menu_item_nor_screen_nor_panel(
        self, client: Client, site_tree: SiteTree
    ) -> None:
        nobody = make_editor("nobody", [])
        client.force_login(nobody)
        assert client.get(URL).url == reverse("wagtailadmin_home")
        text = client.get(reverse("wagtailadmin_home")).content.decode()
        assert "What needs you" not in text


class TestMenu:
    def test_it_is_the_first_item_for_editors_too(self, work: Any, school_editor: Any) -> None:
        request = SimpleNamespace(user=school_editor)
        group = next(item for item in admin_menu.menu_items_for_request(request) if item.name == "privacy")
        items = sorted(group.menu.menu_items_for_request(request), key=lambda item: item.order)
        assert [item.name for item in items[:2]] == ["privacy-work", "privacy-overview"]
        assert items[0].render_component(request).label == "What needs you (3)"
        assert str(items[0].label) == "What needs you"

    def test_the_number_costs_no_query_once_it_is_known(self, work: Any, school_editor: Any) -> None:
        assert readers.count_of_work(fresh_request(school_editor)) == 3
        request = fresh_request(school_editor)
        assert query_count(lambda: readers.count_of_work(request)) == 0
        # It may be some minutes old, until the list or the panel is shown.
        ReviewSchedule.objects.filter(title="Of pupils").delete()
        assert readers.count_of_work(fresh_request(school_editor)) == 3
        WorkPanel().render_html({"request": fresh_request(school_editor)})
        assert readers.count_of_work(fresh_request(school_editor)) == 2

    def test_each_has_a_number_of_her_own(self, work: Any, school_editor: Any, other_school_editor: Any) -> None:
        assert readers.count_of_work(fresh_request(school_editor)) == 3
        assert readers.count_of_work(fresh_request(other_school_editor)) == 2

    @pytest.mark.parametrize("backend", ["dummy", "broken"])
    def test_without_a_cache_it_is_counted_once_a_request(
        self, work: Any, school_editor: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, backend: str
    ) -> None:
        monkeypatch.setattr(readers, "cache", _Broken() if backend == "broken" else _Dummy())
        request = fresh_request(school_editor)
        assert readers.count_of_work(request) == 3
        assert query_count(lambda: readers.count_of_work(request)) == 0

    def test_it_makes_no_page_of_the_admin_slower(
        self, client: Client, work: Any, school_editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client.force_login(school_editor)
        url = reverse("wagtailadmin_explore_root")
        with_number = query_count(lambda: client.get(url))
        monkeypatch.setattr("wagtail_privacy.worklist.hooks.count_of_work", lambda _request: 0)
        assert query_count(lambda: client.get(url)) == with_number


class _Dummy:
    def get(self, key: str) -> None:
        return None

    def set(self, key: str, value: int, seconds: int) -> None:
        return None


class _Broken:
    def get(self, key: str) -> None:
        raise ConnectionError

    def set(self, key: str, value: int, seconds: int) -> None:
        raise ConnectionError


class TestPanel:
    def shown(self, user: Any) -> str:
        return " ".join(WorkPanel().render_html({"request": fresh_request(user)}).split())

    def test_it_counts_by_kind_and_leads_into_the_list(self, work: Any, trust_editor: Any) -> None:
        text = self.shown(trust_editor)
        assert f'<a href="{URL}?kind=reviews">Reviews: 3</a>' in text
        assert f'<a href="{URL}?kind=missing">Missing notices: 2</a>' in text
        assert f'<a href="{URL}?when=overdue">2 of them are overdue.</a>' in text
        assert "Old drafts" not in text

    def test_it_is_on_the_dashboard_with_its_style_sheet(self, client: Client, work: Any, school_editor: Any) -> None:
        client.force_login(school_editor)
        text = client.get(reverse("wagtailadmin_home")).content.decode()
        assert "3 things need somebody." in text
        assert "wagtail_privacy/admin/worklist.css" in text
        assert "Beta" not in text

    def test_nothing_is_said_where_nothing_is_to_do(self, site_tree: SiteTree, school_editor: Any) -> None:
        forget_missing()
        assert self.shown(school_editor) == ""


@disable_reference_index_auto_update()
def build(tree: SiteTree, schools: int) -> None:
    """Schools of the trust, each with a notice that is overdue, one that is missing, and a reminder that failed."""
    for number in range(schools):
        home = tree.root.add_child(
            instance=type(tree.root)(title=f"School {number}", slug=f"s{number}", locale=tree.locale, live=True)
        )
        site = Site.objects.create(hostname=f"s{number}.test", root_page=home)
        school = Organisation.objects.create(kind="school", name=f"School {number}", site=site, parent=tree.trust)
        page = make_notice(make_hub(home), audience="pupils", title=f"Of school {number}")
        one = schedule(page, school, due_on=overdue(), responsible_user=make_editor(f"editor{number}", [home]))
        failed_digest(one, key=f"mail:a{number}@b.example")


@pytest.mark.parametrize(("who", "schools"), [("trust_editor", 50), ("of_trust", 5), ("school_editor", 5)])
def test_it_costs_the_same_for_one_thing_and_for_many(
    site_tree: SiteTree, client: Client, who: str, schools: int, request: pytest.FixtureRequest
) -> None:
    user = make_editor("of_trust", [site_tree.trust_home]) if who == "of_trust" else request.getfixturevalue(who)
    client.force_login(user)
    forget_missing()
    page = make_notice(make_hub(site_tree.alpha_home))
    schedule(page, site_tree.alpha, due_on=overdue(), responsible_user=user)

    def costs() -> list[int]:
        def panel() -> None:
            cache.delete(readers._key(user))
            reader = fresh_request(user)
            with_permissions(reader.user)
            with CaptureQueriesContext(connection) as queries:
                WorkPanel().render_html({"request": reader})
            own.append(len(queries))

        own: list[int] = []
        panel()
        panel()
        return [
            own[-1],
            query_count(lambda: client.get(URL)),
            query_count(lambda: b"".join(client.get(f"{URL}?export=csv").streaming_content)),
            query_count(lambda: client.get(f"{URL}results/?whose=mine&when=overdue")),
        ]

    one = costs()
    assert one[0] == 3
    assert one[1] <= 12
    Organisation.objects.filter(pk=site_tree.trust.pk).update(expected_audiences=["pupils", "staff"])
    build(site_tree, schools)
    assert costs() == one


def with_permissions(user: Any) -> None:
    """Have Wagtail read the page permissions of this user object, as it does on every page of the admin."""
    list(page_permission_policy.get_cached_permissions_for_user(user))
