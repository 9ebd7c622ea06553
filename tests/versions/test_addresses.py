"""Where notices could be found is remembered when they are published, moved and renamed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.notice_factories import make_hub, make_notice
from wagtail_privacy.versions.addresses import record_address, record_addresses
from wagtail_privacy.versions.models import NoticeAddress

pytestmark = pytest.mark.django_db


def paths(page: Any) -> set[str]:
    return set(NoticeAddress.objects.filter(page_id=page.pk).values_list("path", flat=True))


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def rename(django_capture_on_commit_callbacks: Any) -> Any:
    """Give a page another slug, as publishing it in the admin does."""

    def change(page: Any, slug: str) -> None:
        page = fresh(page)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return change


def test_publishing_stores_the_address(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    address = NoticeAddress.objects.get()
    assert (address.page_id, address.path, address.site_id) == (page.pk, "/privacy/pupils/", site_tree.alpha_site.pk)


def test_a_draft_has_no_address(hub: Any) -> None:
    make_notice(hub, live=False)
    assert not NoticeAddress.objects.exists()


def test_renaming_stores_the_old_and_the_new_address(hub: Any, rename: Any) -> None:
    page = make_notice(hub)
    rename(page, "children")
    assert paths(page) == {"/privacy/pupils/", "/privacy/children/"}


def test_every_address_of_a_notice_below_a_renamed_hub_is_stored(hub: Any, rename: Any) -> None:
    page = make_notice(hub)
    rename(hub, "data")
    rename(hub, "gdpr")
    assert paths(page) == {"/privacy/pupils/", "/data/pupils/", "/gdpr/pupils/"}


def test_an_address_changed_by_a_script_is_stored_before_the_next_move(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    hub.slug = "data"
    hub.save()
    fresh(hub).move(site_tree.beta_home, pos="last-child")
    assert paths(page) == {"/privacy/pupils/", "/data/pupils/"}
    assert NoticeAddress.objects.filter(path="/data/pupils/").count() == 2


def test_moving_stores_the_old_and_the_new_address(hub: Any, site_tree: Any) -> None:
    other = make_hub(site_tree.beta_home, slug="notices")
    page = make_notice(hub)
    page.move(other, pos="last-child")
    assert paths(page) == {"/privacy/pupils/", "/notices/pupils/"}
    assert NoticeAddress.objects.get(path="/notices/pupils/").site_id == site_tree.beta_site.pk


def test_moving_stores_no_address_of_an_unpublished_notice(hub: Any, site_tree: Any, rename: Any) -> None:
    page = make_notice(hub)
    page.unpublish()
    rename(hub, "data")
    fresh(hub).move(site_tree.beta_home, pos="last-child")
    assert paths(page) == {"/privacy/pupils/"}


def test_a_page_outside_every_site_has_no_address(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    NoticeAddress.objects.all().delete()
    fresh(hub).move(site_tree.root, pos="last-child")
    NoticeAddress.objects.all().delete()
    record_address(fresh(page))
    record_addresses([])
    assert not NoticeAddress.objects.exists()


def test_a_notice_that_returns_takes_its_address_over_again(hub: Any) -> None:
    page = make_notice(hub)
    before = NoticeAddress.objects.get().since
    record_address(page)
    assert NoticeAddress.objects.get().since > before
    assert NoticeAddress.objects.get().since <= timezone.now()


def test_renaming_takes_the_same_queries_for_any_number_of_notices(hub: Any, rename: Any) -> None:
    def cost(slug: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            rename(hub, slug)
        return len([query for query in queries if "noticeaddress" in query["sql"] or "select" in query["sql"].lower()])

    make_notice(hub, slug="notice-0")
    rename(hub, "warm")
    cost_of_one = cost("one")
    for number in range(1, 8):
        make_notice(hub, slug=f"notice-{number}")
    rename(hub, "warmer")
    assert cost("eight") == cost_of_one


def test_stored_paths_end_with_a_slash_whatever_append_slash_is(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_notice(hub, live=False)
    monkeypatch.setattr(type(page), "get_url_parts", lambda _self, _request=None: (1, "http://alpha.test", "/a/b"))
    record_address(page)
    assert NoticeAddress.objects.get().path == "/a/b/"
