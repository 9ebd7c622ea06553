"""The overview: which notices are missing, in the making, announced or in force, for whom and at what cost."""

import csv
import datetime as dt
from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.menu import admin_menu
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from tests.form_posts import ORGANISATION_FORMSETS
from tests.notice_factories import make_hub, make_notice
from tests.queries import query_count
from tests.trees import SiteTree, make_editor
from wagtail_privacy import overview_columns as registry
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.overview_columns import ColumnValue, register_overview_column
from wagtail_privacy.pages.models import DataSharingPolicyPage
from wagtail_privacy.schools.overview import overview_rows

pytestmark = pytest.mark.django_db

URL = "/admin/privacy/overview/"


def rows_of(*organisations: Organisation) -> list[tuple[str, str, str, str]]:
    keys = [organisation.pk for organisation in organisations]
    loaded = Organisation.objects.with_chain().select_related("site__root_page").filter(pk__in=keys).order_by("name")
    return [
        (row.organisation.name, row.audience, row.state.value, row.notice.page.title if row.notice else "")
        for row in overview_rows(list(loaded))
    ]


def announce(page: Any, days: int = 30) -> dt.date:
    day = site_day() + dt.timedelta(days=days)
    page.body = page._meta.get_field("body").stream_block.to_python(
        [{"type": "text", "value": {"heading": "New", "body": "<p>Other words.</p>"}}]
    )
    page.describe_change(note="We say more.", reason="other", applies_from=day)
    page.save_revision().publish()
    return day


@pytest.fixture
def expected(site_tree: SiteTree) -> Callable[..., None]:
    def choose(*audiences: Audience, of: Organisation | None = None) -> None:
        organisation = of or site_tree.trust
        Organisation.objects.filter(pk=organisation.pk).update(expected_audiences=[str(name) for name in audiences])

    return choose


