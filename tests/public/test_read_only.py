"""A database that nothing can be written to still serves readers: a standby, or one that is being moved."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.notice_factories import make_notice
from tests.snapshots import replayed
from tests.trees import SiteTree
from tests.versions.editing import publish
from wagtail_privacy.versions.models import NoticeAddress

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

PATHS = (
    "",
    "versions/",
    "versions/1/",
    "versions/1/document.json",
    "versions/2/changes/",
    "on/2090-01-01/",
    "feed/",
)


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    page = make_notice(hub)
    publish(page, "<p>More.</p>")
    return page


@pytest.fixture
def read_only(page: Any, site_tree: SiteTree) -> Iterator[None]:
    """From here on the database refuses every change."""
    # What the database has still to check at the end of the transaction would lock rows.
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL transaction_read_only = on")
        else:
            cursor.execute("PRAGMA query_only = ON")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


def test_public_pages_work_on_a_read_only_database(read_only: None, client: Client) -> None:
    for address in ("/privacy/", "/privacy/feed/", *(f"/privacy/pupils/{path}" for path in PATHS)):
        cache.clear()
        assert client.get(address).status_code == 200, address
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeAddress.objects.update(path="/elsewhere/")
