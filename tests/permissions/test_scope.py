"""Who acts for which organisation, and sees what belongs to it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import GroupPagePermission, Locale

from tests.permissions.world import ACTS, ITEM_MODELS, OWNERS, PERSONAS, SEES, World, fresh, make_person
from tests.queries import query_count
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import (
    can_act_for,
    can_see,
    organisations_for,
    organisations_seen_by,
    policy_for,
    scope_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_acts_for_and_sees_whom_the_table_names(world: World, persona: str) -> None:
    user = world.people[persona]
    acts = {owner for owner in OWNERS if can_act_for(user, world.organisations[owner])}
    sees = {owner for owner in OWNERS if can_see(user, world.organisations[owner])}
    assert acts == ACTS.get(persona, frozenset())
    assert sees == SEES.get(persona, frozenset())


def test_whoever_acts_for_a_trust_acts_for_its_schools_without_pages_of_theirs(world: World) -> None:
    user = world.people["trust"]
    assert set(organisations_for(user)) == {world.tree.trust, world.tree.alpha, world.tree.beta}
    assert not world.tree.alpha_home.permissions_for_user(user).can_edit()


def test_what_somebody_makes_belongs_to_the_highest_that_they_act_for(world: World) -> None:
    assert scope_of(world.people["trust"]).home == world.tree.trust.pk
    assert scope_of(world.people["school"]).home == world.tree.alpha.pk
    assert scope_of(world.people["central"]).home is None
    assert scope_of(world.people["author"]).home is None


def test_a_school_without_a_site_belongs_to_those_who_act_for_its_trust(world: World) -> None:
    new = Organisation.objects.create(name="New School", parent=world.tree.trust)
    assert can_act_for(fresh(world.people["trust"]), new)
    assert can_act_for(fresh(world.people["central"]), new)
    assert not can_act_for(fresh(world.people["school"]), new)


def test_a_loop_of_parents_is_read_to_an_end(world: World) -> None:
    Organisation.objects.filter(pk=world.tree.trust.pk).update(parent=world.tree.alpha)
    assert can_act_for(fresh(world.people["school"]), world.tree.alpha)


def test_inactive_and_unknown_people_have_to_do_with_nothing(world: World) -> None:
    school = world.people["school"]
    school.is_active = False
    for user in (school, AnonymousUser()):
        assert not scope_of(user).sees_anything
        assert not organisations_seen_by(user).exists()


def test_permission_on_a_page_outside_every_site_lets_nobody_see_anything(world: World) -> None:
    user = world.people["access_only"]
    page = world.tree.root.add_child(
        instance=type(world.tree.root)(title="Elsewhere", slug="elsewhere", locale=world.tree.locale)
    )
    GroupPagePermission.objects.create(group=user.groups.get(), page=page, permission_type="publish")
    assert not scope_of(fresh(user)).sees_anything


def translator(world: World, page: Any, *actions: str) -> Any:
    """Somebody who may change library items as far as Django is concerned, and this one page."""
    user = make_person("translator", [], ["change", "publish"])
    for action in actions:
        GroupPagePermission.objects.create(group=user.groups.get(), page=page, permission_type=action)
    return user


def test_who_may_edit_the_home_page_in_another_language_translates_and_acts_for_nobody(world: World) -> None:
    welsh = Locale.objects.create(language_code="cy")
    user = translator(world, world.tree.alpha_home.copy_for_translation(welsh), "change", "publish")
    scope, policy = scope_of(user), policy_for(Recipient)
    assert scope.translates == {(world.tree.alpha.pk, welsh.pk)}
    assert (scope.acts_for, scope.works_for) == (frozenset(), {world.tree.alpha.pk})
    assert {owner for owner in OWNERS if can_see(user, world.organisations[owner])} == SEES["author"]
    may = set()
    for owner in OWNERS:
        item = world.items[Recipient, owner]
        copy = item.copy_for_translation(welsh)
        may |= {(owner, one.locale.language_code) for one in (item, copy) if policy.user_may_translate(user, one)}
        for action in ("change", "publish", "delete"):
            assert not policy.user_has_permission_for_instance(user, action, copy)
    assert may == {("own", "cy")}


def test_who_may_only_add_pages_in_another_language_translates_nothing(world: World) -> None:
    welsh = Locale.objects.create(language_code="cy")
    scope = scope_of(translator(world, world.tree.alpha_home.copy_for_translation(welsh), "add"))
    assert scope.translates == frozenset()
    assert scope.works_for == {world.tree.alpha.pk}


def test_without_the_permission_on_the_model_nobody_translates_an_item(world: World) -> None:
    welsh = Locale.objects.create(language_code="cy")
    user = translator(world, world.tree.alpha_home.copy_for_translation(welsh), "change")
    user.groups.get().permissions.clear()
    copy = world.items[Recipient, "own"].copy_for_translation(welsh)
    assert not policy_for(Recipient).user_may_translate(fresh(user), copy)


def test_a_loaded_organisation_says_the_same_as_the_database(world: World) -> None:
    welsh = Locale.objects.create(language_code="cy")
    user = translator(world, world.tree.alpha_home.copy_for_translation(welsh), "change")
    loaded = list(Organisation.objects.select_related("site__root_page"))
    for person in (user, *world.people.values()):
        assert scope_of(fresh(person), loaded) == scope_of(fresh(person))


def test_the_scope_costs_one_query_beyond_the_permissions_and_is_computed_once(world: World) -> None:
    user = fresh(world.people["school"])
    assert query_count(lambda: scope_of(fresh(user))) == 1 + 2
    assert query_count(lambda: scope_of(user)) == 0


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("action", ["change", "view", "choose"])
def test_querysets_agree_with_what_is_asked_of_each_item(world: World, persona: str, action: str) -> None:
    user = world.people[persona]
    for model in ITEM_MODELS:
        policy = policy_for(model)
        listed = set(policy.instances_user_has_permission_for(user, action))
        assert listed == {
            item for item in model.objects.all() if policy.user_has_permission_for_instance(user, action, item)
        }


def test_the_users_of_an_item_are_those_who_may_change_it(world: World) -> None:
    for owner in OWNERS:
        users = policy_for(Recipient).users_with_permission_for_instance("change", world.items[Recipient, owner])
        expected = {name for name, owners in ACTS.items() if owner in owners}
        assert {user.username for user in users} == expected
