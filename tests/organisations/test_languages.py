"""Which languages an organisation has its notices translated into."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from tests.factories import OrganisationFactory
from tests.queries import query_count
from wagtail_privacy.organisations.languages import OfferedLanguage, equal_languages, languages_offered
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.viewsets import OrganisationViewSet

pytestmark = pytest.mark.django_db


@pytest.fixture
def welsh(site_tree: Any) -> Any:
    return Locale.objects.create(language_code="cy")


@pytest.fixture
def arabic(site_tree: Any) -> Any:
    return Locale.objects.create(language_code="ar")


def chain(organisation: Any) -> tuple[Organisation, ...]:
    found: Organisation = Organisation.objects.with_chain().get(pk=organisation.pk)
    return found.chain()


def test_without_any_every_language_is_offered(site_tree: Any) -> None:
    assert languages_offered(chain(site_tree.alpha)) is None
    assert languages_offered([]) is None


def test_what_a_school_says_comes_before_what_its_trust_says(site_tree: Any, welsh: Any, arabic: Any) -> None:
    OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh)
    OfferedLanguage.objects.create(organisation=site_tree.alpha, locale=arabic)
    assert languages_offered(chain(site_tree.alpha)) == {arabic.pk}
    assert languages_offered(chain(site_tree.beta)) == {welsh.pk}
    assert languages_offered(chain(site_tree.trust)) == {welsh.pk}


def test_it_costs_one_query(site_tree: Any, welsh: Any) -> None:
    OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh)
    organisations = chain(site_tree.alpha)
    assert query_count(lambda: languages_offered(organisations)) == 1


def test_a_language_is_offered_once(site_tree: Any, welsh: Any) -> None:
    OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh)


def test_it_is_chosen_on_the_form_of_the_organisation(site_tree: Any, admin_user: Any, welsh: Any) -> None:
    form_class = OrganisationViewSet.edit_handler.bind_to_model(Organisation).get_form_class()
    form = form_class(instance=site_tree.trust, for_user=admin_user)
    assert welsh in form.formsets["languages"].empty_form.fields["locale"].queryset
    assert "stands_equal" in form.formsets["languages"].empty_form.fields


class TestStanding:
    def test_without_a_word_the_source_decides_everywhere(self, site_tree: Any, welsh: Any) -> None:
        OfferedLanguage.objects.create(organisation=site_tree.alpha, locale=welsh)
        assert equal_languages(site_tree.alpha.pk) == frozenset()
        assert equal_languages(None) == frozenset()

    def test_what_a_trust_says_holds_for_schools_that_say_nothing(
        self, site_tree: Any, welsh: Any, arabic: Any
    ) -> None:
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh, stands_equal=True)
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=arabic)
        assert equal_languages(site_tree.alpha.pk) == equal_languages(site_tree.trust.pk) == {"cy"}
        OfferedLanguage.objects.create(organisation=site_tree.alpha, locale=arabic, stands_equal=True)
        assert equal_languages(site_tree.alpha.pk) == {"ar"}
        assert equal_languages(site_tree.beta.pk) == {"cy"}

    def test_what_the_highest_of_three_says_holds_where_nobody_below_says_anything(
        self, site_tree: Any, welsh: Any
    ) -> None:
        highest = OrganisationFactory(kind="trust")
        Organisation.objects.filter(pk=site_tree.trust.pk).update(parent=highest)
        OfferedLanguage.objects.create(organisation=highest, locale=welsh, stands_equal=True)
        assert equal_languages(site_tree.alpha.pk) == {"cy"}
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh)
        assert equal_languages(site_tree.alpha.pk) == frozenset()

    def test_it_costs_one_query(self, site_tree: Any, welsh: Any) -> None:
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh, stands_equal=True)
        assert query_count(lambda: equal_languages(site_tree.alpha.pk)) == 1
        assert query_count(lambda: equal_languages(None)) == 0
