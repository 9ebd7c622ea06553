"""Promoting an item, and merging two: what moves, what follows, and what is refused."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, Workflow, WorkflowState, WorkflowTask

from tests.factories import LegislationFactory, RecipientFactory, RetentionRuleFactory
from tests.permissions.world import ACTS, ITEM_MODELS, OWNERS, PERSONAS, World, build_world, fresh, make_item
from tests.queries import query_count
from tests.snapshots import replayed
from wagtail_privacy.library.item_map import ItemMap
from wagtail_privacy.library.merged import present_keys
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.moves import (
    MoveError,
    check_merge,
    check_promote,
    may_move,
    merge,
    promote,
    promotion_targets,
)
from wagtail_privacy.library.services import ItemInUseError, usages
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.log_entries import OwnedLogEntry

pytestmark = pytest.mark.django_db

each_model = pytest.mark.parametrize("model", ITEM_MODELS, ids=lambda model: model.__name__)


def pair(model: Any, **fields: Any) -> tuple[Any, Any]:
    """Two published items of a kind."""
    return make_item(model, name="The one", **fields), make_item(model, name="The other", **fields)


def rows(model: Any) -> list[dict[str, Any]]:
    """All that is stored of items of this kind, the sections of clauses as JSON."""
    return [
        {**row, "body": str(row["body"])} if "body" in row else row for row in model.objects.values().order_by("pk")
    ]


@pytest.fixture
@replayed
def world(site_tree: Any) -> World:
    return build_world(site_tree, with_workflow=False)


def stored(item: Any) -> Any:
    return type(item)._default_manager.get(pk=item.pk)


class TestMerging:
    @each_model
    def test_its_key_gives_the_one_that_is_left(self, site_tree: Any, model: Any) -> None:
        one, other = pair(model)
        merged = merge(one, other)
        assert (merged.merged_into, merged.live) == (other, False)
        found = ItemMap().get(model, one.pk)
        assert found is not None
        assert (found.pk, found.ref().key) == (other.pk, str(other.translation_key))
        name = str(model._meta.model_name)
        assert present_keys([(name, str(one.translation_key)), (name, str(other.translation_key))]) == {
            (name, str(one.translation_key)): (name, str(other.translation_key))
        }

    @each_model
    def test_nobody_is_offered_it_any_more(self, site_tree: Any, trust_editor: Any, model: Any) -> None:
        one, other = pair(model)
        merge(one, other)
        assert list(model.objects.published()) == [other]
        assert list(model.objects.choosable_by(trust_editor)) == [other]

    @each_model
    def test_all_that_led_to_it_leads_on(self, site_tree: Any, model: Any) -> None:
        one, other = pair(model)
        third = make_item(model, name="The third")
        merge(one, other)
        merge(stored(other), third)
        assert {item.merged_into_id for item in (stored(one), stored(other))} == {third.pk}
        assert ItemMap().get(model, one.pk) == third

    def test_other_items_refer_to_what_is_left(self, site_tree: Any) -> None:
        one, other = pair(Recipient)
        part = RecipientFactory(name="Part", part_of=one, published=True)
        old = RecipientFactory(name="Old", published=True)
        old.successors.set([one, other])
        old.save_revision().publish()
        merge(one, other)
        items = ItemMap()
        assert items.get(Recipient, part.pk).part_of == other
        assert items.get(Recipient, old.pk).related("successors") == (other,)
        # So do their drafts, and publishing them stores it.
        part.save_revision()
        assert stored(part).get_latest_revision().as_object().part_of_id == other.pk
        stored(old).get_latest_revision().publish()
        assert list(stored(old).successors.all()) == [other]

    def test_what_an_item_refers_to_is_followed_at_any_depth(self, site_tree: Any) -> None:
        act, left = LegislationFactory(name="Act"), LegislationFactory(name="Act left")
        title = LegislationFactory(name="Collective title")
        title.members.set([act])
        title.save()
        rule = RetentionRuleFactory(legislation=title)
        merge(act, left)
        found = ItemMap().get(type(rule), rule.pk)
        assert found is not None
        assert [law.name for law in found.dependencies()] == ["Collective title", "Act left"]

    def test_whatever_uses_it_uses_what_is_left(self, site_tree: Any) -> None:
        one, other = pair(Recipient)
        part = RecipientFactory(name="Part", part_of=one)
        merge(one, other)
        assert {usage.user for usage in usages(other)} == {part, one}
        with pytest.raises(ItemInUseError), transaction.atomic():
            stored(one).delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            stored(other).delete()

    @each_model
    def test_what_waits_of_it_waits_no_longer(self, site_tree: Any, model: Any) -> None:
        item, into = pair(model)
        task = GroupApprovalTask.objects.create(name="Look at it")
        workflow = Workflow.objects.create(name="Moderation")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        item.save_revision()
        workflow.start(item, None)
        assert WorkflowState.objects.for_instance(item).active().exists()
        item.save_revision(approved_go_live_at=timezone.now() + dt.timedelta(days=3))
        merge(item, into)
        assert not WorkflowState.objects.for_instance(item).active().exists()
        assert not stored(item).scheduled_revision

    def test_saving_an_object_that_was_read_before_does_not_undo_it(self, site_tree: Any) -> None:
        one, other = pair(Recipient)
        early = stored(one)
        merge(one, other)
        early.save()
        with pytest.raises(PermissionDenied):
            early.get_latest_revision().publish()
        # Whoever began to publish before has read it before.
        early.live = True
        early.save()
        assert stored(one).merged_into == other
        assert list(Recipient.objects.published()) == [other]

    def test_it_is_logged_for_both(self, site_tree: Any, trust_editor: Any) -> None:
        one, other = pair(Recipient)
        merge(one, other, trust_editor)
        entries = OwnedLogEntry.objects.filter(action="wagtail_privacy.merge", user=trust_editor)
        assert {entry.object_id for entry in entries} == {str(one.pk), str(other.pk)}

    def test_translations_are_merged_with_translations(self, site_tree: Any) -> None:
        polish = Locale.objects.create(language_code="pl")
        one, other = pair(Recipient)
        translation = RecipientFactory(name="Ten", locale=polish, translation_key=one.translation_key)
        with pytest.raises(MoveError, match="translation into Polski"):
            merge(one, other)
        left = RecipientFactory(name="Inny", locale=polish, translation_key=other.translation_key)
        Recipient.objects.filter(pk=left.pk).update(owner=site_tree.alpha)
        with pytest.raises(MoveError, match="“Inny” belongs to Alpha School"):
            merge(one, other)
        Recipient.objects.filter(pk=left.pk).update(owner=None)
        merge(one, other)
        assert stored(translation).merged_into == left

    def test_it_costs_no_query_to_load_items_of_which_none_was_merged(self, site_tree: Any) -> None:
        bodies = [RecipientFactory(part_of=RecipientFactory()) for _number in range(3)]
        before = query_count(lambda: ItemMap().load((Recipient, body.pk) for body in bodies))
        merge(bodies[0], bodies[1])
        # One for what is left, and one for each of its relations.
        relations = len(Recipient.document_prefetch) + 2
        assert (
            before
            < query_count(lambda: ItemMap().load((Recipient, body.pk) for body in bodies[:1]))
            <= before + relations
        )


class TestRefusingToMerge:
    def refused(self, item: Any, into: Any, message: str, user: Any = None) -> None:
        """Asking says the same as doing, and nothing changes."""
        before = rows(type(item))
        for action in (check_merge, merge):
            with pytest.raises(MoveError, match=message):
                action(item, into, user)
        assert rows(type(item)) == before

    @each_model
    def test_an_item_with_itself(self, site_tree: Any, model: Any) -> None:
        one, _other = pair(model)
        self.refused(one, one, "cannot be merged with itself")

    def test_items_of_different_kinds(self, site_tree: Any) -> None:
        self.refused(RecipientFactory(), LegislationFactory(), "of different kinds")

    @each_model
    def test_an_item_that_was_merged_and_one_into_it(self, site_tree: Any, model: Any) -> None:
        one, other = pair(model)
        third = make_item(model, name="The third")
        merge(one, other)
        # The objects at hand may be older than the merge.
        with pytest.raises(MoveError, match="“The one” was merged into “The other” already"):
            merge(one, third)
        with pytest.raises(MoveError, match="Choose “The other”"):
            merge(third, one)
        with pytest.raises(MoveError, match="already"):
            merge(other, one)

    @pytest.mark.parametrize("is_forward", [True, False])
    @pytest.mark.parametrize("is_direct", [True, False])
    @pytest.mark.parametrize("field", ["successors", "part_of"])
    def test_an_item_with_its_own_successor_or_part(
        self, site_tree: Any, field: str, is_direct: bool, is_forward: bool
    ) -> None:
        first, last = RecipientFactory(name="First"), RecipientFactory(name="Last")
        chain = [first, last] if is_direct else [first, RecipientFactory(name="Between"), last]
        for body, following in pairwise(chain):
            if field == "part_of":
                body.part_of = following
            else:
                body.successors.set([following])
            body.save()
        label = {"successors": "successors", "part_of": "part of"}[field]
        ends = (first, last) if is_forward else (last, first)
        self.refused(*ends, f"“Last” stands under “{label}” of “First”")

    def test_a_law_with_one_behind_its_collective_title(self, site_tree: Any) -> None:
        title, act = LegislationFactory(name="Title"), LegislationFactory(name="Act")
        title.members.set([act])
        title.save()
        self.refused(act, title, "Acts behind a collective title")

    @each_model
    def test_into_one_that_not_all_may_use(self, world: World, model: Any) -> None:
        for owner, others in {"everyone": ("trust", "own"), "trust": ("own",), "own": ("foreign", "other")}.items():
            for other in others:
                self.refused(world.items[model, owner], world.items[model, other], "Promote it first")

    @each_model
    def test_into_a_draft(self, site_tree: Any, model: Any) -> None:
        one, other = pair(model)
        other.unpublish()
        self.refused(one, other, "is not published")

    def test_a_locked_one_but_for_who_locked_it(self, site_tree: Any, trust_editor: Any, school_editor: Any) -> None:
        one, other = pair(Recipient)
        Recipient.objects.filter(pk=one.pk).update(locked=True, locked_by=school_editor, locked_at=timezone.now())
        one = stored(one)
        self.refused(one, other, "is locked", trust_editor)
        Recipient.objects.filter(pk=one.pk).update(locked_by=trust_editor)
        merge(one, other, trust_editor)

    def test_one_that_is_gone(self, site_tree: Any) -> None:
        one, other = pair(Recipient)
        gone = stored(one)
        one.delete()
        with pytest.raises(MoveError, match="has been deleted"):
            merge(gone, other)
        with pytest.raises(MoveError, match="has been deleted"):
            merge(other, gone)


class TestPromoting:
    @each_model
    def test_the_owner_changes_and_nothing_else(self, site_tree: Any, trust_editor: Any, model: Any) -> None:
        item = make_item(model, name="Ours", owner=site_tree.alpha)
        (before,), said = rows(model), item.content_hash()
        promoted = promote(item, site_tree.trust, trust_editor)
        (after,) = rows(model)
        assert {name for name in after if after[name] != before[name]} == {"owner_id"}
        assert (promoted.owner, promoted.content_hash()) == (site_tree.trust, said)
        entry = OwnedLogEntry.objects.get(action="wagtail_privacy.promote")
        assert entry.data == {"from": "Alpha School", "to": "Test Trust"}
        assert promote(promoted, None, trust_editor).owner is None

    def test_its_drafts_go_with_it(self, site_tree: Any) -> None:
        item = RecipientFactory(owner=site_tree.alpha, published=True)
        item.name = "Draft"
        revision = item.save_revision()
        promote(item, site_tree.trust)
        revision = type(revision).objects.get(pk=revision.pk)
        assert revision.as_object().owner == site_tree.trust
        revision.publish()
        assert stored(item).owner == site_tree.trust

    def test_translations_of_the_same_owner_go_with_it(self, site_tree: Any) -> None:
        polish = Locale.objects.create(language_code="pl")
        item = RecipientFactory(owner=site_tree.alpha)
        translation = RecipientFactory(owner=site_tree.alpha, locale=polish, translation_key=item.translation_key)
        promote(item, site_tree.trust)
        assert stored(translation).owner == site_tree.trust

    def refused(self, item: Any, to: Any, message: str) -> None:
        for action in (check_promote, promote):
            with pytest.raises(MoveError, match=message):
                action(item, to)
        assert stored(item).owner == item.owner

    def test_not_while_it_refers_to_what_the_others_may_not_use(self, site_tree: Any) -> None:
        law = LegislationFactory(name="School rule", owner=site_tree.alpha)
        item = RecipientFactory(name="Body", owner=site_tree.alpha)
        item.default_legislation.set([law])
        item.save()
        self.refused(item, site_tree.trust, "“Body” refers to “School rule”")
        promote(law, site_tree.trust)
        promote(item, site_tree.trust)

    def test_not_while_its_draft_refers_to_it(self, site_tree: Any) -> None:
        item = RecipientFactory(name="Body", owner=site_tree.alpha, published=True)
        item.part_of = RecipientFactory(name="Whole", owner=site_tree.alpha)
        item.save_revision()
        self.refused(stored(item), site_tree.trust, "“Body” refers to “Whole”")

    def test_not_while_the_sections_of_a_clause_choose_it(self, site_tree: Any) -> None:
        body = RecipientFactory(name="School body", owner=site_tree.alpha)
        clause = make_item(Clause, name="Shared", owner=site_tree.alpha)
        section = {"heading": "Who", "recipients": [{"type": "item", "value": {"recipient": body.pk}}]}
        clause.body = clause.body.stream_block.to_python([{"type": "recipients", "value": section}])
        clause.save()
        self.refused(clause, site_tree.trust, "“Shared” refers to “School body”")

    def test_only_upwards(self, site_tree: Any) -> None:
        self.refused(RecipientFactory(owner=site_tree.alpha), site_tree.beta, "does not stand above it")
        self.refused(RecipientFactory(owner=site_tree.alpha), site_tree.alpha, "does not stand above it")
        self.refused(RecipientFactory(owner=site_tree.trust), site_tree.alpha, "does not stand above it")
        self.refused(RecipientFactory(), site_tree.trust, "belongs to everyone already")

    def test_not_one_that_was_merged(self, site_tree: Any) -> None:
        one, other = pair(Recipient, owner=site_tree.alpha)
        merged = merge(one, other)
        self.refused(merged, site_tree.trust, "was merged into")


@each_model
def test_who_may_move_acts_for_the_owners_concerned(world: World, model: Any) -> None:
    organisations = world.organisations
    for persona in PERSONAS:
        user, acts = fresh(world.people[persona]), ACTS.get(persona, frozenset())
        for owner in OWNERS:
            item = world.items[model, owner]
            assert may_move(user, item) == (owner in acts)
            wider = [organisations["trust"], None] if owner in ("own", "foreign") else [None]
            if owner in ("own", "foreign", "trust"):
                expected = [to for to in wider if owner in acts and ("everyone" if to is None else "trust") in acts]
                assert promotion_targets(item, user) == expected, (persona, owner)
            for to in (organisations["trust"], None):
                if owner not in acts or ("everyone" if to is None else "trust") not in acts:
                    with pytest.raises(PermissionDenied):
                        promote(item, to, user)
            for other in OWNERS:
                if not {owner, other} <= acts:
                    with pytest.raises(PermissionDenied):
                        merge(item, world.items[model, other], user)
