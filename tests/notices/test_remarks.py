"""What is chosen in a notice and fits other notices only is allowed, and marked in the form."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import LegislationFactory, RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.queries import query_count
from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.remarks import NoticeFitting, fitting_of, remarks

pytestmark = pytest.mark.django_db

ENGLAND = NoticeFitting((Nation.ENGLAND,), (Audience.PUPILS,), "Alpha School")


@pytest.fixture
def hub(site_tree: Any) -> Any:
    site_tree.alpha.nations = ["england"]
    site_tree.alpha.save()
    return make_hub(site_tree.alpha_home)


def shared_with(hub: Any, *uses: dict[str, Any], **page: Any) -> Any:
    return make_notice(hub, section("recipients", heading="Who", recipients=entries(*uses)), **page)


def messages(page: Any, fitting: NoticeFitting = ENGLAND) -> list[str]:
    return [remark.message for remark in remarks(page.body, fitting)]


def test_an_item_of_another_nation_is_marked_and_not_refused(hub: Any) -> None:
    page = shared_with(hub, {"recipient": RecipientFactory(name="Estyn", nations=["wales"], published=True).pk})
    assert messages(page) == ["“Estyn” is for Wales, and Alpha School is in England."]
    assert publication.problems(page) == ()


def test_an_item_for_another_audience_is_marked(hub: Any) -> None:
    page = shared_with(hub, {"recipient": RecipientFactory(name="Payroll", audiences=["staff"]).pk})
    (message,) = messages(page)
    assert message.startswith("“Payroll” is for other notices: Staff. This one is for: Pupils")


def test_a_law_deep_inside_an_entry_is_marked_at_that_entry(hub: Any) -> None:
    law = LegislationFactory(name="Welsh Act", nations=["wales"])
    page = shared_with(hub, {"recipient": RecipientFactory().pk, "citations": entries({"legislation": law.pk})})
    (remark,) = remarks(page.body, ENGLAND)
    use = page.body[0].value["recipients"].bound_blocks[0]
    assert remark.block_id == use.value["citations"].bound_blocks[0].id
    assert remark.block_id != use.id


def test_what_fits_is_not_marked(hub: Any) -> None:
    uses = [
        {"recipient": RecipientFactory(nations=nations, audiences=audiences).pk}
        for nations in ([], ["england"], ["england", "wales"])
        for audiences in ([], ["pupils", "staff"])
    ]
    page = shared_with(hub, *uses)
    assert messages(page) == []
    assert messages(page, NoticeFitting()) == []


@pytest.mark.parametrize(("ticked", "is_marked"), [(["law"], True), (["necessity"], True), (["uses"], False)])
def test_law_that_is_ticked_and_does_not_hold_is_marked(hub: Any, ticked: list[str], is_marked: bool) -> None:
    law = LegislationFactory(nations=["wales"])
    item = RecipientFactory(name="Census", default_necessity="required")
    item.default_legislation.set([law])
    item.save()
    page = shared_with(hub, {"recipient": item.pk, "from_library": ticked})
    assert bool(messages(page)) == is_marked
    assert all("does not hold for this notice" in message for message in messages(page))


def test_the_form_shows_what_does_not_fit_with_a_link_to_it(admin_client: Client, hub: Any) -> None:
    page = shared_with(hub, {"recipient": RecipientFactory(name="<b>Estyn", nations=["wales"]).pk}, live=False)
    content = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    (remark,) = remarks(page.body, fitting_of(page))
    assert "1 thing to look at" in content
    assert f'href="#block-{remark.block_id}-section"' in content
    assert "“&lt;b&gt;Estyn” is for Wales" in content


def test_the_form_tells_choosers_of_the_notice(admin_client: Client, hub: Any) -> None:
    page = shared_with(hub, also_for=["parents"], live=False)
    content = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert '<input type="hidden" data-privacy-fits="nations" value="england">' in content
    assert '<input type="hidden" data-privacy-fits="audiences" value="pupils,parents">' in content
    assert "thing to look at" not in content


def test_the_form_of_a_new_notice_tells_choosers_of_it_too(admin_client: Client, hub: Any) -> None:
    page = make_notice(hub, live=False)
    kind = page.specific_class._meta
    address = reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model_name, hub.pk])
    content = admin_client.get(f"{address}?audience=staff").content.decode()
    assert 'data-privacy-fits="nations" value="england"' in content
    assert 'data-privacy-fits="audiences" value="staff"' in content


def test_remarks_cost_no_query_for_each_item(hub: Any) -> None:
    page = shared_with(hub, *({"recipient": RecipientFactory(nations=["wales"]).pk} for _ in range(20)), live=False)
    page.body[0].value["recipients"][0]["recipient"]
    assert query_count(lambda: remarks(page.body, ENGLAND)) == 0


def test_the_form_of_a_clause_tells_choosers_which_notices_it_is_for(admin_client: Client, hub: Any) -> None:
    clause = Clause(name="Shared", locale=hub.locale, nations=["wales"], audiences=["staff"])
    clause.save()
    url = reverse("wagtailsnippets_wagtail_privacy_clause:edit", args=[clause.pk])
    content = admin_client.get(url).content.decode()
    assert 'data-privacy-fits="nations" value="wales"' in content
    assert 'data-privacy-fits="audiences" value="staff"' in content
