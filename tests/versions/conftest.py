"""Fixtures of this room's tests."""

from typing import Any

import pytest

from tests.notice_factories import make_hub
from tests.snapshots import replayed


@pytest.fixture
@replayed
def hub(site_tree: Any) -> Any:
    """The hub of Alpha School."""
    return make_hub(site_tree.alpha_home)


@pytest.fixture
@replayed
def beta_hub(site_tree: Any) -> Any:
    """The hub of Beta School."""
    return make_hub(site_tree.beta_home)