class TestRows:
    def test_pupils_and_staff_are_expected_until_the_trust_chooses(self, site_tree: SiteTree) -> None:
        assert rows_of(site_tree.alpha) == [
            ("Alpha School", "pupils", "missing", ""),
            ("Alpha School", "staff", "missing", ""),
        ]

    def test_the_trust_chooses_for_its_schools_and_they_do_not(
        self, site_tree: SiteTree, expected: Callable[..., None]
    ) -> None:
        expected(Audience.VISITORS)
        expected(Audience.PUPILS, of=site_tree.alpha)
        assert [row[1] for row in rows_of(site_tree.alpha)] == ["visitors"]

    def test_a_school_without_a_trust_chooses_for_itself(
        self, site_tree: SiteTree, expected: Callable[..., None]
    ) -> None:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(parent=None)
        expected(Audience.GOVERNORS, of=site_tree.alpha)
        assert [row[1] for row in rows_of(site_tree.alpha)] == ["governors"]

    def test_nothing_is_expected_of_the_trust_itself(self, site_tree: SiteTree) -> None:
        assert rows_of(site_tree.trust) == []

    def test_each_state_is_told(self, site_tree: SiteTree, expected: Callable[..., None]) -> None:
        expected(Audience.PUPILS, Audience.STAFF, Audience.GOVERNORS, Audience.VISITORS, Audience.APPLICANTS)
        hub = make_hub(site_tree.alpha_home)
        make_notice(hub, audience="pupils", title="In force", slug="a")
        make_notice(hub, audience="staff", title="A draft", slug="b", live=False)
        announced = make_notice(hub, audience="governors", title="To come", slug="c", live=False)
        announce(announced)
        make_notice(hub, audience="visitors", title="Gone", slug="d").unpublish()
        assert [row[1:] for row in rows_of(site_tree.alpha)] == [
            ("pupils", "in_force", "In force"),
            ("staff", "draft", "A draft"),
            ("governors", "announced", "To come"),
            ("applicants", "missing", ""),
            ("visitors", "unpublished", "Gone"),
        ]

    def test_what_is_in_force_and_announced_is_told_with_both_days(self, site_tree: SiteTree) -> None:
        page = make_notice(make_hub(site_tree.alpha_home), audience="pupils")
        day = announce(page)
        organisations = Organisation.objects.with_chain().select_related("site__root_page")
        row = overview_rows([organisations.get(pk=site_tree.alpha.pk)])[0]
        assert row.state == "in_force"
        assert (str(site_day().year) in row.since, str(day.day) in row.announced_for) == (True, True)
        assert row.since != row.announced_for

    def test_a_notice_for_everyone_stands_for_those_that_are_missing(self, site_tree: SiteTree) -> None:
        hub = make_hub(site_tree.alpha_home)
        make_notice(hub, audience="everyone", title="All", slug="all")
        make_notice(hub, audience="staff", title="Staff", slug="staff")
        assert [row[1:] for row in rows_of(site_tree.alpha)] == [
            ("pupils", "in_force", "All"),
            ("staff", "in_force", "Staff"),
        ]

    def test_a_notice_for_pupils_and_their_parents_is_one_for_parents(
        self, site_tree: SiteTree, expected: Callable[..., None]
    ) -> None:
        expected(Audience.PARENTS)
        make_notice(make_hub(site_tree.alpha_home), audience="pupils", title="Pupils")
        assert [row[1:] for row in rows_of(site_tree.alpha)] == [("parents", "in_force", "Pupils")]

    def test_a_policy_informs_nobody_and_is_shown_beside_what_is_missing(self, site_tree: SiteTree) -> None:
        make_notice(make_hub(site_tree.alpha_home), model=DataSharingPolicyPage, audience="pupils", title="Policy")
        assert [row[1:] for row in rows_of(site_tree.alpha)] == [
            ("pupils", "missing", ""),
            ("staff", "missing", ""),
            ("pupils", "in_force", "Policy"),
        ]

    def test_a_notice_and_its_translation_are_one_row(self, site_tree: SiteTree) -> None:
        welsh = Locale.objects.create(language_code="cy")
        page = make_notice(make_hub(site_tree.alpha_home), audience="pupils", title="English")
        page.copy_for_translation(welsh, copy_parents=True)
        assert [row[1:] for row in rows_of(site_tree.alpha)] == [
            ("pupils", "in_force", "English"),
            ("staff", "missing", ""),
        ]

    def test_a_school_inside_the_site_of_its_trust_has_its_own_notices(self, site_tree: SiteTree) -> None:
        site_tree.beta_home.move(site_tree.trust_home, "last-child")
        home = type(site_tree.beta_home).objects.get(pk=site_tree.beta_home.pk)
        make_notice(make_hub(home), audience="pupils", title="Of Beta")
        assert ("Beta School", "pupils", "in_force", "Of Beta") in rows_of(site_tree.trust, site_tree.beta)
        assert rows_of(site_tree.trust) == []


def test_the_form_of_an_organisation_takes_audiences_and_nothing_else(site_tree: SiteTree, trust_editor: Any) -> None:
    form_class = Organisation.snippet_viewset.get_form_class(for_update=True)
    data = {"kind": "trust", "name": "Test Trust"}
    for formset in ORGANISATION_FORMSETS:
        data |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0"}

    def form(*audiences: str) -> Any:
        return form_class(data | {"expected_audiences": audiences}, instance=site_tree.trust, for_user=trust_editor)

    assert list(form("nonsense").errors) == ["expected_audiences"]
    assert form().is_valid()
    chosen = form("visitors", "pupils")
    assert chosen.is_valid(), chosen.errors
    chosen.save()
    assert [row[1] for row in rows_of(site_tree.alpha)] == ["pupils", "visitors"]


class _Length:
    """A column that another room could have: how long the title of a notice is."""

    name = "title_length"
    label = "Length"

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def values_for(self, page_ids: Any, user: Any) -> dict[int, ColumnValue]:
        self.asked.append(list(page_ids))
        return {key: ColumnValue(f"{key} long", f"/somewhere/{key}/") for key in page_ids}


