import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.test.utils.form_data import nested_form_data

from tests.factories import (
    DataCategoryFactory,
    LegislationFactory,
    OrganisationFactory,
    PurposeFactory,
    RecipientFactory,
    RetentionRuleFactory,
)
from tests.queries import query_count
from wagtail_privacy.library.models import LIBRARY_MODELS, Recipient

pytestmark = pytest.mark.django_db

FACTORIES = [RecipientFactory, DataCategoryFactory, PurposeFactory, LegislationFactory, RetentionRuleFactory]
every_model = pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)


def url(name, *args, model="recipient"):
    return reverse(f"wagtailsnippets_wagtail_privacy_{model}:{name}", args=args)


def chooser_url(name, *args, model="recipient"):
    return reverse(f"wagtailsnippetchoosers_wagtail_privacy_{model}:{name}", args=args)


def name_of(item):
    return item._meta.model_name


@pytest.fixture
def librarian(client, site_tree, editor_of):
    models = [model.__name__ for model in LIBRARY_MODELS]
    client.force_login(editor_of(site_tree.root, username="librarian", models=models))
    return client


@pytest.fixture
def drafter(client, site_tree, editor_of):
    """May write items but not publish them."""
    user = editor_of(site_tree.root, username="drafter", models=["Recipient"])
    user.groups.get().permissions.remove(*Permission.objects.filter(codename__startswith="publish_"))
    client.force_login(user)
    return client


@pytest.fixture
def stranger(client, site_tree, editor_of):
    client.force_login(editor_of(site_tree.root, username="stranger", models=["Organisation"]))
    return client


class TestViews:
    @every_model
    def test_a_librarian_may_open_every_view_of_an_item(self, librarian, factory):
        item = factory(published=True, owner=OrganisationFactory(name="The Owner"))
        model = name_of(item)
        listing = librarian.get(url("list", model=model)).content.decode()
        assert item.name in listing
        assert "The Owner" in listing
        assert librarian.get(url("add", model=model)).status_code == 200
        for view in ("edit", "inspect", "usage", "history", "copy", "delete", "unpublish"):
            assert librarian.get(url(view, item.pk, model=model)).status_code == 200, view

    def test_what_one_may_only_read_leaves_out_what_says_nothing(self, librarian):
        body = RecipientFactory(name="Old body", started="2010-03", published=True)
        page = " ".join(librarian.get(url("inspect", body.pk)).content.decode().split())
        assert "<dd> March 2010 </dd>" in page
        assert "<dd> Everyone </dd>" in page
        assert "Telephone" not in page

    @every_model
    def test_users_without_permission_open_no_view(self, stranger, factory):
        item = factory()
        model = name_of(item)
        for address in (url("list", model=model), url("add", model=model), url("edit", item.pk, model=model)):
            assert stranger.get(address).status_code == 302

    @every_model
    def test_listings_cost_the_same_for_one_and_twenty(self, librarian, factory):
        address = url("list", model=factory._meta.model._meta.model_name)
        factory(published=True, owner=OrganisationFactory())
        for_one_item = query_count(lambda: librarian.get(address))
        for _ in range(19):
            factory(published=True, owner=OrganisationFactory())
        assert query_count(lambda: librarian.get(address)) == for_one_item

    @every_model
    def test_choosers_cost_the_same_for_one_and_twenty(self, librarian, factory):
        address = chooser_url("choose_results", model=factory._meta.model._meta.model_name)
        factory(owner=OrganisationFactory())
        for_one_item = query_count(lambda: librarian.get(address))
        for _ in range(19):
            factory(owner=OrganisationFactory())
        assert query_count(lambda: librarian.get(address)) == for_one_item

    @every_model
    def test_the_preview_shows_the_draft(self, librarian, factory):
        item = factory(published=True)
        item.name = "A draft name"
        item.save_revision()
        revision = item.get_latest_revision()
        content = librarian.get(url("revisions_view", item.pk, revision.pk, model=name_of(item))).content.decode()
        assert "A draft name" in content

    def test_the_preview_of_a_recipient_shows_its_card_and_laws(self, librarian):
        recipient = RecipientFactory(reachable=True, closed=True, role="<b>Pays</b>", default_uses="paying\nasking")
        recipient.default_legislation.set([LegislationFactory(name="Paying Act")])
        recipient.part_of = RecipientFactory(name="The Ministry")
        recipient.save_revision().publish()
        revision = recipient.get_latest_revision()
        content = librarian.get(url("revisions_view", recipient.pk, revision.pk)).content.decode()
        for text in ("&lt;b&gt;Pays", "asking", "Paying Act", "part of The Ministry", "1 Street", "a@b.example"):
            assert text in content
        assert "<b>" not in content

    # The full-text table of SQLite is made by a migration, and these tests run without.
    @pytest.mark.postgres
    def test_search_finds_aliases_and_abbreviations(self, librarian, settings):
        settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
        RecipientFactory(
            name="Standards and Testing Agency", abbreviation="STA", aliases="Standards and Testing Authority"
        )
        RecipientFactory(name="Somebody else")
        for query in ("STA", "Authority"):
            content = librarian.get(url("list_results"), {"q": query}).content.decode()
            assert "Standards and Testing Agency" in content, query
            assert "Somebody else" not in content

    def test_filters_narrow_the_listing(self, librarian):
        RecipientFactory(name="Gone", closed=True)
        RecipientFactory(name="Still there")
        content = librarian.get(url("list_results"), {"status": "abolished"}).content.decode()
        assert "Gone" in content
        assert "Still there" not in content


