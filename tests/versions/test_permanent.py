"""Old addresses lead to where a notice is now, and those of a deleted one to what is left of it. Nothing leaks."""

import datetime as dt
import json
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from wagtail import urls as wagtail_urls
from wagtail.models import PageViewRestriction, Site

from tests.notice_factories import make_hub, make_notice, section
from tests.snapshots import replayed
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.public.archive.permanent import ArchivedNotice
from wagtail_privacy.versions.models import NoticeAddress, NoticeEvent, NoticeVersion, VersionReference, VersionSource
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.purges import purge_version

pytestmark = pytest.mark.django_db

# Of a host that has not included our addresses.
urlpatterns = [path("", include(wagtail_urls))]


def get(address: str, host: str = "alpha.test", **options: Any) -> Any:
    return Client(headers={"host": host}).get(address, **options)


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="secret")


@pytest.fixture
def rename(django_capture_on_commit_callbacks: Any) -> Any:
    """Give a page another slug, as publishing it in the admin does."""

    def change(page: Any, slug: str) -> None:
        page = fresh(page)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return change


@pytest.fixture
@replayed
def moved(hub: Any, rename: Any) -> Any:
    """A notice at /data/children/ that was at /privacy/pupils/ and /data/pupils/ before."""
    page = make_notice(hub)
    rename(hub, "data")
    rename(page, "children")
    return page


def test_old_addresses_redirect_to_the_notice(moved: Any) -> None:
    below = (
        "",
        "versions/",
        "versions/1/",
        "versions/1/document.json",
        "versions/1/changes/",
        "on/2024-09-01/",
        "feed/",
    )
    for old, remainder in product(("/privacy/pupils/", "/data/pupils/"), below):
        answer = get(old + remainder)
        assert (answer.status_code, answer.url) == (301, f"/data/children/{remainder}")


def test_redirects_keep_the_query_string_and_answer_head(moved: Any) -> None:
    answer = get("/privacy/pupils/versions/compare/?from=1&to=2&q=%C3%A9")
    assert answer.url == "/data/children/versions/compare/?from=1&to=2&q=%C3%A9"
    assert Client(headers={"host": "alpha.test"}).head("/privacy/pupils/").status_code == 301


def test_an_old_address_without_slash_redirects(moved: Any) -> None:
    assert get("/privacy/pupils").url == "/data/children/"
    assert get("/privacy/pupils/versions", follow=True).status_code == 200


def test_a_redirect_ends_at_a_page(moved: Any) -> None:
    answer = get("/privacy/pupils/versions/1/", follow=True)
    assert answer.status_code == 200
    assert len(answer.redirect_chain) == 1


def test_an_unknown_address_is_not_found(moved: Any) -> None:
    for address in (
        "/data/children/versions/99/",
        "/data/children/no/such/page/",
        "/privacy/pupils/no/such/page/",
        "/privacy/",
        "/privacy/pupil/",
        "/privacy/pupils%00/",
        "//privacy/pupils/",
        "/privacy/pupils//versions/",
        "/" + "a/" * 400,
        "/" + "long" * 500 + "/",
    ):
        assert get(address).status_code == 404, address


def test_an_unknown_version_of_a_moved_notice_is_not_found_after_one_redirect(moved: Any) -> None:
    answer = get("/privacy/pupils/versions/99/", follow=True)
    assert answer.status_code == 404
    assert len(answer.redirect_chain) == 1


def test_posts_to_an_old_address_are_not_redirected(moved: Any) -> None:
    assert Client(headers={"host": "alpha.test"}).post("/privacy/pupils/").status_code == 404


def test_the_same_path_on_another_site_is_not_redirected(moved: Any) -> None:
    assert get("/privacy/pupils/", host="beta.test").status_code == 404


def test_old_addresses_redirect_on_a_second_host_of_the_school(moved: Any, site_tree: Any) -> None:
    Site.objects.create(hostname="www.alpha.test", root_page=site_tree.alpha_home)
    assert get("/privacy/pupils/", host="www.alpha.test").url == "/data/children/"


def test_a_move_to_another_school_redirects_to_its_site(hub: Any, beta_hub: Any) -> None:
    page = make_notice(hub)
    page.move(beta_hub, pos="last-child")
    assert get("/privacy/pupils/versions/1/").url == "http://beta.test/privacy/pupils/versions/1/"


