"""The screen that says whom a change touches."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice, section
from tests.permissions.requests import is_denied
from tests.permissions.world import ACTS, ITEM_MODELS, OWNERS, PERSONAS, build_world, fresh
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.queries import query_count
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.propagation.questions import question_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(site_tree: Any) -> Any:
    """The trust's recipient, which a notice of each school names."""
    body = RecipientFactory(name="Old name", owner=site_tree.trust, published=True)
    for home, title in ((site_tree.alpha_home, "Alpha notice"), (site_tree.beta_home, "Beta notice")):
        make_notice(make_hub(home), sharing_with(body), title=title)
    return body


@pytest.fixture
def trust_staff(client: Client, site_tree: Any, editor_of: Any) -> Client:
    client.force_login(editor_of(site_tree.trust_home, username="trust staff"))
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_names_notices_and_schools_and_says_what_readers_would_read(trust_staff: Client, shared: Any) -> None:
    draft_of(shared, name="New name")
    text = words(trust_staff.get(question_url(shared)))
    assert "2 published notices of 2 organisations show it." in text
    assert text.index("<h2>Alpha School</h2>") < text.index("Alpha notice") < text.index("<h2>Beta School</h2>")
    assert "In the sections: “Who”" in text
    assert text.count("New name") >= 2
    assert "version 1, in force since" in text


def test_without_a_draft_it_says_who_shows_the_item(trust_staff: Client, shared: Any) -> None:
    text = words(trust_staff.get(question_url(shared)))
    assert "issued anew with what is published now" in text
    assert text.count("Nothing changes for its readers.") == 2


def test_what_nobody_shows_touches_nobody(trust_staff: Client, site_tree: Any) -> None:
    body = RecipientFactory(name="Alone", owner=site_tree.trust, published=True)
    assert "touches nobody" in words(trust_staff.get(question_url(body)))


def test_notices_of_others_are_counted_not_named(client: Client, shared: Any, site_tree: Any, editor_of: Any) -> None:
    Recipient.objects.filter(pk=shared.pk).update(owner=site_tree.alpha)
    client.force_login(editor_of(site_tree.alpha_home, username="school"))
    text = words(client.get(question_url(shared)))
    assert "Alpha notice" in text
    assert "Beta" not in text
    assert "1 of them belongs to an organisation that you do not work for" in text


def test_organisations_have_it_too(trust_staff: Client, shared: Any, site_tree: Any) -> None:
    text = words(trust_staff.get(question_url(site_tree.trust)))
    assert "2 published notices of 2 organisations show it." in text


def test_lists_and_forms_lead_to_it(trust_staff: Client, shared: Any) -> None:
    viewset = Recipient.snippet_viewset
    address = f'href="{question_url(shared)}"'
    assert address in trust_staff.get(reverse(viewset.get_url_name("list"))).content.decode()
    assert address in trust_staff.get(reverse(viewset.get_url_name("edit"), args=[shared.pk])).content.decode()
    assert "privacy-touched" not in trust_staff.get(reverse(viewset.get_url_name("add"))).content.decode()


def test_it_is_for_those_who_may_change_what_is_shared(site_tree: Any) -> None:
    world = build_world(site_tree, with_workflow=False)
    for persona in PERSONAS:
        client = Client()
        if persona != "anonymous":
            client.force_login(fresh(world.people[persona]))
        for owner in OWNERS:
            response = client.get(question_url(world.items[ITEM_MODELS[0], owner]))
            assert is_denied(response) == (owner not in ACTS.get(persona, ())), (persona, owner)
            organisation = world.organisations[owner]
            if organisation is not None:
                response = client.get(question_url(organisation))
                assert is_denied(response) == (owner not in ACTS.get(persona, ())), (persona, owner)


@pytest.mark.parametrize("address", ["nothing/1", "recipient/999999", "privacynoticepage/1"])
def test_what_is_not_there_is_not_found(trust_staff: Client, address: str) -> None:
    assert trust_staff.get(f"/admin/privacy/shared/{address}/touches/").status_code == 404


def test_a_page_of_it_costs_the_same_for_eleven_notices_and_for_twenty(
    trust_staff: Client, shared: Any, site_tree: Any
) -> None:
    hub = site_tree.alpha_home.get_children().get(slug="privacy").specific
    for number in range(9):
        make_notice(hub, sharing_with(shared), slug=f"more-{number}")
    eleven = query_count(lambda: trust_staff.get(question_url(shared)))
    for number in range(9, 18):
        make_notice(hub, sharing_with(shared), section("security", heading="Safe", measures="x"), slug=f"more-{number}")
    # The links to the other pages need no query.
    assert query_count(lambda: trust_staff.get(question_url(shared))) == eleven
