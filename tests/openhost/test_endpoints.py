"""Wagtail's APIs and the endpoints of wagtail-localize: whose items they show and change for whom."""

import json
from typing import Any

import pytest
import wagtail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from tests.notice_factories import make_hub, make_notice, section
from tests.permissions.requests import Cells, addresses, is_denied, leaks
from tests.permissions.world import (
    ACTS,
    ITEM_MODELS,
    MODEL_ACTIONS,
    OWNERS,
    PERSONAS,
    SEES,
    World,
    build_world,
    grant,
    name_of,
)
from tests.propagation.test_overlay import sharing_with
from tests.snapshots import replayed
from wagtail_privacy.library.models import LIBRARY_MODELS, Recipient
from wagtail_privacy.library.moves import merge
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.questions import unasked

pytestmark = pytest.mark.django_db

V3 = wagtail.VERSION >= (8, 0)
needs_v3 = pytest.mark.skipif(not V3, reason="version 3 of the API came with Wagtail 8.0")


@pytest.fixture
@replayed
def world(site_tree: Any) -> World:
    world = build_world(site_tree, with_workflow=False)
    for persona, user in world.people.items():
        if persona not in ("anonymous", "approver"):
            grant(user, "wagtail_localize", "submit_translation")
    return world


class Caller(Cells):
    """Requests to the admin, and to version 3 of the API with the token of each person."""

    def call(self, persona: str, method: str, url: str, data: Any = None) -> Any:
        """An answer of version 3; what it did is undone."""
        with transaction.atomic():
            response = self.call_for_good(persona, method, url, data)
            transaction.set_rollback(True)
        return response

    def call_for_good(self, persona: str, method: str, url: str, data: Any = None) -> Any:
        """As :meth:`call`, without undoing it."""
        from wagtail.models import APIToken  # noqa: PLC0415 - it came with Wagtail 8.0

        headers = {}
        if persona != "anonymous":
            _, token = APIToken.create_token(user=self.world.people[persona], name="test")
            headers["authorization"] = f"Bearer {token}"
        body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        response = getattr(Client(), method)(url, **body, headers=headers)
        response.shown = response.content.decode(errors="replace")
        return response


@pytest.fixture
def caller(world: World) -> Caller:
    return Caller(world)


@pytest.mark.parametrize("persona", PERSONAS)
def test_version_2_shows_what_one_may_use(caller: Caller, persona: str) -> None:
    for model in LIBRARY_MODELS:
        listing = caller.send(persona, "get", f"/api/v2/{model._meta.model_name}/")
        for owner in OWNERS:
            may = owner in SEES.get(persona, ())
            assert (name_of(model, owner) in listing.shown) == may
            item = caller.world.items[model, owner]
            detail = caller.send(persona, "get", f"/api/v2/{model._meta.model_name}/{item.pk}/")
            assert (detail.status_code == 200) == may


def test_version_2_gives_what_is_left_for_an_item_that_was_merged(caller: Caller) -> None:
    for model in LIBRARY_MODELS:
        former, left = caller.world.items[model, "own"], caller.world.items[model, "trust"]
        merge(former, left)
        address = f"/api/v2/{model._meta.model_name}/"
        assert name_of(model, "own") not in caller.send("school", "get", address).shown
        assert name_of(model, "trust") in caller.send("school", "get", f"{address}{former.pk}/").shown
        assert caller.send("other_trust", "get", f"{address}{former.pk}/").status_code == 404


V3_CELLS: list[tuple[str, str, Any, str]] = [
    ("update_snippet", "patch", {"name": "Changed", "editor_note": "Changed"}, "change"),
    ("delete_snippet", "delete", None, "delete"),
    ("snippets_actions_delete", "delete", None, "delete"),
    ("snippets_actions_publish", "post", None, "publish"),
    ("snippets_actions_unpublish", "post", None, "publish"),
    ("snippets_actions_revert", "post", "revision", "change"),
    ("list_snippet_revisions", "get", None, "change"),
]
"""Name of the address, method, body and permission of each that changes an item."""


@needs_v3
def test_every_address_of_snippets_in_version_3_is_tried() -> None:
    tried = {name for name, *_ in V3_CELLS}
    tried |= {"list_snippets", "detail_snippet", "create_snippet", "detail_snippet_revision"}
    tried |= {"snippets_actions_copy_for_translation"}
    assert {name for _, name in addresses("wagtailapi_v3") if "snippet" in name} == tried


def of_snippet(model: Any, name: str, *args: Any) -> str:
    return reverse(f"wagtailapi_v3:{name}", args=[model._meta.label, *args])


@needs_v3
@pytest.mark.parametrize("persona", PERSONAS)
def test_version_3_shows_what_one_may_see(caller: Caller, persona: str) -> None:
    for model in ITEM_MODELS:
        listing = caller.call(persona, "get", of_snippet(model, "list_snippets"))
        assert leaks(persona, listing) == []
        for owner in OWNERS:
            may = owner in SEES.get(persona, ()) and bool(MODEL_ACTIONS.get(persona))
            item = caller.world.items[model, owner]
            for draft in ("", "?version=draft"):
                detail = caller.call(persona, "get", of_snippet(model, "detail_snippet", item.pk) + draft)
                assert (detail.status_code == 200) == may, (model, owner, detail.status_code)
            assert (name_of(model, owner) in listing.shown) == may


