"""Merges and notices at the same time: needs row locks, so PostgreSQL only."""

from typing import Any

import pytest

from tests.concurrency import at_once
from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.propagation.test_overlay import sharing_with
from tests.trees import build_site_tree
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.moves import MoveError, merge
from wagtail_privacy.propagation.moves.services import bring_merge_in, merge_everywhere
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair(transactional_db: None) -> tuple[Any, Any]:
    """Two recipients, of which three notices name the first."""
    hub = make_hub(build_site_tree().alpha_home)
    one, other = (RecipientFactory(name=name, published=True) for name in ("Old one", "New one"))
    for number in range(3):
        make_notice(hub, sharing_with(one), slug=f"notice-{number}")
    return one, other


def numbers() -> list[int]:
    return sorted(NoticeVersion.objects.values_list("number", flat=True))


def test_two_merges_at_once_make_one_version_of_each_notice(pair: tuple[Any, Any]) -> None:
    errors = at_once([lambda: merge_everywhere(*pair)] * 2)
    assert [type(error) for error in errors] == [MoveError]
    assert numbers() == [1, 1, 1, 2, 2, 2]


def test_bringing_in_twice_at_once_makes_one_version_of_each_notice(pair: tuple[Any, Any]) -> None:
    merge(*pair)
    item = Recipient.objects.get(pk=pair[0].pk)
    assert at_once([lambda: bring_merge_in(item)] * 3) == []
    assert numbers() == [1, 1, 1, 2, 2, 2]
