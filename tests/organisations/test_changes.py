"""``organisation_changed`` is sent when documents would say something else of an organisation, and only then."""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.factories import OrganisationContactFactory, OrganisationFactory
from tests.form_posts import ORGANISATION_FORMSETS
from tests.queries import query_count
from wagtail_privacy.documents.vocabulary import ContactRole, OrganisationKind
from wagtail_privacy.organisations.models import Organisation, OrganisationContact
from wagtail_privacy.signals import organisation_changed

pytestmark = pytest.mark.django_db

SHOWN = {
    "name": "Renamed",
    "abbreviation": "RN",
    "kind": OrganisationKind.OTHER,
    "setting": "academy",
    "nations": ["wales"],
    "address": "2 Street\nTown",
    "email": "new@example.org",
    "phone": "0999",
    "website": "https://new.example.org",
    "registration_number": "Z9",
}
SHOWN_OF_CONTACT = {
    "role": ContactRole.HEADTEACHER,
    "title": "Head",
    "name": "Renamed",
    "email": "new@example.org",
    "phone": "0999",
    "address": "2 Street",
    "form_url": "https://new.example.org",
}


@pytest.fixture
def sent() -> Iterator[list[tuple[Organisation, str, str]]]:
    calls = []

    def receive(sender, organisation, before, after, **kwargs):
        assert sender is Organisation
        assert connection.in_atomic_block
        assert after == Organisation.objects.get(pk=organisation.pk).content_hash()
        calls.append((organisation, before, after))

    organisation_changed.connect(receive)
    yield calls
    organisation_changed.disconnect(receive)


@pytest.fixture
def school():
    organisation = OrganisationFactory(name="Alpha", address="1 Street")
    OrganisationContactFactory(organisation=organisation, sort_order=0)
    return Organisation.objects.get(pk=organisation.pk)


class TestContentHash:
    def test_every_field_that_documents_show_has_a_part_in_it(self, school):
        hashes = {school.content_hash()}
        for field, value in SHOWN.items():
            setattr(school, field, value)
            hashes.add(school.content_hash())
        contact = school.contacts.get()
        for field, value in SHOWN_OF_CONTACT.items():
            OrganisationContact.objects.filter(pk=contact.pk).update(**{field: value})
            hashes.add(school.content_hash())
        assert len(hashes) == 1 + len(SHOWN) + len(SHOWN_OF_CONTACT)
        assert set(SHOWN) | {"contacts"} == set(type(school.party()).model_fields) - {"ref"}

    def test_the_hash_is_equal_where_documents_are(self, school, site_tree):
        before = school.content_hash()
        school.address = " 1 Street \n\n"
        school.parent, school.is_controller = site_tree.trust, False
        assert school.content_hash() == before

    def test_costs_a_query_for_the_contacts_and_none_where_they_are_there(self, school, django_assert_num_queries):
        with django_assert_num_queries(1):
            school.content_hash()
        loaded = Organisation.objects.prefetch_related("contacts").get(pk=school.pk)
        with django_assert_num_queries(0):
            content_hash = loaded.content_hash()
        assert content_hash == school.content_hash()


