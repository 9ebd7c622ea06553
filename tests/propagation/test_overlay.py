"""Drafts in the place of live items: wherever these stand, and nowhere else."""

from typing import Any

import pytest

from tests.factories import LegislationFactory, RecipientFactory, RetentionRuleFactory
from tests.notice_factories import entries, make_notice, section
from tests.translating import Pair, translated_item, write
from wagtail_privacy.library.item_map import separate_map
from wagtail_privacy.library.overlay import items_with
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.organisations import overlay as organisations_overlay
from wagtail_privacy.organisations.models import Organisation, OrganisationContact

pytestmark = pytest.mark.django_db


def said(page: Any, *drafts: Any) -> str:
    """What the notice would say with these drafts, as JSON."""
    fresh = type(page).objects.get(pk=page.pk)
    if not drafts:
        return str(resolve_draft(fresh).document.model_dump_json())
    with separate_map(items_with(drafts)):
        return str(resolve_draft(fresh).document.model_dump_json())


def draft_of(item: Any, **changes: Any) -> Any:
    """A saved draft of the item that differs in these fields."""
    for name, value in changes.items():
        setattr(item, name, value)
    item.save_revision()
    return type(item).objects.get(pk=item.pk).get_latest_revision_as_object()


def sharing_with(recipient: Any) -> Any:
    use = {"recipient": recipient.pk, "from_library": ["uses", "law"]}
    return section("recipients", heading="Who", recipients=entries(use))


def test_a_draft_stands_where_its_item_is_chosen(hub: Any) -> None:
    body = RecipientFactory(name="Old name", published=True)
    page = make_notice(hub, sharing_with(body))
    assert "New name" in said(page, draft_of(body, name="New name"))
    assert "New name" not in said(page)
    assert "Old name" in said(page)


def test_a_draft_stands_where_another_item_shows_it(hub: Any) -> None:
    ministry = RecipientFactory(name="Old ministry", published=True)
    page = make_notice(hub, sharing_with(RecipientFactory(name="Office", part_of=ministry, published=True)))
    assert "New ministry" in said(page, draft_of(ministry, name="New ministry"))


def test_a_draft_stands_where_an_item_has_it_in_a_list(hub: Any) -> None:
    law = LegislationFactory(name="Old Act", published=True)
    rule = RetentionRuleFactory(name="Register", legislation=law, basis="statutory", published=True)
    page = make_notice(hub, section("retention", heading="How long", rules=entries({"rule": rule.pk})))
    assert "New Act" in said(page, draft_of(law, name="New Act"))
    body = RecipientFactory(name="Office", published=True)
    body.default_legislation.set([law])
    body.save_revision().publish()
    other = make_notice(hub, sharing_with(body), slug="other")
    assert "New Act" in said(other, draft_of(law, name="New Act"))


def test_a_draft_stands_inside_a_clause(hub: Any) -> None:
    body = RecipientFactory(name="Old name", published=True)
    clause = Clause(name="Shared", locale=hub.locale)
    clause.body = clause.body.stream_block.to_python([sharing_with(body)])
    clause.live = False
    clause.save()
    clause.save_revision().publish()
    page = make_notice(hub, {"type": "clause", "value": clause.pk})
    assert "New name" in said(page, draft_of(body, name="New name"))


def test_a_draft_of_an_unpublished_item_counts_as_published(hub: Any) -> None:
    body = RecipientFactory(name="Not yet", draft=True)
    page = make_notice(hub, sharing_with(body), live=False)
    assert resolve_draft(page).problems
    with separate_map(items_with([draft_of(body, name="Now")])):
        assert not resolve_draft(type(page).objects.get(pk=page.pk)).problems


def test_an_organisation_is_shown_as_its_form_has_it(hub: Any, site_tree: Any) -> None:
    page = make_notice(hub, section("security", heading="Safe", measures="Locks."))
    school = Organisation.objects.get(pk=site_tree.alpha.pk)
    school.name = "Renamed School"
    trust = Organisation.objects.get(pk=site_tree.trust.pk)
    trust.contacts = [OrganisationContact(role="data_protection_officer", email="new@trust.test")]
    with organisations_overlay.shown_as(school):
        assert resolve_draft(page).document.organisation.name == "Renamed School"
    with organisations_overlay.shown_as(trust):
        document = resolve_draft(page).document
    assert document.controller.contacts[0].email == "new@trust.test"
    assert document.trust.contacts[0].email == "new@trust.test"
    assert resolve_draft(page).document.organisation.name == "Alpha School"


def test_a_draft_in_another_language_refers_to_what_is_shown_in_that_language(pair: Pair) -> None:
    ministry = RecipientFactory(name="The ministry", published=True)
    law = LegislationFactory(name="The law", published=True)
    office = RecipientFactory(name="The office", part_of=ministry, published=True)
    office.default_legislation.add(law)
    office.save_revision().publish()
    translated_item(ministry, pair.locale, name="Ministerstwo")
    translated_item(law, pair.locale, name="Ustawa")
    biuro = translated_item(office, pair.locale, name="Biuro")
    polish = write(pair.polish, sharing_with(office))
    text = said(polish, draft_of(biuro, name="Inne biuro"))
    assert [name for name in ("Inne biuro", "Ministerstwo", "Ustawa") if name not in text] == []
    assert [name for name in ("The ministry", "The law") if name in text] == []
    # The draft itself is as it was: it is shown in other places too.
    english = make_notice(pair.source.get_parent(), sharing_with(office), slug="english")
    text = said(english, draft_of(office, name="Another office"))
    assert [name for name in ("Another office", "The ministry", "The law") if name not in text] == []
