"""Screens of Wagtail over the items of many owners: reports, history, dashboard, bulk actions, forms."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from tests.deep import in_turn
from tests.form_posts import ORGANISATION_FORMSETS
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.permissions.declared import VIEWS
from tests.permissions.requests import Cells, chooser_url, is_denied, leaks
from tests.permissions.world import (
    ACTS,
    ITEM_MODELS,
    MODEL_ACTIONS,
    OWNERS,
    PERSONAS,
    SEES,
    World,
    fresh,
    make_item,
    name_of,
)
from tests.queries import query_count
from wagtail_privacy.library.models import Legislation, Recipient
from wagtail_privacy.organisations import permissions, scoped_viewsets
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scope_of

pytestmark = pytest.mark.django_db

SIGNED_IN = [name for name in PERSONAS if name != "anonymous"]
SCOPED = ("list", "edit", "history", "inspect", "delete", "usage", "copy", "unpublish")
REPORTS = ("workflow", "workflow_results", "workflow_tasks", "workflow_tasks_results")


@pytest.mark.sampled
@pytest.mark.parametrize("persona", SIGNED_IN)
def test_reports_over_workflows_name_what_one_may_change(cells: Cells, persona: str) -> None:
    for index, report in enumerate(REPORTS):
        # The file holds all that the screen shows a page of: every file is read, and of the screens a third.
        screens = ("", "?export=csv") if in_turn(index + SIGNED_IN.index(persona)) else ("?export=csv",)
        for query in screens:
            response = cells.send(persona, "get", reverse(f"wagtailadmin_reports:{report}") + query)
            assert leaks(persona, response) == []
            if is_denied(response):
                assert persona == "access_only"
                continue
            shown = {owner for owner in OWNERS if name_of(Recipient, owner) in response.shown}
            may = ACTS.get(persona, frozenset()) if "change" in MODEL_ACTIONS.get(persona, ()) else frozenset()
            # A page of the report holds twenty of the thirty items; the file holds all.
            assert shown == may if query else shown <= may, (report, query)


@pytest.mark.parametrize("persona", SIGNED_IN)
def test_the_history_of_the_site_tells_what_was_done_with_ones_own(cells: Cells, persona: str) -> None:
    for item in cells.world.items.values():
        log(instance=item, action="wagtail.edit")
    for query in ("", "?export=csv"):
        response = cells.send(persona, "get", reverse("wagtailadmin_reports:site_history") + query)
        assert leaks(persona, response) == []
        if query and not is_denied(response):
            shown = {owner for owner in OWNERS if name_of(Recipient, owner) in response.shown}
            assert shown == (ACTS.get(persona, frozenset()) if MODEL_ACTIONS.get(persona) else frozenset())


def test_nothing_of_the_library_is_logged_where_all_may_read_it(world: World) -> None:
    assert not ModelLogEntry.objects.filter(content_type__app_label="wagtail_privacy").exists()


@pytest.mark.parametrize("persona", SIGNED_IN)
def test_the_dashboard_asks_approvers_about_their_own_school(cells: Cells, persona: str) -> None:
    response = cells.send(persona, "get", reverse("wagtailadmin_home"))
    assert leaks(persona, response) == []
    shown = {owner for owner in OWNERS if name_of(Recipient, owner) in response.shown}
    assert shown == ({"own"} if persona == "approver" else set())


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_bulk_action_deletes_only_what_one_may_delete(cells: Cells, persona: str) -> None:
    items = {owner: make_item(Recipient, name=f"Unused {owner}", owner=cells.world.organisations[owner])
             for owner in OWNERS}  # fmt: skip
    url = reverse("wagtail_bulk_action", args=["wagtail_privacy", "recipient", "delete"])
    for owner, item in items.items():
        for keys in ([item.pk], [item.pk, items["own"].pk]):
            client = cells.clients[persona]
            client.post(f"{url}?{urlencode({'id': keys, 'next': '/admin/'}, doseq=True)}")
            gone = not Recipient.objects.filter(pk=item.pk).exists()
            may = owner in ACTS.get(persona, ()) and "delete" in MODEL_ACTIONS.get(persona, ())
            assert gone == may, owner


@pytest.mark.parametrize("persona", [name for name in SIGNED_IN if VIEWS["list"].allows(name, "everyone")])
def test_filters_offer_the_owners_that_one_sees(cells: Cells, persona: str) -> None:
    response = cells.send(persona, "get", reverse(Recipient.snippet_viewset.get_url_name("list")))
    offered = set(response.context["filters"].form.fields["owner"].queryset)
    seen = {cells.world.organisations[owner] for owner in OWNERS if owner in SEES[persona] and owner != "everyone"}
    # Of the other trust only a school has items; its people see the trust as well.
    other_trust = {cells.world.organisations["other"].parent} if "other" in SEES[persona] else set()
    assert offered == seen | other_trust


class TestForms:
    def form(self, world: World, persona: str, item: Any, **kwargs: Any) -> Any:
        form_class = type(item).snippet_viewset.get_form_class(for_update=item.pk is not None)
        return form_class(instance=item, for_user=fresh(world.people[persona]), **kwargs)

    def test_a_new_item_belongs_to_its_maker_unless_another_owner_is_chosen(self, world: World) -> None:
        assert self.form(world, "school", Recipient()).initial["owner"] == world.tree.alpha.pk
        form = self.form(world, "school", Recipient())
        assert list(form.fields["owner"].queryset) == [world.tree.alpha]
        assert form.fields["owner"].empty_label is None
        assert "Everyone" in self.form(world, "central", Recipient()).fields["owner"].empty_label
        assert set(self.form(world, "trust", Recipient()).fields["owner"].queryset) == {
            world.tree.trust,
            world.tree.alpha,
            world.tree.beta,
        }

    @pytest.mark.parametrize(
        ("persona", "given", "expected"),
        [
            ("school", "", "own"),
            ("school", "own", "own"),
            ("school", "foreign", None),
            ("school", "trust", None),
            ("trust", "", "trust"),
            ("trust", "foreign", "foreign"),
            ("trust", "other", None),
            ("central", "", "everyone"),
            ("central", "other", "other"),
        ],
    )
    def test_the_owner_is_one_that_the_maker_acts_for(
        self, cells: Cells, persona: str, given: str, expected: str | None
    ) -> None:
        world = cells.world
        organisation = world.organisations.get(given)
        data = {"name": "New body", "kind": "other", "status": "current", "owner": organisation.pk if given else ""}
        cells.clients[persona].post(
            chooser_url(Recipient, "create"), {f"recipient-{name}": value for name, value in data.items()} | data
        )
        made = Recipient.objects.filter(name="New body").first()
        if expected is None:
            assert made is None
        else:
            assert made is not None
            assert made.owner == world.organisations[expected]
            assert made.live

    def test_who_owns_an_item_is_no_matter_of_its_form(self, world: World) -> None:
        item = world.items[Recipient, "own"]
        form = self.form(world, "school", item)
        assert form.fields["owner"].disabled
        assert list(form.fields["owner"].queryset) == [world.tree.alpha]

    def test_an_owner_in_a_draft_is_not_taken_over(self, world: World) -> None:
        item = world.items[Recipient, "own"]
        item.owner = world.tree.beta
        revision = item.save_revision()
        Revision.objects.get(pk=revision.pk).publish()
        item.refresh_from_db()
        assert item.owner == world.tree.alpha

    def test_the_copy_of_what_one_may_only_see_is_ones_own(self, cells: Cells) -> None:
        item = cells.world.items[Recipient, "trust"]
        url = reverse(Recipient.snippet_viewset.get_url_name("copy"), args=[item.pk])
        client = cells.clients["school"]
        assert "Alpha School" in client.get(url).content.decode()
        data = {"name": "Our copy", "kind": "other", "status": "current", "action-publish": "1"}
        assert client.post(url, data).status_code == 405
        client.post(reverse(Recipient.snippet_viewset.get_url_name("add")), data)
        copy = Recipient.objects.get(name="Our copy")
        assert copy.owner == cells.world.tree.alpha
        assert copy.pk != item.pk

    def test_items_that_one_may_not_see_can_neither_be_chosen_nor_named(self, world: World) -> None:
        form = self.form(world, "school", Recipient())
        laws = set(form.fields["default_legislation"].queryset)
        assert laws == {world.items[Legislation, owner] for owner in SEES["school"]}

    def test_an_item_refers_to_what_all_may_use_that_may_use_it(self, world: World) -> None:
        form = self.form(
            world,
            "trust",
            world.items[Recipient, "trust"],
            data={
                "name": "Shared",
                "kind": "other",
                "status": "current",
                "default_legislation": [world.items[Legislation, "own"].pk],
            },
        )
        assert not form.is_valid()
        assert "Alpha School" in str(form.errors["default_legislation"])

    def test_what_an_item_refers_to_already_stays(self, world: World) -> None:
        item = world.items[Recipient, "own"]
        item.default_legislation.set([world.items[Legislation, "other"]])
        item.save()
        form = self.form(world, "school", Recipient.objects.get(pk=item.pk))
        assert world.items[Legislation, "other"] in form.fields["default_legislation"].queryset


class TestOrganisations:
    def form(self, world: World, persona: str, organisation: Organisation, **kwargs: Any) -> Any:
        form_class = Organisation.snippet_viewset.get_form_class(for_update=organisation.pk is not None)
        return form_class(instance=organisation, for_user=fresh(world.people[persona]), **kwargs)

    @pytest.mark.parametrize("persona", PERSONAS)
    def test_they_are_changed_by_those_who_act_for_them_and_seen_by_those_below(
        self, cells: Cells, persona: str
    ) -> None:
        listing = cells.send(persona, "get", reverse(Organisation.snippet_viewset.get_url_name("list")))
        for owner in OWNERS[1:]:
            organisation = cells.world.organisations[owner]
            for name, action in (("edit", "change"), ("delete", "delete"), ("history", "change"), ("usage", "change")):
                url = reverse(Organisation.snippet_viewset.get_url_name(name), args=[organisation.pk])
                may = owner in (SEES if name == "usage" else ACTS).get(persona, ())
                may = may and action in MODEL_ACTIONS.get(persona, ()) and bool(ACTS.get(persona))
                response = cells.send(persona, "get", url)
                assert is_denied(response) != may, (name, owner, response.status_code)
            if not is_denied(listing):
                assert (f">{organisation.name}<" in " ".join(listing.shown.split()).replace("> ", ">").replace(
                    " <", "<")) == (owner in SEES.get(persona, ()))  # fmt: skip

    def test_a_school_does_not_leave_its_trust_by_itself(self, world: World) -> None:
        fields = self.form(world, "school", world.tree.alpha).fields
        assert fields["parent"].disabled
        assert not fields["site"].disabled

    def test_a_school_joins_no_trust_that_its_editor_does_not_act_for(self, world: World) -> None:
        single = Organisation.objects.create(name="Single", site=None)
        form = self.form(world, "school", single)
        assert list(form.fields["parent"].queryset) == [world.tree.alpha]

    def test_a_site_is_given_by_those_who_may_publish_its_home_page(self, world: World) -> None:
        form = self.form(world, "school", world.tree.alpha)
        assert list(form.fields["site"].queryset) == [world.tree.alpha_site]
        assert self.form(world, "trust", world.tree.alpha).fields["site"].disabled

    def test_a_new_organisation_stands_below_one_that_its_maker_acts_for(self, world: World) -> None:
        counts = {f"{formset}-TOTAL_FORMS": "0" for formset in ORGANISATION_FORMSETS}
        counts |= {f"{formset}-INITIAL_FORMS": "0" for formset in ORGANISATION_FORMSETS}
        data = {"kind": "school", "name": "New"} | counts
        assert "parent" in self.form(world, "trust", Organisation(), data=data).errors
        assert self.form(world, "trust", Organisation(), data=data | {"parent": world.tree.trust.pk}).is_valid()
        other = world.organisations["other"].parent
        assert "parent" in self.form(world, "trust", Organisation(), data=data | {"parent": other.pk}).errors
        assert self.form(world, "central", Organisation(), data=data).is_valid()


class TestUsage:
    def use(self, world: World, item: Any) -> None:
        for home, title in ((world.tree.alpha_home, "Alpha notice"), (world.tree.beta_home, "Beta notice")):
            hub = home.get_children().filter(slug="privacy").first() or make_hub(home)
            make_notice(
                hub, section("recipients", heading="Who", recipients=entries({"recipient": item.pk})), title=title,
                slug="uses", live=False,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("persona", "named", "schools"),
        [
            ("central", {"Alpha notice", "Beta notice"}, {"Alpha School", "Beta School"}),
            ("school", {"Alpha notice"}, {"Alpha School"}),
            ("other_school", {"Beta notice"}, {"Beta School"}),
            ("trust", {"Alpha notice", "Beta notice"}, {"Alpha School", "Beta School"}),
            ("other_trust", set(), set()),
        ],
    )
    def test_it_names_notices_and_schools_that_one_sees_and_counts_the_rest(
        self, cells: Cells, persona: str, named: set[str], schools: set[str]
    ) -> None:
        item = cells.world.items[Recipient, "everyone"]
        self.use(cells.world, item)
        url = reverse(Recipient.snippet_viewset.get_url_name("usage"), args=[item.pk])
        text = cells.send(persona, "get", url).shown
        table = text[text.index("<table") :]
        assert {title for title in ("Alpha notice", "Beta notice") if title in table} == named
        assert {name for name in ("Alpha School", "Beta School") if name in table} == schools
        assert table.count("(Private ") == 2 - len(named)


@pytest.mark.sampled
@pytest.mark.parametrize("model", ITEM_MODELS, ids=lambda model: model.__name__)
def test_scoping_costs_at_most_two_queries_a_request(
    world: World, model: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = world.items[model, "own"]
    client.force_login(world.people["school"])
    scope = scope_of(fresh(world.people["school"]))

    def costs() -> dict[str, int]:
        counted = {}
        for index, name in enumerate(SCOPED):
            if not in_turn(index + ITEM_MODELS.index(model)):
                continue
            url = reverse(model.snippet_viewset.get_url_name(name), args=[] if name == "list" else [item.pk])
            counted[name] = query_count(lambda url=url: client.get(url))
        return counted

    scoped = costs()
    monkeypatch.setattr(permissions, "_scope_of", lambda _user: scope)
    monkeypatch.setattr(scoped_viewsets, "get_object_or_404", lambda _manager, **_key: item)
    unscoped = costs()
    assert {name: cost - unscoped[name] for name, cost in scoped.items() if cost - unscoped[name] > 2} == {}
