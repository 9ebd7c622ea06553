"""A new notice starts from a skeleton that may be published as it is."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Locale

from tests.factories import OrganisationContactFactory, RecipientFactory
from tests.notice_factories import make_hub
from tests.snapshots import replayed
from wagtail_privacy.documents.data_subjects import subjects_of
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.documents.vocabulary import (
    Audience,
    ContactRole,
    DataSubject,
    LawfulBasis,
    Nation,
    NoticeKind,
    RightKind,
    Topic,
)
from wagtail_privacy.library.models import DataCategory, Purpose, Recipient, RetentionRule
from wagtail_privacy.library.recipient_defaults import OF_LAW
from wagtail_privacy.notices.resolve import resolve, resolve_draft
from wagtail_privacy.notices.start.presets import preset_for
from wagtail_privacy.notices.start.skeletons import prefill
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.pages.models import NOTICE_PAGES, PrivacyNoticePage

pytestmark = pytest.mark.django_db

TELLING = (NoticeKind.PRIVACY_NOTICE, NoticeKind.DATA_SHARING_POLICY, NoticeKind.DATA_PROTECTION_POLICY)
"""The kinds that have to tell all that the law asks for."""

OWN_SECTIONS = {
    NoticeKind.RETENTION_SCHEDULE: {"about", "retention", "contacts", "governance"},
    NoticeKind.SHARING_AGREEMENT: {"about", "parties", "data_held", "lawful_bases", "security", "governance"},
    NoticeKind.BIOMETRICS_NOTICE: {"about", "consent", "retention", "rights", "complaints", "contacts"},
}
ASKED_BY_LAW = {
    "about",
    "data_held",
    "purposes",
    "lawful_bases",
    "recipients",
    "transfers",
    "automated_decisions",
    "retention",
    "rights",
    "complaints",
    "contacts",
}
"""UK GDPR Articles 13 and 14, and DPA 2018 section 164A."""


@pytest.fixture
@replayed
def library(site_tree: Any, starter_items: None) -> None:
    for role in (ContactRole.DATA_PROTECTION_OFFICER, ContactRole.SCHOOL_OFFICE):
        OrganisationContactFactory(organisation=site_tree.alpha, role=role)


def new_notice(site_tree: Any, kind: NoticeKind, audience: Audience) -> Any:
    page = NOTICE_PAGES[kind](locale=site_tree.locale, live=False)
    hub = make_hub(site_tree.alpha_home)
    prefill(page, audience, hub)
    hub.add_child(instance=page)
    return type(page).objects.get(pk=page.pk)


def sections(document: Document) -> dict[str, Any]:
    return {section.type: section for section in document.sections}


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("kind", OWN_SECTIONS)
def test_other_documents_can_be_published_as_they_are(
    library: None, site_tree: Any, kind: NoticeKind, audience: Audience
) -> None:
    document = resolve(new_notice(site_tree, kind, audience)).document
    by_type = sections(document)
    assert by_type.keys() >= OWN_SECTIONS[kind]
    # It promises no more than it holds.
    assert (Topic.RIGHTS in by_type["about"].explains) == ("rights" in by_type)
    assert (Topic.HOW_LONG in by_type["about"].explains) == ("retention" in by_type)
    if "parties" in by_type:
        assert by_type["parties"].parties[0].name == "Alpha School"
    assert all(section.heading for section in document.sections)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("kind", TELLING)
def test_it_can_be_published_as_it_is(library: None, site_tree: Any, kind: NoticeKind, audience: Audience) -> None:
    document = resolve(new_notice(site_tree, kind, audience)).document
    by_type = sections(document)
    assert by_type.keys() >= ASKED_BY_LAW
    assert all(section.heading for section in document.sections)
    assert by_type["recipients"].recipients
    assert by_type["purposes"].purposes
    assert by_type["retention"].rules
    assert by_type["data_held"].categories or by_type["data_held"].statements
    contact = by_type["contacts"].contacts[0]
    assert (contact.role, contact.email) == (ContactRole.DATA_PROTECTION_OFFICER, "dpo@example.org")


@pytest.mark.parametrize("audience", Audience)
def test_it_says_how_to_complain_and_which_rights_there_are(library: None, site_tree: Any, audience: Audience) -> None:
    by_type = sections(resolve(new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, audience)).document)
    first, last = by_type["complaints"].steps
    assert first.acknowledge_days == 30
    assert first.to.contact.email == "dpo@example.org"
    assert "Information Comm" in last.to.recipient.name
    kinds = {right.kind for right in by_type["rights"].rights}
    assert kinds >= {
        RightKind.ACCESS,
        RightKind.RECTIFICATION,
        RightKind.ERASURE,
        RightKind.RESTRICTION,
        RightKind.OBJECT,
        RightKind.PORTABILITY,
    }
    bases = {use.basis for use in by_type["lawful_bases"].bases}
    assert (LawfulBasis.CONSENT in bases) == (RightKind.WITHDRAW_CONSENT in kinds)
    assert by_type["collection"].statements


def test_a_notice_about_adults_says_nothing_about_pupils(library: None, site_tree: Any) -> None:
    document = resolve(new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, Audience.STAFF)).document
    categories = sections(document)["data_held"].categories
    assert {category.name for category in categories} >= {"Pay, tax and bank details", "Pension details"}
    assert {subject for category in categories for subject in category.data_subjects} == {DataSubject.CONTACT}
    assert "child_rights" not in sections(document)
    assert "pupil" not in plain_text(document).lower()


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("kind", NoticeKind)
def test_it_names_no_law_and_nobody_of_another_nation_or_for_another_audience(
    library: None, site_tree: Any, kind: NoticeKind, audience: Audience, nation: Nation
) -> None:
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(nations=[nation])
    resolution = resolve(new_notice(site_tree, kind, audience))
    allowed = subjects_of([audience])
    for reference in resolution.references:
        item = apps.get_model("wagtail_privacy", reference.model).objects.get(pk=reference.object_id)
        assert item.fits([nation], [audience]), (item, item.nations, item.audiences)
    for section in resolution.document.sections:
        for category in getattr(section, "categories", ()):
            assert set(category.data_subjects) <= allowed, category
    assert sections(resolution.document)["about"].heading


def test_where_nobody_says_which_nation_it_is_only_what_fits_in_all_of_them_is_proposed(
    library: None, site_tree: Any
) -> None:
    Organisation.objects.update(nations=[])
    resolution = resolve(new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, Audience.PUPILS))
    for reference in resolution.references:
        item = apps.get_model("wagtail_privacy", reference.model).objects.get(pk=reference.object_id)
        assert item.nations == [], item


def test_in_scotland_a_child_of_twelve_is_presumed_to_be_able_to_use_the_rights(library: None, site_tree: Any) -> None:
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(nations=[Nation.SCOTLAND])
    document = resolve(new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, Audience.PUPILS)).document
    section = sections(document)["child_rights"]
    assert section.age == 12
    assert section.citations[0].provisions == ("section 208",)


def test_its_queries_do_not_grow_with_the_library(library: None, site_tree: Any) -> None:
    def cost() -> int:
        page = PrivacyNoticePage(locale=site_tree.locale)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            prefill(page, Audience.PUPILS)
            # Reading the body is what loads the items.
            for block in page.body:
                _ = block.value
        return len(queries)

    before = cost()
    for number in range(40):
        RecipientFactory(starter_key=f"more-{number}")
    assert cost() == before
    assert before <= 30


def test_every_key_that_is_proposed_exists(starter_items: None) -> None:
    for audience in Audience:
        preset = preset_for(audience)
        for model, keys in (
            (DataCategory, preset.categories),
            (Purpose, preset.purposes),
            (Recipient, (*preset.sources, *preset.recipients)),
            (RetentionRule, preset.retention),
        ):
            known = set(model.objects.values_list("starter_key", flat=True))
            assert set(keys) - known == set()


@pytest.mark.parametrize("audience", Audience)
def test_every_key_that_is_proposed_fits_the_audience_somewhere(starter_items: None, audience: Audience) -> None:
    preset = preset_for(audience)
    for model, keys in (
        (DataCategory, preset.categories),
        (Purpose, preset.purposes),
        (Recipient, (*preset.sources, *preset.recipients)),
        (RetentionRule, preset.retention),
    ):
        for item in model.objects.filter(starter_key__in=keys):
            assert item.fits((), [audience]), item


def test_without_a_library_the_empty_sections_are_named(site_tree: Any) -> None:
    problems = resolve_draft(new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, Audience.PUPILS)).problems
    assert {problem.code for problem in problems} == {"section_incomplete"}
    assert "Who we share it with" in {problem.section for problem in problems}


def test_items_of_one_organisation_are_not_proposed_to_another(library: None, site_tree: Any) -> None:
    Recipient.objects.filter(starter_key="dfe").update(owner=site_tree.beta)
    by_type = sections(resolve(new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, Audience.PUPILS)).document)
    assert "Department for Education" not in [use.recipient.name for use in by_type["recipients"].recipients]


def test_what_is_there_already_stays(site_tree: Any) -> None:
    page = PrivacyNoticePage(title="Ours", locale=site_tree.locale, audience=Audience.STAFF)
    page.body = page.body.stream_block.to_python([{"type": "text", "value": {"heading": "A", "body": "<p>B</p>"}}])
    prefill(page, "nobody")
    assert (page.title, page.audience, len(page.body)) == ("Ours", Audience.STAFF, 1)


def test_its_texts_are_in_the_language_of_the_page(site_tree: Any) -> None:
    page = PrivacyNoticePage(locale=Locale.objects.get_or_create(language_code="en")[0])
    with translation.override("ar"):
        prefill(page, Audience.PUPILS)
    assert page.body[0].value["heading"] == "About this document"
    assert type(page.body[0].value["heading"]) is str


def test_a_new_notice_takes_over_duty_and_law_of_its_own_recipients(library: None, site_tree: Any) -> None:
    page = new_notice(site_tree, NoticeKind.PRIVACY_NOTICE, Audience.PUPILS)
    (shared,) = (block.value for block in page.body if block.block_type == "recipients")
    assert {*OF_LAW} <= {*shared["recipients"][0]["from_library"]}
    by_type = sections(resolve(page).document)
    assert any(use.necessity for use in by_type["recipients"].recipients)
