"""Two at once: needs row locks, so it runs on PostgreSQL only."""

from typing import Any

import pytest

from tests.concurrency import at_once
from tests.notice_factories import make_hub
from tests.propagation.model_notices.edits import publish, raw_section, texts, write
from wagtail_privacy.propagation.model_notices.bringing import bring_model_into, decide, pending_merge
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.services import roll_out

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_four_roll_outs_at_once_make_one_notice(transactional_db: None, model: Any, site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    assert at_once([lambda: roll_out(model, site_tree.alpha)] * 4) == []
    assert RollOut.objects.count() == type(model).objects.child_of(hub).count() == 1


def test_four_updates_at_once_write_one_draft_and_decide_once(transactional_db: None, model: Any, notice: Any) -> None:
    write(notice, raw_section("rules"), raw_section("locks", "Ours."), raw_section("keys"))
    write(model, *(raw_section(name, "New.") for name in ("rules", "locks", "keys")))
    publish(model)
    before = notice.revisions.count()
    assert at_once([lambda: bring_model_into(notice)] * 4) == []
    assert notice.revisions.count() == before + 1
    assert texts(notice) == {"rules": "New.", "locks": "Ours.", "keys": "New."}
    pending = pending_merge(notice)
    assert pending is not None
    jobs = [lambda: decide(notice, "locks", pending.stamp, takes_theirs=True)] * 4
    assert [type(error) for error in at_once(jobs)] == [ModelNoticeError] * 3
    assert texts(notice)["locks"] == "New."
    assert notice.revisions.count() == before + 2
