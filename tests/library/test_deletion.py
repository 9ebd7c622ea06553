import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import ReferenceIndex

from tests.factories import LegislationFactory, PurposeFactory, RecipientFactory, RetentionRuleFactory
from tests.snapshots import replayed
from wagtail_privacy.library import services
from wagtail_privacy.library.models import Legislation, Purpose, Recipient
from wagtail_privacy.library.services import ItemInUseError, Usage, refuse_if_in_use, usages

pytestmark = pytest.mark.django_db


def url(name, *args, model="recipient"):
    return reverse(f"wagtailsnippets_wagtail_privacy_{model}:{name}", args=args)


def bulk_url(*items):
    keys = "&".join(f"id={item.pk}" for item in items)
    return f"{reverse('wagtail_bulk_action', args=['wagtail_privacy', 'recipient', 'delete'])}?{keys}"


@pytest.fixture
@replayed
def used():
    """A recipient with a part: a foreign key, which Wagtail's index knows."""
    body = RecipientFactory(name="The Body")
    RecipientFactory(name="The Part", part_of=body)
    return body


@pytest.fixture
@replayed
def succeeded():
    """A recipient that succeeds another: a many-to-many relation, which Wagtail's index does not know."""
    successor = RecipientFactory(name="The Successor")
    old = RecipientFactory(name="The Old One")
    old.successors.set([successor])
    old.save()
    return successor


class TestUsages:
    def test_name_who_uses_it_and_in_which_field(self, used):
        assert usages(used) == (Usage(Recipient.objects.get(name="The Part"), ("Part of",)),)

    def test_see_relations_that_the_index_does_not_know(self, succeeded):
        assert not ReferenceIndex.get_references_to(succeeded).exists()
        assert usages(succeeded) == (Usage(Recipient.objects.get(name="The Old One"), ("successors",)),)

    def test_see_relations_without_a_reverse_accessor(self):
        law = LegislationFactory()
        recipient = RecipientFactory(name="Bound")
        recipient.default_legislation.set([law])
        recipient.save()
        rule = RetentionRuleFactory(legislation=law)
        assert {usage.user for usage in usages(law)} == {recipient, rule}

    def test_do_not_count_references_to_itself(self):
        recipient = RecipientFactory()
        recipient.successors.set([recipient])
        recipient.save()
        assert usages(recipient) == ()

    def test_do_not_count_what_the_item_itself_uses(self, used):
        assert usages(Recipient.objects.get(name="The Part")) == ()


class TestInCode:
    def test_an_item_in_use_is_not_deleted(self, used):
        refusal = "“The Body” cannot be deleted: it is used by The Part"
        with pytest.raises(ItemInUseError, match=refusal) as error, transaction.atomic():
            used.delete()
        assert isinstance(error.value, ProtectedError)
        assert (error.value.item, error.value.protected_objects) == (used, {Recipient.objects.get(name="The Part")})

    def test_a_queryset_with_an_item_in_use_deletes_nothing(self, succeeded):
        free = RecipientFactory()
        with pytest.raises(ItemInUseError), transaction.atomic():
            Recipient.objects.filter(pk__in=[free.pk, succeeded.pk]).delete()
        assert Recipient.objects.filter(pk__in=[free.pk, succeeded.pk]).count() == 2

    def test_an_item_that_nobody_uses_goes(self, used):
        Recipient.objects.get(name="The Part").delete()
        used.delete()
        assert not Recipient.objects.exists()

    def test_other_models_are_not_looked_at(self, django_assert_num_queries):
        refuse_if_in_use(PurposeFactory())
        PurposeFactory().delete()
        assert Purpose.objects.count() == 1


@pytest.fixture
def librarian(client, site_tree, editor_of):
    client.force_login(
        editor_of(site_tree.root, username="librarian", models=["Recipient", "Legislation", "RetentionRule"])
    )
    return client


class TestInTheAdmin:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_one_item_is_refused_with_links_to_its_users(self, librarian, used, method):
        response = getattr(librarian, method)(url("delete", used.pk))
        content = response.content.decode()
        assert response.status_code == 409
        assert "Nothing was deleted" in content
        assert url("edit", Recipient.objects.get(name="The Part").pk) in content
        assert "Part of" in content
        assert Recipient.objects.filter(pk=used.pk).exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_many_are_refused_where_one_is_in_use(self, librarian, succeeded, method):
        free = RecipientFactory(name="Free")
        response = getattr(librarian, method)(bulk_url(free, succeeded))
        content = response.content.decode()
        assert response.status_code == 409
        assert "The Old One" in content
        assert Recipient.objects.filter(pk__in=[free.pk, succeeded.pk]).count() == 2

    def test_an_item_that_nobody_uses_is_deleted(self, librarian):
        free = RecipientFactory()
        assert librarian.get(url("delete", free.pk)).status_code == 200
        assert librarian.post(url("delete", free.pk)).status_code == 302
        assert not Recipient.objects.filter(pk=free.pk).exists()

    def test_many_that_nobody_uses_are_deleted(self, librarian):
        free = [RecipientFactory(), RecipientFactory()]
        assert librarian.post(bulk_url(*free)).status_code == 302
        assert not Recipient.objects.exists()

    def test_what_the_user_may_not_open_is_counted_not_named(self, client, editor_of, site_tree):
        law = LegislationFactory()
        RetentionRuleFactory(name="Secret rule", legislation=law)
        client.force_login(editor_of(site_tree.root, username="lawyer", models=["Legislation"]))
        response = client.post(url("delete", law.pk, model="legislation"))
        content = response.content.decode()
        assert response.status_code == 409
        assert "1 place that you may not open" in content
        assert "Secret rule" not in content

    def test_somebody_who_may_not_delete_learns_nothing(self, client, editor_of, site_tree, used):
        client.force_login(editor_of(site_tree.root, username="stranger", models=["Purpose"]))
        response = client.post(url("delete", used.pk))
        assert response.status_code == 302
        assert Recipient.objects.filter(pk=used.pk).exists()

    def test_use_that_begins_after_the_first_check_is_refused_too(self, librarian, used, monkeypatch):
        answers = iter([(), usages(used), usages(used)])
        monkeypatch.setattr(services, "usages", lambda _: next(answers))
        monkeypatch.setattr("wagtail_privacy.library.admin.views.usages", lambda _: next(answers))
        assert librarian.post(url("delete", used.pk)).status_code == 409
        assert Recipient.objects.filter(pk=used.pk).exists()

    def test_use_that_ends_during_the_refusal_is_not_hidden(self, librarian, used, monkeypatch):
        answers = iter([(), usages(used), ()])
        monkeypatch.setattr(services, "usages", lambda _: next(answers))
        monkeypatch.setattr("wagtail_privacy.library.admin.views.usages", lambda _: next(answers))
        with pytest.raises(ItemInUseError):
            librarian.post(url("delete", used.pk))

    def test_other_snippets_are_deleted_as_ever(self, librarian):
        law = LegislationFactory()
        assert librarian.post(url("delete", law.pk, model="legislation")).status_code == 302
        assert not Legislation.objects.exists()