@needs_v3
@pytest.mark.parametrize(("name", "method", "body", "action"), V3_CELLS, ids=[cell[0] for cell in V3_CELLS])
def test_version_3_changes_only_items_of_those_whom_one_acts_for(
    caller: Caller, name: str, method: str, body: Any, action: str
) -> None:
    for owner in OWNERS:
        item = caller.world.items[Recipient, owner]
        data = {"revision_id": item.latest_revision_id} if body == "revision" else body
        for persona in PERSONAS:
            response = caller.call(persona, method, of_snippet(Recipient, name, item.pk), data)
            may = owner in ACTS.get(persona, ()) and action in MODEL_ACTIONS.get(persona, ())
            assert (response.status_code in (200, 204)) == may, (owner, persona, response.status_code, response.shown)
            assert may or response.status_code in (401, 403, 404)


@needs_v3
@pytest.mark.parametrize("persona", PERSONAS)
def test_what_is_made_through_version_3_is_the_makers(caller: Caller, persona: str) -> None:
    data = {"name": "New", "editor_note": "", "meta": {"action": "publish"}}
    owners = {"school": "own", "moderator": "own", "trust": "trust", "other_school": "foreign"}
    with transaction.atomic():
        response = caller.call_for_good(persona, "post", of_snippet(Recipient, "create_snippet"), data)
        made = Recipient.objects.filter(name="New").first()
        if persona in owners:
            assert made is not None, response.content
            assert made.owner == caller.world.organisations[owners[persona]]
        elif persona in ("central", "other_trust"):
            assert made is not None, response.content
            assert (made.owner is None) == (persona == "central")
        else:
            assert made is None
            assert response.status_code in (401, 403)
        transaction.set_rollback(True)


@needs_v3
def test_an_owner_in_the_body_of_a_request_is_ignored(caller: Caller) -> None:
    item = caller.world.items[Recipient, "own"]
    for owner in (None, caller.world.tree.beta.pk):
        body = {"name": "Taken", "owner": owner}
        caller.call("school", "patch", of_snippet(Recipient, "update_snippet", item.pk), body)
        item.refresh_from_db()
        assert item.owner == caller.world.tree.alpha
        assert item.get_latest_revision_as_object().owner == caller.world.tree.alpha


@pytest.fixture
def submitted(world: World) -> dict[str, Any]:
    """A translation of the recipient of each owner into Welsh, by owner."""
    from wagtail_localize.models import Translation, TranslationSource  # noqa: PLC0415 - not everywhere installed

    welsh = Locale.objects.get_or_create(language_code="cy")[0]
    translations = {}
    for owner in OWNERS:
        source, _ = TranslationSource.get_or_create_from_instance(world.items[Recipient, owner])
        translation = Translation.objects.create(source=source, target_locale=welsh)
        translation.save_target(publish=False)
        translations[owner] = translation
    return translations


TRANSLATION_ADDRESSES = {
    "submit_snippet_translation",
    "update_translations",
    "download_pofile",
    "upload_pofile",
    "machine_translate",
    "preview_translation",
    "stop_translation",
    "edit_string_translation",
    "edit_override",
    "translations_report",
    "translations_report_results",
    "snippets_api_listing",
    "snippets_api_detail",
    "submit_page_translation",
    "convert_to_alias",
    "javascript_catalog",
}


def test_every_address_of_wagtail_localize_is_tried() -> None:
    assert {name for _, name in addresses("wagtail_localize")} == TRANSLATION_ADDRESSES


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("submit_snippet_translation", "get"),
        ("submit_snippet_translation", "post"),
        ("update_translations", "get"),
        ("update_translations", "post"),
        ("download_pofile", "get"),
        ("upload_pofile", "post"),
        ("edit_string_translation", "put"),
    ],
)
def test_wagtail_localize_works_on_items_of_those_whom_one_acts_for(
    caller: Caller, submitted: dict[str, Any], name: str, method: str
) -> None:
    for owner, translation in submitted.items():
        args = {
            "submit_snippet_translation": ["wagtail_privacy", "recipient", caller.world.items[Recipient, owner].pk],
            "update_translations": [translation.source.pk],
            "edit_string_translation": [translation.pk, translation.source.stringsegment_set.first().pk],
        }.get(name, [translation.pk])
        for persona in PERSONAS:
            data = None
            if name == "upload_pofile":
                data = {"file": SimpleUploadedFile("cy.po", str(translation.export_po()).encode())}
            # Elsewhere than where those are sent who may not.
            url = reverse(f"wagtail_localize:{name}", args=args) + "?next=/admin/account/"
            response = caller.send(persona, method, url, data)
            may = owner in ACTS.get(persona, ()) and "change" in MODEL_ACTIONS.get(persona, ())
            assert is_denied(response) != may, (owner, persona, response.status_code)
            assert leaks(persona, response) == []