class TestOrganisation:
    @pytest.mark.parametrize("field", SHOWN)
    def test_a_change_that_documents_show_is_sent_once(self, school, sent, field):
        before = school.content_hash()
        setattr(school, field, SHOWN[field])
        school.save()
        assert [(call[0], call[1]) for call in sent] == [(school, before)]
        assert sent[0][1] != sent[0][2]

    def test_nothing_is_sent_where_documents_say_the_same(self, school, sent, site_tree):
        school.address += "\n"
        school.parent, school.site, school.is_controller = site_tree.trust, None, False
        school.save()
        assert sent == []

    def test_nothing_is_sent_for_fields_that_were_not_stored(self, school, sent):
        school.name = "Renamed"
        school.save(update_fields=["email"])
        assert sent == []
        school.save(update_fields=["name"])
        assert len(sent) == 1

    def test_a_new_organisation_sends_nothing(self, sent):
        organisation = OrganisationFactory.build()
        organisation.contacts = [OrganisationContact(role=ContactRole.HEADTEACHER, name="Ann")]
        organisation.save()
        assert organisation.contacts.count() == 1
        assert sent == []

    def test_an_organisation_with_changed_contacts_is_sent_once(self, school, sent):
        school.name = "Renamed"
        contact = school.contacts.get()
        contact.phone = "0999"
        added = (OrganisationContact(role=ContactRole.HEADTEACHER, name=name, sort_order=1) for name in "ABC")
        school.contacts = [contact, *added]
        school.save()
        assert len(sent) == 1
        assert [contact.name for contact in sent[0][0].party().contacts] == ["Olu Officer", "A", "B", "C"]

    def test_nothing_is_sent_when_it_is_deleted(self, school, sent):
        school.delete()
        assert sent == []


class TestContacts:
    @pytest.mark.parametrize("field", SHOWN_OF_CONTACT)
    def test_a_change_that_documents_show_is_sent_once(self, school, sent, field):
        contact = school.contacts.get()
        setattr(contact, field, SHOWN_OF_CONTACT[field])
        contact.save()
        assert [call[0] for call in sent] == [school]

    def test_a_new_one_a_deleted_one_and_another_order_are_sent(self, school, sent):
        second = OrganisationContact.objects.create(organisation=school, role=ContactRole.HEADTEACHER, sort_order=1)
        assert len(sent) == 1
        second.sort_order = -1
        second.save()
        assert len(sent) == 2
        second.delete()
        assert len(sent) == 3
        assert sent[2][2] == sent[0][1]

    def test_many_deleted_at_once_are_sent_once_for_each_organisation(self, school, sent):
        other = OrganisationContactFactory().organisation
        OrganisationContactFactory(organisation=school)
        del sent[:]
        OrganisationContact.objects.all().delete()
        assert [call[0] for call in sent] == [school, other]
        assert not OrganisationContact.objects.exists()

    def test_a_contact_that_moves_is_sent_for_both_organisations(self, school, sent):
        other = OrganisationFactory()
        contact = school.contacts.get()
        contact.organisation = other
        contact.save()
        assert [call[0] for call in sent] == [school, other]

    def test_nothing_is_sent_where_documents_say_the_same(self, school, sent):
        contact = school.contacts.get()
        contact.sort_order = 7
        contact.save()
        assert sent == []


class TestReceivers:
    def test_an_error_in_a_receiver_undoes_the_change(self, school, sent):
        def refuse(**kwargs):
            raise RuntimeError("no")

        organisation_changed.connect(refuse)
        try:
            with pytest.raises(RuntimeError), transaction.atomic():
                Organisation.objects.get(pk=school.pk).contacts.all().delete()
        finally:
            organisation_changed.disconnect(refuse)
        assert school.contacts.count() == 1

    def test_a_receiver_may_save_the_organisation(self, school, sent):
        def complete(organisation, **kwargs):
            if not organisation.abbreviation:
                organisation.abbreviation = "A"
                organisation.save()

        organisation_changed.connect(complete)
        try:
            school.name = "Renamed"
            school.save()
        finally:
            organisation_changed.disconnect(complete)
        first, second = sent
        assert (first[2], second[2]) == (second[1], Organisation.objects.get(pk=school.pk).content_hash())

    def test_a_save_that_failed_is_not_announced_and_the_next_one_is(self, school, sent, site_tree):
        school.name, school.site = "Renamed", site_tree.alpha_site
        with pytest.raises(IntegrityError), transaction.atomic():
            school.save()
        assert sent == []
        school.site = None
        school.save()
        assert [call[0].name for call in sent] == ["Renamed"]


