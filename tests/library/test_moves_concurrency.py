"""Moves at the same time: needs row locks, so PostgreSQL only."""

import pytest

from tests.concurrency import at_once
from tests.factories import RecipientFactory
from tests.trees import SiteTree, build_site_tree
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.moves import MoveError, merge, promote
from wagtail_privacy.organisations.log_entries import OwnedLogEntry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 5
"""Which of two is first differs from time to time."""


@pytest.fixture
def tree(transactional_db: None) -> SiteTree:
    return build_site_tree()


def bodies(number: int) -> list[Recipient]:
    return [RecipientFactory(published=True) for _index in range(number)]


def left_of(item: Recipient) -> Recipient:
    """What ``item`` leads to, which must not lead on."""
    stored = Recipient.objects.select_related("merged_into").get(pk=item.pk)
    left: Recipient = stored.merged_into or stored
    assert left.merged_into_id is None
    return left


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_merges_into_each_other_one_happens(_round: int) -> None:
    one, other = bodies(2)
    (error,) = at_once([lambda: merge(one, other), lambda: merge(other, one)])
    assert isinstance(error, MoveError)
    assert left_of(one) == left_of(other)
    assert Recipient.objects.filter(live=True).count() == 1


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_merge_into_what_is_merged_meanwhile_follows_or_is_refused(_round: int) -> None:
    first, second, third = bodies(3)
    errors = at_once([lambda: merge(first, second), lambda: merge(second, third)])
    assert left_of(second) == third
    if errors:
        assert [type(error) for error in errors] == [MoveError]
        assert left_of(first) == first
        assert Recipient.objects.get(pk=first.pk).live
    else:
        assert left_of(first) == third


@pytest.mark.usefixtures("tree")
def test_the_same_merge_twice_at_once_happens_once() -> None:
    one, other = bodies(2)
    errors = at_once([lambda: merge(one, other)] * 4)
    assert [type(error) for error in errors] == [MoveError] * 3
    assert left_of(one) == other
    assert OwnedLogEntry.objects.filter(action="wagtail_privacy.merge").count() == 2


def test_the_same_promotion_twice_at_once_happens_once(tree: SiteTree) -> None:
    item = RecipientFactory(owner=tree.alpha, published=True)
    errors = at_once([lambda: promote(item, tree.trust)] * 4)
    assert [type(error) for error in errors] == [MoveError] * 3
    assert OwnedLogEntry.objects.filter(action="wagtail_privacy.promote").count() == 1


@pytest.mark.usefixtures("tree")
def test_an_item_that_is_saved_meanwhile_stays_merged() -> None:
    for _round in range(ROUNDS):
        one, other = bodies(2)
        early = Recipient.objects.get(pk=one.pk)
        assert at_once([lambda one=one, other=other: merge(one, other), early.save]) == []
        assert left_of(one) == other
