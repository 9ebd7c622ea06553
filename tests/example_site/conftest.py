"""The demo, loaded once for all tests of this directory and rolled back before the first of them runs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
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
from django.utils import timezone
from wagtail.models import Locale, Site

from example_site.demo import sharing
from example_site.demo.loading import load_demo
from example_site.demo.management.commands.load_demo import Command
from example_site.demo.organisations import SCHOOLS, TRUST
from tests.example_site.crawl import Crawl, crawl
from tests.example_site.public_pages import visit_public_pages
from tests.snapshots import replayed
from tests.trees import build_wagtail_tree
from wagtail_privacy.documents.document import Document
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.versions.models import NoticeVersion


@dataclass(frozen=True)
class Version:
    """One version of a notice as it is stored."""

    number: int
    effective_on: str
    effective_day: dt.date
    change_size: str
    change_reason: str
    approved_role: str
    approved_by: str
    approved_on: str
    minutes_reference: str
    document: Document


@dataclass(frozen=True)
class Notice:
    """One notice of the demo: its versions in order, what readers see, and version 1 as it is served."""

    url: str
    is_live: bool
    versions: tuple[Version, ...]
    page_html: str
    main_html: str
    version_html: str
    editors: frozenset[str]

    @property
    def document(self) -> Document:
        """Version 1: the document as it was published."""
        return self.versions[0].document


@dataclass(frozen=True)
class Demo:
    """What loading the demo twice came to. Plain data: nothing of it is in the database any more."""

    loaded_on: dt.date
    notices: dict[str, Notice]
    trust_hub_html: str
    hub_html: dict[str, str]
    default_host: str
    permissions: dict[str, frozenset[str]]
    first_output: str
    second_output: str
    first_rows: dict[str, tuple[int, Any]]
    second_rows: dict[str, tuple[int, Any]]
    pages: dict[str, str]
    crawl: Crawl


@pytest.fixture(scope="session")
def demo(django_db_setup: None, django_db_blocker: Any) -> Demo:
    """The five schools with their notices."""
    with django_db_blocker.unblock(), _rolled_back(), override_settings(DEBUG=True):
        build_wagtail_tree()
        first_output = _load()
        first_rows = _rows()
        second_output = _load()
        versions: dict[int, list[NoticeVersion]] = defaultdict(list)
        for version in NoticeVersion.objects.order_by("number"):
            versions[version.page_id].append(version)
        schools = {key: Site.objects.get(hostname=school.host) for key, school in SCHOOLS.items()}
        return Demo(
            loaded_on=timezone.localdate(),
            trust_hub_html=_get(Site.objects.get(hostname=TRUST.host), "/privacy/"),
            notices={
                key: _notice(page.specific, versions[page.pk])
                for key, site in schools.items()
                for page in site.root_page.get_descendants().filter(pk__in=versions)
                if page.slug != sharing.SLUG
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
            pages=visit_public_pages(),
            crawl=crawl(),
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


def _notice(page: Any, versions: list[NoticeVersion]) -> Notice:
    site = page.get_site()
    path = page.get_url_parts()[2]
    users = get_user_model().objects.all()
    page_html = _get(site, path)
    return Notice(
        url=page.full_url,
        is_live=page.live and not page.has_unpublished_changes,
        versions=tuple(
            Version(
                **{field.name: getattr(version, field.name) for field in fields(Version) if field.name != "document"},
                document=version.as_document(),
            )
            for version in versions
        ),
        page_html=page_html,
        main_html=page_html.partition("<main")[2].partition("</main>")[0],
        version_html=_get(site, f"{path}versions/1/"),
        editors=frozenset(user.username for user in users if page.permissions_for_user(user).can_edit()),
    )


def _get(site: Site, path: str) -> str:
    response = Client(SERVER_NAME=site.hostname, SERVER_PORT=site.port).get(path)
    assert response.status_code == 200, f"{site.hostname}{path}: {response.status_code}"
    return response.content.decode()


@pytest.fixture
@replayed
def pages(db: None) -> list[Any]:
    """The notices of the demo's five documents, in English and in the database of the test."""
    build_wagtail_tree()
    load_demo()
    types = [model for model in apps.get_models() if issubclass(model, NoticeMixin)]
    pages = [page for model in types for page in model.objects.filter(live=True, is_model=False)]
    hosts = {school.host for school in SCHOOLS.values()}
    pages = [page for page in pages if page.slug != sharing.SLUG and page.get_site().hostname in hosts]
    pages = [page for page in pages if page.locale == Locale.get_default()]
    assert len(pages) == len(SCHOOLS)
    return pages
