import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.factories import OrganisationFactory
from tests.form_posts import ORGANISATION_FORMSETS
from tests.queries import query_count
from wagtail_privacy.organisations.models import Organisation

pytestmark = pytest.mark.django_db
NAMESPACE = "wagtailsnippets_wagtail_privacy_organisation"


def url(name, *args):
    return reverse(f"{NAMESPACE}:{name}", args=args)


@pytest.fixture
def manager(client, site_tree, editor_of):
    client.force_login(editor_of(site_tree.root, username="manager", models=["Organisation", "OrganisationContact"]))
    return client


@pytest.fixture
def stranger(client, site_tree, editor_of):
    client.force_login(editor_of(site_tree.root, username="stranger", models=[]))
    return client


def form(**values):
    contacts = inline_formset([{"role": "data_protection_officer", "name": "Olu", "email": "dpo@new.example"}])
    formsets = dict.fromkeys(ORGANISATION_FORMSETS, inline_formset([])) | {"contacts": contacts}
    return nested_form_data({"name": "New School", "kind": "school", **formsets, **values})


def test_a_manager_adds_a_school_with_its_officer(manager):
    assert manager.post(url("add"), form()).status_code == 302
    assert Organisation.objects.get(name="New School").party().contacts[0].email == "dpo@new.example"


def test_the_form_refuses_a_trust_in_a_trust(manager, site_tree):
    response = manager.post(url("add"), form(kind="trust", parent=site_tree.trust.pk))
    assert "A trust does not belong to another organisation." in response.content.decode()
    assert not Organisation.objects.filter(name="New School").exists()


def test_listing_and_inspection_are_there(manager, site_tree):
    assert "Alpha School" in manager.get(url("list")).content.decode()
    assert manager.get(url("inspect", site_tree.alpha.pk)).status_code == 200
    assert manager.get(url("edit", site_tree.alpha.pk)).status_code == 200


def test_the_listing_costs_the_same_for_few_and_twenty(manager, site_tree):
    few = query_count(lambda: manager.get(url("list")))
    for _ in range(17):
        OrganisationFactory(parent=site_tree.trust)
    assert query_count(lambda: manager.get(url("list"))) == few


def test_users_without_permission_see_nothing(stranger, site_tree):
    for address in (url("list"), url("add"), url("edit", site_tree.alpha.pk), url("delete", site_tree.alpha.pk)):
        assert stranger.get(address).status_code == 302


def test_the_menu_item_is_there_for_those_who_may(manager):
    content = manager.get(reverse("wagtailadmin_home")).content.decode()
    assert "Privacy" in content
    assert url("list") in content
