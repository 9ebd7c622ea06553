"""A school with a hub, and notices on it that have no version yet."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.snapshots import replayed
from tests.trees import SiteTree
from wagtail_privacy.pages.models import PrivacyHubPage, PrivacyNoticePage


@pytest.fixture
def client() -> Client:
    """A visitor of Alpha School's site."""
    return Client(headers={"host": "alpha.test"})


@pytest.fixture
@replayed
def hub(site_tree: SiteTree) -> Any:
    page = PrivacyHubPage(title="Privacy at Alpha", slug="privacy", introduction="Read <them> all.")
    return site_tree.alpha_home.add_child(instance=page)


def add_live_notice(hub: Any, slug: str, **fields: Any) -> Any:
    """A live notice without any version: what publishing freezes is another room's matter."""
    page = hub.add_child(instance=PrivacyNoticePage(title=slug.title(), slug=slug, live=False, **fields))
    PrivacyNoticePage.objects.filter(pk=page.pk).update(live=True)
    page.refresh_from_db()
    return page


@pytest.fixture
def add_notice(hub: Any) -> Callable[..., Any]:
    """``add_notice(slug, **fields)``: another notice of the hub, live and without any version."""
    return functools.partial(add_live_notice, hub)


@pytest.fixture
@replayed
def notice(hub: Any) -> Any:
    return add_live_notice(hub, "pupils")
