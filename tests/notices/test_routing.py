"""Routing below a hub: few queries, and no way round view restrictions."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from tests.queries import query_count
from tests.snapshots import replayed

pytestmark = pytest.mark.django_db

HOST = {"host": "alpha.test"}


@pytest.fixture
@replayed
def hub(site_tree: Any) -> Any:
    return make_hub(site_tree.alpha_home)


def sharing(count: int) -> dict[str, Any]:
    who = recipient(f"Body {count}")
    return section(
        "recipients",
        heading="Who",
        recipients=entries(*({"recipient": who.pk, "uses": f"use {n}"} for n in range(count))),
    )


def test_seven_queries_below_a_hub_for_10_and_for_1000_recipients(hub: Any, client: Client) -> None:
    for count in (10, 1000):
        make_notice(hub, sharing(count), slug=f"with-{count}")
    counts = []
    for count in (10, 1000):
        path = f"/privacy/with-{count}/"
        assert b"use 9" in client.get(path, headers=HOST).content
        counts.append(query_count(lambda path=path: client.get(path, headers=HOST)))
    # One of them says when it was reviewed.
    assert counts == [7, 7]


@pytest.mark.parametrize("restricted", ["home", "hub", "notice"])
@pytest.mark.parametrize("remainder", ["", "versions/1/"])
def test_restrictions_hold_for_every_address_of_a_notice(
    hub: Any, client: Client, site_tree: Any, restricted: str, remainder: str
) -> None:
    notice = make_notice(hub)
    page = {"home": site_tree.alpha_home, "hub": hub, "notice": notice}[restricted]
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Staff"))
    response = client.get(f"/privacy/pupils/{remainder}", headers=HOST)
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_an_alias_has_the_restrictions_of_its_source(hub: Any, client: Client, site_tree: Any) -> None:
    notice = make_notice(hub)
    PageViewRestriction.objects.create(page=notice, restriction_type=PageViewRestriction.LOGIN)
    notice.create_alias(parent=make_hub(site_tree.beta_home), update_slug="ours")
    assert client.get("/privacy/ours/", headers={"host": "beta.test"}).status_code == 302
    assert notice.title not in client.get("/privacy/", headers={"host": "beta.test"}).content.decode()


def test_unpublished_and_unknown_notices_are_not_found(hub: Any, client: Client) -> None:
    notice = make_notice(hub)
    notice.unpublish()
    for path in ("/privacy/pupils/", "/privacy/pupils/versions/1/", "/privacy/nothing/"):
        assert client.get(path, headers=HOST).status_code == 404


def test_pages_of_other_types_below_a_hub_are_served_as_usual(hub: Any, client: Client, site_tree: Any) -> None:
    page_model = type(site_tree.alpha_home)
    hub.add_child(instance=page_model(title="Elsewhere", slug="elsewhere", live=False))
    assert client.get("/privacy/elsewhere/", headers=HOST).status_code == 404
    make_hub(hub, slug="inner")
    assert client.get("/privacy/inner/", headers=HOST).status_code == 200
