"""Shared clauses: edited in the library, used in notices, not deleted while they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.notice_factories import entries, make_notice, published, recipient, section
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.resolve import resolve, resolve_clause_draft, resolve_draft
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import VersionReference

pytestmark = pytest.mark.django_db


def clause(*sections: dict[str, Any], name: str = "Our promise", **fields: Any) -> Clause:
    made = Clause(name=name, **fields)
    made.body = made.body.stream_block.to_python(
        list(sections) or [section("text", heading="Promise", body="<p>{{ organisation.name }} cares.</p>")]
    )
    return published(made)


def using(item: Clause) -> dict[str, Any]:
    return {"type": "clause", "value": item.pk}


def clause_of(organisation: Any) -> Clause:
    """A clause that the editors of this organisation may change."""
    made = clause()
    Clause.objects.filter(pk=made.pk).update(owner=organisation)
    return Clause.objects.get(pk=made.pk)


def url(item: Clause, view: str) -> str:
    return reverse(Clause.snippet_viewset.get_url_name(view), args=[item.pk])


@pytest.mark.parametrize("view", ["edit", "usage", "history", "delete"])
def test_the_screens_of_a_clause_open(admin: Client, site_tree: Any, view: str) -> None:
    assert admin.get(url(clause_of(site_tree.alpha), view)).status_code == 200


def test_a_clause_is_listed_and_can_be_chosen(admin: Client, site_tree: Any) -> None:
    clause()
    assert "Our promise" in admin.get(reverse(Clause.snippet_viewset.get_url_name("list"))).content.decode()
    chooser = Clause.snippet_viewset.chooser_viewset
    assert "Our promise" in admin.get(reverse(chooser.get_url_name("choose"))).json()["html"]


def test_its_sections_stand_in_the_notice_and_say_where_they_come_from(hub: Any) -> None:
    shared = clause()
    page = make_notice(hub, using(shared))
    (section,) = resolve(PrivacyNoticePage.objects.get(pk=page.pk)).document.sections
    assert "Alpha School cares." in section.body.html
    assert section.clause.key == str(shared.translation_key)
    assert VersionReference.objects.get(model="clause").object_id == shared.pk


def test_usage_names_the_notice(admin: Client, hub: Any) -> None:
    shared = clause()
    make_notice(hub, using(shared), title="The pupils' notice")
    assert "The pupils&#x27; notice" in admin.get(url(shared, "usage")).content.decode()


def test_a_clause_in_use_is_not_deleted(admin: Client, site_tree: Any, hub: Any) -> None:
    shared = clause_of(site_tree.alpha)
    make_notice(hub, using(shared), title="The notice", live=False)
    response = admin.post(url(shared, "delete"))
    assert response.status_code == 409
    assert "The notice" in response.content.decode()
    assert Clause.objects.exists()


def test_a_clause_that_nobody_uses_can_be_deleted(admin: Client, site_tree: Any) -> None:
    assert admin.post(url(clause_of(site_tree.alpha), "delete")).status_code == 302
    assert not Clause.objects.exists()


def test_a_fault_inside_a_clause_is_named_by_the_clause(hub: Any) -> None:
    dfe = recipient()
    shared = clause(section("recipients", heading="Sharing", recipients=entries({"recipient": dfe.pk})))
    page = make_notice(hub, using(shared), live=False)
    dfe.unpublish()
    (problem,) = resolve_draft(PrivacyNoticePage.objects.get(pk=page.pk)).problems
    assert (problem.code, problem.item, problem.position) == ("item_draft", "Department for Education", 0)


def test_everyones_clause_may_not_use_the_item_of_one_school(site_tree: Any) -> None:
    ours = recipient("Our caterer", owner=site_tree.alpha)
    body = section("recipients", heading="Sharing", recipients=entries({"recipient": ours.pk}))
    (problem,) = resolve_clause_draft(clause(body)).problems
    assert problem.code == "item_foreign"
    assert resolve_clause_draft(clause(body, name="Ours", owner=site_tree.alpha)).problems == ()


def test_a_clause_without_sections_is_named(site_tree: Any) -> None:
    empty = Clause(name="Empty", locale=site_tree.locale)
    assert [problem.code for problem in resolve_clause_draft(empty).problems] == ["empty"]