@pytest.fixture
def column(monkeypatch: pytest.MonkeyPatch) -> _Length:
    monkeypatch.setattr(registry, "_columns", dict(registry._columns))
    column = _Length()
    register_overview_column(column)
    return column


class TestScreen:
    @pytest.fixture
    def page(self, site_tree: SiteTree) -> Any:
        make_notice(make_hub(site_tree.beta_home), audience="pupils", title="Of Beta", live=False)
        return make_notice(make_hub(site_tree.alpha_home), audience="pupils", title="Of Alpha")

    def sheet(self, client: Client, query: str = "") -> list[list[str]]:
        response = client.get(f"{URL}?export=csv{query}")
        text = b"".join(response.streaming_content).decode()
        return list(csv.reader(text.splitlines()))

    def test_an_editor_sees_her_school_only(self, client: Client, page: Any, school_editor: Any) -> None:
        client.force_login(school_editor)
        assert {row[0] for row in self.sheet(client)[1:]} == {"Alpha School"}
        text = client.get(URL).content.decode()
        assert "Beta School" not in text
        assert f'href="{reverse("wagtailadmin_pages:edit", args=[page.pk])}"' in text

    def test_who_acts_for_the_trust_reads_no_draft_of_a_school(
        self, client: Client, page: Any, site_tree: SiteTree
    ) -> None:
        client.force_login(make_editor("of_trust", [site_tree.trust_home]))
        sheet = self.sheet(client)
        beta = ["Beta School", "Pupils and their parents or carers", "", "", "Draft", "", ""]
        assert beta in [row[: len(beta)] for row in sheet]
        assert "Of Alpha" in [row[3] for row in sheet]
        text = client.get(URL).content.decode()
        assert "Of Beta" not in text
        assert "Write a notice" not in text
        assert f"/pages/{page.pk}/edit/" not in text

    def test_what_is_missing_leads_to_the_form_of_a_notice_for_that_audience(
        self, client: Client, page: Any, school_editor: Any
    ) -> None:
        client.force_login(school_editor)
        hub = page.get_parent()
        url = f"/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{hub.pk}/?audience=staff"
        assert f'href="{url}"' in client.get(URL).content.decode()
        assert client.get(url).context["form"].initial["audience"] == "staff"

    def test_it_filters_sorts_and_searches_on_the_screen_and_in_the_sheet(
        self, client: Client, page: Any, trust_editor: Any, site_tree: SiteTree
    ) -> None:
        client.force_login(trust_editor)
        assert [row[0] for row in self.sheet(client, "&state=missing")[1:]] == ["Alpha School", "Beta School"]
        assert [row[3] for row in self.sheet(client, f"&organisation={site_tree.beta.pk}")[1:]] == ["Of Beta", ""]
        assert {row[1] for row in self.sheet(client, "&audience=staff")[1:]} == {"Staff"}
        assert [row[0] for row in self.sheet(client, "&q=beta")[1:]] == ["Beta School", "Beta School"]
        assert [row[4] for row in self.sheet(client, "&ordering=-state")[1:]] == [
            "In force", "Draft", "Missing", "Missing",
        ]  # fmt: skip
        for ordering in ("since", "-since"):
            assert self.sheet(client, f"&ordering={ordering}")[1][3] == "Of Alpha"
        assert self.sheet(client, "&ordering=pk") == self.sheet(client)
        assert self.sheet(client, "&state=nonsense") == self.sheet(client)
        results = client.get(f"{URL}results/?state=draft")
        assert "Of Beta" in results.content.decode()
        assert "Of Alpha" not in results.content.decode()

    def test_a_school_that_one_does_not_see_cannot_be_filtered_for(
        self, client: Client, page: Any, school_editor: Any, site_tree: SiteTree
    ) -> None:
        client.force_login(school_editor)
        assert "Beta" not in client.get(f"{URL}?organisation={site_tree.beta.pk}").content.decode()

    def test_a_name_is_never_a_formula(self, client: Client, page: Any, school_editor: Any) -> None:
        Organisation.objects.filter(name="Alpha School").update(name='=HYPERLINK("x")')
        client.force_login(school_editor)
        assert self.sheet(client)[1][0] == '\'=HYPERLINK("x")'
        response = client.get(f"{URL}?export=xlsx")
        cell = load_workbook(BytesIO(b"".join(response.streaming_content))).active["A2"]
        assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")

    def test_other_rooms_add_columns_that_are_asked_once(
        self, client: Client, page: Any, trust_editor: Any, column: _Length
    ) -> None:
        client.force_login(trust_editor)
        text = client.get(URL).content.decode()
        assert f'<a href="/somewhere/{page.pk}/">{page.pk} long</a>' in " ".join(text.split()).replace("> ", ">")
        assert [len(keys) for keys in column.asked] == [2]
        sheet = self.sheet(client)
        assert sheet[0][-1] == "Length"
        assert f"{page.pk} long" in [row[-1] for row in sheet]

    def test_it_is_the_second_item_of_the_menu_for_editors_too(
        self, client: Client, page: Any, school_editor: Any
    ) -> None:
        client.force_login(school_editor)
        request = SimpleNamespace(user=school_editor)
        group = next(item for item in admin_menu.menu_items_for_request(request) if item.name == "privacy")
        items = sorted(group.menu.menu_items_for_request(request), key=lambda item: item.order)
        assert (items[1].name, str(items[1].url)) == ("privacy-overview", URL)

    def test_who_works_for_nobody_sees_neither_menu_item_nor_screen(self, client: Client, db: None) -> None:
        nobody = make_editor("nobody", [])
        client.force_login(nobody)
        response = client.get(URL)
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")


