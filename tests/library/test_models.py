import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, Workflow, WorkflowTask

from tests.factories import (
    DataCategoryFactory,
    LegislationFactory,
    OrganisationFactory,
    PurposeFactory,
    RecipientFactory,
    RetentionRuleFactory,
    english,
)
from wagtail_privacy.documents.base import ItemRef
from wagtail_privacy.documents.vocabulary import BodyStatus, PeriodUnit, RecipientKind, SpecialCategory
from wagtail_privacy.library.models import LIBRARY_MODELS, Legislation, LibraryItem, Purpose, Recipient, RetentionRule

pytestmark = pytest.mark.django_db

# What Wagtail keeps about any snippet, and what says where our facts come from: no notice shows them.
NOT_CONTENT = {
    "id", "translation_key", "locale", "latest_revision", "live", "has_unpublished_changes", "first_published_at",
    "last_published_at", "live_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by",
    "owner", "source", "source_url", "checked_on", "editor_note", "starter_key", "starter_digest",
    "merged_into", "nations", "audiences", "aliases",
}  # fmt: skip


@pytest.mark.parametrize("model", LIBRARY_MODELS)
def test_every_field_is_content_or_known_not_to_be(model):
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    # Where a law applies is something that documents say.
    own = {"nations"} if model is Legislation else set()
    assert (fields - NOT_CONTENT) | own == set(model.content_fields())


def test_all_library_items_of_this_room_are_listed():
    models = {model for model in apps.get_models() if issubclass(model, LibraryItem)}
    assert {model for model in models if model.__module__.startswith("wagtail_privacy.library.")} == set(LIBRARY_MODELS)


class TestContentHash:
    def test_is_the_same_after_a_reload(self):
        recipient = RecipientFactory(reachable=True, aliases="one\ntwo")
        assert Recipient.objects.get(pk=recipient.pk).content_hash() == recipient.content_hash()

    def test_is_known_and_stays_known_in_later_releases(self):
        assert RecipientFactory.build(name="Ofsted", kind="regulator").content() == {
            "name": "Ofsted",
            "kind": "regulator",
            "status": "current",
        }

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", "Other"), ("role", "Does more"), ("status", "renamed"), ("ended", "2010"), ("email", "x@y.example")],
    )
    def test_changes_with_the_content(self, field, value):
        recipient = RecipientFactory()
        before = recipient.content_hash()
        setattr(recipient, field, value)
        assert recipient.content_hash() != before

    @pytest.mark.parametrize("field", ["source", "editor_note", "source_url", "starter_key"])
    def test_stays_when_only_provenance_changes(self, field):
        recipient = RecipientFactory()
        before = recipient.content_hash()
        setattr(recipient, field, "https://example.org/other")
        recipient.owner = OrganisationFactory()
        assert recipient.content_hash() == before

    def test_does_not_depend_on_the_order_of_related_items(self):
        first, second = RecipientFactory(), RecipientFactory()
        hashes = set()
        for successors in ([first, second], [second, first]):
            recipient = RecipientFactory(name="Old", translation_key="00000000-0000-0000-0000-000000000001")
            recipient.successors.set(successors)
            recipient.save()
            hashes.add(Recipient.objects.get(pk=recipient.pk).content_hash())
            recipient.delete()
        assert len(hashes) == 1

    def test_does_not_depend_on_the_language_of_related_items(self):
        welsh = Locale.objects.get_or_create(language_code="cy")[0]
        body = RecipientFactory()
        part, translated = RecipientFactory(name="P", part_of=body), body.copy_for_translation(welsh)
        translated.save()
        before = part.content_hash()
        part.part_of = translated
        assert part.content_hash() == before


def test_ref_names_model_key_and_hash():
    category = DataCategoryFactory()
    assert category.ref() == ItemRef(
        model="datacategory", key=str(category.translation_key), hash=category.content_hash()
    )


