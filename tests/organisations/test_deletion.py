"""An organisation that has notices or versions stays, and so do its site and its home page, whoever asks and how."""

from collections.abc import Callable
from typing import Any

import pytest
import swapper
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Site

from tests.factories import OrganisationFactory
from tests.notice_factories import make_hub, make_notice
from tests.snapshots import replayed
from tests.trees import SiteTree
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.organisations import hooks
from wagtail_privacy.organisations.deletion import MAX_LISTED, OrganisationInUseError, obstacles_of
from wagtail_privacy.organisations.middleware import DeletionRefusalMiddleware
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.organisation_holder import keep_organisation
from wagtail_privacy.versions.record.purges import purge_version

pytestmark = pytest.mark.django_db

TITLE = "How we use pupil information"


def pages() -> Any:
    return swapper.load_model("wagtailcore", "Page").objects


def move_under_group(tree: SiteTree) -> Any:
    """Put the home page of Alpha below another page, and give that page."""
    group = tree.root.add_child(instance=pages().model(title="Group", slug="group", locale=tree.locale))
    pages().get(pk=tree.alpha_home.pk).move(pages().get(pk=group.pk), pos="last-child")
    return pages().get(pk=group.pk)


@pytest.fixture
@replayed
def hub(site_tree: SiteTree) -> Any:
    return make_hub(site_tree.alpha_home)


@pytest.fixture
@replayed
def published(hub: Any) -> Any:
    return make_notice(hub)


@pytest.fixture
@replayed
def draft(hub: Any) -> Any:
    return make_notice(hub, live=False)


@pytest.fixture(params=["published", "draft", "version only"])
def tree(request: pytest.FixtureRequest, site_tree: SiteTree, hub: Any) -> SiteTree:
    """Alpha School has a notice, the draft of one, or nothing but a version of one."""
    notice = request.getfixturevalue("draft" if request.param == "draft" else "published")
    if request.param == "version only":
        notice.delete()
        assert NoticeVersion.objects.filter(organisation_id=site_tree.alpha.pk).exists()
    return site_tree


