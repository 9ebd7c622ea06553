"""What journeys start from: a school with its people to write to, a full library, and an editor who is no superuser."""

from typing import Any

import pytest

from tests.factories import OrganisationContactFactory
from tests.notice_factories import make_hub
from tests.notices.conftest import library_file, starter_items
from tests.snapshots import replayed
from wagtail_privacy.documents.vocabulary import ContactRole

__all__ = ["library_file", "starter_items"]


@pytest.fixture
@replayed
def school(transactional_db: None, site_tree: Any, starter_items: None) -> Any:
    """Alpha School with a hub that holds no notice yet."""
    for role in (ContactRole.DATA_PROTECTION_OFFICER, ContactRole.SCHOOL_OFFICE):
        OrganisationContactFactory(organisation=site_tree.alpha, role=role)
    return make_hub(site_tree.alpha_home)
