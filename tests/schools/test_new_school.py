"""Setting up a school: all of it or nothing, by those who could make each thing by hand."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, ModelLogEntry, Page, PageLogEntry, Site

from tests.homes.models import DemandingHomePage, HomePage
from tests.notice_factories import make_hub, make_notice
from tests.permissions.world import grant
from tests.queries import query_count
from tests.trees import SiteTree, admin_access, make_editor
from wagtail_privacy.organisations.log_entries import OwnedLogEntry
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scope_of
from wagtail_privacy.propagation.model_notices.services import make_model
from wagtail_privacy.schools import setup
from wagtail_privacy.schools.permissions import may_add_school
from wagtail_privacy.schools.services import add_school, check_add_school
from wagtail_privacy.schools.setup import SchoolPlan, home_types

pytestmark = pytest.mark.django_db

URL = "/admin/privacy/schools/new/"
MODELS = (Page, Site, Organisation, Group, GroupPagePermission)


def plan_of(tree: SiteTree, **fields: Any) -> SchoolPlan:
    defaults = {
        "name": "Delta School",
        "hostname": "delta.test",
        "home_type": HomePage,
        "email": "office@delta.test",
        "setting": "academy",
        "trust": tree.trust,
        "is_controller": False,
    }
    return SchoolPlan(**defaults | fields)


def counts() -> list[int]:
    return [model._default_manager.count() for model in MODELS]


def make_manager(tree: SiteTree, *pages: Any) -> Any:
    """Somebody who may also add sites and groups."""
    manager = make_editor("manager", pages or [tree.root])
    for app, codename in (("wagtailcore", "add_site"), ("auth", "add_group")):
        give(manager, app, codename)
    return type(manager).objects.get(pk=manager.pk)


def give(user: Any, app: str, codename: str) -> None:
    group = user.groups.get()
    grant(user, app, codename)
    assert group.permissions.filter(codename=codename).exists()


@pytest.fixture
def manager(site_tree: SiteTree) -> Any:
    return make_manager(site_tree)


class TestService:
    def test_it_makes_all_that_a_school_needs(self, site_tree: SiteTree) -> None:
        admin_access()
        school = add_school(plan_of(site_tree, port=8000))
        organisation = Organisation.objects.get(pk=school.organisation.pk)
        assert (organisation.name, organisation.parent, organisation.email) == (
            "Delta School", site_tree.trust, "office@delta.test",
        )  # fmt: skip
        site = Site.objects.get(hostname="delta.test", port=8000)
        assert (organisation.site, site.root_page_id, site.is_default_site) == (site, school.home.pk, False)
        assert (school.home.live, school.home.slug, type(school.home)) == (True, "delta-school", HomePage)
        assert school.hub is not None
        assert (school.hub.live, school.hub.slug, school.hub.get_parent().pk) == (True, "privacy", school.home.pk)
        assert [group.name for group in school.groups] == ["Delta School editors", "Delta School moderators"]

    def test_editors_write_and_moderators_publish_and_act_for_the_school(self, site_tree: SiteTree) -> None:
        admin_access()
        school = add_school(plan_of(site_tree))
        people = {}
        for group in school.groups:
            person = make_editor(f"of {group.name}", [])
            person.groups.set([group])
            people[group.name.rsplit(" ", maxsplit=1)[-1]] = type(person).objects.get(pk=person.pk)
        editor, moderator = people["editors"], people["moderators"]
        home = Page.objects.get(pk=school.home.pk)
        assert home.permissions_for_user(editor).can_edit()
        assert not home.permissions_for_user(editor).can_publish()
        assert home.permissions_for_user(moderator).can_publish()
        assert scope_of(moderator).acts_for == {school.organisation.pk}
        assert scope_of(editor).acts_for == frozenset()
        assert scope_of(editor).works_for == {school.organisation.pk}
        for person in (editor, moderator):
            assert person.has_perm("wagtailadmin.access_admin")
            assert not site_tree.alpha_home.permissions_for_user(person).can_edit()
        assert moderator.has_perm("wagtail_privacy.change_recipient")
        assert not editor.has_perm("wagtail_privacy.change_recipient")
        assert editor.has_perm("wagtail_privacy.view_recipient")

    def test_each_thing_that_is_made_stands_in_the_log(self, site_tree: SiteTree, manager: Any) -> None:
        school = add_school(plan_of(site_tree), user=manager)
        for page in (school.home, school.hub):
            actions = set(PageLogEntry.objects.filter(page=page.pk, user=manager).values_list("action", flat=True))
            assert actions >= {"wagtail.create", "wagtail.publish"}
        assert OwnedLogEntry.objects.filter(object_id=str(school.organisation.pk), user=manager).exists()
        for thing in (school.site, *school.groups):
            assert ModelLogEntry.objects.for_instance(thing).filter(action="wagtail.create", user=manager).exists()

    def test_no_group_is_made_unless_asked_for(self, site_tree: SiteTree) -> None:
        before = Group.objects.count()
        assert add_school(plan_of(site_tree, groups=())).groups == ()
        assert Group.objects.count() == before

    def test_a_site_without_types_of_hubs_gets_none(self, site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(setup, "page_types", lambda *_mixins: ())
        monkeypatch.setattr(setup, "_creatable_below", lambda _parent, _mixin: iter(()))
        assert add_school(plan_of(site_tree)).hub is None

    def test_two_schools_of_one_name_get_addresses_of_their_own(self, site_tree: SiteTree) -> None:
        first = add_school(plan_of(site_tree))
        second = add_school(plan_of(site_tree, hostname="delta2.test", groups=()))
        assert (first.home.slug, second.home.slug) == ("delta-school", "delta-school-2")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "D" * 250}, "name"),
            ({"hostname": "ALPHA.test"}, "hostname"),
            ({"hostname": "alpha.test"}, "hostname"),
            ({"hostname": "https://delta.test"}, "hostname"),
            ({"hostname": "delta.test/privacy"}, "hostname"),
            ({"hostname": "delta.test:80"}, "hostname"),
            ({"hostname": "delta..test"}, "hostname"),
            ({"hostname": "-delta.test"}, "hostname"),
            ({"hostname": "delta.test\n"}, "hostname"),
            ({"hostname": ""}, "hostname"),
            ({"port": 0}, "port"),
            ({"port": 65536}, "port"),
            ({"email": "office"}, "email"),
            ({"home_type": Page}, "home_type"),
            ({"home_type": DemandingHomePage}, "home_type"),
            ({"setting": "nonsense"}, "setting"),
            ({"trust": None}, "trust"),
        ],
        ids=str,
    )
    def test_a_mistake_is_told_at_its_field_and_nothing_is_made(
        self, site_tree: SiteTree, fields: dict[str, Any], field: str
    ) -> None:
        before = counts()
        with pytest.raises(ValidationError) as caught:
            add_school(plan_of(site_tree, **fields))
        assert list(caught.value.message_dict) == [field]
        assert counts() == before

    def test_a_school_is_no_trust(self, site_tree: SiteTree) -> None:
        with pytest.raises(ValidationError) as caught:
            check_add_school(plan_of(site_tree, trust=site_tree.alpha), None)
        assert list(caught.value.message_dict) == ["trust"]

    def test_a_group_that_is_there_is_not_taken_over(self, site_tree: SiteTree) -> None:
        Group.objects.create(name="Delta School editors")
        with pytest.raises(ValidationError, match="Delta School editors"):
            add_school(plan_of(site_tree))

    def test_the_second_of_two_at_the_same_host_is_told_so(self, site_tree: SiteTree) -> None:
        add_school(plan_of(site_tree))
        before = counts()
        with pytest.raises(ValidationError) as caught:
            add_school(plan_of(site_tree, name="Other"))
        assert list(caught.value.message_dict) == ["hostname"]
        assert counts() == before

    def test_a_host_that_is_taken_meanwhile_undoes_everything(
        self, site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wagtail_privacy.schools.services._hostname_error", lambda _plan: "")
        before = counts()
        with pytest.raises(ValidationError) as caught:
            add_school(plan_of(site_tree, hostname="alpha.test"))
        assert list(caught.value.message_dict) == ["hostname"]
        assert counts() == before

    def test_home_pages_can_hold_a_hub_and_are_no_notices(self, site_tree: SiteTree) -> None:
        assert set(home_types()) == {HomePage, DemandingHomePage}


class TestWhoMay:
    def test_who_could_make_each_thing_by_hand(self, site_tree: SiteTree, manager: Any) -> None:
        assert may_add_school(manager)
        assert may_add_school(manager, site_tree.trust)

    @pytest.mark.parametrize(
        ("app", "codename"),
        [("wagtailcore", "add_site"), ("auth", "add_group"), ("wagtail_privacy", "add_organisation")],
    )
    def test_nobody_without_one_of_the_permissions(
        self, site_tree: SiteTree, manager: Any, app: str, codename: str
    ) -> None:
        group = manager.groups.get()
        group.permissions.remove(group.permissions.get(content_type__app_label=app, codename=codename))
        user = type(manager).objects.get(pk=manager.pk)
        assert not may_add_school(user)
        with pytest.raises(PermissionDenied):
            add_school(plan_of(site_tree), user=user)

    @pytest.mark.parametrize("action", ["add", "publish"])
    def test_nobody_who_may_not_add_and_publish_below_the_root(
        self, site_tree: SiteTree, manager: Any, action: str
    ) -> None:
        GroupPagePermission.objects.filter(permission__codename__startswith=action).delete()
        user = type(manager).objects.get(pk=manager.pk)
        assert not may_add_school(user)

    def test_nobody_who_acts_for_the_trust_only(self, site_tree: SiteTree) -> None:
        user = make_manager(site_tree, site_tree.trust_home)
        assert not may_add_school(user, site_tree.trust)
        with pytest.raises(PermissionDenied):
            add_school(plan_of(site_tree), user=user)

    def test_nobody_who_is_not_signed_in(self, client: Client, site_tree: SiteTree) -> None:
        assert reverse("wagtailadmin_login") in client.get(URL).url


class TestScreens:
    def data(self, tree: SiteTree, **fields: Any) -> dict[str, Any]:
        return {
            "name": "Delta School",
            "setting": "academy",
            "trust": tree.trust.pk,
            "email": "office@delta.test",
            "hostname": "Delta.Test ",
            "port": 80,
            "home_type": HomePage._meta.label_lower,
            "groups": ["editors", "moderators"],
        } | fields

    def test_it_sets_up_the_school_and_says_what_comes_next(
        self, client: Client, site_tree: SiteTree, manager: Any
    ) -> None:
        client.force_login(manager)
        assert 'href="/admin/privacy/schools/new/"' in client.get("/admin/privacy/overview/").content.decode()
        assert client.get(URL).status_code == 200
        response = client.post(URL, self.data(site_tree), follow=True)
        organisation = Organisation.objects.get(name="Delta School")
        assert response.redirect_chain[-1][0] == f"/admin/privacy/schools/{organisation.pk}/next/"
        text = response.content.decode()
        hub = Page.objects.get(slug="privacy")
        assert f"/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{hub.pk}/" in text
        assert organisation.site.hostname == "delta.test"

    def test_what_was_typed_stays_when_the_host_is_taken(
        self, client: Client, site_tree: SiteTree, manager: Any
    ) -> None:
        client.force_login(manager)
        response = client.post(URL, self.data(site_tree, hostname="alpha.test"))
        form = response.context["form"]
        assert list(form.errors) == ["hostname"]
        assert 'value="Delta School"' in response.content.decode()
        assert not Organisation.objects.filter(name="Delta School").exists()

    def test_a_forged_trust_or_home_is_refused_at_its_field(
        self, client: Client, site_tree: SiteTree, manager: Any
    ) -> None:
        client.force_login(manager)
        data = self.data(site_tree, trust=site_tree.alpha.pk, home_type="wagtail_privacy_pages.privacynoticepage")
        assert set(client.post(URL, data).context["form"].errors) == {"trust", "home_type"}

    def test_groups_and_people_are_offered_to_those_who_may_change_them(
        self, client: Client, site_tree: SiteTree, manager: Any
    ) -> None:
        admin_access()
        school = add_school(plan_of(site_tree))
        url = f"/admin/privacy/schools/{school.organisation.pk}/next/"
        client.force_login(manager)
        links = [reverse("wagtailusers_groups:edit", args=[group.pk]) for group in school.groups]
        assert not any(link in client.get(url).content.decode() for link in links)
        give(manager, "auth", "change_group")
        give(manager, "auth", "add_user")
        text = client.get(url).content.decode()
        assert all(f'href="{link}"' in text for link in links)
        assert f'href="{reverse("wagtailusers_users:add")}"' in text

    def test_what_comes_next_is_for_those_who_act_for_the_school(
        self, client: Client, site_tree: SiteTree, school_editor: Any
    ) -> None:
        client.force_login(school_editor)
        assert client.get(f"/admin/privacy/schools/{site_tree.alpha.pk}/next/").status_code == 200
        for organisation in (site_tree.beta, site_tree.trust):
            response = client.get(f"/admin/privacy/schools/{organisation.pk}/next/")
            assert response.status_code in (302, 404)

    def test_its_first_notice_is_published(self, site_tree: SiteTree, client: Client) -> None:
        school = add_school(plan_of(site_tree))
        notice = make_notice(school.hub, audience="pupils")
        response = client.get(notice.get_url(), headers={"host": "delta.test"})
        assert response.status_code == 200
        assert "We care." in response.content.decode()

    def test_the_screens_cost_the_same_for_one_school_and_for_twenty(
        self, client: Client, site_tree: SiteTree, manager: Any
    ) -> None:
        client.force_login(manager)

        def costs() -> list[int]:
            wrong = self.data(site_tree, hostname="alpha.test")
            following = f"/admin/privacy/schools/{site_tree.alpha.pk}/next/"
            return [
                query_count(lambda: client.get(URL)),
                query_count(lambda: client.post(URL, wrong)),
                query_count(lambda: client.get(following)),
            ]

        few = costs()
        for number in range(20):
            add_school(plan_of(site_tree, name=f"School {number}", hostname=f"s{number}.test"))
        assert costs() == few


class TestModels:
    """The notices that the trust has written for its schools."""

    @pytest.fixture
    def model(self, site_tree: SiteTree) -> Any:
        page = make_notice(make_hub(site_tree.trust_home), live=False, title="Staff", slug="staff")
        make_model(page)
        type(page).objects.get(pk=page.pk).get_latest_revision().publish()
        return type(page).objects.get(pk=page.pk)

    def test_each_becomes_a_draft_of_the_school(self, site_tree: SiteTree, model: Any, manager: Any) -> None:
        school = add_school(plan_of(site_tree, models=(model,)), user=manager)
        (notice,) = school.notices
        assert notice.title == "Staff"
        assert not notice.live
        assert notice.path.startswith(school.home.path)

    def test_the_form_offers_those_of_the_trust(
        self, client: Client, site_tree: SiteTree, model: Any, manager: Any
    ) -> None:
        client.force_login(manager)
        assert "Notices from models" in client.get(URL).content.decode()
        sent = {"name": "Delta School", "hostname": "delta.test", "port": 80, "email": "office@delta.test"}
        sent |= {"home_type": "homes.homepage", "trust": site_tree.trust.pk, "models": [model.pk]}
        client.post(URL, sent)
        organisation = Organisation.objects.get(name="Delta School")
        below = Page.objects.descendant_of(organisation.site.root_page)
        assert below.filter(title="Staff", live=False).count() == 1

    def test_one_of_another_trust_is_refused_at_its_field(self, site_tree: SiteTree, model: Any) -> None:
        other = Organisation.objects.create(name="Other", kind="trust")
        before = counts()
        with pytest.raises(ValidationError) as refused:
            add_school(plan_of(site_tree, trust=other, models=(model,)))
        assert set(refused.value.message_dict) == {"models"}
        assert counts() == before