WAYS: dict[str, Callable[[SiteTree], Any]] = {
    "the organisation": lambda tree: tree.alpha.delete(),
    "organisations": lambda tree: Organisation.objects.filter(pk__in=[tree.alpha.pk, tree.beta.pk]).delete(),
    "the site": lambda tree: tree.alpha_site.delete(),
    "sites": lambda tree: Site.objects.filter(pk__in=[tree.alpha_site.pk, tree.beta_site.pk]).delete(),
    "the home page": lambda tree: pages().get(pk=tree.alpha_home.pk).delete(),
    "home pages": lambda tree: pages().filter(pk__in=[tree.alpha_home.pk, tree.beta_home.pk]).delete(),
    "a page above it": lambda tree: move_under_group(tree).delete(),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


class TestInCode:
    @every_way
    def test_what_a_notice_or_version_needs_is_not_deleted(self, tree: SiteTree, way: Callable[..., Any]) -> None:
        before = (Organisation.objects.count(), Site.objects.count(), pages().count())
        with pytest.raises(OrganisationInUseError, match=TITLE) as error, transaction.atomic():
            way(tree)
        assert isinstance(error.value, ProtectedError)
        assert error.value.organisation == tree.alpha
        assert (Organisation.objects.count(), Site.objects.count(), pages().count()) == before
        assert Organisation.objects.get(pk=tree.alpha.pk).site == tree.alpha_site

    @every_way
    def test_what_nothing_needs_is_deleted(self, site_tree: SiteTree, hub: Any, way: Callable[..., Any]) -> None:
        make_notice(make_hub(site_tree.trust_home))
        way(site_tree)
        assert not Organisation.objects.filter(site__hostname="alpha.test").exists()

    def test_an_organisation_without_a_site_is_kept_by_its_versions(self, site_tree: SiteTree, published: Any) -> None:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(site=None)
        with pytest.raises(OrganisationInUseError, match="1 version"), transaction.atomic():
            site_tree.alpha.delete()
        site_tree.alpha_site.delete()
        assert Organisation.objects.filter(pk=site_tree.alpha.pk).exists()

    @pytest.mark.parametrize("page", ["notice", "hub"])
    def test_a_notice_or_what_stands_between_it_and_the_home_page_may_go(
        self, site_tree: SiteTree, published: Any, hub: Any, page: str
    ) -> None:
        pages().get(pk={"notice": published.pk, "hub": hub.pk}[page]).delete()
        assert not pages().filter(pk=published.pk).exists()
        assert NoticeVersion.objects.count() == 1

    def test_the_refusal_names_what_is_there(self, site_tree: SiteTree, published: Any) -> None:
        with pytest.raises(OrganisationInUseError) as error, transaction.atomic():
            site_tree.alpha.delete()
        assert error.value.args[0] == (
            f"“Alpha School” cannot be deleted: it has {TITLE} (privacy notice), {TITLE} (1 version)."
        )
        assert {page.pk for page in error.value.protected_objects} == {published.pk}
        with pytest.raises(OrganisationInUseError, match=r"site alpha\.test cannot be deleted: it is that of “Alpha"):
            site_tree.alpha_site.delete()

    def test_the_refusal_names_some_and_counts_the_rest(self, site_tree: SiteTree, hub: Any) -> None:
        for number in range(MAX_LISTED + 3):
            make_notice(hub, live=False, title=f"Notice {number}", slug=f"notice-{number}")
        with pytest.raises(OrganisationInUseError) as error, transaction.atomic():
            site_tree.alpha.delete()
        assert "Notice 4 (privacy notice) and 3 more." in error.value.args[0]
        assert "Notice 5" not in error.value.args[0]

    def test_an_erased_version_of_a_deleted_notice_keeps_its_organisation_without_a_title(
        self, site_tree: SiteTree, published: Any
    ) -> None:
        key = published.pk
        published.delete()
        purge_version(NoticeVersion.objects.get(), reason="By order of a court.")
        (obstacle,) = obstacles_of([site_tree.alpha])[site_tree.alpha].listed
        assert (str(obstacle), obstacle.target) == (f"Erased notice {key} (1 version)", None)


class TestWhoseNotice:
    def test_of_two_hostnames_of_one_home_page_only_that_of_the_organisation_stays(
        self, site_tree: SiteTree, published: Any
    ) -> None:
        other = Site.objects.create(hostname="www.alpha.test", root_page=site_tree.alpha_home)
        other.delete()
        Site.objects.create(hostname="aaa.alpha.test", root_page=site_tree.alpha_home)
        for refused in (site_tree.alpha_site, site_tree.alpha):
            with pytest.raises(OrganisationInUseError), transaction.atomic():
                refused.delete()

    def test_of_two_organisations_of_one_home_page_the_one_that_publishes_stays(
        self, site_tree: SiteTree, published: Any
    ) -> None:
        site = Site.objects.create(hostname="aaa.alpha.test", root_page=site_tree.alpha_home)
        second = OrganisationFactory(site=site)
        assert Organisation.objects.for_page(published) == site_tree.alpha
        with pytest.raises(OrganisationInUseError), transaction.atomic():
            site_tree.alpha.delete()
        second.delete()

    def test_a_site_inside_another_one_has_its_own_notices(self, site_tree: SiteTree, hub: Any) -> None:
        Organisation.objects.filter(pk=site_tree.trust.pk).update(site=None)
        site = Site.objects.create(hostname="outer.test", root_page=move_under_group(site_tree))
        outer = OrganisationFactory(site=site)
        notice = make_notice(pages().get(pk=hub.pk).specific, live=False)
        assert Organisation.objects.for_page(notice) == site_tree.alpha
        assert set(obstacles_of([outer, site_tree.alpha])) == {site_tree.alpha}
        outer.delete()

    def test_a_notice_in_another_language_keeps_the_organisation_of_the_original_home_page(
        self, settings: Any, site_tree: SiteTree
    ) -> None:
        settings.WAGTAIL_I18N_ENABLED = True
        settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [("en", "English"), ("pl", "Polish")]
        home = site_tree.alpha_home.copy_for_translation(Locale.objects.create(language_code="pl"))
        Site.clear_site_root_paths_cache()
        notice = make_notice(make_hub(home), live=False)
        assert Organisation.objects.for_page(notice) == site_tree.alpha
        assert [obstacle.target.pk for obstacle in obstacles_of([site_tree.alpha])[site_tree.alpha].listed] == [
            notice.pk
        ]

    def test_many_pages_give_what_each_gives_alone(self, site_tree: SiteTree, hub: Any) -> None:
        Organisation.objects.filter(pk=site_tree.beta.pk).update(site=None)
        everything = list(pages().all())
        alone = {page.pk: Organisation.objects.for_page(page) for page in everything}
        assert Organisation.objects.keys_for_pages(everything) == {
            key: organisation.pk for key, organisation in alone.items() if organisation is not None
        }
        assert None in alone.values()


def test_looking_costs_the_same_for_one_notice_and_twenty(site_tree: SiteTree, published: Any, hub: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert obstacles_of([site_tree.alpha, site_tree.beta])
        return len(queries)

    cost()
    few = cost()
    for number in range(19):
        make_notice(hub, title=f"Notice {number}", slug=f"notice-{number}")
    assert cost() == few <= 9


NAMESPACE = "wagtailsnippets_wagtail_privacy_organisation"


def bulk_url(app: str, model: str, *objects: Any) -> str:
    keys = "&".join(f"id={item.pk}" for item in objects)
    return f"{reverse('wagtail_bulk_action', args=[app, model, 'delete'])}?{keys}"


VIEWS: dict[str, Callable[[SiteTree], str]] = {
    "the organisation": lambda tree: reverse(f"{NAMESPACE}:delete", args=[tree.alpha.pk]),
    "organisations": lambda tree: bulk_url("wagtail_privacy", "organisation", tree.alpha, tree.beta),
    "the site": lambda tree: reverse("wagtailsites:delete", args=[tree.alpha_site.pk]),
    "the home page": lambda tree: reverse("wagtailadmin_pages:delete", args=[tree.alpha_home.pk]),
    "home pages": lambda tree: bulk_url("wagtailcore", "page", tree.alpha_home, tree.beta_home),
    "a page above it": lambda tree: reverse("wagtailadmin_pages:delete", args=[move_under_group(tree).pk]),
}
every_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)


@pytest.fixture
def manager(client: Client, site_tree: SiteTree, editor_of: Any) -> Client:
    """Manages organisations, sites and every page; no superuser."""
    user = editor_of(site_tree.root, username="manager", models=["Organisation", "OrganisationContact"])
    group = user.groups.get()
    content_type = ContentType.objects.get_for_model(Site)
    group.permissions.add(
        *(
            Permission.objects.get_or_create(
                content_type=content_type, codename=f"{action}_site", defaults={"name": action}
            )[0]
            for action in ("add", "change", "delete")
        )
    )
    GroupPagePermission.objects.create(group=group, page=site_tree.root, permission_type="bulk_delete")
    client.force_login(user)
    return client


class TestInTheAdmin:
    @every_view
    def test_the_refusal_says_what_is_there_with_links(
        self, manager: Client, site_tree: SiteTree, published: Any, view: Callable[..., str]
    ) -> None:
        address = view(site_tree)
        counts = (Organisation.objects.count(), Site.objects.count(), pages().count())
        response = manager.post(address)
        content = response.content.decode()
        assert response.status_code == 409
        assert "Nothing was deleted" in content
        assert "Alpha School" in content
        assert TITLE in content
        assert reverse("wagtailadmin_pages:edit", args=[published.pk]) in content
        assert (Organisation.objects.count(), Site.objects.count(), pages().count()) == counts

    @pytest.mark.parametrize("name", ["the organisation", "organisations", "the home page", "a page above it"])
    def test_nobody_is_asked_to_confirm_what_will_be_refused(self, manager: Client, tree: SiteTree, name: str) -> None:
        response = manager.get(VIEWS[name](tree))
        assert response.status_code == 409
        assert TITLE in response.content.decode()

    @every_view
    def test_what_nothing_needs_is_deleted(
        self, manager: Client, site_tree: SiteTree, view: Callable[..., str]
    ) -> None:
        address = view(site_tree)
        assert manager.get(address).status_code == 200
        assert manager.post(address).status_code == 302
        assert not Organisation.objects.filter(site__hostname="alpha.test").exists()

    @every_view
    def test_a_notice_that_came_after_the_question_is_answered_as_clearly(
        self,
        manager: Client,
        site_tree: SiteTree,
        published: Any,
        view: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(hooks, "obstacles_of", lambda _: {})
        response = manager.post(view(site_tree))
        assert response.status_code == 409
        assert TITLE in response.content.decode()
        assert Organisation.objects.get(pk=site_tree.alpha.pk).site == site_tree.alpha_site
        assert pages().filter(pk=published.pk).exists()

    def test_a_notice_itself_is_deleted(self, manager: Client, published: Any, hub: Any) -> None:
        assert manager.post(reverse("wagtailadmin_pages:delete", args=[published.pk])).status_code == 302
        assert manager.post(bulk_url("wagtailcore", "page", hub)).status_code == 302
        assert not pages().filter(pk__in=[published.pk, hub.pk]).exists()

    def test_other_bulk_actions_are_left_alone(self, manager: Client, site_tree: SiteTree, published: Any) -> None:
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
        assert manager.post(f"{address}?id={site_tree.alpha_home.pk}").status_code == 302
        assert not pages().get(pk=site_tree.alpha_home.pk).live

    def test_a_trust_with_schools_is_refused_without_an_error(self, manager: Client, site_tree: SiteTree) -> None:
        for address in (
            reverse(f"{NAMESPACE}:delete", args=[site_tree.trust.pk]),
            bulk_url("wagtail_privacy", "organisation", site_tree.trust, site_tree.alpha, site_tree.beta),
        ):
            assert manager.post(address).status_code == 302
        assert Organisation.objects.count() == 3

    def test_what_the_user_may_not_open_is_counted_not_named(
        self, client: Client, site_tree: SiteTree, editor_of: Any, published: Any
    ) -> None:
        client.force_login(editor_of(site_tree.trust_home, username="registrar", models=["Organisation"]))
        response = client.post(VIEWS["the organisation"](site_tree))
        content = response.content.decode()
        assert response.status_code == 409
        assert "2 places that you may not open" in content
        assert TITLE not in content

    def test_the_page_names_some_and_counts_the_rest_at_the_same_cost(
        self, manager: Client, site_tree: SiteTree, hub: Any
    ) -> None:
        def cost() -> tuple[int, str]:
            with CaptureQueriesContext(connection) as queries:
                response = manager.get(VIEWS["the organisation"](site_tree))
            return len(queries), response.content.decode()

        for number in range(MAX_LISTED):
            make_notice(hub, title=f"Notice {number}", slug=f"notice-{number}")
        cost()
        few, _ = cost()
        for number in range(MAX_LISTED, 20):
            make_notice(hub, title=f"Notice {number}", slug=f"notice-{number}")
        many, content = cost()
        assert many == few
        assert f"and {2 * (20 - MAX_LISTED)} more" in content
        assert "Notice 4" in content and "Notice 5" not in content

    def test_an_error_outside_the_admin_is_not_hidden(
        self, manager: Client, site_tree: SiteTree, published: Any, rf: Any
    ) -> None:
        with pytest.raises(OrganisationInUseError) as error, transaction.atomic():
            site_tree.alpha.delete()
        middleware = DeletionRefusalMiddleware(lambda _: HttpResponse())
        assert middleware.process_exception(rf.get("/privacy/"), error.value) is None


def test_a_publication_in_the_name_of_a_deleted_organisation_is_refused(published: Any) -> None:
    version = NoticeVersion.objects.get()
    keep_organisation(type(published), published, version)
    version.organisation_id = 0
    with pytest.raises(ResolutionError, match="has just been deleted"):
        keep_organisation(type(published), published, version)
