from typing import Any

import pytest

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub
from tests.snapshots import replayed


@pytest.fixture
@replayed
def hub(site_tree: Any) -> Any:
    """Where the notices of Alpha School are."""
    return make_hub(site_tree.alpha_home)


@pytest.fixture
def one(db: None) -> Any:
    return RecipientFactory(name="Welfare office", published=True)


@pytest.fixture
def other(db: None) -> Any:
    return RecipientFactory(name="Office for welfare", published=True)