def test_an_address_leads_to_the_notice_that_had_it_last(hub: Any, rename: Any) -> None:
    first = make_notice(hub)
    rename(first, "first")
    second = make_notice(hub)
    assert get("/privacy/pupils/").status_code == 200
    rename(second, "second")
    assert get("/privacy/pupils/").url == "/privacy/second/"
    rename(first, "pupils")
    rename(first, "third")
    assert get("/privacy/pupils/").url == "/privacy/third/"


def test_two_notices_that_swapped_addresses_do_not_loop(hub: Any, rename: Any) -> None:
    first, second = make_notice(hub, slug="a"), make_notice(hub, slug="b")
    rename(first, "c")
    rename(second, "a")
    rename(first, "b")
    for address in ("/privacy/a/versions/9/", "/privacy/b/versions/9/", "/privacy/c/versions/9/"):
        answer = get(address, follow=True)
        assert answer.status_code == 404
        assert len(answer.redirect_chain) <= 1


@pytest.mark.parametrize(
    "state", ["private", "below a private hub", "unpublished", "a draft elsewhere", "deleted private"]
)
def test_private_and_unpublished_notices_reveal_nothing(moved: Any, hub: Any, state: str, school_editor: Any) -> None:
    if state == "private":
        restrict(moved)
    elif state == "below a private hub":
        restrict(hub)
    elif state == "deleted private":
        restrict(moved)
        fresh(moved).delete()
    else:
        fresh(moved).unpublish()
    for address in ("/privacy/pupils/", "/data/pupils/versions/1/", f"/privacy-archive/{moved.pk}/versions/1/"):
        answer = get(address)
        assert answer.status_code == 404
        assert "children" not in answer.content.decode()
        assert moved.title not in answer.content.decode()


def test_a_not_found_page_costs_one_query_more_and_a_found_page_none(moved: Any) -> None:
    def queries(address: str) -> list[str]:
        get(address)
        with CaptureQueriesContext(connection) as captured:
            get(address)
        return [query["sql"] for query in captured if NoticeAddress._meta.db_table in query["sql"]]

    assert len(queries("/no/such/page/at/all/")) == 1
    assert queries("/data/children/") == []
    assert queries("/admin/no/such/page/") == []


def test_a_host_without_our_urls_keeps_its_404(hub: Any, settings: Any, rename: Any) -> None:
    settings.ROOT_URLCONF = __name__
    page = make_notice(hub)
    rename(page, "children")
    assert get("/privacy/pupils/").url == "/privacy/children/"
    fresh(page).delete()
    assert get("/privacy/pupils/").status_code == 404


def test_a_request_to_no_site_is_not_found(moved: Any) -> None:
    Organisation.objects.update(site=None)
    Site.objects.all().delete()
    assert get("/privacy/pupils/").status_code == 404


def permanent(page: Any, remainder: str = "") -> str:
    return reverse("wagtail_privacy:permanent", args=[page.pk, *([remainder] if remainder else [])])


def test_the_permanent_address_redirects_to_a_live_notice(moved: Any) -> None:
    assert permanent(moved) == f"/privacy-archive/{moved.pk}/"
    answer = get(permanent(moved))
    assert (answer.status_code, answer.url) == (302, "/data/children/")
    answer = get(permanent(moved, "versions/1/document.json") + "?x=1")
    assert answer.url == "/data/children/versions/1/document.json?x=1"
    assert get(permanent(moved), host="beta.test").url == "http://alpha.test/data/children/"


def test_the_permanent_address_is_read_only(moved: Any) -> None:
    assert Client(headers={"host": "alpha.test"}).post(permanent(moved)).status_code == 405


def test_an_unknown_page_number_is_not_found(moved: Any) -> None:
    for page_id in ("4711", "9" * 30, "9" * 5000, "-1", "x"):
        assert get(f"/privacy-archive/{page_id}/").status_code == 404, page_id


def test_the_number_of_a_page_that_is_no_notice_is_not_found(hub: Any, site_tree: Any) -> None:
    make_notice(hub)
    for page in (hub, site_tree.alpha_home, site_tree.root):
        assert get(permanent(page)).status_code == 404
        assert get(permanent(page, "versions/")).status_code == 404


@pytest.fixture
def deleted(moved: Any) -> Any:
    """As ``moved``, with two versions, deleted."""
    page = fresh(moved)
    page.body = page._meta.get_field("body").stream_block.to_python(
        [section("text", heading="Hello", body="<p>We care a lot.</p>")]
    )
    page.save_revision().publish()
    fresh(page).delete()
    return moved


