import pytest
import swapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.factories import OrganisationContactFactory, OrganisationFactory
from wagtail_privacy.documents.vocabulary import ContactRole, Nation, OrganisationKind, SettingType
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.tokens import token_values

pytestmark = pytest.mark.django_db


class TestForPage:
    def test_finds_the_school_of_the_site_that_the_page_is_in(self, site_tree):
        page_model = swapper.load_model("wagtailcore", "Page")
        page = site_tree.alpha_home.add_child(instance=page_model(title="Below", slug="below", live=True))
        assert Organisation.objects.for_page(page) == site_tree.alpha

    def test_costs_three_queries_and_none_for_the_chain(self, site_tree, django_assert_num_queries):
        site = site_tree.alpha_home.get_site()
        with django_assert_num_queries(3):
            organisation = Organisation.objects.for_page(site_tree.alpha_home)
            chain = organisation.chain()
        assert (organisation.site_id, chain) == (site.pk, (site_tree.alpha, site_tree.trust))

    def test_is_none_outside_any_site(self, site_tree):
        assert Organisation.objects.for_page(site_tree.root) is None

    def test_is_none_where_the_site_has_no_organisation(self, site_tree):
        Organisation.objects.filter(pk=site_tree.beta.pk).update(site=None)
        assert Organisation.objects.for_page(site_tree.beta_home) is None


class TestChain:
    def test_goes_up_nearest_first(self):
        trust = OrganisationFactory(trust=True)
        school = OrganisationFactory(parent=trust)
        assert school.chain() == (school, trust)
        assert trust.chain() == (trust,)

    def test_ends_in_a_loop_that_was_written_past_validation(self):
        first = OrganisationFactory(kind=OrganisationKind.OTHER)
        second = OrganisationFactory(kind=OrganisationKind.OTHER, parent=first)
        Organisation.objects.filter(pk=first.pk).update(parent=second)
        first.refresh_from_db()
        assert first.chain() == (first, second)

    def test_the_controller_is_the_nearest_that_answers(self):
        trust = OrganisationFactory(trust=True, is_controller=True)
        academy = OrganisationFactory(parent=trust, is_controller=False)
        maintained = OrganisationFactory(parent=trust, is_controller=True)
        assert [academy.controller(), maintained.controller()] == [trust, maintained]

    def test_an_organisation_without_a_controller_in_its_chain_is_the_controller(self):
        alone = OrganisationFactory(is_controller=False)
        assert alone.controller() == alone

    def test_the_trust_is_found_from_below(self):
        trust = OrganisationFactory(trust=True)
        assert OrganisationFactory(parent=trust).trust() == trust
        assert OrganisationFactory().trust() is None


class TestValidation:
    def test_a_trust_has_no_parent(self):
        trust = OrganisationFactory.build(trust=True, parent=OrganisationFactory(trust=True))
        with pytest.raises(ValidationError) as error:
            trust.full_clean()
        assert set(error.value.message_dict) == {"parent"}

    def test_a_school_is_no_parent(self):
        with pytest.raises(ValidationError, match="below it"):
            OrganisationFactory.build(parent=OrganisationFactory()).clean()

    def test_there_are_no_loops(self):
        first = OrganisationFactory(kind=OrganisationKind.OTHER)
        first.parent = OrganisationFactory(kind=OrganisationKind.OTHER, parent=first)
        with pytest.raises(ValidationError, match="above itself"):
            first.clean()

    def test_a_school_in_a_trust_is_fine(self):
        OrganisationFactory.build(parent=OrganisationFactory(trust=True)).full_clean()

    def test_a_site_has_one_organisation(self, site_tree):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationFactory(site=site_tree.alpha_site)

    def test_a_trust_with_schools_cannot_be_deleted(self, site_tree):
        with pytest.raises(ProtectedError):
            site_tree.trust.delete()

    def test_an_organisation_outlives_its_site(self, site_tree):
        site_tree.alpha_site.delete()
        site_tree.alpha.refresh_from_db()
        assert site_tree.alpha.site is None


