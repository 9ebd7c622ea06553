"""A school with a hub, and notices on it that have no version yet."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.trees import SiteTree
from wagtail_privacy.pages.models import PrivacyHubPage, PrivacyNoticePage


@pytest.fixture
def client() -> Client:
    """A visitor of Alpha School's site."""
    return Client(headers={"host": "alpha.test"})


@pytest.fixture
def hub(site_tree: SiteTree) -> Any:
    page = PrivacyHubPage(title="Privacy at Alpha", slug="privacy", introduction="Read <them> all.")
    return site_tree.alpha_home.add_child(instance=page)


@pytest.fixture
def add_notice(hub: Any) -> Callable[..., Any]:
    """A live notice without any version: what publishing freezes is another room's matter."""

    def add(slug: str, **fields: Any) -> Any:
        page = hub.add_child(instance=PrivacyNoticePage(title=slug.title(), slug=slug, live=False, **fields))
        PrivacyNoticePage.objects.filter(pk=page.pk).update(live=True)
        page.refresh_from_db()
        return page

    return add


@pytest.fixture
def notice(add_notice: Callable[..., Any]) -> Any:
    return add_notice("pupils")