class TestScope:
    @pytest.fixture
    def owned(self):
        trust = OrganisationFactory(trust=True)
        school, other = OrganisationFactory(parent=trust), OrganisationFactory(parent=trust)
        owners = {"everyone": None, "trust": trust, "school": school, "other": other}
        return owners, {name: PurposeFactory(name=name, owner=owner) for name, owner in owners.items()}

    @pytest.mark.parametrize(
        ("organisation", "names"),
        [
            ("school", {"everyone", "trust", "school"}),
            ("trust", {"everyone", "trust"}),
            ("everyone", {"everyone"}),
        ],
    )
    def test_a_notice_may_use_its_own_its_trusts_and_everyones(self, owned, organisation, names):
        owners, items = owned
        assert {name for name, item in items.items() if item.in_scope_of(owners[organisation])} == names
        queryset = type(items["trust"]).objects.in_scope_of(owners[organisation])
        assert {item.name for item in queryset} == names


def test_published_leaves_out_drafts():
    live = PurposeFactory()
    PurposeFactory(draft=True)
    assert list(type(live).objects.published()) == [live]


class TestStatus:
    def states(self):
        workflow = Workflow.objects.create(name="Approval")
        WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Ask"), sort_order=0)
        waiting, scheduled, draft = (
            PurposeFactory(published=True),
            PurposeFactory(draft=True),
            PurposeFactory(draft=True),
        )
        waiting.save_revision()
        workflow.start(waiting, None)
        scheduled.go_live_at = timezone.now() + datetime.timedelta(days=2)
        scheduled.save_revision().publish()
        return [waiting, scheduled, draft, PurposeFactory(published=True)]

    def test_is_the_same_with_and_without_annotations(self, django_assert_num_queries):
        pks = [item.pk for item in self.states()]
        plain = {item.pk: str(item.status_string) for item in Purpose.objects.all()}
        Purpose.objects.with_status().count()
        with django_assert_num_queries(1):
            annotated = {item.pk: str(item.status_string) for item in Purpose.objects.with_status()}
        assert annotated == plain
        assert [plain[pk] for pk in pks] == ["live + in moderation", "scheduled", "draft", "live"]


class TestRecipient:
    def test_identity_says_who_it_is(self):
        department = RecipientFactory(name="Department")
        recipient = RecipientFactory(
            name="Agency", abbreviation="AG", kind="executive_agency", part_of=department, closed=True
        )
        identity = recipient.identity(cited_as="The Authority")
        assert identity.ref == recipient.ref()
        assert (identity.shown_name, identity.name, identity.part_of) == ("The Authority", "Agency", "Department")
        assert (identity.kind, identity.status) == (RecipientKind.EXECUTIVE_AGENCY, BodyStatus.ABOLISHED)
        assert (identity.abbreviation, identity.ended) == ("AG", "2010-03-31")

    def test_contact_card_has_the_unit_above_the_address(self):
        card = RecipientFactory(reachable=True, contact_unit="Information Unit", name="Council").contact_card()
        assert card.address == ("Information Unit", "1 Street", "Town")
        assert (card.title, card.organisation, card.email) == ("Data protection officer", "Council", "a@b.example")

    def test_there_is_no_card_where_only_a_website_is_known(self):
        assert RecipientFactory(website="https://example.org").contact_card() is None

    def test_citations_stand_oldest_first(self):
        young, old = LegislationFactory(year=2018), LegislationFactory(year=1996)
        recipient = RecipientFactory(default_legislation=[young, old])
        recipient.default_legislation.set([young, old])
        assert [citation.instrument.year for citation in recipient.default_citations()] == [1996, 2018]

    def test_reads_with_its_abbreviation(self):
        assert str(RecipientFactory(name="Department", abbreviation="D")) == "Department (D)"
        assert str(RecipientFactory(name="Department")) == "Department"

    def test_is_not_part_of_itself(self):
        recipient = RecipientFactory()
        recipient.part_of = recipient
        with pytest.raises(ValidationError, match="part of itself"):
            recipient.clean()

    def test_does_not_end_before_it_starts(self):
        with pytest.raises(ValidationError, match="before it started"):
            RecipientFactory.build(started="2012-04", ended="2012-03-31").clean()
        RecipientFactory.build(started="2012-04", ended="2012").clean()

    def test_converters_cost_no_query_once_loaded_for_documents(self, django_assert_num_queries):
        law = LegislationFactory()
        law.members.set([LegislationFactory()])
        law.save()
        for number in range(3):
            recipient = RecipientFactory(part_of=RecipientFactory(), reachable=True, name=f"R{number}")
            recipient.default_legislation.set([law])
            recipient.successors.set([RecipientFactory()])
            recipient.save()
        with django_assert_num_queries(9):
            loaded = list(Recipient.objects.for_documents().filter(name__startswith="R", part_of__isnull=False))
        with django_assert_num_queries(0):
            for recipient in loaded:
                recipient.identity(), recipient.contact_card(), recipient.default_citations()
                assert [shown.ref().model for shown in recipient.dependencies()] == ["recipient"]
        assert len(loaded) == 3

    def test_related_items_are_those_that_were_set_after_loading(self):
        law, other = LegislationFactory(), LegislationFactory()
        recipient = RecipientFactory()
        recipient.default_legislation.set([law])
        recipient.save()
        loaded = Recipient.objects.for_documents().get(pk=recipient.pk)
        assert loaded.related("default_legislation") == (law,)
        loaded.default_legislation.set([other])
        assert loaded.related("default_legislation") == (other,)
        loaded.save()
        assert loaded.related("default_legislation") == (other,)


