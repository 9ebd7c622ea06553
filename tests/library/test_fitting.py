"""The chooser offers what fits the notice, and the others where they are asked for."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import OrganisationFactory, RecipientFactory
from tests.queries import query_count

pytestmark = pytest.mark.django_db

ENGLISH = {"nations": "england", "audiences": "pupils,parents"}


def listed(client: Client, view: str = "choose_results", **parameters: str) -> str:
    address = reverse(f"wagtailsnippetchoosers_wagtail_privacy_recipient:{view}")
    response = client.get(address, parameters)
    return str(response.json()["html"]) if view == "choose" else response.content.decode()


@pytest.fixture
def recipients(site_tree: Any) -> None:
    RecipientFactory(name="Estyn", nations=["wales"])
    RecipientFactory(name="Ofsted", nations=["england"])
    RecipientFactory(name="Payroll", audiences=["staff"])
    RecipientFactory(name="Police")


def test_what_fits_elsewhere_is_left_out(admin_client: Client, recipients: None) -> None:
    content = listed(admin_client, **ENGLISH)
    assert "Ofsted" in content
    assert "Police" in content
    assert "Estyn" not in content
    assert "Payroll" not in content


def test_what_fits_elsewhere_is_shown_and_marked_where_it_is_asked_for(admin_client: Client, recipients: None) -> None:
    content = listed(admin_client, everywhere="on", **ENGLISH)
    assert "Wales" in content
    assert "notices for: Staff" in content
    assert "England" not in content


def test_a_notice_for_everybody_is_offered_the_items_of_all_notices(admin_client: Client, recipients: None) -> None:
    content = listed(admin_client, nations="england", audiences="everyone")
    assert "Payroll" in content
    assert "Estyn" not in content


def test_a_form_that_is_no_notice_is_offered_everything(admin_client: Client, recipients: None) -> None:
    content = listed(admin_client, "choose")
    assert "Estyn" in content
    assert "Payroll" in content
    assert 'name="everywhere"' not in content


def test_the_box_is_in_the_dialog_and_its_links_keep_the_notice_in_mind(admin_client: Client, recipients: None) -> None:
    for number in range(30):
        RecipientFactory(name=f"Recipient {number}")
    content = listed(admin_client, "choose", **ENGLISH)
    assert 'name="everywhere"' in content
    assert "Show items for other nations and notices too" in content
    assert "nations=england&amp;audiences=pupils%2Cparents" in content
    assert "Estyn" not in listed(admin_client, p="2", **ENGLISH)


@pytest.mark.parametrize("nations", ["narnia", "", ",,", "england\x00", "<b>"])
def test_what_no_list_has_narrows_nothing(admin_client: Client, recipients: None, nations: str) -> None:
    assert "Estyn" in listed(admin_client, nations=nations, audiences="nobody")


def test_the_chooser_of_a_notice_costs_the_same_for_one_and_twenty(admin_client: Client, site_tree: Any) -> None:
    RecipientFactory(nations=["england"], owner=OrganisationFactory())
    for_one_item = query_count(lambda: listed(admin_client, **ENGLISH))
    for _ in range(19):
        RecipientFactory(nations=["england"], owner=OrganisationFactory())
    assert query_count(lambda: listed(admin_client, **ENGLISH)) == for_one_item
