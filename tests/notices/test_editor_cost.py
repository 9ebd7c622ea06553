"""Opening and saving a long notice in the editor takes no more queries than a short one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import LegislationFactory, RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section

pytestmark = pytest.mark.django_db


def notice(hub: Any, amount: int) -> Any:
    law = LegislationFactory()
    uses = [
        {"recipient": RecipientFactory().pk, "citations": entries({"legislation": law.pk}), "uses": "one\ntwo"}
        for _number in range(amount)
    ]
    return make_notice(hub, section("recipients", recipients=entries(*uses)), live=False, slug=f"with-{amount}")


def test_the_editor_costs_the_same_for_ten_and_sixty_recipients(
    client: Client,
    site_tree: Any,
    school_editor: Any,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(school_editor)
    hub = make_hub(site_tree.alpha_home)
    short, long = notice(hub, 10), notice(hub, 60)
    address = {page: reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in (short, long)}
    for url in address.values():
        # The first visit opens an editing session.
        client.get(url)
    with django_assert_max_num_queries(60) as queries:
        assert client.get(address[short]).status_code == 200
    with django_assert_num_queries(len(queries)):
        assert client.get(address[long]).status_code == 200