@pytest.mark.parametrize("change", [{"name": "Bulk"}, {"email": "bulk@example.org"}])
def test_an_update_of_many_rows_is_not_noticed(school, sent, change):
    """Stated in the signal's documentation: who updates rows directly tells the rest of the site himself."""
    Organisation.objects.filter(pk=school.pk).update(**change)
    assert sent == []


def test_saving_costs_the_same_for_one_contact_and_twenty(school):
    few = query_count(school.save)
    for _ in range(19):
        OrganisationContactFactory(organisation=school)
    assert query_count(school.save) == few


class TestTheForm:
    @pytest.fixture
    def manager(self, client, site_tree, editor_of):
        models = ["Organisation", "OrganisationContact"]
        client.force_login(editor_of(site_tree.root, username="manager", models=models))
        return client

    def save(self, manager, organisation, *contacts, initial=0, **values):
        namespace = "wagtailsnippets_wagtail_privacy_organisation"
        name = "edit" if organisation else "add"
        address = reverse(f"{namespace}:{name}", args=[organisation.pk] if organisation else [])
        formset = inline_formset(list(contacts), initial=initial)
        formsets = dict.fromkeys(ORGANISATION_FORMSETS, inline_formset([])) | {"contacts": formset}
        data = {"name": "Alpha", "kind": "school", "address": "1 Street", "is_controller": "on", **formsets}
        data["nations"] = "england"
        assert manager.post(address, nested_form_data(data | values)).status_code == 302

    @pytest.fixture
    def officer(self, school):
        contact = school.contacts.get()
        return {"id": contact.pk, "role": contact.role, "name": contact.name} | {
            "email": contact.email,
            "phone": contact.phone,
        }

    def test_name_and_contacts_in_one_save_are_sent_once_with_all_of_it(self, manager, school, sent, officer):
        added = {"role": "headteacher", "name": "Ann"}
        before = school.content_hash()
        self.save(manager, school, officer | {"phone": "0999"}, added, initial=1, name="Renamed")
        ((organisation, sent_before, _),) = sent
        assert sent_before == before
        assert organisation.name == "Renamed"
        assert [(entry.name, entry.phone) for entry in organisation.party().contacts] == [
            ("Olu Officer", "0999"),
            ("Ann", ""),
        ]

    def test_a_contact_alone_is_sent_once(self, manager, school, sent, officer):
        self.save(manager, school, officer | {"DELETE": "on"}, initial=1)
        assert [call[0] for call in sent] == [school]
        assert not school.contacts.exists()

    def test_nothing_is_sent_for_a_save_without_a_change(self, manager, school, sent, officer):
        self.save(manager, school, officer, initial=1)
        assert sent == []
        assert school.contacts.count() == 1

    def test_nothing_is_sent_for_a_new_organisation(self, manager, sent):
        self.save(manager, None, {"role": "headteacher", "name": "Ann"}, name="New School")
        assert Organisation.objects.get(name="New School").contacts.count() == 1
        assert sent == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_compared_with_what_the_first_stored(wagtail_tree):
    organisation = OrganisationFactory(name="Alpha", email="")
    calls, in_first = [], threading.Event()

    def receive(organisation, before, after, **kwargs):
        calls.append((before, after))
        if not in_first.is_set():
            in_first.set()
            second.join(timeout=0.5)
            assert second.is_alive(), "The second did not wait for the first."

    def rename():
        in_first.wait(timeout=10)
        try:
            mine = Organisation.objects.get(pk=organisation.pk)
            mine.email = "second@example.org"
            mine.save(update_fields=["email"])
        finally:
            connection.close()

    second = threading.Thread(target=rename)
    organisation_changed.connect(receive)
    try:
        second.start()
        organisation.name = "First"
        organisation.save(update_fields=["name"])
        second.join(timeout=10)
    finally:
        organisation_changed.disconnect(receive)
    (_, first_after), (second_before, second_after) = calls
    assert first_after == second_before
    assert second_after == Organisation.objects.get(pk=organisation.pk).content_hash()
