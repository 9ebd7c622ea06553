import pytest

from tests.permissions.requests import Cells
from tests.permissions.world import World, build_world
from tests.snapshots import replayed
from tests.trees import SiteTree


@pytest.fixture
@replayed
def world(site_tree: SiteTree) -> World:
    """Two trusts, an item of every kind for each owner, and everybody."""
    return build_world(site_tree)


@pytest.fixture
def cells(world: World) -> Cells:
    """Requests by everybody for everything."""
    return Cells(world)
