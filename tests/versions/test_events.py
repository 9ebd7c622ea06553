"""What happened to a notice is kept: published, unpublished, moved, deleted."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_delete
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction, Site

from tests.notice_factories import forget_versions, make_notice
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion

pytestmark = pytest.mark.django_db

Kind = NoticeEvent.Kind


def events(page_id: int, *kinds: Any) -> list[NoticeEvent]:
    """Events of these kinds, or all, the first one first."""
    events_of_page = NoticeEvent.objects.for_page(page_id)
    return list(reversed(events_of_page.filter(kind__in=kinds) if kinds else events_of_page))


def kinds(page: Any) -> list[str]:
    return [event.kind for event in events(page.pk)]


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="secret")


def test_publishing_is_an_event(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    [event] = events(page.pk)
    assert (event.kind, event.number, event.title) == (Kind.PUBLISHED, 1, page.title)
    assert event.organisation_id == site_tree.alpha.pk


def test_publishing_the_same_text_again_is_no_event(hub: Any) -> None:
    page = make_notice(hub)
    page.save_revision().publish()
    assert kinds(page) == [Kind.PUBLISHED]


def test_a_draft_is_no_event(hub: Any) -> None:
    page = make_notice(hub, live=False)
    page.title = "Another"
    page.save_revision()
    page.save()
    assert kinds(page) == []


def test_unpublishing_in_the_admin_is_an_event(hub: Any, school_editor: Any) -> None:
    page = make_notice(hub)
    client = Client()
    client.force_login(school_editor)
    assert client.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
    event = events(page.pk)[-1]
    assert (event.kind, event.by, event.title) == (Kind.UNPUBLISHED, "school_editor", page.title)


def test_publishing_again_after_unpublishing_is_an_event(hub: Any) -> None:
    page = make_notice(hub)
    page.unpublish()
    fresh(page).save_revision().publish()
    assert kinds(page) == [Kind.PUBLISHED, Kind.UNPUBLISHED, Kind.PUBLISHED]
    assert events(page.pk)[-1].number == 1


def test_expiry_is_an_event(hub: Any) -> None:
    page = make_notice(hub)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled")
    assert kinds(page) == [Kind.PUBLISHED, Kind.UNPUBLISHED]


def test_an_alias_has_events_of_its_own(hub: Any, beta_hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    alias = CreatePageAliasAction(page, parent=beta_hub, user=None).execute(skip_permission_checks=True)
    assert kinds(alias) == [Kind.PUBLISHED]
    assert events(alias.pk)[0].organisation_id == site_tree.beta.pk
    page.unpublish()
    assert kinds(alias) == kinds(page) == [Kind.PUBLISHED, Kind.UNPUBLISHED]


def test_unpublishing_a_notice_without_events_is_an_event(hub: Any) -> None:
    page = make_notice(hub)
    forget_versions()
    Page.objects.get(pk=page.pk).unpublish()
    assert kinds(page) == [Kind.UNPUBLISHED]


def test_other_pages_have_no_events(hub: Any) -> None:
    hub.unpublish()
    assert not NoticeEvent.objects.exists()


def test_deleting_is_an_event(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    page.delete()
    assert kinds(page) == [Kind.PUBLISHED, Kind.DELETED]
    event = events(page.pk)[-1]
    assert (event.title, event.was_public) == (page.title, True)
    assert event.organisation_id == site_tree.alpha.pk


@pytest.mark.parametrize("way", ["base page", "queryset", "admin", "hub"])
def test_every_way_of_deleting_is_an_event(hub: Any, school_editor: Any, way: str) -> None:
    pages = [make_notice(hub, slug=f"notice-{number}") for number in range(3)]
    if way == "base page":
        for page in pages:
            Page.objects.get(pk=page.pk).delete()
    elif way == "queryset":
        Page.objects.filter(pk__in=[page.pk for page in pages]).delete()
    elif way == "admin":
        client = Client()
        client.force_login(school_editor)
        for page in pages:
            assert client.post(f"/admin/pages/{page.pk}/delete/").status_code == 302
    else:
        Page.objects.get(pk=hub.pk).delete()
    for page in pages:
        [event] = events(page.pk, Kind.DELETED)
        assert event.was_public
        assert NoticeVersion.objects.for_page(page.pk).count() == 1
    assert events(pages[0].pk)[-1].by == ("school_editor" if way == "admin" else "")


@pytest.mark.parametrize("place", ["itself", "hub", "home", "source", "above the source"])
def test_deleting_a_private_notice_is_not_recorded_as_public(
    hub: Any, beta_hub: Any, site_tree: Any, place: str
) -> None:
    page = make_notice(hub)
    if place in {"source", "above the source"}:
        alias = CreatePageAliasAction(page, parent=beta_hub, user=None).execute(skip_permission_checks=True)
        # Wagtail takes the restrictions of the source itself, and those above the alias.
        restrict(page if place == "source" else beta_hub)
        page = alias
    else:
        restrict({"itself": page, "hub": hub, "home": site_tree.alpha_home}[place])
    fresh(page).delete()
    [event] = events(page.pk, Kind.DELETED)
    assert not event.was_public


def test_deleting_an_unpublished_notice_is_not_recorded_as_public(hub: Any) -> None:
    page = make_notice(hub)
    page.unpublish()
    fresh(page).delete()
    assert not events(page.pk)[-1].was_public


def test_deleting_a_draft_is_no_event(hub: Any) -> None:
    page = make_notice(hub, live=False)
    page.delete()
    assert kinds(page) == []


def test_a_deletion_that_fails_leaves_no_event(hub: Any) -> None:
    page = make_notice(hub)

    class MishapError(Exception):
        pass

    def fail(**kwargs: Any) -> None:
        raise MishapError

    post_delete.connect(fail, sender=type(page))
    try:
        with pytest.raises(MishapError), transaction.atomic():
            page.delete()
    finally:
        post_delete.disconnect(fail, sender=type(page))
    assert Kind.DELETED not in kinds(page)


def test_a_move_to_another_school_names_both_organisations(hub: Any, beta_hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    page.move(beta_hub, pos="last-child")
    event = events(page.pk)[-1]
    assert (event.kind, event.title, event.organisation_id) == (Kind.MOVED, page.title, site_tree.beta.pk)
    assert event.data == {"organisation_before": site_tree.alpha.pk, "organisation_after": site_tree.beta.pk}


def test_moves_out_of_every_site_and_back_name_the_organisation(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub)
    alpha = site_tree.alpha.pk
    fresh(hub).move(fresh(site_tree.root), pos="last-child")
    fresh(hub).move(fresh(site_tree.alpha_home), pos="last-child")
    assert [event.data for event in events(page.pk, Kind.MOVED)] == [
        {"organisation_before": alpha, "organisation_after": None},
        {"organisation_before": None, "organisation_after": alpha},
    ]


def test_a_whole_subtree_moves_in_a_fixed_number_of_queries(hub: Any, site_tree: Any) -> None:
    def cost(below: Any) -> int:
        fresh(hub).move(fresh(below), pos="last-child")
        with CaptureQueriesContext(connection) as queries:
            fresh(hub).move(fresh(site_tree.alpha_home), pos="last-child")
        return len(queries)

    pages = [make_notice(hub, slug="notice-0")]
    make_notice(hub, slug="never-published", live=False)
    cost_of_one = cost(site_tree.beta_home)
    pages += [make_notice(hub, slug=f"notice-{number}") for number in range(1, 8)]
    assert cost(site_tree.trust_home) == cost_of_one
    assert [len(events(page.pk, Kind.MOVED)) for page in pages] == [4] + [2] * 7
    assert NoticeEvent.objects.filter(kind=Kind.MOVED).values("page_id").distinct().count() == len(pages)


def test_reordering_is_no_event(hub: Any) -> None:
    first, second = make_notice(hub, slug="first"), make_notice(hub, slug="second")
    second.move(first, pos="left")
    assert Kind.MOVED not in kinds(second)


def test_a_move_to_a_site_with_several_hosts_names_its_organisation(hub: Any, beta_hub: Any, site_tree: Any) -> None:
    """Wagtail names any of the sites with the same root page; the organisation has one of them."""
    Site.objects.create(hostname="www.beta.test", root_page=site_tree.beta_home)
    Site.objects.create(hostname="a.beta.test", root_page=site_tree.beta_home)
    page = make_notice(hub)
    page.move(beta_hub, pos="last-child")
    assert events(page.pk)[-1].data["organisation_after"] == site_tree.beta.pk


def test_events_on_a_site_without_organisation_have_none(hub: Any, beta_hub: Any, site_tree: Any) -> None:
    Organisation.objects.filter(pk=site_tree.beta.pk).delete()
    page = make_notice(hub)
    page.move(beta_hub, pos="last-child")
    assert events(page.pk)[-1].data["organisation_after"] is None
    fresh(page).delete()
    assert events(page.pk)[-1].organisation_id is None