def test_addresses_of_a_deleted_notice_redirect_to_its_archive(deleted: Any) -> None:
    addresses = ("/privacy/pupils/", "/data/pupils/", "/data/children/")
    for old, remainder in product(addresses, ("", "versions/2/", "versions/1/document.json")):
        answer = get(old + remainder)
        assert (answer.status_code, answer.url) == (302, f"/privacy-archive/{deleted.pk}/{remainder}")


def test_the_archive_of_a_deleted_notice_can_be_read(deleted: Any) -> None:
    for remainder in ("", "versions/", "versions/1/", "versions/2/changes/", "feed/"):
        assert get(permanent(deleted, remainder)).status_code == 200, remainder
    assert deleted.title in get(permanent(deleted)).content.decode()
    assert "We care a lot." in get(permanent(deleted, "versions/2/")).content.decode()
    data = json.loads(get(permanent(deleted, "versions/1/document.json")).content)
    assert data["document"] == NoticeVersion.objects.get(page_id=deleted.pk, number=1).document


def test_unknown_pages_of_an_archive_are_not_found(deleted: Any) -> None:
    for remainder in ("versions/9/", "no/such/page/", "on/yesterday/", "versions/1/document.xml"):
        assert get(permanent(deleted, remainder)).status_code in {400, 404}, remainder


def test_another_site_does_not_serve_the_archive(deleted: Any) -> None:
    assert get(permanent(deleted), host="beta.test").status_code == 404


def test_a_second_host_of_the_school_serves_the_archive(deleted: Any, site_tree: Any) -> None:
    Site.objects.create(hostname="www.alpha.test", root_page=site_tree.alpha_home)
    assert get(permanent(deleted), host="www.alpha.test").status_code == 200


def test_every_site_serves_the_archive_once_its_site_is_deleted(deleted: Any, site_tree: Any) -> None:
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(site=None)
    site_tree.alpha_site.delete()
    assert get(permanent(deleted), host="beta.test").status_code == 200


def test_a_notice_deleted_while_unpublished_has_no_archive(hub: Any) -> None:
    page = make_notice(hub)
    page.unpublish()
    fresh(page).delete()
    assert get(permanent(page)).status_code == 404
    assert get("/privacy/pupils/").status_code == 404


def test_a_restored_draft_has_no_archive(deleted: Any, hub: Any) -> None:
    """As after a restore from a backup of the pages alone."""
    page = type(deleted)(pk=deleted.pk, title="Back", slug="back", live=False)
    fresh(hub).add_child(instance=page)
    assert page.pk == deleted.pk
    assert get(permanent(deleted)).status_code == 404


def test_a_deleted_notice_without_versions_has_no_archive(deleted: Any) -> None:
    with triggers.suspended():
        for model in (VersionReference, VersionSource):
            QuerySet(model).filter(version__page_id=deleted.pk).delete()
        NoticeVersion.objects.for_page(deleted.pk)._raw_delete(using="default")
    assert NoticeEvent.objects.for_page(deleted.pk).exists()
    assert get(permanent(deleted)).status_code == 404


def test_an_archive_has_a_title_after_an_erasure(deleted: Any) -> None:
    for version in NoticeVersion.objects.for_page(deleted.pk):
        purge_version(version, reason="Ordered by a court")
    answer = get(permanent(deleted))
    assert answer.status_code == 200
    assert deleted.title not in answer.content.decode()
    assert get(permanent(deleted, "versions/1/")).status_code == 410


def test_a_damaged_version_does_not_break_the_archive(deleted: Any) -> None:
    with triggers.suspended(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE \"{NoticeVersion._meta.db_table}\" SET document = '{{}}' WHERE number = 1")
    assert get(permanent(deleted)).status_code == 200
    assert get(permanent(deleted, "versions/1/")).status_code >= 500


def test_views_get_an_archived_notice(deleted: Any) -> None:
    notice = ArchivedNotice(pk=7, title="Pupils", url="/privacy-archive/7/", deleted_on=dt.date(2025, 5, 1))
    assert (notice.id, str(notice), notice.get_url(), notice.live, notice.is_deleted) == (
        7,
        "Pupils",
        "/privacy-archive/7/",
        False,
        True,
    )


def test_notices_deleted_with_their_hub_have_archives(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    fresh(hub).delete()
    assert get("/privacy/pupils/versions/1/").url == permanent(page, "versions/1/")
    again = make_hub(fresh(site_tree.alpha_home))
    make_notice(again)
    assert get("/privacy/pupils/").status_code == 200
    assert get(permanent(page)).status_code == 200