class TestParty:
    def test_a_party_has_every_field_of_the_organisation(self, django_assert_num_queries):
        school = OrganisationFactory(
            with_officer=True,
            name="Alpha School",
            abbreviation="AS",
            setting=SettingType.ACADEMY,
            address=" 1 Street \n\nTown\n",
            email="office@alpha.example",
            phone="01234",
            website="https://alpha.example",
            registration_number="Z1",
        )
        school = Organisation.objects.get(pk=school.pk)
        with django_assert_num_queries(1):
            party = school.party()
        assert party.model_dump(exclude={"contacts"}) == {
            "name": "Alpha School",
            "abbreviation": "AS",
            "kind": OrganisationKind.SCHOOL,
            "setting": SettingType.ACADEMY,
            "nations": (Nation.ENGLAND,),
            "address": ("1 Street", "Town"),
            "email": "office@alpha.example",
            "phone": "01234",
            "website": "https://alpha.example",
            "registration_number": "Z1",
        }
        assert party.contact(ContactRole.DATA_PROTECTION_OFFICER).name == "Olu Officer"

    def test_an_empty_organisation_has_an_empty_party(self):
        party = OrganisationFactory(name="Bare").party()
        assert (party.setting, party.address, party.contacts) == (None, (), ())

    def test_contacts_keep_their_order(self):
        school = OrganisationFactory()
        for order, name in enumerate(["second", "first"]):
            OrganisationContactFactory(organisation=school, name=name, sort_order=1 - order)
        assert [contact.name for contact in Organisation.objects.get().party().contacts] == ["first", "second"]


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ({"name": "Ann", "title": "Head"}, "Ann"),
        ({"name": "", "title": "Head"}, "Head"),
        ({"name": "", "title": ""}, "Data protection officer"),
    ],
)
def test_a_contact_reads_as_the_best_known_name(contact, text):
    assert str(OrganisationContactFactory(**contact)) == text


class TestTokenValues:
    def test_are_those_of_the_whole_chain(self):
        trust = OrganisationFactory(trust=True, name="The Trust", with_officer=True)
        school = OrganisationFactory(
            parent=trust, name="Alpha", is_controller=False, address="1 Street\nTown", email="a@alpha.example"
        )
        OrganisationContactFactory(organisation=school, role=ContactRole.HEADTEACHER, name="Ann Head")
        assert token_values(school) == {
            "organisation.name": "Alpha",
            "organisation.abbreviation": "",
            "organisation.email": "a@alpha.example",
            "organisation.phone": "",
            "organisation.address": "1 Street, Town",
            "organisation.website": "",
            "organisation.registration_number": "",
            "controller.name": "The Trust",
            "trust.name": "The Trust",
            "dpo.name": "Olu Officer",
            "dpo.email": "dpo@example.org",
            "dpo.phone": "01234 567890",
            "headteacher.name": "Ann Head",
        }

    def test_the_own_officer_comes_before_that_of_the_trust(self):
        trust = OrganisationFactory(trust=True, with_officer=True)
        school = OrganisationFactory(parent=trust)
        OrganisationContactFactory(organisation=school, name="Own Officer")
        assert token_values(school)["dpo.name"] == "Own Officer"

    def test_a_headteacher_of_the_trust_is_not_that_of_the_school(self):
        trust = OrganisationFactory(trust=True)
        OrganisationContactFactory(organisation=trust, role=ContactRole.HEADTEACHER, name="Somebody Else")
        assert token_values(OrganisationFactory(parent=trust))["headteacher.name"] == ""

    def test_an_unknown_value_is_an_empty_text(self):
        values = token_values(OrganisationFactory(name="Alone"))
        assert {name for name, value in values.items() if value} == {"organisation.name", "controller.name"}