class TestLegislation:
    def test_instrument_names_its_members_oldest_first(self):
        collective = LegislationFactory(name="The Acts", kind="collective", year=None)
        collective.members.set([LegislationFactory(name="B", year=2002), LegislationFactory(name="A", year=1996)])
        instrument = collective.instrument()
        assert (instrument.members, instrument.year, instrument.kind) == (("A", "B"), None, "collective")

    def test_instrument_says_that_it_is_gone(self):
        instrument = LegislationFactory(repealed=True, number="29", url="https://example.org").instrument()
        assert (instrument.status, instrument.in_force_until) == ("repealed", "2018-05-25")
        assert (instrument.number, instrument.url) == ("29", "https://example.org")

    def test_does_not_end_before_it_starts(self):
        with pytest.raises(ValidationError, match="before it came into force"):
            LegislationFactory.build(in_force_from="2018", in_force_until="2017-12").clean()
        LegislationFactory.build(in_force_from="2018", in_force_until="2018").clean()


class TestRetentionRule:
    def test_use_says_how_long_and_by_which_law(self, django_assert_num_queries):
        rule = RetentionRuleFactory(statutory=True, action="delete", destinations="next school\narchive")
        with django_assert_num_queries(3):
            rule = RetentionRule.objects.for_documents().get(pk=rule.pk)
        with django_assert_num_queries(0):
            use = rule.use()
        assert (use.period_number, use.period_unit, use.trigger) == (6, PeriodUnit.YEARS, "leaving")
        assert (use.basis, use.action, use.destinations) == ("statutory", "delete", ("next school", "archive"))
        assert use.citations[0].name == rule.legislation.name

    def test_a_period_in_words_has_no_unit_and_needs_no_law(self):
        use = RetentionRuleFactory(period_number=None, period_unit="", period="until leaving").use()
        assert (use.period, use.period_unit, use.citations) == ("until leaving", None, ())

    @pytest.mark.parametrize(
        ("number", "unit", "field"), [(6, "", "period_unit"), (None, "years", "period_number"), (0, "", "period_unit")]
    )
    def test_number_and_unit_belong_together(self, number, unit, field):
        with pytest.raises(ValidationError) as error:
            RetentionRuleFactory.build(period_number=number, period_unit=unit).clean()
        assert set(error.value.message_dict) == {field}


def test_a_category_is_used_with_examples_and_special_kind():
    use = DataCategoryFactory(name="Health", health=True, note="Seldom").use()
    assert (use.name, use.examples, use.special) == (
        "Health",
        ("first example", "second example"),
        SpecialCategory.HEALTH,
    )
    assert (use.note, DataCategoryFactory().use().special) == ("Seldom", None)


def test_a_purpose_is_used_with_its_description_as_note():
    use = PurposeFactory(name="Teaching", description="Lessons").use()
    assert (use.name, use.note) == ("Teaching", "Lessons")


def test_a_starter_key_is_unique_in_its_language():
    RecipientFactory(starter_key="dfe")
    RecipientFactory(starter_key="")
    RecipientFactory(starter_key="")
    RecipientFactory(starter_key="dfe", locale=Locale.objects.get_or_create(language_code="cy")[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        RecipientFactory(starter_key="dfe", locale=english())


def test_an_item_without_preview_data_previews_only_itself():
    assert LibraryItem.preview_data(PurposeFactory.build()) == {}