class TestEditing:
    def form(self, **values):
        return nested_form_data({"name": "New", "kind": "other", "status": "current", **values})

    def test_dates_are_entered_as_people_write_them(self, librarian):
        librarian.post(url("add"), self.form(started="April 2010", ended="31 March 2012", **{"action-publish": "1"}))
        recipient = Recipient.objects.get(name="New")
        assert (recipient.started, recipient.ended, recipient.live) == ("2010-04", "2012-03-31", True)

    def test_a_wrong_date_is_explained(self, librarian):
        response = librarian.post(url("add"), self.form(started="soon"))
        assert "such as 2010, March 2010 or 31 March 2010" in response.content.decode()
        assert not Recipient.objects.exists()

    def test_a_draft_leaves_the_published_item_as_it_is(self, librarian):
        recipient = RecipientFactory(name="Before", published=True)
        before = recipient.content_hash()
        librarian.post(url("edit", recipient.pk), self.form(name="After"))
        recipient.refresh_from_db()
        assert (recipient.name, recipient.content_hash()) == ("Before", before)
        assert recipient.has_unpublished_changes

    def test_a_copy_is_not_an_item_of_the_starter_library(self, librarian):
        original = RecipientFactory(starter_key="dfe", starter_digest="0" * 64, published=True)
        page = librarian.get(url("copy", original.pk))
        assert page.status_code == 200
        librarian.post(url("add"), self.form(name="The copy"))
        assert Recipient.objects.get(name="The copy").starter_key == ""


class TestChooser:
    def choose(self, client, **query):
        return client.get(chooser_url("choose"), query).json()["html"]

    def create(self, client, **values):
        data = {"name": "Made in place", "kind": "other", **values}
        return client.post(chooser_url("create"), data)

    @every_model
    def test_offers_to_create_in_place(self, librarian, factory):
        html = librarian.get(chooser_url("choose", model=factory._meta.model._meta.model_name)).json()["html"]
        assert "Create a new one" in html
        assert 'name="name"' in html

    def test_shows_name_abbreviation_and_owner(self, librarian):
        RecipientFactory(name="Department", abbreviation="DEP", owner=OrganisationFactory(name="Some Trust"))
        html = self.choose(librarian)
        assert "Department (DEP)" in html
        assert "Some Trust" in html

    def test_what_is_created_in_place_is_published(self, librarian):
        result = json.loads(self.create(librarian).content)["result"]
        recipient = Recipient.objects.get(pk=result["id"])
        assert result["string"] == "Made in place"
        assert recipient.live
        assert not recipient.has_unpublished_changes
        assert recipient.live_revision_id == recipient.latest_revision_id
        actions = registry.get_logs_for_instance(recipient).order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["wagtail.create", "wagtail.publish"]

    def test_it_stays_a_draft_where_the_user_may_not_publish(self, drafter):
        self.create(drafter)
        recipient = Recipient.objects.get(name="Made in place")
        assert not recipient.live
        assert recipient.latest_revision.user.username == "drafter"

    def test_errors_are_shown_again(self, librarian):
        answer = json.loads(self.create(librarian, name="").content)
        assert answer["step"] == "reshow_creation_form"
        assert "This field is required" in answer["htmlFragment"]
        assert not Recipient.objects.exists()

    def test_others_may_not_create(self, stranger):
        assert self.create(stranger).status_code in {302, 403}
        assert not Recipient.objects.exists()
