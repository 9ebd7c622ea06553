from typing import Any

import pytest

from tests.notice_factories import make_hub, make_notice
from tests.propagation.model_notices.edits import publish, raw_section
from tests.snapshots import replayed
from wagtail_privacy.propagation.model_notices.services import make_model, mandate_sections, roll_out


@pytest.fixture
@replayed
def model(site_tree: Any) -> Any:
    """A published model of the trust with three sections, of which "rules" is mandated."""
    sections = [raw_section(name) for name in ("rules", "locks", "keys")]
    page = make_notice(make_hub(site_tree.trust_home), *sections, live=False, title="Staff", slug="staff")
    make_model(page)
    mandate_sections(page, ["rules"])
    publish(page)
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
@replayed
def notice(model: Any, site_tree: Any) -> Any:
    """The notice of Alpha School that follows it."""
    make_hub(site_tree.alpha_home)
    return roll_out(model, site_tree.alpha).specific
