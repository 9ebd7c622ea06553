"""What the library proposes is taken only where it holds: for this nation, and for those whom the notice is for."""

from typing import Any

import pytest

from tests.factories import DataCategoryFactory, LegislationFactory, RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.documents.vocabulary import Audience, DataSubject, Nation, Necessity
from wagtail_privacy.library.recipient_defaults import RecipientDefault
from wagtail_privacy.notices.resolve import resolve
from wagtail_privacy.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Any:
    law = LegislationFactory(name="Pupils (England) Regulations", nations=[Nation.ENGLAND])
    item = RecipientFactory(
        name="Department",
        default_uses="planning",
        default_necessity=Necessity.REQUIRED,
        default_audiences=[Audience.PUPILS],
    )
    item.default_legislation.set([law])
    item.save_revision().publish()
    return item


def use(site_tree: Any, item: Any, **fields: Any) -> Any:
    """What a notice says of the recipient, where all is taken that the library says of it."""
    hub = make_hub(site_tree.alpha_home)
    entry = {"recipient": item.pk, "from_library": list(RecipientDefault.values)}
    page = make_notice(hub, section("recipients", recipients=entries(entry)), live=False, **fields)
    return resolve(page).document.sections[0].recipients[0]


def in_nations(site_tree: Any, *nations: Nation) -> None:
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(nations=list(nations))


def test_a_duty_is_said_where_its_law_holds(site_tree: Any, department: Any) -> None:
    said = use(site_tree, department)
    assert said.necessity == Necessity.REQUIRED
    assert [citation.name for citation in said.citations] == ["Pupils (England) Regulations"]


@pytest.mark.parametrize("nation", [Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND])
def test_the_law_of_another_nation_brings_neither_duty_nor_citation(
    site_tree: Any, department: Any, nation: Nation
) -> None:
    in_nations(site_tree, nation)
    said = use(site_tree, department)
    assert (said.necessity, said.citations) == (None, ())
    assert said.uses == ("planning",)


def test_a_trust_in_several_nations_is_told_what_holds_in_one_of_them(site_tree: Any, department: Any) -> None:
    in_nations(site_tree, Nation.WALES, Nation.ENGLAND)
    assert use(site_tree, department).necessity == Necessity.REQUIRED


def test_a_school_that_says_nothing_is_where_its_trust_is(site_tree: Any, department: Any) -> None:
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(nations=[])
    Organisation.objects.filter(pk=site_tree.trust.pk).update(nations=[Nation.WALES])
    assert use(site_tree, department).necessity is None


def test_a_duty_about_pupils_is_none_in_a_notice_for_staff(site_tree: Any, department: Any) -> None:
    said = use(site_tree, department, audience=Audience.STAFF)
    assert (said.necessity, said.citations) == (None, ())


def test_it_is_one_where_the_notice_is_for_pupils_too(site_tree: Any, department: Any) -> None:
    said = use(site_tree, department, audience=Audience.STAFF, also_for=[Audience.PUPILS])
    assert said.necessity == Necessity.REQUIRED


def held(site_tree: Any, item: Any, audience: Audience, **entry: Any) -> Any:
    hub = make_hub(site_tree.alpha_home)
    body = section("data_held", categories=entries({"category": item.pk, **entry}))
    page = make_notice(hub, body, live=False, audience=audience)
    return resolve(page).document.sections[0].categories[0].data_subjects


def test_a_page_names_no_group_that_the_notice_is_not_about(site_tree: Any) -> None:
    item = DataCategoryFactory(data_subjects=[DataSubject.PUPIL, DataSubject.CONTACT])
    assert held(site_tree, item, Audience.STAFF) == (DataSubject.CONTACT,)


def test_what_an_editor_says_stands(site_tree: Any) -> None:
    item = DataCategoryFactory(data_subjects=[DataSubject.CONTACT])
    said = held(site_tree, item, Audience.STAFF, data_subjects=[DataSubject.PUPIL])
    assert said == (DataSubject.PUPIL,)


def test_several_audiences_stand_in_the_document_the_main_one_first(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    others = [Audience.CONTRACTORS, Audience.STAFF, Audience.APPLICANTS]
    page = make_notice(hub, live=False, audience=Audience.STAFF, also_for=others)
    document = resolve(page).document
    assert document.audiences == (Audience.STAFF, Audience.APPLICANTS, Audience.CONTRACTORS)