@disable_reference_index_auto_update()
def build_schools(tree: SiteTree, schools: int, audiences: int) -> None:
    """Schools of the trust, each with so many notices in force."""
    for number in range(schools):
        home = tree.root.add_child(
            instance=type(tree.root)(title=f"School {number}", slug=f"s{number}", locale=tree.locale, live=True)
        )
        site = Site.objects.create(hostname=f"s{number}.test", root_page=home)
        Organisation.objects.create(kind="school", name=f"School {number}", site=site, parent=tree.trust)
        hub = make_hub(home)
        for name in Audience.values[:audiences]:
            make_notice(hub, audience=name, slug=name, title=f"For {name}")


@pytest.mark.parametrize("who", ["trust_editor", "of_trust", "school_editor"])
def test_it_costs_the_same_for_one_school_and_for_twenty(
    site_tree: SiteTree, client: Client, column: _Length, who: str, request: pytest.FixtureRequest
) -> None:
    user = make_editor("of_trust", [site_tree.trust_home]) if who == "of_trust" else request.getfixturevalue(who)
    client.force_login(user)
    build_schools(site_tree, 1, 2)
    one = query_count(lambda: client.get(URL))
    exported = query_count(lambda: b"".join(client.get(f"{URL}?export=csv").streaming_content))
    for number in range(1, 20):
        home = site_tree.root.add_child(
            instance=type(site_tree.root)(title=f"T{number}", slug=f"t{number}", locale=site_tree.locale, live=True)
        )
        site = Site.objects.create(hostname=f"t{number}.test", root_page=home)
        Organisation.objects.create(kind="school", name=f"T{number}", site=site, parent=site_tree.trust)
        make_notice(make_hub(home), audience="pupils", live=number % 2 == 0)
    assert query_count(lambda: client.get(URL)) == one
    assert one <= 12
    assert query_count(lambda: b"".join(client.get(f"{URL}?export=csv").streaming_content)) == exported
