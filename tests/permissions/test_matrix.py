"""Who may open which address for whose items: the URL configuration against the declared table."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Revision, WorkflowState

from tests.deep import in_turn, one_of
from tests.notice_factories import make_hub, make_notice, section
from tests.permissions.declared import (
    APPROVERS,
    CHOOSERS,
    LIBRARY_VIEWS,
    LOOKS_AT,
    MODEL_VIEWS,
    NOTICE_VIEWS,
    ORGANISATION_VIEWS,
    OVERSEES,
    PUBLISHES,
    REVIEW_VIEWS,
    REVIEWS,
    SCHOOL_VIEWS,
    VIEWS,
    WORK_VIEWS,
    Row,
)
from tests.permissions.requests import Cells, addresses, chooser_url, is_denied, leaks
from tests.permissions.world import ACTS, ITEM_MODELS, OWNERS, PERSONAS, SEES, grant, name_of
from tests.reviews.reviewed_notices import schedule_for
from wagtail_privacy.library.models import Recipient

pytestmark = pytest.mark.django_db

OUTSIDE_WORKFLOWS = ("lock", "unlock")
"""In a workflow, who may do it is for the workflow to say."""


def arguments(name: str, item: Any) -> list[Any]:
    if name in OUTSIDE_WORKFLOWS:
        return [item.pk]
    revision = Revision.objects.for_instance(item).order_by("pk").first()
    task_state = item.current_workflow_task_state
    return {
        "revisions_view": [item.pk, revision.pk],
        "revisions_revert": [item.pk, revision.pk],
        "revisions_unschedule": [item.pk, revision.pk],
        "revisions_compare": [item.pk, "earliest", "latest"],
        "workflow_action": [item.pk, "approve", task_state.pk],
        "collect_workflow_action_data": [item.pk, "approve", task_state.pk],
        "workflow_history_detail": [item.pk, item.current_workflow_state.pk],
        "workflow_preview": [item.pk, task_state.task_id],
    }.get(name, [item.pk])


def test_every_address_of_library_items_stands_in_the_table() -> None:
    views = {name for _, name in addresses("wagtailsnippets_wagtail_privacy")}
    assert {
        name
        for namespace, name in addresses("wagtailsnippets_wagtail_privacy")
        if not namespace.endswith("organisation")
    } == {*VIEWS, *APPROVERS}
    assert views >= {*VIEWS}
    assert {name for _, name in addresses("wagtailsnippetchoosers_wagtail_privacy")} == {*CHOOSERS}


@pytest.mark.parametrize("name", LIBRARY_VIEWS)
def test_what_forms_ask_of_the_library_is_told_to_whom_the_table_names(cells: Cells, name: str) -> None:
    assert {name for _, name in addresses("wagtail_privacy_library")} == {*LIBRARY_VIEWS}
    for owner in OWNERS:
        url = reverse(f"wagtail_privacy_library:{name}", args=[cells.world.items[Recipient, owner].pk])
        for persona in PERSONAS:
            response = cells.send(persona, "get", url)
            assert is_denied(response) != LIBRARY_VIEWS[name].allows(persona, owner), (owner, persona)
            assert leaks(persona, response) == []


def is_tried(may: bool, name: str, owner: str, persona: str) -> bool:
    """All that is refused is tried in every run; of what is allowed, which costs a whole screen, a third.

    Of each address another third: in the whole matrix everybody opens something of every owner.
    """
    return not may or in_turn(len(name) + OWNERS.index(owner) + PERSONAS.index(persona))


def differing(cells: Cells, model: Any, name: str, row: Row) -> list[str]:
    """The cells of one row that differ from what is declared."""
    wrong = []
    if name in OUTSIDE_WORKFLOWS:
        WorkflowState.objects.update(status=WorkflowState.STATUS_CANCELLED)
    for owner in OWNERS if "any" not in row.owners else OWNERS[:1]:
        item = cells.world.items[model, owner]
        args = [] if "any" in row.owners else arguments(name, item)
        url = reverse(item.snippet_viewset.get_url_name(name), args=args)
        for persona in PERSONAS:
            may = row.allows(persona, owner)
            for method in row.methods if is_tried(may, name, owner, persona) else ():
                response = cells.send(persona, method, url)
                if is_denied(response) == may:
                    wrong.append(f"{method} {name} of {owner} by {persona}: {response.status_code}")
                wrong += [f"{persona} reads {secret} at {name}" for secret in leaks(persona, response)]
    return wrong


ROWS = [(model, name) for index, name in enumerate(VIEWS) for model in one_of(ITEM_MODELS, index)]


@pytest.mark.sampled
@pytest.mark.parametrize(("model", "name"), ROWS, ids=lambda value: getattr(value, "__name__", value))
def test_views_open_for_whom_the_table_names(cells: Cells, model: Any, name: str) -> None:
    assert differing(cells, model, name, VIEWS[name]) == []


@pytest.mark.sampled
@pytest.mark.parametrize("name", APPROVERS)
def test_only_who_is_asked_decides_and_for_no_other_school(cells: Cells, name: str) -> None:
    for model in one_of(ITEM_MODELS, len(name)):
        for owner in OWNERS:
            item = cells.world.items[model, owner]
            url = reverse(item.snippet_viewset.get_url_name(name), args=arguments(name, item))
            for persona in PERSONAS:
                response = cells.send(persona, "get", url)
                may = persona == "approver" and owner in REVIEWS
                assert is_denied(response) != may, (owner, persona, response.status_code)
                assert leaks(persona, response) == []


@pytest.mark.sampled
@pytest.mark.parametrize("name", CHOOSERS)
@pytest.mark.parametrize("model", ITEM_MODELS, ids=lambda model: model.__name__)
def test_choosers_open_and_show_what_the_table_names(cells: Cells, model: Any, name: str) -> None:
    row = CHOOSERS[name]
    if name == "create" and not model.snippet_viewset.chooser_viewset.form_fields:
        row = replace(row, owners="nobody")
    for owner in OWNERS:
        item = cells.world.items[model, owner]
        url = chooser_url(model, name, *([item.pk] if name == "chosen" else []))
        if name == "chosen_multiple":
            url += f"?id={item.pk}"
        for persona in PERSONAS:
            # Each kind of item has a chooser of its own: another third of each.
            may = row.allows(persona, owner)
            is_sampled = is_tried(may, f"{name}{model.__name__}", owner, persona)
            for method in row.methods if is_sampled else ():
                response = cells.send(persona, method, url)
                shows = name_of(model, owner) in response.shown
                assert leaks(persona, response) == []
                if name == "chosen_multiple":
                    assert shows == may, (owner, persona)
                else:
                    assert is_denied(response) != may, (owner, persona, response.status_code)


@pytest.mark.sampled
@pytest.mark.parametrize("persona", PERSONAS)
def test_lists_hold_what_one_may_see_and_lead_where_one_may_go(cells: Cells, persona: str) -> None:
    for index, model in enumerate(ITEM_MODELS):
        if not in_turn(index + PERSONAS.index(persona)):
            continue
        response = cells.send(persona, "get", reverse(model.snippet_viewset.get_url_name("list")))
        if is_denied(response):
            assert not VIEWS["list"].allows(persona, "everyone")
            continue
        text = response.shown
        for owner in OWNERS:
            item = cells.world.items[model, owner]
            assert (name_of(model, owner) in text) == (owner in SEES[persona])
            edit = reverse(model.snippet_viewset.get_url_name("edit"), args=[item.pk])
            assert (f'href="{edit}"' in text) == (owner in ACTS.get(persona, ())), (model, owner)


def test_every_screen_about_notices_stands_in_the_table() -> None:
    assert {name for _, name in addresses("wagtail_privacy_admin")} == {*NOTICE_VIEWS}
    assert {name for _, name in addresses("wagtail_privacy_models")} == {*MODEL_VIEWS}


@pytest.mark.sampled
@pytest.mark.parametrize("name", [*NOTICE_VIEWS, *MODEL_VIEWS])
def test_screens_about_notices_open_for_whom_the_table_names(cells: Cells, name: str) -> None:
    task, methods = (NOTICE_VIEWS | MODEL_VIEWS)[name]
    namespace = "wagtail_privacy_models" if name in MODEL_VIEWS else "wagtail_privacy_admin"
    table = LOOKS_AT if task == "looks at" else PUBLISHES
    homes = {
        "own": cells.world.tree.alpha_home,
        "foreign": cells.world.tree.beta_home,
        "other": cells.world.organisations["other"].site.root_page,
    }
    for owner, home in homes.items():
        hub = home.get_children().filter(slug="privacy").first() or make_hub(home)
        notice = make_notice(
            hub.specific, section("security", heading="Safe", measures="Locks."), title="Zq a notice qZ"
        )
        args = [notice.pk, 1] if name in ("reissue_version", "release_version") else [notice.pk]
        url = reverse(f"{namespace}:{name}", args=args)
        for persona in PERSONAS:
            may = owner in table.get(persona, ())
            for method in methods if is_tried(may, name, owner, persona) else ():
                response = cells.send(persona, method, url)
                assert is_denied(response) != may, (owner, persona, method, response.status_code)
                assert may or "Zq a notice qZ" not in response.shown


def test_every_screen_about_reviews_stands_in_the_table() -> None:
    assert {name for _, name in addresses("wagtail_privacy_reviews")} == {*REVIEW_VIEWS, *ORGANISATION_VIEWS}


@pytest.mark.parametrize("name", REVIEW_VIEWS)
def test_a_notice_is_reviewed_by_those_who_may_change_it(cells: Cells, name: str) -> None:
    homes = {
        "own": cells.world.tree.alpha_home,
        "foreign": cells.world.tree.beta_home,
        "other": cells.world.organisations["other"].site.root_page,
    }
    for owner, home in homes.items():
        hub = home.get_children().filter(slug="privacy").first() or make_hub(home)
        schedule = schedule_for(make_notice(hub.specific, title="Zq a notice qZ"))
        url = reverse(f"wagtail_privacy_reviews:{name}", args=[schedule.pk])
        for persona in PERSONAS:
            for method in REVIEW_VIEWS[name]:
                response = cells.send(persona, method, url)
                may = owner in LOOKS_AT.get(persona, ())
                assert is_denied(response) != may, (owner, persona, method, response.status_code)
                assert may or "Zq a notice qZ" not in response.shown


@pytest.mark.parametrize("model", one_of(ITEM_MODELS, 1), ids=lambda model: model.__name__)
def test_an_item_is_reviewed_by_those_who_may_change_it(cells: Cells, model: Any) -> None:
    for owner in OWNERS:
        url = reverse("wagtail_privacy_reviews:review", args=[schedule_for(cells.world.items[model, owner]).pk])
        for persona in PERSONAS:
            for method in ("get", "post"):
                response = cells.send(persona, method, url)
                may = VIEWS["edit"].allows(persona, owner) and persona != "approver"
                assert is_denied(response) != may, (owner, persona, method, response.status_code)
                assert leaks(persona, response) == []


@pytest.mark.parametrize("name", ORGANISATION_VIEWS)
def test_screens_about_an_organisation_are_for_those_who_may_change_it(cells: Cells, name: str) -> None:
    for user in cells.world.people.values():
        if user.is_authenticated:
            grant(user, "wagtail_privacy", "change_organisation")
    for owner, organisation in cells.world.organisations.items():
        if organisation is None:
            continue
        url = reverse(f"wagtail_privacy_reviews:{name}", args=[organisation.pk])
        for persona in PERSONAS:
            for method in ("get", "post"):
                response = cells.send(persona, method, url)
                assert is_denied(response) != (owner in ACTS.get(persona, ())), (owner, persona, method)


def test_every_screen_about_schools_stands_in_the_table() -> None:
    assert {name for _, name in addresses("wagtail_privacy_schools")} == {*SCHOOL_VIEWS}


@pytest.mark.parametrize("name", ["overview", "overview_results", "translations", "translations_results"])
def test_the_overview_and_the_report_show_whose_notices_the_table_names(cells: Cells, name: str) -> None:
    organisations = {owner: cells.world.organisations[owner] for owner in OWNERS[1:]}
    for owner, organisation in organisations.items():
        hub = organisation.site.root_page.get_children().filter(slug="privacy").first()
        hub = hub.specific if hub is not None else make_hub(organisation.site.root_page)
        make_notice(hub, title=f"Zq notice of {owner} qZ")
    url = reverse(f"wagtail_privacy_schools:{name}")
    for persona in PERSONAS:
        overseen = OVERSEES.get(persona, frozenset())
        for query in ("", "?export=csv", f"?organisation={organisations['other'].pk}"):
            response = cells.send(persona, "get", f"{url}{query}")
            assert is_denied(response) == (persona not in OVERSEES), (persona, response.status_code)
            shown = {owner for owner in organisations if f"Zq notice of {owner} qZ" in response.shown}
            # Who may not see an organisation cannot filter for it: then nothing is filtered.
            expected = overseen & {"other"} or overseen if "organisation" in query else overseen
            assert shown == expected, (persona, query)


def test_nobody_sets_up_a_school_who_could_not_do_it_by_hand(cells: Cells) -> None:
    url = reverse("wagtail_privacy_schools:add_school")
    for persona in PERSONAS:
        for method in ("get", "post"):
            assert is_denied(cells.send(persona, method, url)), (persona, method)
    for persona in PERSONAS:
        if persona != "anonymous":
            grant(cells.world.people[persona], "wagtailcore", "add_site")
            grant(cells.world.people[persona], "auth", "add_group")
    for persona in PERSONAS:
        for method in ("get", "post"):
            assert is_denied(cells.send(persona, method, url)) == (persona != "central"), (persona, method)


def test_what_comes_next_for_a_school_is_for_those_who_act_for_it(cells: Cells) -> None:
    for owner in ("own", "foreign", "other"):
        url = reverse("wagtail_privacy_schools:next_steps", args=[cells.world.organisations[owner].pk])
        for persona in PERSONAS:
            response = cells.send(persona, "get", url)
            assert is_denied(response) != (owner in ACTS.get(persona, ())), (owner, persona, response.status_code)


def test_every_screen_about_work_stands_in_the_table() -> None:
    assert {name for _, name in addresses("wagtail_privacy_work")} == {*WORK_VIEWS}
