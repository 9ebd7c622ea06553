"""Fixtures of every room: the page tree, the people, and a clean cache."""

from collections.abc import Callable, Generator, Iterable
from typing import Any

import pytest
from django.core.cache import cache

from tests import snapshots, trees
from tests.snapshots import replayed

pytest_plugins = [
    "tests.browser",
    "tests.deep",
    "tests.flushing",
    "tests.garbage",
    "tests.live_server",
    "tests.translating",
]


@pytest.fixture(autouse=True)
def _clean_cache() -> Generator[None]:
    """Wagtail caches site roots by primary key, which a rolled-back test gives to the next one."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _watched_tables() -> Generator[None]:
    """Fixtures that are replayed need to know what was written before them."""
    with snapshots.watched():
        yield


@pytest.fixture(scope="session")
def live_server(_counted_server: None, live_server: Any) -> Any:
    """pytest-django's, which can be waited for: see :mod:`tests.live_server`."""
    return live_server


@pytest.fixture
@replayed
def wagtail_tree(db: None) -> trees.WagtailTree:
    """Locale, root page, three home pages and sites.

    Ask for ``transactional_db`` or ``live_server`` as well where the test needs real commits: the tables are flushed
    after such a test, and this fixture fills them again.
    """
    return trees.build_wagtail_tree()


@pytest.fixture
@replayed
def site_tree(db: None) -> trees.SiteTree:
    """A trust and two schools, each with its site, home page and organisation."""
    return trees.build_site_tree()


@pytest.fixture
def editor_of(db: None) -> Callable[..., Any]:
    """``editor_of(page, …, username="editor", models=None)``: an editor of these pages and all below them."""

    def make(*pages: Any, username: str = "editor", models: Iterable[str] | None = None) -> Any:
        return trees.make_editor(username, pages, models=models)

    return make


@pytest.fixture
@replayed
def trust_editor(site_tree: trees.SiteTree) -> Any:
    """Works on every page of the trust and of its schools."""
    return trees.make_editor("trust_editor", [site_tree.root])


@pytest.fixture
@replayed
def school_editor(site_tree: trees.SiteTree) -> Any:
    """Works on the pages of Alpha School only."""
    return trees.make_editor("school_editor", [site_tree.alpha_home])


@pytest.fixture
@replayed
def other_school_editor(site_tree: trees.SiteTree) -> Any:
    """Works on the pages of Beta School only."""
    return trees.make_editor("other_school_editor", [site_tree.beta_home])
