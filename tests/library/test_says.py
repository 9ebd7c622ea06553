"""An entry of a notice shows what the library says of the chosen recipient, and what becomes of each line."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import LegislationFactory, RecipientFactory
from tests.queries import query_count
from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.library.admin.says import said_of
from wagtail_privacy.library.fitting import Fitting
from wagtail_privacy.library.recipient_defaults import RecipientDefault

pytestmark = pytest.mark.django_db

ENGLISH = Fitting((Nation.ENGLAND,), (Audience.PUPILS,))
WELSH = Fitting((Nation.WALES,), (Audience.PUPILS,))


@pytest.fixture
def agency(site_tree: Any) -> Any:
    item = RecipientFactory(default_uses="To pay\nTo <b>ask", default_necessity="required", website="https://a.example")
    item.default_legislation.set([LegislationFactory(name="Education Act 1996", nations=["england"])])
    item.save()
    return item


def states(item: Any, fitting: Fitting, *taken: str) -> dict[str, str]:
    return {said.default.value: said.state for said in said_of(item, fitting, taken)}


def test_each_line_says_whether_it_is_taken(agency: Any) -> None:
    assert states(agency, ENGLISH, "uses", "law") == {
        "uses": "taken",
        "addresses": "not_ticked",
        "necessity": "not_ticked",
        "law": "taken",
    }


def test_law_that_does_not_hold_here_is_shown_as_such(agency: Any) -> None:
    assert states(agency, WELSH, *RecipientDefault.values) == {
        "uses": "taken",
        "addresses": "taken",
        "necessity": "does_not_hold",
        "law": "does_not_hold",
    }
    assert {said.default.value: said.text for said in said_of(agency, WELSH, ())}["law"] == "Education Act 1996"


def test_the_form_is_answered_with_the_lines(admin_client: Client, agency: Any) -> None:
    url = reverse("wagtail_privacy_library:says", args=[agency.pk])
    content = admin_client.get(url, {"nations": "wales", "audiences": "pupils", "taken": "uses,law"}).content.decode()
    for text in ("To pay; To &lt;b&gt;ask", "Education Act 1996", "Taken where", "it is not ticked", "does not hold"):
        assert text in content
    assert "<b>" not in content


def test_a_recipient_of_which_nothing_is_said_says_so(admin_client: Client, site_tree: Any) -> None:
    url = reverse("wagtail_privacy_library:says", args=[RecipientFactory().pk])
    assert "says nothing" in admin_client.get(url).content.decode()


@pytest.mark.parametrize("query", [{"nations": "x\x00"}, {"taken": "'\"<b>"}, {"audiences": "," * 999}, {"taken": ""}])
def test_bad_parameters_are_no_error(admin_client: Client, agency: Any, query: dict[str, str]) -> None:
    url = reverse("wagtail_privacy_library:says", args=[agency.pk])
    assert admin_client.get(url, query).status_code == 200


def test_an_item_of_another_school_is_not_there(client: Client, site_tree: Any, editor_of: Any) -> None:
    theirs, ours = RecipientFactory(owner=site_tree.beta), RecipientFactory(owner=site_tree.alpha)
    client.force_login(editor_of(site_tree.alpha_home, username="alpha", models=["Recipient"]))
    assert client.get(reverse("wagtail_privacy_library:says", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("wagtail_privacy_library:says", args=[ours.pk])).status_code == 200


def test_it_costs_the_same_for_one_law_and_twenty(admin_client: Client, agency: Any) -> None:
    url = reverse("wagtail_privacy_library:says", args=[agency.pk])
    for_one = query_count(lambda: admin_client.get(url))
    agency.default_legislation.set([LegislationFactory() for _ in range(20)])
    agency.save()
    assert query_count(lambda: admin_client.get(url)) == for_one