def test_a_translation_is_stopped_by_those_who_act_for_the_owner(caller: Caller, submitted: dict[str, Any]) -> None:
    for owner, translation in submitted.items():
        url = reverse("wagtail_localize:stop_translation", args=[translation.pk])
        for persona in PERSONAS:
            with transaction.atomic():
                caller.clients[persona].post(url)
                translation.refresh_from_db()
                may = owner in ACTS.get(persona, ()) and "change" in MODEL_ACTIONS.get(persona, ())
                assert translation.enabled != may, (owner, persona)
                transaction.set_rollback(True)


def test_without_a_machine_translator_there_is_nothing_to_translate_with(
    caller: Caller, submitted: dict[str, Any]
) -> None:
    for owner, translation in submitted.items():
        url = reverse("wagtail_localize:machine_translate", args=[translation.pk])
        for persona in PERSONAS:
            response = caller.send(persona, "post", url)
            assert is_denied(response)
            assert leaks(persona, response) == [], owner


def test_previews_and_overrides_of_items_are_not_there(caller: Caller, submitted: dict[str, Any]) -> None:
    url = reverse("wagtail_localize:preview_translation", args=[submitted["foreign"].pk])
    for persona in PERSONAS:
        assert is_denied(caller.send(persona, "get", url))
    url = reverse("wagtail_localize:edit_override", args=[submitted["foreign"].pk, 0])
    for persona in PERSONAS:
        assert is_denied(caller.send(persona, "put", url))


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name != "anonymous"])
def test_the_report_over_translations_names_what_one_may_see(
    caller: Caller, submitted: dict[str, Any], persona: str
) -> None:
    for name in ("translations_report", "translations_report_results"):
        response = caller.send(persona, "get", reverse(f"wagtail_localize:{name}"))
        assert leaks(persona, response) == []
        for owner in OWNERS:
            may = owner in SEES.get(persona, ()) and bool(MODEL_ACTIONS.get(persona))
            assert (name_of(Recipient, owner) in response.shown) == may


@pytest.mark.parametrize("persona", PERSONAS)
def test_translators_choose_from_what_they_may_use(caller: Caller, persona: str) -> None:
    listing = reverse("wagtail_localize:snippets_api_listing", args=["wagtail_privacy", "recipient"])
    response = caller.send(persona, "get", listing)
    for owner in OWNERS:
        item = caller.world.items[Recipient, owner]
        may = owner in SEES.get(persona, ())
        assert (name_of(Recipient, owner) in response.shown) == may
        detail = reverse("wagtail_localize:snippets_api_detail", args=["wagtail_privacy", "recipient", item.pk])
        assert (caller.send(persona, "get", detail).status_code == 200) == may


@pytest.mark.parametrize("name", ["submit_page_translation", "convert_to_alias"])
def test_notices_are_translated_by_those_who_may_edit_them(caller: Caller, name: str) -> None:
    hub = make_hub(caller.world.tree.beta_home)
    notice = make_notice(hub, section("security", heading="Safe", measures="Locks."))
    url = reverse(f"wagtail_localize:{name}", args=[notice.pk])
    for persona in PERSONAS:
        response = caller.send(persona, "get", url)
        if name == "convert_to_alias":
            # It has no source to become an alias of.
            assert is_denied(response)
        else:
            assert is_denied(response) != (persona in ("central", "other_school")), (persona, response.status_code)


@needs_v3
class TestQuestion:
    """What readers of a notice would read differently is asked about in the admin, whatever the API is told."""

    @pytest.fixture
    def item(self, caller: Caller) -> Any:
        item = caller.world.items[Recipient, "own"]
        hub = caller.world.tree.alpha_home.get_children().get(slug="privacy").specific
        with unasked():
            item.get_latest_revision().publish()
        make_notice(hub, sharing_with(item))
        return Recipient.objects.get(pk=item.pk)

    def test_an_item_stays_a_draft(self, caller: Caller, item: Any) -> None:
        data = {"name": "Renamed", "meta": {"action": "publish"}}
        response = caller.call_for_good("school", "patch", of_snippet(Recipient, "update_snippet", item.pk), data)
        assert response.status_code == 403
        assert "kept as a draft" in response.content.decode()
        item.refresh_from_db()
        assert item.name != "Renamed"
        assert item.get_latest_revision_as_object().name == "Renamed"

    def test_an_organisation_that_a_host_opens_to_it_is_not_saved(self, caller: Caller, item: Any) -> None:
        from wagtail.actions import action_registry  # noqa: PLC0415 - it came with Wagtail 8.0

        school = Organisation.objects.get(pk=caller.world.organisations["own"].pk)
        school.name = "Renamed"
        with pytest.raises(PermissionDenied, match="Nothing was saved"):
            action_registry.get_action_class(Organisation, "edit")(school, user=caller.world.people["school"]).execute()
        assert Organisation.objects.get(pk=school.pk).name != "Renamed"
