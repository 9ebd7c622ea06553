"""The demo, loaded once for all tests of this directory and rolled back before the first of them runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max
from django.test import Client, override_settings
from wagtail.models import Site

from example_site.demo.management.commands.load_demo import Command
from example_site.demo.organisations import SCHOOLS
from tests.trees import build_wagtail_tree
from wagtail_privacy.documents.document import Document
from wagtail_privacy.versions.models import NoticeVersion


@dataclass(frozen=True)
class Notice:
    """One notice of the demo as it is served, and the version behind it."""

    url: str
    is_live: bool
    number: int
    effective_on: str
    document: Document
    page_html: str
    version_html: str
    editors: frozenset[str]


@dataclass(frozen=True)
class Demo:
    """What loading the demo twice came to. Plain data: nothing of it is in the database any more."""

    notices: dict[str, Notice]
    hub_html: dict[str, str]
    default_host: str
    permissions: dict[str, frozenset[str]]
    first_output: str
    second_output: str
    first_rows: dict[str, tuple[int, Any]]
    second_rows: dict[str, tuple[int, Any]]


@pytest.fixture(scope="session")
def demo(django_db_setup: None, django_db_blocker: Any) -> Demo:
    """The five schools with their notices."""
    with django_db_blocker.unblock(), _rolled_back(), override_settings(DEBUG=True):
        build_wagtail_tree()
        first_output = _load()
        first_rows = _rows()
        second_output = _load()
        versions = {version.page_id: version for version in NoticeVersion.objects.order_by("pk")}
        schools = {key: Site.objects.get(hostname=school.host) for key, school in SCHOOLS.items()}
        return Demo(
            notices={
                key: _notice(page.specific, versions[page.pk])
                for key, site in schools.items()
                for page in site.root_page.get_descendants().filter(pk__in=versions)
            },
            hub_html={key: _get(site, "/privacy/") for key, site in schools.items()},
            default_host=Site.objects.get(is_default_site=True).hostname,
            permissions={
                user.username: frozenset(user.get_all_permissions()) for user in get_user_model().objects.all()
            },
            first_output=first_output,
            second_output=second_output,
            first_rows=first_rows,
            second_rows=_rows(),
        )


@contextmanager
def _rolled_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        # The addresses of sites are cached by primary keys that other tests will use again.
        cache.clear()


def _load() -> str:
    output = StringIO()
    call_command(Command(), stdout=output, stderr=output)
    return output.getvalue()


def _rows() -> dict[str, tuple[int, Any]]:
    # A row that is written again instead of changed has a new key.
    return {
        model._meta.label: (model._default_manager.count(), model._default_manager.aggregate(last=Max("pk"))["last"])
        for model in apps.get_models()
    }


def _notice(page: Any, version: NoticeVersion) -> Notice:
    site = page.get_site()
    path = page.get_url_parts()[2]
    users = get_user_model().objects.all()
    return Notice(
        url=page.full_url,
        is_live=page.live and not page.has_unpublished_changes,
        number=version.number,
        effective_on=version.effective_on,
        document=version.as_document(),
        page_html=_get(site, path),
        version_html=_get(site, f"{path}versions/1/"),
        editors=frozenset(user.username for user in users if page.permissions_for_user(user).can_publish()),
    )


def _get(site: Site, path: str) -> str:
    response = Client(SERVER_NAME=site.hostname, SERVER_PORT=site.port).get(path)
    assert response.status_code == 200, f"{site.hostname}{path}: {response.status_code}"
    return response.content.decode()
