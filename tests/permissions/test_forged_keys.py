"""Keys that no chooser offered, in the body of a notice: nothing of the item is stored, shown or named."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.form_posts import edit_form
from tests.notice_factories import entries, make_notice, section
from tests.permissions.world import OWNERS as ALL_OWNERS
from tests.permissions.world import SEES, World, name_of
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices.models import Clause

pytestmark = pytest.mark.django_db


def sharing_with(item: Any) -> dict[str, Any]:
    return section("recipients", heading="Who", recipients=entries({"recipient": item.pk}))


def hub_of(world: World) -> Any:
    """The hub of Alpha School."""
    return world.tree.alpha_home.get_children().get(slug="privacy").specific


def editor_of_school(world: World) -> Client:
    client = Client()
    client.force_login(world.people["school"])
    return client


def post(client: Client, page: Any, *sections: Any) -> Any:
    """Send the form of the page with other sections."""
    changed = type(page).objects.get(pk=page.pk)
    changed.body = changed.body.stream_block.to_python(list(sections))
    return client.post(f"/admin/pages/{page.pk}/edit/", edit_form(changed))


@pytest.mark.parametrize("owner", ALL_OWNERS)
def test_a_draft_holds_only_items_that_its_editor_sees(world: World, owner: str) -> None:
    page = make_notice(hub_of(world), section("security", heading="Safe", measures="Locks."))
    client = editor_of_school(world)
    response = post(client, page, sharing_with(world.items[Recipient, owner]))
    stored = type(page).objects.get(pk=page.pk).get_latest_revision_as_object().body.raw_data
    if owner in SEES["school"]:
        assert response.status_code == 302
        assert stored[0]["type"] == "recipients"
    else:
        assert response.status_code == 200
        assert "belongs to another organisation" in response.content.decode()
        assert stored[0]["type"] == "security"


def test_a_clause_of_another_school_cannot_be_slipped_in(world: World) -> None:
    page = make_notice(hub_of(world), section("security", heading="Safe", measures="Locks."))
    clause = world.items[Clause, "foreign"]
    response = post(editor_of_school(world), page, {"type": "clause", "value": clause.pk})
    assert response.status_code == 200
    assert "A chosen clause belongs to another organisation" in response.content.decode()


def test_what_was_stored_already_can_still_be_saved_as_a_draft(world: World) -> None:
    item = world.items[Recipient, "own"]
    page = make_notice(hub_of(world), sharing_with(item))
    Recipient.objects.filter(pk=item.pk).update(owner=world.tree.beta)
    heading = sharing_with(item)
    heading["value"]["heading"] = "Who, in other words"
    assert post(editor_of_school(world), page, heading).status_code == 302
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.body.raw_data[0]["value"]["heading"] == "Who, in other words"


def test_a_preview_shows_nothing_of_it(world: World) -> None:
    item = world.items[Recipient, "foreign"]
    page = make_notice(hub_of(world), section("security", heading="Safe", measures="Locks."))
    client = editor_of_school(world)
    changed = type(page).objects.get(pk=page.pk)
    changed.body = changed.body.stream_block.to_python([sharing_with(item)])
    client.post(f"/admin/pages/{page.pk}/edit/preview/", edit_form(changed))
    shown = client.get(f"/admin/pages/{page.pk}/edit/preview/").content.decode()
    assert name_of(Recipient, "foreign") not in shown


@pytest.mark.parametrize("key", [None, "x", "99999999999999999999"])
def test_a_form_of_the_library_names_nothing_that_it_refuses(world: World, key: str | None) -> None:
    item, foreign = world.items[Recipient, "own"], world.items[Recipient, "foreign"]
    data = {"name": "Mine", "kind": "other", "status": "current", "part_of": key or foreign.pk, "action-publish": "1"}
    url = reverse(Recipient.snippet_viewset.get_url_name("edit"), args=[item.pk])
    response = editor_of_school(world).post(url, data | {"successors": [foreign.pk]})
    assert response.status_code == 200
    assert name_of(Recipient, "foreign") not in response.content.decode()
    assert Recipient.objects.get(pk=item.pk).part_of is None
