"""Who sees to a review: named from below, and passed over where they cannot."""

from typing import Any

import pytest

from tests.queries import query_count
from tests.trees import SiteTree, make_editor
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.people import people_at
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.people.responsible import abilities_of, person_in_charge, trust_in_charge

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site_tree: SiteTree) -> Any:
    user = make_editor("alpha_editor", [site_tree.alpha_home])
    user.email = "editor@alpha.example"
    user.save()
    return user


@pytest.fixture
def stranger(site_tree: SiteTree) -> Any:
    return make_editor("beta_editor", [site_tree.beta_home])


def named(**who: Any) -> ReviewSchedule:
    return ReviewSchedule(title="A notice", **who)


def in_charge(schedule: ReviewSchedule, organisation: Organisation) -> tuple[str | None, list[str]]:
    loaded = Organisation.objects.with_people().get(pk=organisation.pk)
    abilities = abilities_of([schedule, *loaded.chain()])
    found = person_in_charge(schedule, loaded, loaded.site.root_page.path, abilities)
    return found.person.key if found.person else None, [user.username for user in found.passed_over]


def test_the_person_of_the_notice_comes_first(site_tree: SiteTree, editor: Any) -> None:
    schedule = named(responsible_user=editor, responsible_mailbox="office@alpha.example")
    assert in_charge(schedule, site_tree.alpha) == (f"user:{editor.pk}", [])


def test_somebody_who_works_elsewhere_is_passed_over_for_the_mailbox(site_tree: SiteTree, stranger: Any) -> None:
    schedule = named(responsible_user=stranger, responsible_mailbox="Office@Alpha.example")
    assert in_charge(schedule, site_tree.alpha) == ("mail:office@alpha.example", ["beta_editor"])


def test_somebody_who_is_not_active_is_passed_over_for_those_of_the_organisation(
    site_tree: SiteTree, editor: Any
) -> None:
    editor.is_active = False
    editor.save()
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(responsible_mailbox="school@alpha.example")
    assert in_charge(named(responsible_user=editor), site_tree.alpha) == ("mail:school@alpha.example", ["alpha_editor"])


def test_the_trust_is_next_and_then_the_address_of_the_school(site_tree: SiteTree) -> None:
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(email="hello@alpha.example")
    assert in_charge(named(), site_tree.alpha) == ("mail:hello@alpha.example", [])
    trustee = make_editor("trustee", [site_tree.root])
    Organisation.objects.filter(pk=site_tree.trust.pk).update(responsible_user=trustee)
    assert in_charge(named(), site_tree.alpha) == (f"user:{trustee.pk}", [])


def test_where_nobody_is_named_it_is_nobody(site_tree: SiteTree) -> None:
    Organisation.objects.update(email="")
    assert in_charge(named(), site_tree.alpha) == (None, [])


def test_the_trust_is_told_by_whoever_it_names(site_tree: SiteTree) -> None:
    Organisation.objects.filter(pk=site_tree.trust.pk).update(responsible_mailbox="dpo@trust.example")
    loaded = Organisation.objects.with_people().get(pk=site_tree.alpha.pk)
    found = trust_in_charge(loaded, abilities_of(loaded.chain()))
    assert found is not None
    assert found.key == "mail:dpo@trust.example"


def test_asking_about_many_people_is_one_query(site_tree: SiteTree, editor: Any, stranger: Any) -> None:
    def ask(users: list[Any]) -> None:
        abilities = abilities_of(named(responsible_user=user) for user in users)
        for user in users:
            abilities.can_see_to(user, site_tree.alpha_home.path)

    assert query_count(lambda: ask([editor])) == query_count(lambda: ask([editor, stranger])) == 1


def test_only_people_of_its_own_pages_can_be_named(site_tree: SiteTree, editor: Any, stranger: Any) -> None:
    assert set(people_at(site_tree.alpha_home.path)) == {editor}
    assert set(people_at(None)) == set()
    central = make_editor("central", [site_tree.root])
    assert set(people_at(None)) == {central}
    assert set(people_at(site_tree.root.path, with_below=True)) == {editor, stranger, central}
