"""A school's hub and its editor at work, and the starter library without what publishing it item by item costs."""

from collections import defaultdict
from typing import Any

import pytest
from django.test import Client

from tests.notice_factories import make_hub
from tests.snapshots import replayed
from wagtail_privacy.library.starter_library.file import STARTER_LIBRARY, LibraryFile


@pytest.fixture(scope="session")
def library_file() -> LibraryFile:
    with STARTER_LIBRARY.open(encoding="utf-8") as stream:
        return LibraryFile(STARTER_LIBRARY.name, stream)


@pytest.fixture
@replayed
def starter_items(site_tree: Any, library_file: LibraryFile) -> None:
    """Every item, live and everyone's; relations between items are left out."""
    rows = defaultdict(list)
    for entry in library_file.entries:
        model = entry.section.model
        rows[model].append(model(**entry.values, locale=site_tree.locale, starter_key=entry.key))
    for model, items in rows.items():
        model.objects.bulk_create(items)


@pytest.fixture
@replayed
def hub(site_tree: Any) -> Any:
    """The privacy hub of Alpha School."""
    return make_hub(site_tree.alpha_home)


@pytest.fixture
def admin(client: Client, school_editor: Any) -> Client:
    """A browser in which Alpha School's editor is logged in."""
    client.force_login(school_editor)
    return client
