"""What journeys start from: a school with its people to write to, a full library, and an editor who is no superuser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from playwright.sync_api import Page

from tests.factories import OrganisationContactFactory
from tests.journeys.light_editor import Editor, make_sample
from tests.notice_factories import make_hub
from tests.notices.conftest import library_file, starter_items
from tests.snapshots import replayed
from wagtail_privacy.documents.vocabulary import ContactRole, Nation
from wagtail_privacy.organisations.models import Organisation

__all__ = ["library_file", "starter_items"]

collect_ignore = [] if apps.is_installed("wagtail_privacy.translations") else ["test_translating.py"]


@pytest.fixture
@replayed
def school(transactional_db: None, site_tree: Any, starter_items: None) -> Any:
    """Alpha School, in England, with a hub that holds no notice yet."""
    Organisation.objects.filter(pk=site_tree.alpha.pk).update(nations=[Nation.ENGLAND])
    for role in (ContactRole.DATA_PROTECTION_OFFICER, ContactRole.SCHOOL_OFFICE):
        OrganisationContactFactory(organisation=site_tree.alpha, role=role)
    return make_hub(site_tree.alpha_home)


@pytest.fixture
def _no_autosave(settings: Any) -> None:
    """Saving by hand while Wagtail saves by itself is a conflict of two windows; only a robot is quick enough."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


@pytest.fixture
def tab(ui: Page, sign_in: Callable[..., None], school_editor: Any) -> Page:
    sign_in(school_editor)
    return ui


@pytest.fixture
def editor(tab: Page, address: Callable[..., str], school: Any) -> Editor:
    """The form of a draft, not opened yet."""
    return Editor(tab, address, make_sample(school))
